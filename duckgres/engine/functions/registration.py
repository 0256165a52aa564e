"""Making the functions in an instance, before it is locked.

A function is called with Arrow arrays of some thousand rows. DuckDB's per-row functions cost a
hundred times more.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from duckdb.func import ARROW, SPECIAL

from duckgres.engine.functions import patterns, text
from duckgres.engine.functions.vector import Function

FUNCTIONS: tuple[Function, ...] = (*patterns.FUNCTIONS, *text.FUNCTIONS)


def install(root: DuckDBPyConnection) -> None:
    """Make all functions."""
    for function in FUNCTIONS:
        root.create_function(
            function.name,
            function.with_arity(),
            list(function.arguments),
            function.result,
            type=ARROW,
            null_handling=SPECIAL,
        )
