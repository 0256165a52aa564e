"""What PostgreSQL has in pg_catalog and DuckDB lacks: functions, written in DuckDB's SQL."""
