"""Functions of PostgreSQL's that need code: Arrow in, Arrow out, registered with each instance.

A subject's module has a table ``FUNCTIONS``. The algorithms are plain functions elsewhere; here is
only the way between them and DuckDB's vectors. Names begin with ``_pg_``: the SQL front calls
them, mostly through the macros of ``catalog/functions``, and no user is meant to. A call costs
some microseconds a row, so what DuckDB's own functions can do is left to them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

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
    kind = functools.cache(root.sqltype)
    for function in functions():
        root.create_function(
            function.name,
            _signed(function, kind),
            None,  # the signature says them
            kind(function.result),
            type=ARROW,
            null_handling=SPECIAL,
            side_effects=function.changes,
        )


def _signed(function: Function, kind: Callable[[str], Any]) -> Vector:
    """Return the vector function with the parameters that DuckDB reads off it, and their types.

    DuckDB takes 25 us for a function whose parameters have their types there, and 90 more for
    each that has none, a list of types or not: it throws and catches. So 80 functions take 5 ms
    and not 24. "Any type" has no name, so that ``*values`` stays without one.
    """
    if function.arguments is None:
        parameters = [inspect.Parameter("values", inspect.Parameter.VAR_POSITIONAL)]
    else:
        parameters = [
            inspect.Parameter(
                f"p{place}", inspect.Parameter.POSITIONAL_ONLY, annotation=kind(argument)
            )
            for place, argument in enumerate(function.arguments)
        ]
    vector = function.vector
    vector.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # functions have it
    return vector
