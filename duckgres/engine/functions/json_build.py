"""json and jsonb made of values of any type.

A value arrives with DuckDB's name of its type, ``typeof(x)``, which Arrow's type does not tell:
what becomes of it is decided by the PostgreSQL type it is announced as. Source: PostgreSQL 16,
``utils/adt/json.c`` and ``jsonb.c``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import (
    JSON,
    TEXT,
    Function,
    first_value,
    made,
    plain,
    raising,
    style_of,
    typed,
)
from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.json import quote, writer
from duckgres.pgtypes.jsonb import slices
from duckgres.pgtypes.jsonb.value import normal
from duckgres.pgtypes.registry import text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle

Writer = Callable[[Any], str]
_NESTED = frozenset({"array", "record"})  # what json_agg puts each on a line of its own
_NULL = "null"


def to_json(array: pa.Array, types: pa.Array) -> list[str | None]:
    """Return the values' JSON texts; NULL stays NULL."""
    name = first_value(types)
    if name is None:
        return [None] * len(array)
    column, values = typed(array, name)
    write = _writer(column, style_of(array.type))
    return [None if value is None else write(value) for value in values]


def aggregated(array: pa.Array, types: pa.Array) -> list[str | None]:
    """Return ``json_agg``'s text of each list of values."""
    name = first_value(types)
    if name is None:
        return [None] * len(array)
    column, values = typed(array, name)
    element = column.element
    assert element is not None, "an aggregate of values is a list"
    write = _or_null(_writer(element, style_of(array.type)))
    # Nested lists are one array type, so a list of lists is seen by its values.
    separator = ", \n " if element.kind in _NESTED or name.endswith("[][]") else ", "
    if name.endswith("[][]"):
        write = _or_null(_writer(column, style_of(array.type)))
    return [
        None if value is None else "[" + separator.join(map(write, value)) + "]"
        for value in values
    ]


def object_aggregated(array: pa.Array, types: pa.Array) -> list[str | None]:
    """Return ``json_object_agg``'s text of each list of (key, value)."""
    name = first_value(types)
    if name is None:
        return [None] * len(array)
    column, values = typed(array, name)
    pair = column.element
    assert pair is not None, "an aggregate of pairs is a list"
    style = style_of(array.type)
    key = _key_writer(pair.fields[0][1], style)
    write = _or_null(_writer(pair.fields[1][1], style))
    return [
        None
        if rows is None
        else "{ " + ", ".join(f"{_agg_key(row[0], key)} : {write(row[1])}" for row in rows) + " }"
        for rows in values
    ]


def built_object(types: pa.Array, *arrays: pa.Array) -> list[str]:
    """Return ``json_build_object``'s texts; ``types`` holds the list of the types' names."""
    columns = _columns(types, arrays)
    pairs = [
        (_key_writer(*key[:2]), key[2], _or_null(_writer(*item[:2])), item[2])
        for key, item in zip(columns[::2], columns[1::2], strict=True)
    ]
    return [
        "{"
        + ", ".join(
            f"{_built_key(keys[row], key, 2 * place + 1)} : {write(values[row])}"
            for place, (key, keys, write, values) in enumerate(pairs)
        )
        + "}"
        for row in range(len(types))
    ]


def built_array(types: pa.Array, *arrays: pa.Array) -> list[str]:
    """Return ``json_build_array``'s texts."""
    columns = [
        (_or_null(_writer(column, style)), values)
        for column, style, values in _columns(types, arrays)
    ]
    return [
        "[" + ", ".join(write(values[row]) for write, values in columns) + "]"
        for row in range(len(types))
    ]


def object_of_texts(keys: Sequence[Any], values: Sequence[Any] | None) -> str:
    """Do ``json_object``: of pairs in one array, of rows of two, or of keys and values."""
    if values is not None:
        if len(keys) != len(values):
            raise PgError("mismatched array dimensions", sqlstate="2202E")
        pairs = list(zip(keys, values, strict=True))
    elif len(keys) % 2:
        raise PgError("array must have even number of elements", sqlstate="2202E")
    else:
        pairs = list(zip(keys[::2], keys[1::2], strict=True))
    if any(key is None for key, _ in pairs):
        raise PgError("null value not allowed for object key", sqlstate="22004")
    parts = [f"{quote(key)} : {_NULL if v is None else quote(v)}" for key, v in pairs]
    return "{" + ", ".join(parts) + "}"


def text_of(array: pa.Array, types: pa.Array) -> list[str | None]:
    """Return the values' texts as their output functions write them."""
    name = first_value(types)
    if name is None:
        return [None] * len(array)
    column, values = typed(array, name)
    encode = text_encoder(column, style_of(array.type))
    return [None if value is None else encode(value).decode() for value in values]


def fields_of(documents: pa.Array, types: pa.Array) -> list[str | None]:
    """Return objects that have the fields of a row's type, null where there is none."""
    name = first_value(types)
    if name is None:
        return [None] * len(documents)
    names = [field for field, _ in column_type(name).fields]
    return [None if text is None else _fields(text, names) for text in plain(documents)]


def _fields(text: str, names: Sequence[str]) -> str:
    if slices.first(text) != "{":
        raise PgError("cannot call populate_composite on a scalar", sqlstate="22023")
    found = dict(slices.members(text))
    return "{" + ",".join(f"{quote(name)}:{found.get(name, _NULL)}" for name in names) + "}"


def _columns(
    types: pa.Array, arrays: Sequence[pa.Array]
) -> list[tuple[ColumnType, OutputStyle, list[Any]]]:
    names = first_value(types) or []
    return [
        (*_styled(array, name), typed(array, name)[1])
        for array, name in zip(arrays, names, strict=False)
    ]


def _styled(array: pa.Array, name: str) -> tuple[ColumnType, OutputStyle]:
    return typed(array.slice(0, 0), name)[0], style_of(array.type)


def _writer(column: ColumnType, style: OutputStyle) -> Writer:
    return writer(column, lambda part: text_encoder(part, style))


def _or_null(write: Writer) -> Writer:
    return lambda value: _NULL if value is None else write(value)


def _key_writer(column: ColumnType, style: OutputStyle) -> Writer:
    """Return the function from a key to its text in quotes."""
    if column.kind in _NESTED | {"json", "jsonb"}:
        message = "key value must be scalar, not array, composite, or json"
        raise PgError(message, sqlstate="22023")
    if column.kind == "bool":
        return lambda value: '"true"' if value else '"false"'
    encode = text_encoder(column, style)
    return lambda value: quote(encode(value).decode())


def _agg_key(value: Any, write: Writer) -> str:
    if value is None:
        raise PgError("null value not allowed for object key", sqlstate="22004")
    return write(value)


def _built_key(value: Any, write: Writer, place: int) -> str:
    if value is None:
        raise PgError("null value not allowed for object key", sqlstate="22004")
    return write(value)


def _as_json(texts: Callable[..., list[str | None]]) -> Callable[..., pa.Array]:
    return raising(lambda *arrays: made(texts(*arrays), JSON))


def _as_jsonb(texts: Callable[..., list[str | None]]) -> Callable[..., pa.Array]:
    def call(*arrays: pa.Array) -> pa.Array:
        return made([None if t is None else normal(t) for t in texts(*arrays)], JSON)

    return raising(call)


def _pair(name: str, texts: Callable[..., list[Any]]) -> tuple[Function, Function]:
    """Return the function for json and the one for jsonb."""
    return (
        Function(f"_pg_json_{name}", None, "JSON", _as_json(texts)),
        Function(f"_pg_jsonb_{name}", None, "JSON", _as_jsonb(texts)),
    )


def _objects(keys: pa.Array, values: pa.Array) -> list[str | None]:
    return [
        None if key is None else object_of_texts(key, value)
        for key, value in zip(plain(keys), plain(values), strict=True)
    ]


FUNCTIONS = (
    *_pair("of", to_json),
    *_pair("agg", aggregated),
    *_pair("object_agg", object_aggregated),
    *_pair("build_object", built_object),
    *_pair("build_array", built_array),
    *_pair("object", _objects),
    Function("_pg_json_fields", None, "JSON", _as_json(fields_of)),
    Function("_pg_text", None, "VARCHAR", raising(lambda *a: made(text_of(*a), TEXT))),
)
