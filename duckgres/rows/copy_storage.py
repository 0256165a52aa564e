"""How a column's values are kept on their way from a COPY stream to DuckDB.

A column of a type with kernels is an Arrow array that the kernels fill; what they leave out comes
as a raw value and is put beside. The others are lists of raw values, which become an array in the
end: of their own type where Arrow and DuckDB have one in common, else of texts that DuckDB casts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_names import TypeName, parse_type_name
from duckgres.pgtypes.registry import text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.kernels import copy_layout as k

# Raw values of any type: what they are follows from the column's kind, hence Any in this module.
_LONG = Context(prec=200_000)  # digits that a numeric may have
_STYLE = OutputStyle()
_FIXED: dict[str, tuple[int, pa.DataType]] = {
    "BOOLEAN": (k.BOOL, pa.bool_()),
    "SMALLINT": (k.INT2, pa.int16()),
    "INTEGER": (k.INT4, pa.int32()),
    "BIGINT": (k.INT8, pa.int64()),
    "FLOAT": (k.FLOAT4, pa.float32()),
    "DOUBLE": (k.FLOAT8, pa.float64()),
    "DATE": (k.DATE, pa.date32()),
    "TIME": (k.TIME, pa.time64("us")),
    "TIMESTAMP": (k.TIMESTAMP, pa.timestamp("us")),
    "TIMESTAMP WITH TIME ZONE": (k.TIMESTAMPTZ, pa.timestamp("us", "UTC")),
    "UUID": (k.UUID, pa.uuid()),
    "VARCHAR": (k.STRING, pa.string()),
}
_VIEWS: dict[int, str] = {
    **{k.BOOL: "u1", k.INT2: "i2", k.INT4: "i4", k.INT8: "i8", k.FLOAT4: "f4", k.FLOAT8: "f8"},
    **{k.DATE: "i4", k.TIME: "i8", k.TIMESTAMP: "i8", k.TIMESTAMPTZ: "i8", k.DECIMAL: "i8"},
    **{k.UUID: "V16", k.STRING: "i4", k.BLOB: "i4"},
}
_CASTED_UNITS = frozenset({"TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
_INTERVAL = pa.struct([("months", pa.int32()), ("days", pa.int32()), ("us", pa.int64())])


@dataclass(frozen=True, slots=True)
class Storage:
    """How the values of one column are kept.

    Attributes:
        family: Of its kernel, ``SLOW`` for a list of raw values.
        arrow: The array's type.
        expression: DuckDB's expression of the column's value, over ``{}``, the array's name.
        convert: For a list: from a raw value to what Arrow takes.
    """

    family: int
    arrow: pa.DataType
    expression: str = "{}"
    convert: Callable[[Any], Any] | None = None

    @property
    def view(self) -> np.dtype[Any]:
        """How numpy sees the values of a kernel's column."""
        return np.dtype(_VIEWS[self.family])


def storage_of(  # noqa: PLR0911 - one way out per kind
    column: ColumnType, *, binary: bool
) -> Storage:
    """Return how a column's values are kept.

    Args:
        column: Its type; ``source`` is DuckDB's.
        binary: The stream's format.

    Raises:
        PgError: 0A000, its values cannot come in by COPY.
    """
    parsed = parse_type_name(column.source)
    fixed = _FIXED.get(column.source)
    if fixed is not None:
        return Storage(*fixed)
    if parsed.name == "DECIMAL":
        return Storage(k.DECIMAL, pa.decimal128(*parsed.numbers))
    if parsed.name in _CASTED_UNITS:
        return Storage(k.TIMESTAMP, pa.timestamp("us"), f"CAST({{}} AS {column.source})")
    if parsed.name == "BLOB":
        return Storage(k.BLOB if binary else k.SLOW, pa.binary())
    if parsed.name == "INTERVAL":
        made = "to_months({0}.months) + to_days({0}.days) + to_microseconds({0}.us)"
        return Storage(k.SLOW, _INTERVAL, made, _interval)
    if column.kind == "array":
        arrow, convert = _list(parsed, column)
        return Storage(k.SLOW, arrow, f"CAST({{}} AS {column.source})", convert)
    if column.kind in {"record", "map", "union"}:
        message = f"COPY into columns of type {column.source} is not supported"
        raise PgError(message, sqlstate="0A000", hint="Use INSERT.")
    return Storage(k.SLOW, pa.string(), f"CAST({{}} AS {column.source})", _text(column))


def _interval(value: tuple[int, int, int]) -> dict[str, int]:
    return dict(zip(("months", "days", "us"), value, strict=True))


def _text(column: ColumnType) -> Callable[[Any], str]:
    """Write a value as text that DuckDB casts."""
    if column.kind in {"enum", "json", "jsonb"}:
        return str
    encode = text_encoder(column, _STYLE)
    return lambda value: encode(value).decode()


def _list(parsed: TypeName, column: ColumnType) -> tuple[pa.DataType, Callable[[Any], Any]]:
    """Return Arrow's type of a list, nested as DuckDB's is, and how its values become that."""
    element_name = parsed.parts[0][1]
    if element_name.name == "LIST":
        inner, convert = _list(element_name, column)
    else:
        assert column.element is not None, "an array's"
        inner, convert = _element(element_name, column.element)

    def convert_list(value: Any) -> Any:
        if not isinstance(value, list):
            raise PgError("wrong number of array dimensions", sqlstate="2202E")
        return [None if item is None else convert(item) for item in value]

    return pa.list_(inner), convert_list


def _element(parsed: TypeName, column: ColumnType) -> tuple[pa.DataType, Callable[[Any], Any]]:
    fixed = _FIXED.get(parsed.text)
    if fixed is not None and fixed[0] != k.UUID:
        return fixed[1], _no_list
    if parsed.name == "BLOB":
        return pa.binary(), _no_list
    if parsed.name == "DECIMAL":
        arrow = pa.decimal128(*parsed.numbers)
        return arrow, lambda value: fitting(value, arrow.precision, arrow.scale)
    if column.kind in {"record", "map", "union", "interval"}:
        message = f"COPY into arrays of {parsed.text} is not supported"
        raise PgError(message, sqlstate="0A000", hint="Use INSERT.")
    write = _text(column)
    return pa.string(), lambda value: write(_no_list(value))


def _no_list(value: Any) -> Any:
    """Let an element pass; an array of more dimensions than the column has them does not."""
    if isinstance(value, list):
        raise PgError("wrong number of array dimensions", sqlstate="2202E")
    return value


def fitting(value: Decimal, precision: int, scale: int) -> Decimal:
    """Round a numeric to a column's scale. Source: ``apply_typmod`` of ``numeric.c``.

    Raises:
        PgError: 22003, it has too many digits; 0A000, it is NaN or infinite.
    """
    if not value.is_finite():
        raise PgError(
            f"{value} is not supported in columns of type numeric",
            sqlstate="0A000",
            hint="Use double precision.",
        )
    rounded = value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, _LONG)
    if rounded and rounded.adjusted() >= precision - scale:
        whole = precision - scale
        raise PgError(
            "numeric field overflow",
            sqlstate="22003",
            detail=f"A field with precision {precision}, scale {scale} must round to an absolute"
            f" value less than {'10^' if whole else ''}{whole or 1}.",
        )
    return rounded


def put(view: np.ndarray[Any, Any], family: int, row: int, value: Any, arrow: Any) -> None:
    """Write a raw value into a kernel's column that is not of strings."""
    if family == k.DECIMAL:
        unscaled = int(fitting(value, arrow.precision, arrow.scale).scaleb(arrow.scale, _LONG))
        view[2 * row] = (unscaled & (2**64 - 1)) - (2**64 if unscaled & 2**63 else 0)
        view[2 * row + 1] = unscaled >> 64
    elif family == k.UUID:
        view[row] = np.frombuffer(value, "V16")[0]
    else:
        view[row] = value
