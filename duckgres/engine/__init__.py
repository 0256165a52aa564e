"""DuckDB: instances, cursors, results. The only room with DuckDB and with worker threads."""
