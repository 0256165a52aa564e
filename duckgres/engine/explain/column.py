"""The one column that EXPLAIN answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.rows.description import Column

if TYPE_CHECKING:
    from duckgres.sql.statement import Statement


def explain_columns(statement: Statement) -> tuple[Column, ...]:
    """Return the column of an EXPLAIN: text, or the document's type."""
    kind = column_type("VARCHAR")
    if statement.result_oids and statement.result_oids[0]:
        kind = replace(kind, oid=statement.result_oids[0])
    return (Column("QUERY PLAN", kind),)
