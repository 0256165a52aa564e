"""``pg_temp``: the schema of temporary tables, which is a catalog to DuckDB.

In what reads or changes rows; definitions of tables have their own way to it (``ddl.fragments``).
Source: PostgreSQL manual, 20.11.1, ``search_path``.
"""

from __future__ import annotations

from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_SCHEMA, _CATALOG = "pg_temp", "temp"
_ROWS = frozenset({"select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})


def _relation(relation: Node, context: Context) -> None:
    if relation.schemaname == _SCHEMA and context.root in _ROWS:
        relation.schemaname = _CATALOG


MESSAGES = {"RangeVar": _relation}
