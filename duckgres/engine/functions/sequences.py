"""What a session has taken from sequences: ``currval`` and ``lastval`` are a session's own.

DuckDB's ``currval`` tells the last value that anybody took. So ``nextval`` of a statement goes
through a function here that notes the value under the session's number; what an INSERT took for a
serial column is noted by who ran it (``note``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pyarrow as pa

from duckgres.engine.functions.vectors import Function, by_row, first_value, raising
from duckgres.errors import PgError

_NOT_YET = "55000"
_numbers = count(1)
_taken: dict[int, dict[str, int | None]] = {}


def open_session() -> int:
    """Return the number of a new session."""
    number = next(_numbers)
    _taken[number] = {}
    return number


def close_session(number: int) -> None:
    """Forget a session."""
    _taken.pop(number, None)


def forget(number: int) -> None:
    """Forget what a session has taken (DISCARD SEQUENCES)."""
    _taken.get(number, {}).clear()


@contextmanager
def unchanged(number: int) -> Iterator[None]:
    """Let a session have taken what it had before, whatever is taken meanwhile."""
    before = dict(_taken.get(number, {}))
    try:
        yield
    finally:
        if number in _taken:
            _taken[number] = before


def note(number: int, sequence: str, value: int | None) -> None:
    """Note what a session took last; ``None`` where only DuckDB saw the value.

    Args:
        number: The session's.
        sequence: Its name, with its schema, as a statement has it.
        value: What it took.
    """
    known = _taken.get(number)
    if known is not None:
        known.pop(sequence, None)  # the last one taken is the last one in the dict
        known[sequence] = value


def current(sequence: str, number: int) -> int:
    """Return what a session took last from a sequence.

    Raises:
        PgError: It took nothing yet, or nobody knows what.
    """
    known = _taken.get(number, {})
    if sequence not in known:  # a parameter's is written as the client sent it
        ending = "." + sequence.rpartition(".")[2].strip('"')
        same = [name for name in known if ("." + name.replace('"', "")).endswith(ending)]
        sequence = same[0] if len(same) == 1 else sequence
    name = sequence.rpartition(".")[2].strip('"')
    if sequence not in known:
        message = f'currval of sequence "{name}" is not yet defined in this session'
        raise PgError(message, sqlstate=_NOT_YET)
    return _told(known[sequence])


def last(number: int) -> int:
    """Return what a session took last from any sequence.

    Raises:
        PgError: It took nothing yet, or nobody knows what.
    """
    known = _taken.get(number, {})
    if not known:
        raise PgError("lastval is not yet defined in this session", sqlstate=_NOT_YET)
    return _told(next(reversed(known.values())))


def _told(value: int | None) -> int:
    if value is None:
        raise PgError(
            "currval after INSERT … RETURNING is not supported",
            sqlstate="0A000",
            hint="Return the column, or insert without RETURNING.",
        )
    return value


def _taken_now(values: pa.Array, names: pa.Array, numbers: pa.Array) -> pa.Array:
    """Note the last value of a vector, and return all."""
    number, name = first_value(numbers), first_value(names)
    if len(values) and number is not None:
        note(number, name, values[-1].as_py())
    return values


FUNCTIONS = (
    Function(
        "_pg_taken", ("BIGINT", "VARCHAR", "BIGINT"), "BIGINT", raising(_taken_now), changes=True
    ),
    Function(
        "_pg_currval", ("VARCHAR", "BIGINT"), "BIGINT", by_row(current, pa.int64()), changes=True
    ),
    Function("_pg_lastval", ("BIGINT",), "BIGINT", by_row(last, pa.int64()), changes=True),
)
