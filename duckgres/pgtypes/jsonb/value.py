"""jsonb's values, from text and to its normal form.

A value is ``None``, ``bool``, ``int`` or ``Decimal``, ``str``, ``list`` or ``dict``; a dict's keys
stand in jsonb's order: the shorter ones first, then by bytes, and of one key the last value. A
number keeps the digits behind its point. Source: PostgreSQL 16, ``utils/adt/jsonb.c``,
``jsonb_util.c``; manual, 8.14.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import syntax

Value = Any  # one of the classes above

Number = int | Decimal
_MOST_DIGITS = 131_072  # in front of the point, numeric's limit
_LONGEST_INT = 4_000  # digits; Python's int() refuses 4,300
_quote: Callable[[str], str] = json.encoder.encode_basestring  # as PostgreSQL escapes


def parse(text: str) -> Value:
    """Return what a document of jsonb says.

    Raises:
        PgError: 22P02 or 22P05, it is no jsonb; 22003, a number is too large.
    """
    try:
        if "\\u" not in text:
            return _DECODER.decode(text)
    except (ValueError, RecursionError):
        pass
    refused = syntax.refusal(text, binary=True)
    if refused is not None:
        raise refused
    return _decoded(text, _DECODER)


def normal(text: str) -> str:
    """Return a document in normal form; raises as :func:`parse` does."""
    return write(parse(text))


def check(text: str) -> str:
    """Return a document of type json as it is, or raise 22P02."""
    try:
        _CHECKER.decode(text)
    except (ValueError, RecursionError):
        refused = syntax.refusal(text, binary=False)
        if refused is not None:
            raise refused from None
        _decoded(text, _CHECKER)
    return text


def _decoded(text: str, decoder: json.JSONDecoder) -> Value:
    """Read what is JSON, but may be nested too deep for us; PostgreSQL's limit is higher."""
    try:
        return decoder.decode(text)
    except RecursionError:
        raise PgError("stack depth limit exceeded", sqlstate="54001") from None


def write(value: Value) -> str:
    """Return a value's normal form."""
    try:
        return _ENCODER.encode(value)
    except TypeError:  # a Decimal
        return _written(value)


def is_number(value: Value) -> bool:
    """Whether the value is a number; to Python, true and false are some."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def number_text(value: Number) -> str:
    """Return numeric's text."""
    if isinstance(value, int):
        return str(value)
    return format(value if value else abs(value), "f")


def kind(value: Value) -> str:
    """Return what ``jsonb_typeof`` says."""
    return next(name for name, matches in _KINDS if matches(value))


def object_of(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """Return an object: keys in jsonb's order, of several the last."""
    found = dict(pairs)
    if len(found) < 2:
        return found
    return {key: found[key] for key in sorted(found, key=key_order)}


def key_order(key: str) -> tuple[int, bytes]:
    """Return what jsonb sorts keys by."""
    data = key.encode()
    return len(data), data


def _written(value: Value) -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_quote(key)}: {_written(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str):
        return _quote(value)
    return number_text(value) if is_number(value) else _ENCODER.encode(value)


def _float(digits: str) -> Decimal:
    found = Decimal(digits)
    if found.adjusted() >= _MOST_DIGITS:
        raise PgError("value overflows numeric format", sqlstate="22003")
    return found


def _int(digits: str) -> Number:
    return int(digits) if len(digits) < _LONGEST_INT else _float(digits)


def _constant(word: str) -> Value:
    raise ValueError(word)


_DECODER = json.JSONDecoder(
    object_pairs_hook=object_of, parse_float=_float, parse_int=_int, parse_constant=_constant
)
_CHECKER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_KINDS: tuple[tuple[str, Callable[[Value], bool]], ...] = (
    ("null", lambda value: value is None),
    ("boolean", lambda value: isinstance(value, bool)),
    ("number", is_number),
    ("string", lambda value: isinstance(value, str)),
    ("array", lambda value: isinstance(value, list)),
    ("object", lambda value: isinstance(value, dict)),
)
