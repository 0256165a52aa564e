"""From a function of one row's values to one of Arrow arrays, which DuckDB calls.

A ``PgError`` becomes an exception whose text the error table reads, as ``error('pg_error:…')`` in
SQL does: DuckDB hands on nothing but the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.python_rows import raw_values

Vector = Callable[..., pa.Array]
Row = Callable[..., Any]  # takes one row's values, of the types the table says

TEXT = pa.string()
JSON = pa.json_()
BOOLEAN = pa.bool_()
TEXTS = pa.list_(TEXT)
INTEGERS = pa.list_(pa.int32())
_FIELD = chr(31)  # between message, detail and hint


@dataclass(frozen=True, slots=True)
class Function:
    """A row of a subject's table.

    Attributes:
        name: Begins with ``_pg_``.
        arguments: DuckDB's types; ``None`` takes any number of arguments of any type.
        result: DuckDB's type.
        vector: Takes and returns Arrow arrays of one length.
        changes: Each call counts: it is neither left out nor answered in advance.
    """

    name: str
    arguments: tuple[str, ...] | None
    result: str
    vector: Vector
    changes: bool = False


class Raised(Exception):
    """A ``PgError`` on its way through DuckDB."""

    def __init__(self, error: PgError) -> None:
        fields = error.fields
        parts = [error.message, fields.detail or "", fields.hint or ""]
        super().__init__(f"pg_error:{error.sqlstate}:" + _FIELD.join(parts).rstrip(_FIELD))


def raising(vector: Vector) -> Vector:
    """Let ``PgError`` out in the form the error table reads."""

    def call(*arrays: Any) -> pa.Array:  # arrays, chunked or not
        try:
            return vector(*map(_whole, arrays))
        except PgError as error:
            raise Raised(error) from None
        except RecursionError:
            refused = PgError("stack depth limit exceeded", sqlstate="54001")
            raise Raised(refused) from None

    return call


def by_row(function: Row, result: pa.DataType, *, strict: bool = True) -> Vector:
    """Return the vector function that calls ``function`` with each row's values.

    Args:
        function: Takes Python's values, ``None`` for NULL.
        result: What it returns, in Arrow's terms.
        strict: A NULL among the arguments makes the result NULL, and ``function`` is not called.
    """

    def vector(*arrays: pa.Array) -> pa.Array:
        rows: Iterable[tuple[Any, ...]] = zip(*map(plain, arrays), strict=True)
        if strict:
            return made(
                [None if any(v is None for v in row) else function(*row) for row in rows], result
            )
        return made([function(*row) for row in rows], result)

    return raising(vector)


def plain(array: pa.Array) -> list[Any]:
    """Return Python's values of an array whose type Python has too."""
    return list(getattr(array, "storage", array).to_pylist())


def made(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return an array of Python's values; pyarrow's own way stops at JSON within lists."""
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))
    if pa.types.is_list(kind):
        items = [item for value in values if value is not None for item in value]
        return pa.ListArray.from_arrays(_offsets(values), made(items, kind.value_type))
    if pa.types.is_struct(kind):
        fields = [kind.field(index) for index in range(kind.num_fields)]
        parts = [made([value[field.name] for value in values], field.type) for field in fields]
        return pa.StructArray.from_arrays(parts, fields=fields)
    return pa.array(values, kind)


def _offsets(values: list[Any]) -> pa.Array:
    """Return where each list begins, and the end; an offset that is NULL makes a NULL list."""
    found: list[int | None] = []
    end = 0
    for value in values:
        found.append(None if value is None else end)
        end += len(value or ())
    return pa.array([*found, end], pa.int32())


def typed(array: pa.Array, name: str) -> tuple[ColumnType, list[Any]]:
    """Return the type and the raw values of an argument of any type.

    Args:
        array: As DuckDB gives it.
        name: DuckDB's name of its type, which Arrow's does not tell: ``typeof(x)``.
    """
    column = column_type(name)
    return column, raw_values(array, column)


def first_value(array: pa.Array) -> Any:
    """Return the value of an argument that is the same in all rows, ``None`` without rows."""
    return array[0].as_py() if len(array) else None


def style_of(kind: pa.DataType) -> OutputStyle:
    """Return how values are written: Arrow's type of an instant holds the session's time zone."""
    zone = _zone(kind)
    return OutputStyle(time_zone=zone) if zone else OutputStyle()


def _zone(kind: pa.DataType) -> str | None:
    if pa.types.is_timestamp(kind):
        return str(kind.tz) if kind.tz else None
    if isinstance(kind, pa.BaseExtensionType):
        return None
    for index in range(kind.num_fields):
        found = _zone(kind.field(index).type)
        if found:
            return found
    return None


def _whole(array: Any) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
