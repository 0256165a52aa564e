"""PostgreSQL's and DuckDB's SQL: from a query string to Statements; nothing runs here."""
