"""DuckDB: instances, cursors, results. The only room that imports it, and the only one with worker threads."""
