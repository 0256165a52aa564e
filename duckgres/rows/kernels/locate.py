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
    SLACK,
    SLOT,
    STRIDE,
    TABLE,
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


@inner
def _locate_values(column: Descriptor, array: int) -> None:
    """Fill in the bitmap and, where there is one value after the other, the values."""
    buffers = load64(array + BUFFERS)
    column[FIRST_BIT] = load64(array + OFFSET)
    column[VALIDITY] = 0 if load64(array + NULL_COUNT) == 0 else load64(buffers)
    if column[MODE] == SLOT:
        column[VALUES] = load64(buffers + 8) + column[WIDTH] * load64(array + OFFSET)


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


@inner
def _locate_array(columns: Any, column: Descriptor, array: int, rows: int) -> int:
    """Fill in an array column and its elements; return the most bytes its fields can take."""
    element = columns[column[TABLE]]
    offset, size = load64(array + OFFSET), column[WIDTH]
    column[OFFSETS] = load64(load64(array + BUFFERS) + 8) + 4 * offset if size == 0 else 0
    column[VALUES] = offset * size
    first, end = column[VALUES], column[VALUES] + rows * size
    if size == 0:
        first, end = load_i32(column[OFFSETS]), load_i32(column[OFFSETS] + 4 * rows)
    needed: int = (4 + _ARRAY_HEADER) * rows
    count: int = end - first
    if count == 0:
        return needed
    elements = load64(load64(array + CHILDREN))
    _locate_values(element, elements)
    if element[MODE] == SLOT:
        needed += element[STRIDE] * count
        return needed
    buffers = load64(elements + BUFFERS)
    element[OFFSETS] = load64(buffers + 8) + 4 * load64(elements + OFFSET)
    element[VALUES] = load64(buffers + 16)
    start = element[VALUES] + load_i32(element[OFFSETS] + 4 * first)
    element[VALUES_END] = element[VALUES] + load_i32(element[OFFSETS] + 4 * end)
    if has_zero_byte(start, element[VALUES_END]):
        return ZERO_BYTE
    # Every byte may be escaped; two quotes and a comma, or the word NULL and a comma, or a length.
    needed += 2 * (element[VALUES_END] - start) + 5 * count
    return needed


@inner
def _locate_fields(columns: Any, column: Descriptor, array: int, rows: int) -> int:
    """Fill in a column that has no slots; return the most bytes its fields can take."""
    mode = column[MODE]
    if mode == LABEL:
        return _locate_labels(column, array, rows)
    if mode in (ARRAY_TEXT, ARRAY_BINARY):
        return _locate_array(columns, column, array, rows)
    return _locate_strings(column, array, rows)


@entry
def locate(columns: Any, width: int, batch: int, rows: int) -> int:
    """Fill in the descriptors from an exported batch; return the bytes that the output needs.

    ``ZERO_BYTE`` instead: PostgreSQL's text has none, and where it is must be looked at in the
    slow way. A column that Python encoded is located already.

    Args:
        columns: The descriptors, one row each; behind the columns those of array elements.
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
        _locate_values(column, array)
        if column[MODE] == SLOT:
            size += column[STRIDE] * rows
            continue
        fields = _locate_fields(columns, column, array, rows)
        if fields < 0:
            return fields
        size += fields
    return size
