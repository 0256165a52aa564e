"""Functions of PostgreSQL's that need code: Arrow in, Arrow out, registered with each instance.

A subject's module has a table ``FUNCTIONS``. The algorithms are plain functions elsewhere; here is
only the way between them and DuckDB's vectors. Names begin with ``_pg_``: the SQL front calls
them, mostly through the macros of ``catalog/functions``, and no user is meant to. A call costs
some microseconds a row, so what DuckDB's own functions can do is left to them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

from duckdb.func import ARROW, SPECIAL

from duckgres.engine.functions import (
    array,
    datetime,
    formatting,
    json,
    json_build,
    json_path,
    number,
    patterns,
    sequences,
    text,
)
from duckgres.engine.functions.vectors import Function, Vector

if TYPE_CHECKING:
    import duckdb

SUBJECTS = (
    patterns, text, json, json_build, json_path, array, number, datetime, formatting, sequences,
)  # fmt: skip
"""The modules whose functions are registered."""


def functions() -> Iterator[Function]:
    """Yield all functions."""
    for subject in SUBJECTS:
        yield from subject.FUNCTIONS


def register(root: duckdb.DuckDBPyConnection) -> None:
    """Make the functions known to an instance that is not locked yet."""
    for function in functions():
        root.create_function(
            function.name,
            _counted(function),
            None if function.arguments is None else list(function.arguments),
            function.result,
            type=ARROW,
            null_handling=SPECIAL,
            side_effects=function.changes,
        )


def _counted(function: Function) -> Vector:
    """Return the vector function with as many parameters as DuckDB is told; it counts them."""
    vector = function.vector
    if function.arguments is not None:
        kind = inspect.Parameter.POSITIONAL_ONLY
        parameters = [inspect.Parameter(f"p{i}", kind) for i in range(len(function.arguments))]
        vector.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # functions have it
    return vector
