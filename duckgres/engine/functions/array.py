"""Arrays: PostgreSQL's text form, and what a list of unknown depth is like."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import (
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


FUNCTIONS = (
    Function("_pg_array", ("VARCHAR",), "VARCHAR[]", by_row(elements, TEXTS)),
    Function("_pg_array_shape", None, "INTEGER[]", raising(_shapes)),
    Function("_pg_array_to_string", None, "VARCHAR", raising(joined)),
)
