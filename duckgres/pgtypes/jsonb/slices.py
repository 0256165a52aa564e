"""Parts of a JSON text, as they are written in it.

``->`` on json hands out what was typed, blanks and all; on jsonb the text is in normal form, and
so are its parts: one way serves both. Python's own scanner finds where a value ends. Texts are
valid JSON. Source: PostgreSQL 16, ``utils/adt/jsonfuncs.c``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from json.encoder import encode_basestring

from duckgres.errors import PgError

Step = str | int | None  # a key, an index, or nothing at all

_BLANKS = " \t\n\r"
_SPACE = re.compile(r"[ \t\n\r]*")
_INDEX = re.compile(r"\s*[+-]?\d+", re.ASCII)
_INT4 = 2**31
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, object_pairs_hook=len)
_scan = _DECODER.scan_once  # type: ignore[attr-defined]  # the same
_WRONG = "22023"


def members(text: str) -> Iterator[tuple[str, str]]:
    """Yield the keys and the values' texts of an object, in order, duplicates too."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "}":
        if text[at] == ",":
            at = _skip(text, at + 1)
        key, at = scanstring(text, at + 1, True)
        start = _skip(text, _skip(text, at) + 1)
        end = _scan(text, start)[1]
        yield key, text[start:end]
        at = _skip(text, end)


def elements(text: str) -> Iterator[str]:
    """Yield the texts of an array's elements."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "]":
        if text[at] == ",":
            at = _skip(text, at + 1)
        end = _scan(text, at)[1]
        yield text[at:end]
        at = _skip(text, end)


def first(text: str) -> str:
    """Return the sign a document begins with, which tells its kind."""
    return text[_skip(text, 0)]


def find(text: str, path: Sequence[Step], *, loose: bool = False) -> str | None:
    """Return the text of the value at the end of a path, ``None`` when there is none.

    Args:
        text: The document.
        path: Keys and indexes; a negative index counts from the end.
        loose: A key that is a number is an index where an array is: ``#>``.
    """
    found: str | None = text.strip(_BLANKS) if path else text
    for step in path:
        if found is None or step is None:
            return None
        sign = first(found)
        if sign == "{" and isinstance(step, str):
            found = _member(found, step)
        elif sign == "[":
            index = step if isinstance(step, int) else _index(step) if loose else None
            found = None if index is None else _element(found, index)
        else:
            return None
    return found


def bare(text: str | None) -> str | None:
    """Return a value's text as ``->>`` does: a string without quotes, null as nothing."""
    if text is None:
        return None
    sign = first(text)
    if sign == '"':
        return str(scanstring(text, _skip(text, 0) + 1, True)[0])
    return None if sign == "n" else text


def all_members(text: str, function: str) -> list[tuple[str, str]]:
    """Return the members for ``json_each`` and its kin; raises for what is no object."""
    sign = first(text)
    if sign == "{":
        return list(members(text))
    if function.endswith("object_keys"):
        message = f"cannot call {function} on {'an array' if sign == '[' else 'a scalar'}"
    elif function.startswith("jsonb"):
        message = f"cannot call {function} on a non-object"
    else:
        message = f"cannot deconstruct {'an array as an object' if sign == '[' else 'a scalar'}"
    raise PgError(message, sqlstate=_WRONG)


def all_elements(text: str, function: str) -> list[str]:
    """Return the elements for ``json_array_elements`` and its kin; raises for no array."""
    sign = first(text)
    if sign == "{":
        message = f"cannot call {function} on a non-array"
        if function.startswith("jsonb"):
            message = "cannot extract elements from an object"
        raise PgError(message, sqlstate=_WRONG)
    if sign != "[":
        message = f"cannot call {function} on a scalar"
        if function.startswith("jsonb"):
            message = "cannot extract elements from a scalar"
        raise PgError(message, sqlstate=_WRONG)
    return list(elements(text))


def without_nulls(text: str) -> str:
    """Do ``json_strip_nulls``: no fields that are null, and no blanks."""
    sign = first(text)
    if sign == "{":
        parts = [
            f"{encode_basestring(key)}:{without_nulls(item)}"
            for key, item in members(text)
            if first(item) != "n"
        ]
        return "{" + ",".join(parts) + "}"
    if sign == "[":
        return "[" + ",".join(map(without_nulls, elements(text))) + "]"
    bare_text = text.strip(_BLANKS)
    if sign == '"':
        return encode_basestring(scanstring(bare_text, 1, True)[0])
    return bare_text


def _member(text: str, key: str) -> str | None:
    found = None
    for name, value in members(text):
        if name == key:
            found = value  # of several the last
    return found


def _element(text: str, index: int) -> str | None:
    if index >= 0:
        for place, value in enumerate(elements(text)):
            if place == index:
                return value
        return None
    values = list(elements(text))
    return values[index] if -index <= len(values) else None


def _index(step: str) -> int | None:
    if _INDEX.fullmatch(step) is None:
        return None
    index = int(step)
    return index if -_INT4 <= index < _INT4 else None


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
