"""PostgreSQL's wire protocol in front of DuckDB."""

__version__ = "0.1.0"
