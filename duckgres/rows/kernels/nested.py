"""Fields of arrays of one dimension and of records, whose parts have kernels of their own.

A part that has slots is written there first: elements a chunk of one array at a time, fields of a
record with the rows of the chunk (see ``frame``). Then the parts are joined: text with commas and
quotes where array_out and record_out put them, binary as array_send and record_send.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.fields import write_slots
from duckgres.rows.kernels.layout import (
    ARRAY_TEXT,
    CHUNK,
    DATE_TEXT,
    ELEMENT,
    FAMILY,
    INTERVAL_TEXT,
    MODE,
    NULL_FIELD,
    OFFSETS,
    OID,
    RECORD_BINARY,
    RECORD_TEXT,
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
    store16,
    store32,
    swap32,
)
from duckgres.rows.kernels.text import (
    ARRAY_QUOTING,
    RECORD_QUOTING,
    find_string,
    put_quoted,
    put_string,
    put_string_part,
)

ELEMENT_OUT_OF_RANGE = -1
_NULL_WORD = int.from_bytes(b"NULL", "little")
_OPEN, _CLOSE, _COMMA, _SPACE = 123, 125, 44, 32
_OPEN_RECORD, _CLOSE_RECORD = 40, 41
_EMPTY_BINARY, _BINARY_HEADER = 12, 20  # bytes: without and with the one dimension


@inner
def put_nested(at: int, columns: Any, column: Descriptor, row: int, place: int) -> int:
    """Write the field of an array or record that is not NULL.

    Args:
        at: Where.
        columns: All descriptors.
        column: The one of the array or record.
        row: Its row in the batch.
        place: Its row in the chunk: where the slots of a record's fields are.

    Returns:
        Where the field ends, or ``ELEMENT_OUT_OF_RANGE``.
    """
    if column[MODE] == RECORD_TEXT:
        done = _put_record_text(at + 4, columns, column, row, place)
    elif column[MODE] == RECORD_BINARY:
        done = _put_record_binary(at + 4, columns, column, row, place)
    else:
        element, text = columns[column[TABLE]], column[MODE] == ARRAY_TEXT
        first, end = _bounds(column, row)
        done = _open_array(at + 4, element, first, end, text)
        if first != end:
            if element[MODE] == ELEMENT:
                done = _put_slot_elements(done, element, first, end, text)
            else:
                done = _put_string_elements(done, element, first, end, text)
            if text and done >= 0:
                store8(done - 1, _CLOSE)  # in the place of the last comma
    if done >= 0:
        store32(at, swap32(done - at - 4))
    return done


@inner
def _bounds(column: Descriptor, row: int) -> tuple[int, int]:
    """Return the first element of an array and the one behind its last."""
    size = column[WIDTH]
    if size > 0:
        return column[VALUES] + row * size, column[VALUES] + (row + 1) * size
    return load_i32(column[OFFSETS] + 4 * row), load_i32(column[OFFSETS] + 4 * row + 4)


@inner
def _open_array(at: int, element: Descriptor, first: int, end: int, text: bool) -> int:
    """Write what stands before the elements, or all of an empty array; return where it ends."""
    if text:
        store16(at, _CLOSE << 8 | _OPEN)
        return at + (2 if first == end else 1)
    store32(at + 8, swap32(element[OID]))
    store32(at + 4, 0)
    if first == end:
        store32(at, 0)  # no dimension
        return at + _EMPTY_BINARY
    store32(at, 1 << 24)
    store32(at + 12, swap32(end - first))
    store32(at + 16, 1 << 24)  # the lower bound
    if element[VALIDITY] != 0:
        for index in range(first, end):
            if is_null(element, index):
                store32(at + 4, 1 << 24)
                break
    return at + _BINARY_HEADER


@inner
def _put_string_elements(at: int, element: Descriptor, first: int, end: int, text: bool) -> int:
    """Write strings, bytes or labels, as text each with a comma behind it."""
    for index in range(first, end):
        if not text:
            at = _put_string_field(at, element, index)
            continue
        if element[VALIDITY] != 0 and is_null(element, index):
            store32(at, _NULL_WORD)
            at += 4
        else:
            at = put_string_part(at, element, index, ARRAY_QUOTING)
        store8(at, _COMMA)
        at += 1
    return at


@inner
def _put_slot_elements(at: int, element: Descriptor, first: int, end: int, text: bool) -> int:
    """Write elements that have slots, as text each with a comma behind it."""
    stride = element[STRIDE]
    for start in range(first, end, CHUNK):
        count = min(CHUNK, end - start)
        if write_slots(element, start, count) != 0:
            return ELEMENT_OUT_OF_RANGE
        for slot in range(element[SLOTS], element[SLOTS] + count * stride, stride):
            if not text:
                at = _put_slot_field(at, slot)
                continue
            length = swap32(load_u32(slot))
            if length == NULL_FIELD:
                store32(at, _NULL_WORD)
                at += 4
            else:
                at = _put_slot_part(at, element[FAMILY], slot + 4, length)
            store8(at, _COMMA)
            at += 1
    return at


@inner
def _put_slot_part(at: int, family: int, text: int, length: int) -> int:
    """Write the text of a slot as a part; dates (BC) and intervals may have a space in it."""
    spaced = family == DATE_TEXT or TIMESTAMP_TEXT <= family <= INTERVAL_TEXT
    if spaced and _has_space(text, length):
        return put_quoted(at, text, length, ARRAY_QUOTING)
    for place in range(0, length, 16):
        copy16(at + place, text + place)
    return at + length


@inner
def _has_space(at: int, length: int) -> bool:
    for place in range(length):  # noqa: SIM110 - numba has no generators in any()
        if load_u8(at + place) == _SPACE:
            return True
    return False


@inner
def _put_slot_field(at: int, slot: int) -> int:
    total = 4 + max(swap32(load_u32(slot)), 0)
    for place in range(0, total, 16):
        copy16(at + place, slot + place)
    return at + total


@inner
def _put_string_field(at: int, part: Descriptor, row: int) -> int:
    if part[VALIDITY] != 0 and is_null(part, row):
        store32(at, NULL_FIELD)
        return at + 4
    source, length = find_string(part, row)
    store32(at, swap32(length))
    put_string(at + 4, source, length, part[VALUES_END])
    return at + 4 + length


@inner
def _put_record_text(at: int, columns: Any, column: Descriptor, row: int, place: int) -> int:
    store8(at, _OPEN_RECORD)
    at += 1
    for index in range(column[TABLE], column[TABLE] + column[TABLE_SIZE]):
        part = columns[index]
        if part[MODE] == SLOT:
            slot = part[SLOTS] + place * part[STRIDE]
            length = swap32(load_u32(slot))
            if length != NULL_FIELD:
                at = _put_slot_part(at, part[FAMILY], slot + 4, length)
        elif part[VALIDITY] == 0 or not is_null(part, row):
            at = put_string_part(at, part, row, RECORD_QUOTING)
        store8(at, _COMMA)  # NULL is nothing at all
        at += 1
    store8(at - 1, _CLOSE_RECORD)
    return at


@inner
def _put_record_binary(at: int, columns: Any, column: Descriptor, row: int, place: int) -> int:
    store32(at, swap32(column[TABLE_SIZE]))
    at += 4
    for index in range(column[TABLE], column[TABLE] + column[TABLE_SIZE]):
        part = columns[index]
        store32(at, swap32(part[OID]))
        at += 4
        if part[MODE] == SLOT:
            at = _put_slot_field(at, part[SLOTS] + place * part[STRIDE])
        else:
            at = _put_string_field(at, part, row)
    return at
