"""Patterns that are no constants: PostgreSQL's, written for RE2 row by row."""

from __future__ import annotations

from duckgres.engine.functions.vector import Function
from duckgres.pgtypes.regex.similar import similar
from duckgres.pgtypes.regex.translate import finding, matching


def _matching(pattern: str, flags: str) -> str:
    return matching(pattern, flags).text


def _finding(pattern: str, flags: str) -> str:
    return finding(pattern, flags).text


FUNCTIONS = (
    Function("_pg_matching", ("VARCHAR", "VARCHAR"), "VARCHAR", _matching),
    Function("_pg_finding", ("VARCHAR", "VARCHAR"), "VARCHAR", _finding),
    Function("_pg_similar", ("VARCHAR", "VARCHAR"), "VARCHAR", similar),
)
