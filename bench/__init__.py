"""Load measurements of Duckgres beside PostgreSQL; ``python -m bench.run --help``."""
