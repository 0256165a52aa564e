"""json and jsonb, and the JSON text of maps and unions.

DuckDB's maps and unions have no PostgreSQL type; they travel as json, written as PostgreSQL's
``to_json`` writes the parts: numbers bare (NaN and Infinity in quotes, JSON has none), timestamps
with a ``T``, all else as its text in quotes. Source: PostgreSQL 15, ``utils/adt/json.c``
(datum_to_json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.text import decode
from duckgres.pgtypes.types import ColumnType

# Raw values are what their kind says, hence Any here and below.
TextEncoder = Callable[[ColumnType], Callable[[Any], bytes]]

JSONB_VERSION = b"\x01"
_BARE = frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"})
_INLINE = frozenset({"json", "jsonb", "map", "union"})
_TIMESTAMPS = frozenset({"timestamp", "timestamptz"})
_SHORT_OFFSET = re.compile(r"([+-]\d\d)( BC)?$")


def encode_json(value: str) -> bytes:
    """Return the text, which is json's binary form too."""
    return value.encode()


def encode_jsonb_binary(value: str) -> bytes:
    """Return the version byte and the text."""
    return JSONB_VERSION + value.encode()


def decode_json(data: bytes) -> str:
    """Return the text, which must be JSON (RFC 8259; NaN is none)."""
    text = decode(data)
    try:
        # Numbers stay text: their size is no matter here, and Python's int() refuses long ones.
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except RecursionError:
        raise PgError("stack depth limit exceeded", sqlstate="54001") from None
    except ValueError:
        raise PgError("invalid input syntax for type json", sqlstate="22P02") from None
    return text


def decode_jsonb_binary(data: bytes) -> str:
    """Read the version byte and the text."""
    if data[:1] != JSONB_VERSION:
        message = f"unsupported jsonb version number {data[0] if data else 0}"
        raise PgError(message, sqlstate="XX000")
    return decode_json(data[1:])


def quote(text: str) -> str:
    """Return ``text`` as a JSON string; only what must be escaped is."""
    return json.dumps(text, ensure_ascii=False)


def writer(column: ColumnType, text_encoder: TextEncoder) -> Callable[[Any], str]:
    """Return the function from a raw value of ``column`` to its JSON text.

    Args:
        column: The value's type.
        text_encoder: Gives the text encoder of a type (the registry's, which is above this
        module).
    """
    if column.element is not None:
        element = writer(column.element, text_encoder)
        return lambda value: _array(value, element)
    if column.kind == "record":
        fields = [
            (quote(name or f"f{number}"), writer(part, text_encoder))
            for number, (name, part) in enumerate(column.fields, 1)
        ]
        return lambda value: _object(
            (name, _or_null(item, write))
            for (name, write), item in zip(fields, value, strict=True)
        )
    return _scalar_writer(column.kind, text_encoder(column))


def map_writer(
    column: ColumnType, text_encoder: TextEncoder
) -> Callable[[Iterable[tuple[Any, Any]]], str]:
    """Return the function from a map's raw keys and values to a JSON object; a key is its text."""
    (_, key), (_, value) = column.fields
    encode_key = text_encoder(key)
    write = writer(value, text_encoder)
    return lambda pairs: _object(
        (quote(encode_key(name).decode()), _or_null(item, write)) for name, item in pairs
    )


def union_writer(column: ColumnType, text_encoder: TextEncoder) -> Callable[[str, Any], str]:
    """Return the function from the member's name and its raw value to ``{"name":value}``."""
    members = {name: writer(part, text_encoder) for name, part in column.fields}
    return lambda name, value: _object([(quote(name), _or_null(value, members[name]))])


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _scalar_writer(kind: str, encode_text: Callable[[Any], bytes]) -> Callable[[Any], str]:
    if kind in _INLINE:
        return str
    if kind == "bool":
        return lambda value: "true" if value else "false"
    if kind in _BARE:
        return lambda value: _number(encode_text(value).decode())
    if kind in _TIMESTAMPS:
        return lambda value: quote(_xsd(encode_text(value).decode()))
    return lambda value: quote(encode_text(value).decode())


def _array(value: Iterable[Any], element: Callable[[Any], str]) -> str:
    items = (
        _array(item, element) if isinstance(item, list) else _or_null(item, element)
        for item in value
    )
    return f"[{','.join(items)}]"


def _object(items: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{name}:{value}" for name, value in items) + "}"


def _or_null(value: Any, write: Callable[[Any], str]) -> str:
    return "null" if value is None else write(value)


def _number(text: str) -> str:
    return text if text.lstrip("-")[0].isdigit() else quote(text)


def _xsd(text: str) -> str:
    """Return the XSD form of a timestamp: a ``T``, and an offset with its minutes."""
    text = text.replace(" ", "T", 1) if text[-1] != "y" else text  # not "infinity"
    return _SHORT_OFFSET.sub(r"\1:00\2", text)
