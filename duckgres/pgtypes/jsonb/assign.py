"""Putting a value where subscripts say: ``UPDATE t SET document['a']['b'] = …``.

Unlike ``jsonb_set`` it makes what is missing on the way, and fills an array up to the place. What
is given is never changed. Source: PostgreSQL manual, 8.14.5; ``setPath`` of
``utils/adt/jsonfuncs.c`` with ``JB_PATH_FILL_GAPS``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb.value import Value, object_of

_INDEX = re.compile(r"[+-]?\d{1,9}", re.ASCII)


def assign(value: Value, path: Sequence[str | None], new: Value) -> Value:
    """Return the value with another one at the end of a path.

    Args:
        value: A document.
        path: One step each: a key, or the text of an index.
        new: What to put there.

    Raises:
        PgError: 22004, a step is NULL; 22023, there is a scalar on the way; 22P02, a step into an
            array is no index.
    """
    if not path:
        return new
    step, level = path[0], 1
    if step is None:
        raise PgError("jsonb subscript in assignment must not be null", sqlstate="22004")
    return _assigned(value, step, path[1:], new, level)


def _assigned(
    value: Value, step: str, rest: Sequence[str | None], new: Value, level: int
) -> Value:
    if isinstance(value, dict):
        inner = _inside(value[step], rest, new, level) if step in value else _made(rest, new)
        return object_of([*value.items(), (step, inner)])
    if not isinstance(value, list):
        raise PgError(
            "cannot replace existing key",
            sqlstate="22023",
            detail="The path assumes key is a composite object, but it is a scalar value.",
        )
    if _INDEX.fullmatch(step) is None:
        message = f'path element at position {level} is not an integer: "{step}"'
        raise PgError(message, sqlstate="22P02")
    place = int(step) + (len(value) if int(step) < 0 else 0)
    if place < 0:
        message = f"path element at position {level} is out of range: {int(step)}"
        raise PgError(message, sqlstate="22023")
    if place < len(value):
        inner = _inside(value[place], rest, new, level)
        return [*value[:place], inner, *value[place + 1 :]]
    return [*value, *[None] * (place - len(value)), _made(rest, new)]


def _inside(value: Value, rest: Sequence[str | None], new: Value, level: int) -> Value:
    if not rest:
        return new
    if rest[0] is None:
        raise PgError("jsonb subscript in assignment must not be null", sqlstate="22004")
    return _assigned(value, rest[0], rest[1:], new, level + 1)


def _made(rest: Sequence[str | None], new: Value) -> Value:
    """Return the objects and arrays that are missing, with the value inside."""
    made = new
    for step in reversed(rest):
        if step is None:
            raise PgError("jsonb subscript in assignment must not be null", sqlstate="22004")
        made = assign([] if _INDEX.fullmatch(step) else {}, [step], made)
    return made
