"""DataRow messages of a whole batch: what Python calls.

``locate`` reads the exported batch (Arrow's C structure) into the descriptors and answers how
large the output can become; ``encode`` writes it. Rows are taken in chunks: each fixed-size column
writes its fields into slots, one column at a time in a tight loop, then the rows are joined, one
after the other, each field copied 16 bytes at a time, too many rather than too few.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.datetime import write_dates, write_timestamps
from duckgres.rows.kernels.floats import write_floats
from duckgres.rows.kernels.interval import write_intervals
from duckgres.rows.kernels.layout import (
    BUFFERS,
    CHILDREN,
    CHUNK,
    DATE_TEXT,
    DICTIONARY,
    ENCODED,
    FAMILY,
    FIRST_BIT,
    FLOAT4_TEXT,
    HEX,
    INTERVAL_TEXT,
    LABEL,
    LENGTH,
    LOAD,
    MODE,
    NULL_COUNT,
    NULL_FIELD,
    NUMERIC_TEXT,
    OFFSET,
    OFFSETS,
    SLACK,
    SLOT,
    SLOTS,
    STRIDE,
    TABLE,
    TEXT,
    TIMESTAMP_TEXT,
    UUID_TEXT,
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
    has_zero_byte,
    int64,
    load64,
    load_i32,
    load_u8,
    load_u32,
    store8,
    store16,
    store32,
    store64,
    swap32,
)
from duckgres.rows.kernels.number import write_numbers
from duckgres.rows.kernels.numeric import write_numerics
from duckgres.rows.kernels.uuid import hex_digits, write_uuids

HEADER = 7  # bytes: "D", the length, the number of fields
ROW_TOO_LONG = -1
ZERO_BYTE = -1
_LARGEST_ROW = 2**31 - 1


@inner
def _locate_strings(column: Descriptor, array: int, rows: int) -> int:
    """Fill in a column of strings or bytes; return the most bytes its fields can take."""
    buffers = load64(array + BUFFERS)
    column[OFFSETS] = load64(buffers + 8) + 4 * load64(array + OFFSET)
    column[VALUES] = load64(buffers + 16)
    first, end = load_i32(column[OFFSETS]), load_i32(column[OFFSETS] + 4 * rows)
    column[VALUES_END] = column[VALUES] + end
    size = end - first
    if column[MODE] == TEXT and has_zero_byte(column[VALUES] + first, column[VALUES_END]):
        return ZERO_BYTE
    return 4 * rows + (2 * (size + rows) if column[MODE] == HEX else size)


@inner
def _locate_labels(column: Descriptor, array: int, rows: int) -> int:
    """Fill in a dictionary column; return the most bytes its fields can take."""
    words = load64(array + DICTIONARY)
    count = load64(words + LENGTH)
    buffers = load64(words + BUFFERS)
    column[TABLE] = load64(buffers + 8) + 4 * load64(words + OFFSET)
    column[VALUES] = load64(buffers + 16)
    column[VALUES_END] = column[VALUES] + load_i32(column[TABLE] + 4 * count)
    column[OFFSETS] = load64(load64(array + BUFFERS) + 8) + column[WIDTH] * load64(array + OFFSET)
    if has_zero_byte(column[VALUES], column[VALUES_END]):
        return ZERO_BYTE
    longest = 0
    for word in range(count):
        at = column[TABLE] + 4 * word
        longest = max(longest, load_i32(at + 4) - load_i32(at))
    return (4 + longest) * rows


@entry
def locate(columns: Any, batch: int, rows: int) -> int:
    """Fill in the descriptors from an exported batch; return the bytes that the output needs.

    ``ZERO_BYTE`` instead: PostgreSQL's text has none, and where it is must be looked at in the
    slow way.

    A column that Python encoded is located already.

    Args:
        columns: The descriptors, one row each.
        batch: Address of the ArrowArray of the batch, a struct whose children are the columns.
        rows: Its length.
    """
    size = SLACK + HEADER * rows
    children = load64(batch + CHILDREN)
    for index in range(columns.shape[0]):
        column = columns[index]
        if column[LOAD] == ENCODED:
            size += 4 * rows + column[VALUES_END] - column[VALUES]
            continue
        array = load64(children + 8 * index)
        buffers = load64(array + BUFFERS)
        column[FIRST_BIT] = load64(array + OFFSET)
        column[VALIDITY] = 0 if load64(array + NULL_COUNT) == 0 else load64(buffers)
        if column[MODE] == SLOT:
            column[VALUES] = load64(buffers + 8) + column[WIDTH] * load64(array + OFFSET)
            size += column[STRIDE] * rows
            continue
        if column[MODE] == LABEL:
            fields = _locate_labels(column, array, rows)
        else:
            fields = _locate_strings(column, array, rows)
        if fields < 0:
            return fields
        size += fields
    return size


@inner
def _write_slots(column: Descriptor, first: int, count: int) -> int:  # noqa: PLR0911 - one way out per file
    """Fill the slots of one column for the rows of a chunk; return 0 or what is wrong."""
    family = column[FAMILY]
    if family < FLOAT4_TEXT:
        return write_numbers(family, column, first, count)
    if family < NUMERIC_TEXT:
        return write_floats(family, column, first, count)
    if family < DATE_TEXT:
        return write_numerics(family, column, first, count)
    if family < TIMESTAMP_TEXT:
        return write_dates(family, column, first, count)
    if family < INTERVAL_TEXT:
        return write_timestamps(family, column, first, count)
    if family < UUID_TEXT:
        return write_intervals(family, column, first, count)
    return write_uuids(family, column, first, count)


@inner
def _put_string(at: int, source: int, length: int, end: int) -> None:
    """Copy bytes; reads nothing at or behind ``end``.

    Two blocks always: most strings end there, and a branch that is guessed wrong costs more.
    """
    if source + length + 32 <= end:
        copy16(at, source)
        copy16(at + 16, source + 16)
        for place in range(32, length, 16):
            copy16(at + place, source + place)
        return
    whole = length & ~15
    for place in range(0, whole, 16):
        copy16(at + place, source + place)
    for place in range(whole, length):
        store8(at + place, load_u8(source + place))


@inner
def _put_hex(at: int, source: int, length: int) -> None:
    """Write a backslash, ``x`` and two digits a byte."""
    store16(at, 0x785C)
    at += 2
    whole = length & ~3
    for place in range(0, whole, 4):
        store64(at + 2 * place, hex_digits(load_u32(source + place)))
    for place in range(whole, length):
        store64(at + 2 * place, hex_digits(load_u8(source + place)))


@inner
def _put_variable(at: int, column: Descriptor, row: int) -> int:
    """Write the field of a column that has no slots; return where it ends."""
    if column[VALIDITY] != 0 and is_null(column, row):
        store32(at, NULL_FIELD)
        return at + 4
    mode, offset = column[MODE], column[OFFSETS] + 4 * row
    if mode == LABEL:
        width = column[WIDTH]
        offset = column[TABLE] + 4 * load_integer(column[OFFSETS] + width * row, column[LOAD])
    start = load_i32(offset)
    length = load_i32(offset + 4) - start
    if mode == HEX:
        store32(at, swap32(2 * length + 2))
        _put_hex(at + 4, column[VALUES] + start, length)
        return at + 6 + 2 * length
    store32(at, swap32(length))
    _put_string(at + 4, column[VALUES] + start, length, column[VALUES_END])
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
def _join_rows(columns: Any, first: int, count: int, at: int) -> int:
    """Write the DataRow messages of a chunk; return where they end, or ``ROW_TOO_LONG``."""
    width = columns.shape[0]
    for row in range(count):
        start = at
        at += HEADER
        for index in range(width):
            column = columns[index]
            if column[MODE] == SLOT:
                at = _put_slot(at, column[SLOTS] + row * column[STRIDE])
            else:
                at = _put_variable(at, column, first + row)
        if at - start > _LARGEST_ROW:
            return ROW_TOO_LONG
        store8(start, 68)  # "D"
        store32(start + 1, swap32(at - start - 1))
        store16(start + 5, (width >> 8) | (width & 0xFF) << 8)
    return at


@entry
def encode(columns: Any, rows: int, scratch: Any, out: Any) -> int:
    """Write the DataRow messages of a located batch.

    Args:
        columns: The descriptors, located.
        rows: How many rows.
        scratch: Bytes for the slots of a chunk: the strides times its rows, and ``SLACK``.
        out: Bytes for the output, as many as ``locate`` said.

    Returns:
        The bytes written, ``ROW_TOO_LONG``, or -2 - i: a value of column i is out of range.
    """
    start = int64(out.ctypes.data)
    at = start
    room = min(CHUNK, rows)
    for first in range(0, rows, CHUNK):
        count = min(room, rows - first)
        slots = int64(scratch.ctypes.data)
        for index in range(columns.shape[0]):
            column = columns[index]
            if column[MODE] == SLOT:
                column[SLOTS] = slots
                slots += column[STRIDE] * room
                if _write_slots(column, first, count) != 0:
                    return -2 - index
        at = _join_rows(columns, first, count, at)
        if at < 0:
            return ROW_TOO_LONG
    return at - start
