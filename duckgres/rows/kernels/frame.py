"""DataRow messages of a whole batch: what Python calls.

``encode`` writes what ``locate`` has found. Rows are taken in chunks: each fixed-size column
writes its fields into slots, one column at a time in a tight loop, then the rows are joined, one
after the other, each field copied 16 bytes at a time, too many rather than too few.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.fields import write_slots
from duckgres.rows.kernels.layout import (
    ARRAY_BINARY,
    ARRAY_TEXT,
    CHUNK,
    HEADER,
    HEX,
    LABEL,
    LOAD,
    MODE,
    NULL_FIELD,
    OFFSETS,
    SLOT,
    SLOTS,
    STRIDE,
    TABLE,
    VALIDITY,
    VALUES,
    VALUES_END,
    WIDTH,
    Descriptor,
    is_null,
    load_integer,
)
from duckgres.rows.kernels.memory import (
    copy16,
    int64,
    load_i32,
    load_u32,
    store8,
    store16,
    store32,
    swap32,
)
from duckgres.rows.kernels.nested import put_array
from duckgres.rows.kernels.text import put_hex, put_string

ROW_TOO_LONG = -1
OUT_OF_RANGE_AT = -2
_LARGEST_ROW = 2**31 - 1


@inner
def _put_variable(at: int, column: Descriptor, row: int) -> int:
    """Write a string that is not NULL; return where it ends."""
    mode, offset = column[MODE], column[OFFSETS] + 4 * row
    if mode == LABEL:
        width = column[WIDTH]
        offset = column[TABLE] + 4 * load_integer(column[OFFSETS] + width * row, column[LOAD])
    start = load_i32(offset)
    length = load_i32(offset + 4) - start
    if mode == HEX:
        store32(at, swap32(2 * length + 2))
        put_hex(at + 4, column[VALUES] + start, length)
        return at + 6 + 2 * length
    store32(at, swap32(length))
    put_string(at + 4, column[VALUES] + start, length, column[VALUES_END])
    return at + 4 + length


@inner
def _put_slot(at: int, slot: int) -> int:
    """Copy a ready field; return where it ends."""
    copy16(at, slot)
    copy16(at + 16, slot + 16)
    total = 4 + max(swap32(load_u32(slot)), 0)
    for place in range(32, total, 16):
        copy16(at + place, slot + place)
    return at + total


@inner
def _join_rows(columns: Any, width: int, first: int, count: int, at: int) -> int:
    """Write the DataRow messages of a chunk; return where they end, or ``ROW_TOO_LONG``."""
    for row in range(count):
        start = at
        at += HEADER
        for index in range(width):
            column = columns[index]
            if column[MODE] == SLOT:
                at = _put_slot(at, column[SLOTS] + row * column[STRIDE])
            elif column[VALIDITY] != 0 and is_null(column, first + row):
                store32(at, NULL_FIELD)
                at += 4
            elif column[MODE] in (ARRAY_TEXT, ARRAY_BINARY):
                at = put_array(at, columns, column, first + row)
                if at < 0:
                    return OUT_OF_RANGE_AT - index
            else:
                at = _put_variable(at, column, first + row)
        if at - start > _LARGEST_ROW:
            return ROW_TOO_LONG
        store8(start, 68)  # "D"
        store32(start + 1, swap32(at - start - 1))
        store16(start + 5, (width >> 8) | (width & 0xFF) << 8)
    return at


@inner
def _place_slots(columns: Any, width: int, rows: int, slots: int) -> int:
    """Give every column and every kind of element its slots; return the rows of a chunk."""
    room = min(CHUNK, rows)
    for index in range(columns.shape[0]):
        column = columns[index]
        if column[MODE] == SLOT:
            column[SLOTS] = slots
            slots += column[STRIDE] * (room if index < width else CHUNK)
    return room


@entry
def encode(columns: Any, width: int, rows: int, scratch: Any, out: Any) -> int:
    """Write the DataRow messages of a located batch.

    Args:
        columns: The descriptors, located.
        width: How many of them are columns; elements of arrays stand behind.
        rows: How many rows.
        scratch: Bytes for the slots of a chunk: the strides times its rows, those of elements
            times ``CHUNK``, and ``SLACK``.
        out: Bytes for the output, as many as ``locate`` said.

    Returns:
        The bytes written, ``ROW_TOO_LONG``, or ``OUT_OF_RANGE_AT`` - i: a value of column i is out
        of range.
    """
    start = int64(out.ctypes.data)
    at = start
    room = _place_slots(columns, width, rows, int64(scratch.ctypes.data))
    for first in range(0, rows, room):
        count = min(room, rows - first)
        for index in range(width):
            column = columns[index]
            if column[MODE] == SLOT and write_slots(column, first, count) != 0:
                return OUT_OF_RANGE_AT - index
        at = _join_rows(columns, width, first, count, at)
        if at < 0:
            return at
    return at - start
