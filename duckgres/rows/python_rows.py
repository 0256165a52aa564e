"""DataRow messages from an Arrow batch, in the obvious way: the slow twin of the row kernels.

It is the judge of the fast encoder (same batch, same bytes) and takes what that one leaves out.
Values are read from the buffers where pyarrow's own conversion gives up: infinite and BC dates,
intervals of any size, DuckDB's opaque types. DuckDB must have been told ``SET
arrow_lossless_conversion = true``. Source: PostgreSQL manual, 55.7 "DataRow"; DuckDB 1.5's
``arrow_type_extension.cpp``, ``bit.cpp``, ``bignum.cpp``; every form was seen in its buffers.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pyarrow as pa

from duckgres.errors import PgError
from duckgres.pgtypes import json
from duckgres.pgtypes.duckdb_map import PLAIN_NUMERIC
from duckgres.pgtypes.refusals import too_big
from duckgres.pgtypes.registry import binary_encoder, text_encoder
from duckgres.pgtypes.types import TIMESTAMP_INFINITY, ColumnType, OutputStyle

# Values of any type: what they are follows from the column's kind, hence Any in this module.
Reader = Callable[[pa.Array, ColumnType], list[Any]]

BINARY_FORMAT = 1
_FLOAT4 = struct.Struct("<f")
_NULL = b"\xff\xff\xff\xff"
_WIDE = Context(prec=40)
_PLAIN_STYLE = OutputStyle()


def encode_rows(
    batch: pa.RecordBatch,
    columns: Sequence[ColumnType],
    formats: Sequence[int],
    style: OutputStyle,
) -> bytes:
    """Return one DataRow message per row.

    Args:
        batch: R rows of C columns; may be a slice.
        columns: C types.
        formats: C format codes: 0 text, 1 binary.
        style: The settings that change text.
    """
    fields: list[list[bytes]] = []
    for array, column, format_code in zip(batch.columns, columns, formats, strict=True):
        encode = (
            binary_encoder(column) if format_code == BINARY_FORMAT else text_encoder(column, style)
        )
        fields.append([_field(value, encode) for value in raw_values(array, column)])
    count = struct.pack(">h", len(columns))
    out = bytearray()
    for row in range(batch.num_rows):
        body = count + b"".join(field[row] for field in fields)
        out += b"D" + struct.pack(">i", len(body) + 4) + body
    return bytes(out)


def raw_values(array: pa.Array, column: ColumnType) -> list[Any]:
    """Return the raw values of an Arrow array from DuckDB; ``None`` is NULL."""
    natural = _read(array, column)
    if column.source == PLAIN_NUMERIC and column.kind == "numeric":
        return _mapped(natural, _WIDE.normalize)
    fit = _FIT.get(column.kind)
    return natural if fit is None else [None if value is None else fit(value) for value in natural]


def _field(value: Any, encode: Callable[[Any], bytes]) -> bytes:
    if value is None:
        return _NULL
    data = encode(value)
    return struct.pack(">i", len(data)) + data


def _read(array: pa.Array, column: ColumnType) -> list[Any]:
    """Return the values in the form their Arrow type suggests."""
    if isinstance(array, pa.ExtensionArray):
        return _EXTENSIONS[_extension_name(array.type)](array.storage, column)
    kind = array.type
    for matches, reader in _READERS:
        if matches(kind):
            return reader(array, column)
    return _plain(array, column)


def _extension_name(kind: pa.DataType) -> str:
    return str(kind.type_name) if isinstance(kind, pa.OpaqueType) else str(kind.extension_name)


def _fixed(array: pa.Array, layout: str) -> list[Any]:
    """Return the values of a fixed-width array, unpacked by a struct format."""
    size = struct.calcsize(layout)
    data = array.buffers()[1]
    if data is None or len(array) == 0:
        return [None] * len(array)
    start = array.offset * size
    view = memoryview(data)[start : start + len(array) * size]
    values = (item if len(item) > 1 else item[0] for item in struct.iter_unpack(layout, view))
    return [
        value if valid else None
        for value, valid in zip(values, array.is_valid().to_pylist(), strict=True)
    ]


def _mapped(values: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    return [None if value is None else change(value) for value in values]


def _bool8(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(_fixed(array, "<b"), bool)


def _hugeint(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(array.to_pylist(), lambda data: int.from_bytes(data, "little", signed=True))


def _uhugeint(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(array.to_pylist(), lambda data: int.from_bytes(data, "little"))


def _bignum(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(array.to_pylist(), _bignum_value)


def _bignum_value(data: bytes) -> int:
    """Three bytes of header (top bit: not negative), the magnitude; all inverted if negative."""
    if data[0] & 0x80:
        return int.from_bytes(data[3:], "big")
    return -int.from_bytes(bytes(byte ^ 0xFF for byte in data[3:]), "big")


def _bit(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(array.to_pylist(), _bit_value)


def _bit_value(data: bytes) -> str:
    """A byte with the number of filler bits (ones, in front of the first byte), then the bits."""
    return "".join(f"{byte:08b}" for byte in data[1:])[data[0] :]


def _time_tz(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(_fixed(array, "<Q"), _time_tz_value)


def _time_tz_value(bits: int) -> tuple[int, int]:
    """Microseconds in the upper 40 bits; below, 15:59:59 less the seconds east of UTC."""
    return bits >> 24, 57_599 - (bits & 0xFFFFFF)


def _plain(array: pa.Array, _: ColumnType) -> list[Any]:
    return list(array.to_pylist())


def _date(array: pa.Array, _: ColumnType) -> list[Any]:
    return _fixed(array, "<i")


def _timestamp(array: pa.Array, _: ColumnType) -> list[Any]:
    """Microseconds; nanoseconds are cut off (towards the past), the marks of infinity kept."""
    multiply, divide = {"s": (1_000_000, 1), "ms": (1_000, 1), "us": (1, 1), "ns": (1, 1_000)}[
        array.type.unit
    ]
    return [
        value if value is None or abs(value) == TIMESTAMP_INFINITY else value * multiply // divide
        for value in _fixed(array, "<q")
    ]


def _time(array: pa.Array, _: ColumnType) -> list[Any]:
    divide = 1_000 if array.type.unit == "ns" else 1
    return _mapped(_fixed(array, "<q"), lambda value: value // divide)


def _interval(array: pa.Array, _: ColumnType) -> list[Any]:
    return _mapped(_fixed(array, "<iiq"), lambda parts: (parts[0], parts[1], parts[2] // 1_000))


def _dictionary(array: pa.Array, column: ColumnType) -> list[Any]:
    labels = _read(array.dictionary, column)
    return _mapped(array.indices.to_pylist(), lambda index: labels[index])


def _list(array: pa.Array, column: ColumnType) -> list[Any]:
    """Nested lists are one array type; its element type is reached at the innermost list."""
    if column.element is None:
        raise PgError(f"a list cannot be sent as {column.kind}", sqlstate="XX000")
    bounds = _bounds(array)
    inner = _window(array.values, bounds)
    is_innermost = not _is_list(inner.type)
    parts = raw_values(inner, column.element) if is_innermost else _list(inner, column)
    return _cut(array, parts, bounds)


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def _bounds(array: pa.Array) -> list[int]:
    """Return where each list begins in the child, and where the last one ends."""
    if pa.types.is_fixed_size_list(array.type):
        size = array.type.list_size
        return [(array.offset + row) * size for row in range(len(array) + 1)]
    return list(array.offsets.to_pylist()) if len(array) else [0]


def _window(child: pa.Array, bounds: list[int]) -> pa.Array:
    return child.slice(bounds[0], bounds[-1] - bounds[0])


def _cut(array: pa.Array, parts: list[Any], bounds: list[int]) -> list[Any]:
    """Return one list of parts per row; ``parts`` begins at the first bound."""
    first = bounds[0]
    return [
        parts[start - first : end - first] if valid else None
        for valid, start, end in zip(
            array.is_valid().to_pylist(), bounds, bounds[1:], strict=False
        )
    ]


def _struct(array: pa.Array, column: ColumnType) -> list[Any]:
    parts = [raw_values(array.field(index), part) for index, (_, part) in enumerate(column.fields)]
    return [
        tuple(part[row] for part in parts) if valid else None
        for row, valid in enumerate(array.is_valid().to_pylist())
    ]


def _map(array: pa.Array, column: ColumnType) -> list[Any]:
    write = json.map_writer(column, _plain_text_encoder)
    bounds = _bounds(array)
    (_, key), (_, value) = column.fields
    keys = raw_values(_window(array.keys, bounds), key)
    values = raw_values(_window(array.items, bounds), value)
    pairs = list(zip(keys, values, strict=True))
    return _mapped(_cut(array, pairs, bounds), write)


def _union(array: pa.Array, column: ColumnType) -> list[Any]:
    """A NULL union and one whose member is NULL are the same in Arrow; both are NULL here."""
    write = json.union_writer(column, _plain_text_encoder)
    members = [
        raw_values(array.field(index), part) for index, (_, part) in enumerate(column.fields)
    ]
    tags = memoryview(array.buffers()[1])[array.offset : array.offset + len(array)]
    index_of = {code: index for index, code in enumerate(array.type.type_codes)}
    values: list[Any] = []
    for row, tag in enumerate(tags):
        value = members[index_of[tag]][row]
        name = column.fields[index_of[tag]][0]
        values.append(None if value is None else write(name, value))
    return values


def _plain_text_encoder(column: ColumnType) -> Callable[[Any], bytes]:
    """JSON text is written before the session's settings are known: instants are in UTC."""
    return text_encoder(column, _PLAIN_STYLE)


_EXTENSIONS: dict[str, Reader] = {
    "arrow.bool8": _bool8,
    "arrow.uuid": _plain,
    "arrow.json": _plain,
    "hugeint": _hugeint,
    "uhugeint": _uhugeint,
    "bignum": _bignum,
    "bit": _bit,
    "time_tz": _time_tz,
}
_READERS: tuple[tuple[Callable[[pa.DataType], bool], Reader], ...] = (
    (pa.types.is_date32, _date),
    (pa.types.is_timestamp, _timestamp),
    (pa.types.is_time64, _time),
    (pa.types.is_interval, _interval),
    (pa.types.is_dictionary, _dictionary),
    (pa.types.is_map, _map),
    (_is_list, _list),
    (pa.types.is_struct, _struct),
    (pa.types.is_union, _union),
)


def _number_to_numeric(value: Any) -> Decimal:
    """An integer keeps its digits; a float becomes the decimal it is printed as."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _integer(type_name: str, low: int, high: int) -> Callable[[Any], int]:
    """Return the conversion to an integer type, which rounds and refuses as PostgreSQL's casts."""

    def convert(value: Any) -> int:
        if isinstance(value, float):
            if not math.isfinite(value):
                raise too_big(type_name)
            value = round(value)  # a half goes to the even neighbour
        elif isinstance(value, Decimal):
            value = int(value.to_integral_value(ROUND_HALF_UP))  # a half goes away from zero
        if not low <= value <= high:
            raise too_big(type_name)
        return int(value)

    return convert


def _number_to_float4(value: Any) -> float:
    """A float8 beyond float4's range is refused; what is between two float4 is rounded later."""
    number = float(value)
    try:
        (near,) = _FLOAT4.unpack(_FLOAT4.pack(number))
    except OverflowError:
        raise PgError("value out of range: overflow", sqlstate="22003") from None
    if near == 0 != number:
        raise PgError("value out of range: underflow", sqlstate="22003")
    return number


# What an announced kind wants where the Arrow type suggests something else (HUGEINT as int8, an
# unsigned integer or a float as numeric).
_FIT: dict[str, Callable[[Any], Any]] = {
    "int2": _integer("smallint", -(2**15), 2**15 - 1),
    "int4": _integer("integer", -(2**31), 2**31 - 1),
    "int8": _integer("bigint", -(2**63), 2**63 - 1),
    "oid": _integer("OID", 0, 2**32 - 1),
    "float4": _number_to_float4,
    "float8": float,
    "numeric": _number_to_numeric,
}
