"""DataRow and CopyData messages of a whole batch: what Python calls.

``encode`` writes what ``locate`` has found. Rows are taken in chunks: each fixed-size column
writes its fields into slots, one column at a time in a tight loop, then the rows are joined, one
after the other, each field copied 16 bytes at a time, too many rather than too few.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.copy_lines import (
    LINE_OUT_OF_RANGE_AT,
    LINE_TOO_LONG,
    join_lines,
    mark_clean,
)
from duckgres.rows.kernels.fields import write_slots
from duckgres.rows.kernels.layout import (
    BINARY_ROWS,
    CHUNK,
    DATA_ROWS,
    ELEMENT,
    HEADER,
    HEX,
    KIND,
    MODE,
    NESTED,
    NULL_FIELD,
    SLOT,
    SLOTS,
    STRIDE,
    VALIDITY,
    VALUES_END,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    copy16,
    int64,
    load_u32,
    store8,
    store16,
    store32,
    swap32,
)
from duckgres.rows.kernels.nested import put_nested
from duckgres.rows.kernels.text import find_string, put_hex, put_string

LOOK_SLOWLY, ROW_TOO_LONG = -1, LINE_TOO_LONG
OUT_OF_RANGE_AT = LINE_OUT_OF_RANGE_AT
_DATA_ROW, _COPY_DATA = 68, 100  # "D" and "d"
_LARGEST_ROW = 2**31 - 1


@inner
def _put_variable(at: int, column: Descriptor, row: int) -> int:
    """Write a string that is not NULL; return where it ends."""
    source, length = find_string(column, row)
    if column[MODE] == HEX:
        store32(at, swap32(2 * length + 2))
        put_hex(at + 4, source, length)
        return at + 6 + 2 * length
    store32(at, swap32(length))
    put_string(at + 4, source, length, column[VALUES_END])
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
def _join_rows(columns: Any, name: int, width: int, first: int, count: int, at: int) -> int:
    """Write the messages of a chunk; return where they end, or ``ROW_TOO_LONG``.

    A row of a binary COPY stream is a DataRow but for its ``name``.
    """
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
            elif column[MODE] in NESTED:
                at = put_nested(at, columns, column, first + row, row)
                if at < 0:
                    return OUT_OF_RANGE_AT - index
            else:
                at = _put_variable(at, column, first + row)
        if at - start > _LARGEST_ROW:
            return ROW_TOO_LONG
        store8(start, name)
        store32(start + 1, swap32(at - start - 1))
        store16(start + 5, (width >> 8) | (width & 0xFF) << 8)
    return at


@inner
def _place_slots(columns: Any, width: int, rows: int, slots: int) -> int:
    """Give every column and every part its slots; return the rows of a chunk."""
    room = min(CHUNK, rows)
    for index in range(columns.shape[0]):
        column = columns[index]
        if column[MODE] in (SLOT, ELEMENT):
            column[SLOTS] = slots
            slots += column[STRIDE] * (room if index < width else CHUNK)
    return room


@entry
def encode(
    columns: Any, width: int, rows: int, scratch: Any, out: Any, form: Any, flags: Any
) -> int:
    """Write the messages of a located batch.

    Args:
        columns: The descriptors, located.
        width: How many of them are columns; parts of arrays and records stand behind.
        rows: How many rows.
        scratch: Bytes for the slots of a chunk: the strides times its rows, those of parts
            times ``CHUNK``, and ``SLACK``.
        out: Bytes for the output: as many as ``locate`` said for rows; for lines
            ``copy_rows.CopyEncoder`` knows how many.
        form: What rows become; see ``layout``.
        flags: For lines, those of the columns.

    Returns:
        The bytes written, ``ROW_TOO_LONG``, ``OUT_OF_RANGE_AT`` - i: a value of column i is out
        of range, or ``LOOK_SLOWLY``: a field of a record is, but the record may be NULL.
    """
    start = int64(out.ctypes.data)
    at = start
    kind = form[KIND]
    form_at, flags_at = int64(form.ctypes.data), int64(flags.ctypes.data)
    if kind > BINARY_ROWS:
        mark_clean(columns, flags_at, form_at, width)
    room = _place_slots(columns, width, rows, int64(scratch.ctypes.data))
    for first in range(0, rows, room):
        count = min(room, rows - first)
        for index in range(columns.shape[0]):  # of records too, not of arrays
            column = columns[index]
            if column[MODE] == SLOT and write_slots(column, first, count) != 0:
                return OUT_OF_RANGE_AT - index if index < width else LOOK_SLOWLY
        if kind <= BINARY_ROWS:
            name = _DATA_ROW if kind == DATA_ROWS else _COPY_DATA
            at = _join_rows(columns, name, width, first, count, at)
        else:
            at = join_lines(columns, flags_at, form_at, width, first, count, at)
        if at < 0:
            return at
    return at - start
