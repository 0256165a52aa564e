"""EXPLAIN's answer: DuckDB's plan as PostgreSQL tells of plans, in text, JSON, XML and YAML."""
