"""jsonb's operators and functions that make or look into a value.

Values are those of ``value``; what is given is never changed. Source: PostgreSQL 16,
``utils/adt/jsonfuncs.c``, ``jsonb_op.c``; manual, 9.16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb.order import equal
from duckgres.pgtypes.jsonb.value import Value, object_of, write

_INDEX = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_WRONG = "22023"
_INT4 = 2**31


def contains(whole: Value, part: Value) -> bool:
    """Do ``whole @> part``."""
    if isinstance(whole, list) and not isinstance(part, list | dict):
        return any(equal(item, part) for item in whole)  # the manual's exception, at the top only
    return _contains(whole, part)


def _contains(whole: Value, part: Value) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and _contains(whole[key], item) for key, item in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and all(
            any(_contains(candidate, item) for candidate in whole) for item in part
        )
    return equal(whole, part)


def exists(value: Value, key: str) -> bool:
    """Do ``value ? key``: a key of an object, a string of an array, or the string itself."""
    if isinstance(value, dict | list):
        return key in value
    return isinstance(value, str) and value == key


def concat(left: Value, right: Value) -> Value:
    """Do ``left || right``."""
    if isinstance(left, dict) and isinstance(right, dict):
        return object_of([*left.items(), *right.items()])
    return [*_items(left), *_items(right)]


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def delete(value: Value, keys: Sequence[str | None]) -> Value:
    """Do ``value - key``, or ``- keys``: keys of an object, strings of an array."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key not in keys}
    if isinstance(value, list):
        return [item for item in value if not (isinstance(item, str) and item in keys)]
    raise PgError("cannot delete from scalar", sqlstate=_WRONG)


def delete_index(value: Value, index: int) -> Value:
    """Do ``value - index``; a negative one counts from the end."""
    if isinstance(value, dict):
        message = "cannot delete from object using integer index"
        raise PgError(message, sqlstate=_WRONG)
    if not isinstance(value, list):
        raise PgError("cannot delete from scalar", sqlstate=_WRONG)
    place = _place(index, len(value))
    return value if not 0 <= place < len(value) else value[:place] + value[place + 1 :]


def strip_nulls(value: Value) -> Value:
    """Leave out the fields that are null, at any depth; an array keeps its nulls."""
    if isinstance(value, dict):
        return {key: strip_nulls(item) for key, item in value.items() if item is not None}
    return [strip_nulls(item) for item in value] if isinstance(value, list) else value


def pretty(value: Value, indent: str = "") -> str:
    """Return ``jsonb_pretty``'s text."""
    if not value or not isinstance(value, dict | list):
        return _pretty_empty(value, indent)
    deeper = indent + "    "
    if isinstance(value, dict):
        lines = [f"{write(key)}: {pretty(item, deeper)}" for key, item in value.items()]
    else:
        lines = [pretty(item, deeper) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    body = ",\n".join(deeper + line for line in lines)
    return f"{opening}\n{body}\n{indent}{closing}"


def _pretty_empty(value: Value, indent: str) -> str:
    if isinstance(value, dict | list):
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return f"{opening}\n{indent}{closing}"
    return write(value)


@dataclass(frozen=True, slots=True)
class _Change:
    """What is done at the end of a path.

    Attributes:
        new: The value to put there; not used by a deletion.
        delete: Take away what is there.
        replace: Put ``new`` in place of what is there.
        create: Put ``new`` where nothing is.
        insert: Put ``new`` into an array, beside what is there, -1 before and 1 behind it.
    """

    new: Value = None
    delete: bool = False
    replace: bool = False
    create: bool = False
    insert: int = 0


def set_path(value: Value, path: Sequence[str | None], new: Value, *, create: bool) -> Value:
    """Do ``jsonb_set``."""
    _check_container(value, "cannot set path in scalar")
    return _changed(value, path, _Change(new, replace=True, create=create), 0)


def insert(value: Value, path: Sequence[str | None], new: Value, *, after: bool) -> Value:
    """Do ``jsonb_insert``."""
    _check_container(value, "cannot set path in scalar")
    return _changed(value, path, _Change(new, create=True, insert=1 if after else -1), 0)


def delete_path(value: Value, path: Sequence[str | None]) -> Value:
    """Do ``value #- path``."""
    _check_container(value, "cannot delete path in scalar")
    return _changed(value, path, _Change(delete=True), 0)


def set_lax(
    value: Value, path: Sequence[str | None], new: Value, *, create: bool, null: bool, how: str
) -> Value:
    """Do ``jsonb_set_lax``.

    Args:
        value: The document.
        path: Where.
        new: What to put there, unless it is NULL.
        create: Whether what is missing is made.
        null: The new value is SQL's NULL.
        how: What that means.
    """
    if not null:
        return set_path(value, path, new, create=create)
    if how == "use_json_null":
        return set_path(value, path, None, create=create)
    if how == "delete_key":
        return delete_path(value, path)
    if how == "return_target":
        return value
    if how == "raise_exception":
        raise PgError(
            "JSON value must not be null",
            sqlstate="22004",
            detail='Exception was raised because null_value_treatment is "raise_exception".',
            hint="To avoid, either change the null_value_treatment argument or ensure that an SQL"
            " NULL is not passed.",
        )
    message = (
        'null_value_treatment must be "delete_key", "return_target", "use_json_null", or'
        ' "raise_exception"'
    )
    raise PgError(message, sqlstate=_WRONG)


def _check_container(value: Value, message: str) -> None:
    if not isinstance(value, dict | list):
        raise PgError(message, sqlstate=_WRONG)


def _changed(value: Value, path: Sequence[str | None], change: _Change, level: int) -> Value:
    if level >= len(path):
        return value
    if path[level] is None:
        message = f"path element at position {level + 1} is null"
        raise PgError(message, sqlstate="22004")
    if isinstance(value, dict):
        return _changed_object(value, path, change, level)
    if isinstance(value, list):
        return _changed_array(value, path, change, level)
    return value


def _changed_object(
    value: dict[str, Value], path: Sequence[str | None], change: _Change, level: int
) -> Value:
    key = path[level]
    assert key is not None, "checked by the caller"
    if level < len(path) - 1:
        if key not in value:
            return value
        return value | {key: _changed(value[key], path, change, level + 1)}
    if change.delete:
        return {name: item for name, item in value.items() if name != key}
    if key in value:
        if change.insert:
            raise PgError(
                "cannot replace existing key",
                sqlstate=_WRONG,
                hint="Try using the function jsonb_set to replace key value.",
            )
        return value | {key: change.new}
    return object_of([*value.items(), (key, change.new)]) if change.create else value


def _changed_array(
    value: list[Value], path: Sequence[str | None], change: _Change, level: int
) -> Value:
    place, below = _index(path[level], level, len(value))
    inside = 0 <= place < len(value)
    if level < len(path) - 1:
        parts = [_changed(item, path, change, level + 1) for item in value[place : place + 1]]
        return [*value[:place], *parts, *value[place + 1 :]] if inside else value
    if change.delete:
        return [*value[:place], *value[place + 1 :]] if inside else value
    if inside and change.insert:
        at = place + (change.insert > 0)
        return [*value[:at], change.new, *value[at:]]
    if inside:
        return [*value[:place], change.new, *value[place + 1 :]]
    return _extended(value, change, below=below)


def _extended(value: list[Value], change: _Change, *, below: bool) -> Value:
    """Put the new value in front of an array, or behind it."""
    if not change.create:
        return value
    return [change.new, *value] if below else [*value, change.new]


def _index(text: str | None, level: int, length: int) -> tuple[int, bool]:
    """Return the place a path's element means, and whether it is before the first one."""
    assert text is not None, "checked by the caller"
    if _INDEX.fullmatch(text) is None or not -_INT4 <= int(text) < _INT4:
        message = f'path element at position {level + 1} is not an integer: "{text}"'
        raise PgError(message, sqlstate="22P02")
    place = _place(int(text), length)
    return place, place < 0


def _place(index: int, length: int) -> int:
    return index + length if index < 0 else index
