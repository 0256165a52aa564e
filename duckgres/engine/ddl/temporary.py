"""Temporary tables and views: what goes at the end of a transaction, and with DISCARD TEMP."""

from __future__ import annotations

import duckdb

_IS_TEMPORARY = """
    SELECT 1 FROM duckdb_tables() WHERE temporary
      AND format('temp.main."{}"', replace(table_name, '"', '""')) = ?
"""

# Views first: one may stand on a table.
_DROP_TEMPORARY = """
    SELECT format('DROP {} IF EXISTS temp.main."{}"', kind, replace(name, '"', '""'))
    FROM (
        SELECT 1 AS rank, 'VIEW' AS kind, view_name AS name FROM duckdb_views()
        WHERE temporary AND NOT internal
        UNION ALL
        SELECT 2, 'TABLE', table_name FROM duckdb_tables() WHERE temporary AND NOT internal
    ) ORDER BY rank
"""


def end_transaction(cursor: duckdb.DuckDBPyConnection, on_commit: dict[str, bool]) -> None:
    """Empty or drop the tables made with ON COMMIT.

    Args:
        cursor: The session's.
        on_commit: Text of the name -> whether the table goes; what has gone is taken out.
    """
    for name, drops in list(on_commit.items()):
        if cursor.execute(_IS_TEMPORARY, [name]).fetchone() is None:
            del on_commit[name]  # its transaction was undone, or it was dropped
        elif drops:
            cursor.execute(f"DROP TABLE {name}")
            del on_commit[name]
        else:
            cursor.execute(f"DELETE FROM {name}")


def drop_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the session's temporary tables and views."""
    for (text,) in cursor.execute(_DROP_TEMPORARY).fetchall():
        cursor.execute(text)
