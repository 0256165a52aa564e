"""How a column is encoded: Arrow's type, the announced type and the format choose a kernel.

``plan_result`` plans all columns, ``plan_column`` one: its answer is the descriptor the kernels
read (see ``kernels.layout``), or ``None`` where there is no kernel and the slow encoder of
``pgtypes`` has to do. Pairs that are not in the tables are slow, not wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from duckgres.pgtypes.duckdb_map import PLAIN_NUMERIC
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.kernels import layout as k
from duckgres.rows.tables import date_table, zone_table

Descriptor = np.ndarray[tuple[int], np.dtype[np.int64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]

BINARY = 1  # the format code

_INT64 = (-(2**63), 2**63 - 1)
_RANGES = {
    "int2": (-(2**15), 2**15 - 1),
    "int4": (-(2**31), 2**31 - 1),
    "int8": _INT64,
    "oid": (0, 2**32 - 1),
}
_INTEGER_BINARY = {
    "int2": k.INT2_BINARY,
    "int4": k.INT4_BINARY,
    "int8": k.INT8_BINARY,
    "oid": k.INT4_BINARY,
}
# Digits of the longest value, with a sign.
_DIGITS = {
    k.I8: 4,
    k.U8: 3,
    k.I16: 6,
    k.U16: 5,
    k.I32: 11,
    k.U32: 10,
    k.I64: 20,
    k.U64: 20,
    k.I128: 40,
    k.U128: 39,
}
_WIDTHS = {
    k.I8: 1,
    k.U8: 1,
    k.I16: 2,
    k.U16: 2,
    k.I32: 4,
    k.U32: 4,
    k.I64: 8,
    k.U64: 8,
    k.I128: 16,
    k.U128: 16,
}
_INTEGERS = {
    pa.int8(): k.I8,
    pa.int16(): k.I16,
    pa.int32(): k.I32,
    pa.int64(): k.I64,
    pa.uint8(): k.U8,
    pa.uint16(): k.U16,
    pa.uint32(): k.U32,
    pa.uint64(): k.U64,
}
_OPAQUE_INTEGERS = {"hugeint": k.I128, "uhugeint": k.U128}
_STRING_KINDS = frozenset({"text", "varchar", "bpchar", "name", "unknown", "enum", "json"})
# Bytes of the longest text: infinity, BC and the largest years included.
_DATE_TEXT_SIZE, _TIME_TEXT_SIZE, _ZONE_TEXT_SIZE, _INTERVAL_TEXT_SIZE = 16, 15, 10, 80
_NUMERIC_HEADER = 8
_UNITS = {"s": 1_000_000, "ms": 1000, "us": 1, "ns": -1000}


@dataclass(frozen=True, slots=True)
class ResultPlan:
    """What does not change between batches, nor between results of the same description.

    Attributes:
        schema: The Arrow schema it was made for.
        descriptors: One row per column, then those of the parts of arrays and records; the planned
            half.
        slow: Indexes of the columns without a kernel.
        slot_bytes: Strides of all columns with slots.
        part_bytes: All slots of parts: an array may fill a chunk by itself.
    """

    schema: pa.Schema
    descriptors: Matrix
    slow: tuple[int, ...]
    slot_bytes: int
    part_bytes: int


def plan_result(
    schema: pa.Schema, columns: Sequence[ColumnType], formats: Sequence[int], style: OutputStyle
) -> ResultPlan:
    """Plan all columns of a result.

    Args:
        schema: Arrow's types of its C columns: what the kernels will find in the buffers.
        columns: C announced types.
        formats: C format codes.
        style: The session's settings.
    """
    rows: list[Descriptor] = []
    parts: list[Descriptor] = []
    slow = []
    for index, (arrow, column, code) in enumerate(
        zip(schema.types, columns, formats, strict=True)
    ):
        planned = plan_column(arrow, column, code == BINARY, style)
        if planned is not None and planned[k.MODE] in k.NESTED:
            own = plan_parts(arrow, column, code == BINARY, style)
            if own is None:
                planned = None
            else:
                planned[[k.TABLE, k.TABLE_SIZE]] = len(columns) + len(parts), len(own)
                parts += own
        if planned is None:
            planned = np.zeros(k.DESCRIPTOR_SIZE, np.int64)
            planned[[k.MODE, k.LOAD]] = k.BYTES, k.ENCODED
            slow.append(index)
        rows.append(planned)
    descriptors = np.zeros((len(rows) + len(parts), k.DESCRIPTOR_SIZE), np.int64)
    for index, planned in enumerate(rows + parts):
        descriptors[index] = planned
    return ResultPlan(schema, descriptors, tuple(slow), _strides(rows), _strides(parts) * k.CHUNK)


def _strides(descriptors: list[Descriptor]) -> int:
    return sum(int(row[k.STRIDE]) for row in descriptors if row[k.MODE] in (k.SLOT, k.ELEMENT))


def plan_column(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    """Return the planned half of a column's descriptor, ``None`` if no kernel can encode it.

    The parts of an array or record are planned beside it, by ``plan_parts``; both are needed.

    Args:
        arrow: The type of the batch's column: what the kernel will find in the buffers.
        column: The announced type.
        binary: The format.
        style: The session's settings.
    """
    load = _INTEGERS.get(arrow)
    if load is not None:
        return _plan_integer(load, column.kind, binary)
    if isinstance(arrow, pa.BaseExtensionType):
        planner = _EXTENSIONS.get(arrow.extension_name)
    else:
        planner = _PLANNERS.get(arrow.id)
    return None if planner is None else planner(arrow, column, binary, style)


def _descriptor(family: int, size: int, **members: int) -> Descriptor:
    """Make a descriptor of a family whose longest field has ``size`` bytes of value."""
    descriptor = np.zeros(k.DESCRIPTOR_SIZE, np.int64)
    descriptor[k.FAMILY] = family
    descriptor[k.STRIDE] = (4 + size + 15) & ~15
    descriptor[[k.LOW, k.HIGH]] = _INT64
    for name, value in members.items():
        descriptor[getattr(k, name.upper())] = value
    return descriptor


def _plan_integer(load: int, kind: str, binary: bool) -> Descriptor | None:
    width = _WIDTHS[load]
    if kind == "numeric":
        size = _NUMERIC_HEADER + 2 * -(-_DIGITS[load] // 4) if binary else _DIGITS[load]
        if binary or load >= k.U64:
            family = k.NUMERIC_BINARY if binary else k.NUMERIC_TEXT
            return _descriptor(family, size, load=load, width=width)
        return _descriptor(k.INTEGER_TEXT, size, load=load, width=width)
    if kind not in _RANGES:
        return None
    family, size = (_INTEGER_BINARY[kind], 8) if binary else (k.INTEGER_TEXT, 20)
    low, high = _RANGES[kind]
    return _descriptor(family, size, load=load, width=width, low=low, high=high)


def _plan_opaque(
    arrow: pa.OpaqueType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    load = _OPAQUE_INTEGERS.get(arrow.type_name)
    if load is not None:
        return _plan_integer(load, column.kind, binary)
    if arrow.type_name == "time_tz" and column.kind == "timetz":
        family = k.TIMETZ_BINARY if binary else k.TIMETZ_TEXT
        return _descriptor(family, _TIME_TEXT_SIZE + _ZONE_TEXT_SIZE, width=8, scale=1)
    return None


def _plan_bool(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "bool":
        return None
    return _descriptor(k.BOOL_BINARY if binary else k.BOOL_TEXT, 1, load=k.U8, width=1)


def _plan_float(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    short = arrow.id == pa.float32().id
    if column.kind != ("float4" if short else "float8"):
        return None
    if binary:
        family = k.FLOAT4_BINARY if short else k.FLOAT8_BINARY
        return _descriptor(family, 8, load=k.U32 if short else k.I64, width=4 if short else 8)
    if style.extra_float_digits < 1:
        return None  # rounded to fewer digits: another algorithm, and nobody's default
    return _descriptor(k.FLOAT4_TEXT if short else k.FLOAT8_TEXT, 28, width=4 if short else 8)


def _plan_decimal(
    arrow: pa.Decimal128Type, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "numeric":
        return None
    digits = max(arrow.precision, arrow.scale + 1)
    plain = column.source == PLAIN_NUMERIC
    if binary:
        if plain:
            return None  # how many digits are behind the point is each value's own
        groups = -(-(digits - arrow.scale) // 4) + -(-arrow.scale // 4)
        size, family = _NUMERIC_HEADER + 2 * groups, k.NUMERIC_BINARY
    else:
        size, family = digits + 2, k.NUMERIC_SHORT_TEXT if plain else k.NUMERIC_TEXT
    return _descriptor(family, size, load=k.I128, width=16, scale=arrow.scale)


def _plan_date(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "date":
        return None
    if binary:
        return _descriptor(k.DATE_BINARY, 4, width=4)
    return _descriptor(k.DATE_TEXT, _DATE_TEXT_SIZE, width=4, dates=date_table())


def _plan_time(
    arrow: pa.Time64Type, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "time":
        return None
    family, size = (k.TIME_BINARY, 8) if binary else (k.TIME_TEXT, _TIME_TEXT_SIZE)
    return _descriptor(family, size, width=8, scale=1000 if arrow.unit == "ns" else 1)


def _plan_timestamp(
    arrow: pa.TimestampType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind not in {"timestamp", "timestamptz"}:
        return None
    scale = _UNITS[arrow.unit]
    members = {"width": 8, "scale": scale}
    if scale > 1:
        members |= {"low": -(2**63 // scale), "high": 2**63 // scale}
    if binary:
        return _descriptor(k.TIMESTAMP_BINARY, 8, **members)
    size = _DATE_TEXT_SIZE + 1 + _TIME_TEXT_SIZE
    members["dates"] = date_table()
    if column.kind == "timestamp":
        return _descriptor(k.TIMESTAMP_TEXT, size, **members)
    members["table"], members["table_size"] = zone_table(style.time_zone)
    return _descriptor(k.TIMESTAMPTZ_TEXT, size + _ZONE_TEXT_SIZE, **members)


def _plan_interval(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "interval":
        return None
    family, size = (k.INTERVAL_BINARY, 16) if binary else (k.INTERVAL_TEXT, _INTERVAL_TEXT_SIZE)
    return _descriptor(family, size, width=16)


def _plan_uuid(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "uuid":
        return None
    family, size = (k.UUID_BINARY, 16) if binary else (k.UUID_TEXT, 36)
    return _descriptor(family, size, width=16)


def _plan_string(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if not _is_plain(column.kind, binary):
        return None
    return _descriptor(k.NONE, 0, mode=k.TEXT)


def _is_plain(kind: str, binary: bool) -> bool:
    """Tell whether a string is sent as it is; not so jsonb (a version) and an empty "char"."""
    return kind in _STRING_KINDS or (kind in {"char", "jsonb"} and not binary)


def _plan_binary(
    arrow: pa.DataType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "bytea":
        return None
    return _descriptor(k.NONE, 0, mode=k.BYTES if binary else k.HEX)


def _plan_label(
    arrow: pa.DictionaryType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    load = _INTEGERS.get(arrow.index_type)
    if not _is_plain(column.kind, binary) or arrow.value_type != pa.string() or load is None:
        return None
    return _descriptor(k.NONE, 0, mode=k.LABEL, load=load, width=_WIDTHS[load])


def plan_parts(
    arrow: Any, column: ColumnType, binary: bool, style: OutputStyle
) -> list[Descriptor] | None:
    """Return the descriptors of an array's elements or a record's fields, ``None`` if one fails.

    Args:
        arrow: The list or struct.
        column: The array or record; parts that have parts themselves have no kernel.
        binary: The format.
        style: The session's settings.
    """
    if column.kind == "record":
        kinds = [field.type for field in arrow]
        types = [field for _, field in column.fields]
    else:
        kinds, types = [arrow.value_type], [] if column.element is None else [column.element]
    parts = []
    for kind, part in zip(kinds, types, strict=True):
        planned = plan_column(kind, part, binary, style)
        if planned is None or planned[k.MODE] in k.NESTED:
            return None
        planned[k.OID] = part.oid
        if column.kind == "array" and planned[k.MODE] == k.SLOT:
            planned[k.MODE] = k.ELEMENT
        parts.append(planned)
    return parts


def _plan_array(
    arrow: Any, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "array":
        return None  # int2vector has another form
    mode = k.ARRAY_BINARY if binary else k.ARRAY_TEXT
    width = arrow.list_size if pa.types.is_fixed_size_list(arrow) else 0
    return _descriptor(k.NONE, 0, mode=mode, width=width)


def _plan_record(
    arrow: pa.StructType, column: ColumnType, binary: bool, style: OutputStyle
) -> Descriptor | None:
    if column.kind != "record":
        return None
    return _descriptor(k.NONE, 0, mode=k.RECORD_BINARY if binary else k.RECORD_TEXT)


# Any: each planner takes the Arrow type that its key stands for.
_Planner = Callable[[Any, ColumnType, bool, OutputStyle], Descriptor | None]
_EXTENSIONS: dict[str, _Planner] = {
    "arrow.opaque": _plan_opaque,
    "arrow.bool8": _plan_bool,
    "arrow.json": _plan_string,
    "arrow.uuid": _plan_uuid,
}
_PLANNERS: dict[int, _Planner] = {
    pa.float32().id: _plan_float,
    pa.float64().id: _plan_float,
    pa.decimal128(1).id: _plan_decimal,
    pa.date32().id: _plan_date,
    pa.time64("us").id: _plan_time,
    pa.timestamp("us").id: _plan_timestamp,
    pa.month_day_nano_interval().id: _plan_interval,
    pa.string().id: _plan_string,
    pa.binary().id: _plan_binary,
    pa.dictionary(pa.uint8(), pa.string()).id: _plan_label,
    pa.list_(pa.int8()).id: _plan_array,
    pa.list_(pa.int8(), 1).id: _plan_array,
    pa.struct([]).id: _plan_record,
}
