"""DuckDB's error for a statement as PostgreSQL's, with its place in the client's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from duckgres.engine.errors import to_pg_error
from duckgres.engine.stream_errors import as_duckdb_error
from duckgres.errors import PgError
from duckgres.sql.alignment import source_position
from duckgres.sql.statement import Statement


@dataclass(frozen=True, slots=True)
class Filled:
    """What was run or bound.

    Attributes:
        statement: The client's.
        parameters: What its parameters were filled with.
        prefix: Bytes in front of it, which the error's position counts.
    """

    statement: Statement
    parameters: Sequence[str]
    prefix: int = 0


def as_pg_error(
    error: Exception,
    filled: Filled | None,
    values: Mapping[str, str],
    constraint_names: Callable[[], Mapping[str, Mapping[str, str]]],
) -> PgError:
    """Return PostgreSQL's error for DuckDB's.

    Args:
        error: DuckDB's, or Arrow's about DuckDB's.
        filled: What was run; ``None`` when it was not the client's.
        values: What the other slots were filled with.
        constraint_names: Tells the names of the tables' constraints.
    """
    found = error if isinstance(error, duckdb.Error) else as_duckdb_error(error)
    if filled is None:
        return to_pg_error(found)
    statement, parameters, prefix = filled.statement, filled.parameters, filled.prefix

    def position(offset: int) -> int | None:
        return source_position(statement, offset - prefix, parameters, values)

    try:
        text = " " * prefix + statement.render(parameters, values)
    except (duckdb.Error, PgError):  # what fills it is to be asked of a transaction that is over
        return to_pg_error(found)
    return to_pg_error(found, position, text=text, constraints=constraint_names)
