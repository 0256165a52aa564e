"""Fields of one-dimensional arrays whose elements have a kernel of their own.

The elements are written into slots, a chunk of one array at a time, as if they were a column of
their own, and joined: text with commas and quotes where array_out puts them, binary as array_send.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.fields import write_slots
from duckgres.rows.kernels.layout import (
    ARRAY_TEXT,
    CHUNK,
    DATE_TEXT,
    FAMILY,
    INTERVAL_TEXT,
    MODE,
    NULL_FIELD,
    OFFSETS,
    SLOT,
    SLOTS,
    STRIDE,
    TABLE,
    TABLE_SIZE,
    TIMESTAMP_TEXT,
    VALIDITY,
    VALUES,
    VALUES_END,
    WIDTH,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    copy16,
    load_i32,
    load_u8,
    load_u32,
    store8,
    store32,
    swap32,
)
from duckgres.rows.kernels.text import needs_quotes, put_quoted, put_string

ELEMENT_OUT_OF_RANGE = -1
_NULL_WORD = int.from_bytes(b"NULL", "little")
_OPEN, _CLOSE, _COMMA, _SPACE = 123, 125, 44, 32
_EMPTY_BINARY, _BINARY_HEADER = 12, 20  # bytes: without and with the one dimension


@inner
def put_array(at: int, columns: Any, column: Descriptor, row: int) -> int:
    """Write the field of an array that is not NULL; return its end or ``ELEMENT_OUT_OF_RANGE``."""
    first, end = column[VALUES] + row * column[WIDTH], column[VALUES] + (row + 1) * column[WIDTH]
    if column[WIDTH] == 0:
        first, end = load_i32(column[OFFSETS] + 4 * row), load_i32(column[OFFSETS] + 4 * row + 4)
    element = columns[column[TABLE]]
    if column[MODE] == ARRAY_TEXT:
        done = _put_text(at + 4, element, first, end)
    else:
        done = _put_binary(at + 4, element, first, end, column[TABLE_SIZE])
    if done >= 0:
        store32(at, swap32(done - at - 4))
    return done


@inner
def _put_text(at: int, element: Descriptor, first: int, end: int) -> int:
    store8(at, _OPEN)
    at += 1
    if first == end:
        store8(at, _CLOSE)
        return at + 1
    if element[MODE] == SLOT:
        at = _put_slot_texts(at, element, first, end)
    else:
        for index in range(first, end):
            at = _put_string_text(at, element, index)
    if at >= 0:
        store8(at - 1, _CLOSE)  # in the place of the last comma
    return at


@inner
def _put_slot_texts(at: int, element: Descriptor, first: int, end: int) -> int:
    """Write elements that have slots, each with a comma behind it."""
    family, stride = element[FAMILY], element[STRIDE]
    spaced = family == DATE_TEXT or TIMESTAMP_TEXT <= family <= INTERVAL_TEXT
    for start in range(first, end, CHUNK):
        count = min(CHUNK, end - start)
        if write_slots(element, start, count) != 0:
            return ELEMENT_OUT_OF_RANGE
        for slot in range(element[SLOTS], element[SLOTS] + count * stride, stride):
            length = swap32(load_u32(slot))
            if length == NULL_FIELD:
                store32(at, _NULL_WORD)
                at += 4
            elif spaced and _has_space(slot + 4, length):
                at = put_quoted(at, slot + 4, length)
            else:
                for place in range(0, length, 16):
                    copy16(at + place, slot + 4 + place)
                at += length
            store8(at, _COMMA)
            at += 1
    return at


@inner
def _has_space(at: int, length: int) -> bool:
    for place in range(length):  # noqa: SIM110 - numba has no generators in any()
        if load_u8(at + place) == _SPACE:
            return True
    return False


@inner
def _put_string_text(at: int, element: Descriptor, index: int) -> int:
    """Write one string of an array, with a comma behind it."""
    if element[VALIDITY] != 0 and is_null(element, index):
        store32(at, _NULL_WORD)
        at += 4
    else:
        start = load_i32(element[OFFSETS] + 4 * index)
        length = load_i32(element[OFFSETS] + 4 * index + 4) - start
        source = element[VALUES] + start
        if needs_quotes(source, length):
            at = put_quoted(at, source, length)
        else:
            put_string(at, source, length, element[VALUES_END])
            at += length
    store8(at, _COMMA)
    return at + 1


@inner
def _put_binary(at: int, element: Descriptor, first: int, end: int, oid: int) -> int:
    store32(at + 8, swap32(oid))
    store32(at + 4, 0)
    if first == end:
        store32(at, 0)  # no dimension
        return at + _EMPTY_BINARY
    store32(at, 1 << 24)
    store32(at + 12, swap32(end - first))
    store32(at + 16, 1 << 24)  # the lower bound
    nulls = False
    if element[VALIDITY] != 0:
        for index in range(first, end):
            nulls = nulls or is_null(element, index)
    if nulls:
        store32(at + 4, 1 << 24)
    if element[MODE] == SLOT:
        return _put_slot_fields(at + _BINARY_HEADER, element, first, end)
    at += _BINARY_HEADER
    for index in range(first, end):
        if nulls and is_null(element, index):
            store32(at, NULL_FIELD)
            at += 4
        else:
            start = load_i32(element[OFFSETS] + 4 * index)
            length = load_i32(element[OFFSETS] + 4 * index + 4) - start
            store32(at, swap32(length))
            put_string(at + 4, element[VALUES] + start, length, element[VALUES_END])
            at += 4 + length
    return at


@inner
def _put_slot_fields(at: int, element: Descriptor, first: int, end: int) -> int:
    stride = element[STRIDE]
    for start in range(first, end, CHUNK):
        count = min(CHUNK, end - start)
        if write_slots(element, start, count) != 0:
            return ELEMENT_OUT_OF_RANGE
        for slot in range(element[SLOTS], element[SLOTS] + count * stride, stride):
            total = 4 + max(swap32(load_u32(slot)), 0)
            for place in range(0, total, 16):
                copy16(at + place, slot + place)
            at += total
    return at
