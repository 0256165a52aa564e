"""Patterns that are no constants: PostgreSQL's, written for RE2 row by row."""

from __future__ import annotations

from duckgres.engine.functions.vectors import TEXT, Function, by_row
from duckgres.pgtypes.regex.similar import similar
from duckgres.pgtypes.regex.translate import finding, matching


def _matching(pattern: str, flags: str) -> str:
    return matching(pattern, flags).text


def _finding(pattern: str, flags: str) -> str:
    return finding(pattern, flags).text


FUNCTIONS = (
    Function("_pg_matching", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(_matching, TEXT)),
    Function("_pg_finding", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(_finding, TEXT)),
    Function("_pg_similar", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(similar, TEXT)),
)
