"""DuckDB: everything that runs in it goes through this package."""
