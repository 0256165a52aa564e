"""SQL statements with PostgreSQL's recorded answers, played to this server."""
