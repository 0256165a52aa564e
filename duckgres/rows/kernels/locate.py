"""Where the columns of a batch are: Arrow's C structure, read into the descriptors."""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.layout import (
    ARRAY_BINARY,
    ARRAY_TEXT,
    BUFFERS,
    CHILDREN,
    DICTIONARY,
    ELEMENT,
    ENCODED,
    FIRST_BIT,
    HEADER,
    HEX,
    LABEL,
    LENGTH,
    LOAD,
    MODE,
    NULL_COUNT,
    OFFSET,
    OFFSETS,
    RECORD_BINARY,
    RECORD_TEXT,
    SLACK,
    SLOT,
    STRIDE,
    TABLE,
    TABLE_SIZE,
    TEXT,
    VALIDITY,
    VALUES,
    VALUES_END,
    WIDTH,
    Descriptor,
)
from duckgres.rows.kernels.memory import has_zero_byte, load64, load_i32

ZERO_BYTE = -1
_ARRAY_HEADER = 20  # bytes of the binary form; text has two braces
_RECORD_HEADER = 4
# Beside its bytes, each of which may be escaped, a part takes two quotes and a comma, or the word
# NULL and a comma, or its OID and length; bytes in hexadecimal also a doubled backslash and an x.
_PART_EXTRA = 8


@inner
def _locate_values(column: Descriptor, array: int, start: int) -> None:
    """Fill in the bitmap and, where there is one value after the other, the values.

    Args:
        column: Its descriptor.
        array: Its ArrowArray.
        start: The row to call 0: what is sliced off a record is in the record's own offset.
    """
    buffers = load64(array + BUFFERS)
    offset = load64(array + OFFSET) + start
    column[FIRST_BIT] = offset
    column[VALIDITY] = 0 if load64(array + NULL_COUNT) == 0 else load64(buffers)
    if column[MODE] in (SLOT, ELEMENT):
        column[VALUES] = load64(buffers + 8) + column[WIDTH] * offset


@inner
def _locate_bytes(column: Descriptor, array: int, first: int, end: int) -> int:
    """Fill in a column of strings or bytes whose bitmap is located.

    Returns:
        The bytes its rows ``first`` to ``end`` are written in, without lengths and quotes, or
        ``ZERO_BYTE``.
    """
    buffers = load64(array + BUFFERS)
    column[OFFSETS] = load64(buffers + 8) + 4 * column[FIRST_BIT]
    column[VALUES] = load64(buffers + 16)
    start = column[VALUES] + load_i32(column[OFFSETS] + 4 * first)
    column[VALUES_END] = column[VALUES] + load_i32(column[OFFSETS] + 4 * end)
    if column[MODE] == TEXT and has_zero_byte(start, column[VALUES_END]):
        return ZERO_BYTE
    size: int = column[VALUES_END] - start
    return 2 * (size + end - first) if column[MODE] == HEX else size


@inner
def _locate_labels(column: Descriptor, array: int) -> int:
    """Fill in a dictionary column; return the bytes of the longest label, or ``ZERO_BYTE``."""
    words = load64(array + DICTIONARY)
    count = load64(words + LENGTH)
    buffers = load64(words + BUFFERS)
    column[TABLE] = load64(buffers + 8) + 4 * load64(words + OFFSET)
    column[VALUES] = load64(buffers + 16)
    column[VALUES_END] = column[VALUES] + load_i32(column[TABLE] + 4 * count)
    column[OFFSETS] = load64(load64(array + BUFFERS) + 8) + column[WIDTH] * column[FIRST_BIT]
    if has_zero_byte(column[VALUES] + load_i32(column[TABLE]), column[VALUES_END]):
        return ZERO_BYTE
    longest = 0
    for word in range(count):
        at = column[TABLE] + 4 * word
        longest = max(longest, load_i32(at + 4) - load_i32(at))
    return longest


@inner
def _locate_part(part: Descriptor, array: int, start: int, first: int, end: int) -> int:
    """Fill in elements or fields; return the most bytes rows ``first`` to ``end`` can take."""
    _locate_values(part, array, start)
    rows = end - first
    stride: int = part[STRIDE]
    if part[MODE] in (SLOT, ELEMENT):
        return (stride + _PART_EXTRA) * rows
    if part[MODE] == LABEL:
        longest = _locate_labels(part, array)
        return longest if longest < 0 else (2 * longest + _PART_EXTRA) * rows
    size = _locate_bytes(part, array, first, end)
    return size if size < 0 else 2 * size + _PART_EXTRA * rows


@inner
def _locate_array(columns: Any, column: Descriptor, array: int, rows: int) -> int:
    """Fill in an array column and its elements; return the most bytes its fields can take."""
    offset, size = load64(array + OFFSET), column[WIDTH]
    column[OFFSETS] = load64(load64(array + BUFFERS) + 8) + 4 * offset if size == 0 else 0
    column[VALUES] = offset * size
    first, end = column[VALUES], column[VALUES] + rows * size
    if size == 0:
        first, end = load_i32(column[OFFSETS]), load_i32(column[OFFSETS] + 4 * rows)
    needed: int = (4 + _ARRAY_HEADER) * rows
    if first == end:
        return needed
    elements = load64(load64(array + CHILDREN))
    size = _locate_part(columns[column[TABLE]], elements, 0, first, end)
    return size if size < 0 else needed + size


@inner
def _locate_record(columns: Any, column: Descriptor, array: int, rows: int) -> int:
    """Fill in a record column and its fields; return the most bytes its fields can take."""
    needed: int = (4 + _RECORD_HEADER) * rows
    children = load64(array + CHILDREN)
    for index in range(column[TABLE_SIZE]):
        part = columns[column[TABLE] + index]
        size = _locate_part(part, load64(children + 8 * index), column[FIRST_BIT], 0, rows)
        if size < 0:
            return size
        needed += size
    return needed


@inner
def _locate_fields(columns: Any, column: Descriptor, array: int, rows: int) -> int:
    """Fill in a column that has no slots; return the most bytes its fields can take."""
    mode = column[MODE]
    if mode in (ARRAY_TEXT, ARRAY_BINARY):
        return _locate_array(columns, column, array, rows)
    if mode in (RECORD_TEXT, RECORD_BINARY):
        return _locate_record(columns, column, array, rows)
    if mode == LABEL:
        longest = _locate_labels(column, array)
        return longest if longest < 0 else (4 + longest) * rows
    size = _locate_bytes(column, array, 0, rows)
    return size if size < 0 else 4 * rows + size


@entry
def locate(columns: Any, width: int, batch: int, rows: int) -> int:
    """Fill in the descriptors from an exported batch; return the bytes that the output needs.

    ``ZERO_BYTE`` instead: PostgreSQL's text has none, and where it is must be looked at in the
    slow way. A column that Python encoded is located already.

    Args:
        columns: The descriptors, one row each; behind the columns those of parts.
        width: How many columns.
        batch: Address of the ArrowArray of the batch, a struct whose children are the columns.
        rows: Its length.
    """
    size = SLACK + HEADER * rows
    children = load64(batch + CHILDREN)
    for index in range(width):
        column = columns[index]
        if column[LOAD] == ENCODED:
            size += 4 * rows + column[VALUES_END] - column[VALUES]
            continue
        array = load64(children + 8 * index)
        _locate_values(column, array, 0)
        if column[MODE] == SLOT:
            size += column[STRIDE] * rows
            continue
        fields = _locate_fields(columns, column, array, rows)
        if fields < 0:
            return fields
        size += fields
    return size
