"""Arrays: PostgreSQL's text form, and what a list of unknown depth is like."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import (
    BOOLEAN,
    INTEGERS,
    TEXT,
    TEXTS,
    Function,
    by_row,
    first_value,
    made,
    plain,
    raising,
    style_of,
    typed,
)
from duckgres.errors import PgError
from duckgres.pgtypes.array_input import text_decoder
from duckgres.pgtypes.binary import decode_bytea_text
from duckgres.pgtypes.jsonb import edit
from duckgres.pgtypes.jsonb.value import normal, parse
from duckgres.pgtypes.registry import text_encoder
from duckgres.pgtypes.text import decode

_read = text_decoder(decode)


def elements(text: str) -> list[str | None]:
    """Return the elements' texts of an array of one dimension.

    Raises:
        PgError: 22P02, it is no array; 0A000, it has more dimensions.
    """
    found = _read(text.encode())
    if any(isinstance(item, list) for item in found):
        raise PgError(
            "an array of several dimensions cannot be read from text here",
            sqlstate="0A000",
            hint="Write it as a constant, or as ARRAY[[…], […]].",
        )
    return found


def rows(text: str) -> list[list[str | None]]:
    """Return the elements' texts of an array of two dimensions."""
    found = _read(text.encode())
    if not all(isinstance(item, list) for item in found):
        message = "an array of one dimension cannot be stored in a column of two here"
        raise PgError(message, sqlstate="0A000")
    return found


def shape(value: list[Any]) -> list[int]:
    """Return the lengths of an array's dimensions; none for an empty array."""
    found: list[int] = []
    while isinstance(value, list) and value:
        found.append(len(value))
        value = value[0]
    return found


def joined(array: pa.Array, separators: pa.Array, nulls: pa.Array, types: pa.Array) -> pa.Array:
    """Do ``array_to_string``, of any number of dimensions."""
    name = first_value(types)
    if name is None:
        return made([None] * len(array), TEXT)
    column, values = typed(array, name)
    element = column.element
    if element is None:
        return made([None] * len(array), TEXT)
    encode = text_encoder(element, style_of(array.type))
    rows = zip(values, plain(separators), plain(nulls), strict=True)
    return made([_joined(*row, encode) for row in rows], TEXT)


def _joined(value: Any, separator: str | None, null: str | None, encode: Any) -> str | None:
    if value is None or separator is None:
        return None
    texts = [null if item is None else encode(item).decode() for item in _leaves(value)]
    return separator.join(text for text in texts if text is not None)


def _leaves(value: list[Any]) -> list[Any]:
    if value and isinstance(value[0], list):
        return [leaf for item in value for leaf in _leaves(item)]
    return value


def _shapes(array: pa.Array) -> pa.Array:
    return made([None if value is None else shape(value) for value in plain(array)], INTEGERS)


def contains(whole: pa.Array, part: pa.Array, types: pa.Array) -> pa.Array:
    """Do ``@>`` for arrays and documents alike."""
    rows = zip(plain(whole), plain(part), strict=True)
    if str(first_value(types)).endswith("]"):
        found = [None if a is None or b is None else _has_all(a, b) for a, b in rows]
    else:
        found = [
            None if a is None or b is None else edit.contains(parse(a), parse(b)) for a, b in rows
        ]
    return made(found, BOOLEAN)


def _has_all(whole: list[Any], part: list[Any]) -> bool:
    items = list(_leaves(whole))
    return all(item is not None and item in items for item in _leaves(part))


def constant(text: str, name: str) -> str:
    """Return an untyped constant as DuckDB reads it into a type.

    Args:
        text: The constant's.
        name: DuckDB's name of the type.
    """
    if name.endswith("]"):
        return _list_text(_read(text.encode()))
    if name == "BLOB":
        return "".join(f"\\x{byte:02X}" for byte in decode_bytea_text(text.encode()))
    return normal(text) if name == "JSON" else text


def _list_text(values: list[Any]) -> str:
    return "[" + ", ".join(map(_item_text, values)) + "]"


def _item_text(value: Any) -> str:
    """Return an item of DuckDB's text of a list; in its quotes a backslash escapes."""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return _list_text(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


FUNCTIONS = (
    Function("_pg_contains", None, "BOOLEAN", raising(contains)),
    Function("_pg_constant", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(constant, TEXT)),
    Function("_pg_array", ("VARCHAR",), "VARCHAR[]", by_row(elements, TEXTS)),
    Function("_pg_array_of_arrays", ("VARCHAR",), "VARCHAR[][]", by_row(rows, pa.list_(TEXTS))),
    Function("_pg_array_shape", None, "INTEGER[]", raising(_shapes)),
    Function("_pg_array_to_string", None, "VARCHAR", raising(joined)),
)
