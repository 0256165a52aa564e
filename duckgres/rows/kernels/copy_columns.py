"""Fields into the columns of a batch: what Python calls for each chunk of rows.

A column is read from top to bottom in a tight loop. Whatever is not plain, NULL where none may
be, and all fields of a column without a reader are listed for the slow reader, which fills them in
or raises. Strings are copied behind each other, also those that may be too long, which the slow
reader looks at.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.copy_layout import (
    BLOB,
    BYTES,
    FAMILY,
    IS_DEFAULT,
    IS_NULL,
    LIMIT,
    NOT_NULL,
    SLOW,
    STRING,
    USED,
    VALID,
    VALUES,
    WIDTH,
)
from duckgres.rows.kernels.memory import (
    copy16,
    int64,
    load64,
    load_i32,
    load_u8,
    store8,
    store32,
)
from duckgres.rows.kernels.read_binary import read_binary
from duckgres.rows.kernels.read_text import read_text

SIGNS = -0x7F7F7F7F7F7F7F80  # the highest bit of eight bytes
ROW_SHIFT = 16  # of the row's number in a listed field; below it the column's


@inner
def _copy(target: int, source: int, size: int) -> None:
    """Copy bytes; behind both there is room for 32 more."""
    copy16(target, source)
    copy16(target + 16, source + 16)
    for place in range(32, size, 16):
        copy16(target + place, source + place)


@inner
def _strings(
    column: Any, index: int, fields: Any, rows: int, base: int, unsure: Any, listed: int
) -> int:
    """Copy the strings of a chunk; return how many fields are listed."""
    offsets, valid, data = column[VALUES], column[VALID], column[BYTES]
    used, limit = column[USED], column[LIMIT]
    for row in range(rows):
        size = fields[1, index, row]
        if size >= 0:
            if 0 <= limit < size:
                unsure[listed] = row << ROW_SHIFT | index
                listed += 1
            _copy(data + used, fields[0, index, row], size)
            used += size
            store8(valid + base + row, 1)
        else:
            store8(valid + base + row, 0)
            if size == IS_DEFAULT or column[NOT_NULL]:
                unsure[listed] = row << ROW_SHIFT | index
                listed += 1
        store32(offsets + 4 * (base + row + 1), used)
    column[USED] = used
    return listed


@inner
def _all(column: Any, index: int, rows: int, unsure: Any, listed: int) -> int:
    """List all fields of a column."""
    for row in range(rows):
        unsure[listed] = row << ROW_SHIFT | index
        listed += 1
    return listed


@inner
def _fixed(
    binary: bool,
    column: Any,
    index: int,
    fields: Any,
    rows: int,
    base: int,
    unsure: Any,
    listed: int,
) -> int:
    """Read the values of fixed size of a chunk; return how many fields are listed."""
    family, values, valid = column[FAMILY], column[VALUES], column[VALID]
    width = column[WIDTH]
    for row in range(rows):
        at, size = fields[0, index, row], fields[1, index, row]
        out = values + width * (base + row)
        known = 1
        if size < 0:
            known = 0
            if size != IS_NULL or column[NOT_NULL]:
                unsure[listed] = row << ROW_SHIFT | index
                listed += 1
        elif not (
            read_binary(family, at, size, out, column)
            if binary
            else read_text(family, at, size, out, column)
        ):
            unsure[listed] = row << ROW_SHIFT | index
            listed += 1
        store8(valid + base + row, known)
    return listed


@entry
def fill(columns: Any, fields: Any, rows: int, base: int, binary: bool, unsure: Any) -> int:
    """Read the fields of a chunk into the columns.

    Args:
        columns: A descriptor for each column.
        fields: As a splitter has left them.
        rows: How many.
        base: Rows before them in the batch.
        binary: Their form.
        unsure: Out: the fields left to the slow reader, row and column; room for all.

    Returns:
        How many are left.
    """
    listed = 0
    for index in range(columns.shape[0]):
        column = columns[index]
        family = column[FAMILY]
        if family == SLOW:
            listed = _all(column, index, rows, unsure, listed)
        elif family in (STRING, BLOB):
            listed = _strings(column, index, fields, rows, base, unsure, listed)
        else:
            listed = _fixed(binary, column, index, fields, rows, base, unsure, listed)
    return listed


@inner
def _bad_at(at: int, end: int) -> int:
    """Return the length of the UTF-8 character at ``at``, 0 for none. Source: RFC 3629."""
    first = load_u8(at)
    if first < 0xC2 or first > 0xF4:
        return 1 if first < 0x80 else 0
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if at + size > end:
        return 0
    second = load_u8(at + 1)
    low = 0xA0 if first == 0xE0 else 0x90 if first == 0xF0 else 0x80
    high = 0x9F if first == 0xED else 0x8F if first == 0xF4 else 0xBF
    if not low <= second <= high:
        return 0
    for place in range(2, size):
        if load_u8(at + place) >> 6 != 2:
            return 0
    return size


@entry
def end_of_utf8(at: int, end: int) -> int:
    """Return where valid UTF-8 ends: ``end``, or at a byte that begins no character before it."""
    while at < end:
        while at + 8 <= end and load64(at) & SIGNS == 0:
            at += 8
        if at >= end:
            break
        size = _bad_at(at, end)
        if size == 0:
            return at
        at += size
    return at


@entry
def bad_string(columns: Any, index: int, base: int, rows: int) -> int:
    """Return the first row of a chunk whose string is not valid UTF-8 or has a zero byte, or -1.

    Args:
        columns: The descriptors.
        index: Which column, one of strings.
        base: Rows before the chunk in the batch.
        rows: Its rows.
    """
    offsets, data = columns[index, VALUES], columns[index, BYTES]
    for row in range(base, base + rows):
        at = data + load_i32(offsets + 4 * row)
        end = data + load_i32(offsets + 4 * row + 4)
        while at < end:
            size = _bad_at(at, end)
            if size == 0 or load_u8(at) == 0:
                return int64(row - base)
            at += size
    return -1
