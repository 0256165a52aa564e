"""CopyData messages of COPY's text and csv formats: rows joined to lines.

A value is copied eight bytes at a time, and looked at while the eight are in a register: most hold
nothing that needs a backslash or quotes. Source: ``CopyAttributeOutText`` and
``CopyAttributeOutCSV`` of PostgreSQL's ``commands/copyto.c``.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.layout import (
    CSV,
    DELIMITER,
    ESCAPE,
    FLAG_FORCED,
    FLAG_PLAIN,
    HEX,
    KIND,
    MODE,
    NESTED,
    NULL_FIELD,
    NULL_LENGTH,
    NULL_TEXT,
    QUOTE,
    SINGLE,
    SLOT,
    SLOTS,
    SPARE,
    SPECIAL,
    STRIDE,
    VALIDITY,
    VALUES_END,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    copy16,
    load64,
    load_u8,
    load_u16,
    load_u32,
    store8,
    store32,
    store64,
    swap32,
)
from duckgres.rows.kernels.nested import put_nested
from duckgres.rows.kernels.text import find_string, put_hex

Form = Any  # a one-dimensional int64 array; see ``layout``

LINE_TOO_LONG = -2
LINE_OUT_OF_RANGE_AT = -3
# The table of special bytes: in text what stands behind the backslash, in csv these bits.
QUOTES, ESCAPED = 1, 2
_LARGEST = 2**31 - 1
_COPY_DATA, _PREFIX = 100, 5  # "d", and the bytes before the data
_NEWLINE, _BACKSLASH = 10, 92
_END_OF_DATA = int.from_bytes(b"\\.", "little")
_ONES = 0x0101010101010101
_TOPS = -0x7F7F7F7F7F7F7F80  # the highest bit of each byte
_BLANKS = 0x20 * _ONES


@inner
def join_lines(
    columns: Any, flags: Any, form: Form, width: int, first: int, count: int, at: int
) -> int:
    """Write the messages of a chunk; return where they end, or what is wrong (negative)."""
    delimiter = form[DELIMITER]
    for row in range(count):
        start = at
        at += _PREFIX
        for index in range(width):
            column, flag = columns[index], flags[index]
            if column[MODE] == SLOT:
                at = _put_slot(at, column[SLOTS] + row * column[STRIDE], flag, form)
            elif column[VALIDITY] != 0 and is_null(column, first + row):
                at = _put_null(at, form)
            elif column[MODE] in NESTED:
                spare = form[SPARE]
                end = put_nested(spare, columns, column, first + row, row)
                if end < 0:
                    return LINE_OUT_OF_RANGE_AT - index
                at = _put_value(at, spare + 4, end - spare - 4, end, flag, form)
            else:
                at = _put_variable(at, column, first + row, flag, form)
            store8(at, delimiter)
            at += 1
        if width == 0:
            at += 1
        if at - start > _LARGEST:
            return LINE_TOO_LONG
        store8(at - 1, _NEWLINE)  # in the place of the last delimiter
        store8(start, _COPY_DATA)
        store32(start + 1, swap32(at - start - 1))
    return at


@inner
def _put_slot(at: int, slot: int, flag: int, form: Form) -> int:
    length = swap32(load_u32(slot))
    if length == NULL_FIELD:
        return _put_null(at, form)
    if flag & FLAG_PLAIN == 0:
        return _put_value(at, slot + 4, length, slot + 4 + length, flag, form)
    copy16(at, slot + 4)
    for place in range(16, length, 16):
        copy16(at + place, slot + 4 + place)
    return at + length


@inner
def _put_null(at: int, form: Form) -> int:
    source: int = form[NULL_TEXT]
    length: int = form[NULL_LENGTH]
    for place in range(length):
        store8(at + place, load_u8(source + place))
    return at + length


@inner
def _put_variable(at: int, column: Descriptor, row: int, flag: int, form: Form) -> int:
    """Write a string or bytes that are not NULL."""
    source, length = find_string(column, row)
    if column[MODE] != HEX:
        return _put_value(at, source, length, column[VALUES_END], flag, form)
    size = 2 * length + 2
    if flag & FLAG_PLAIN == 0:
        spare = form[SPARE]
        put_hex(spare, source, length)
        return _put_value(at, spare, size, spare + size, flag, form)
    if form[KIND] != CSV:
        store8(at, _BACKSLASH)  # a second one
        at += 1
    put_hex(at, source, length)
    return at + size


@inner
def _put_value(at: int, source: int, length: int, end: int, flag: int, form: Form) -> int:
    """Write any text; reads nothing at or behind ``end``."""
    if form[KIND] != CSV:
        return put_escaped(at, source, length, end, form)
    if flag & FLAG_FORCED == 0 and not _looks_special(source, length, form):
        done = _put_unquoted(at, source, length, end, form)
        if done >= 0:
            return done
    return put_quoted_value(at, source, length, end, form)


@inner
def _byte_is(word: int, byte: int) -> int:
    """Return something else than 0 if one of the eight bytes is ``byte``."""
    found = word ^ (byte * _ONES)
    return (found - _ONES) & ~found & _TOPS


@inner
def _word(source: int, rest: int) -> int:
    """Load eight bytes of which ``rest`` count; the others become 255, which is never special."""
    word = load64(source)
    return word if rest >= 8 else word | (-1 << (8 * rest))


@inner
def put_escaped(at: int, source: int, length: int, end: int, form: Form) -> int:
    """Write a value of the text format; return where it ends."""
    delimiter, table = form[DELIMITER], form[SPECIAL]
    place = 0
    while place < length:
        rest = length - place
        if source + place + 8 <= end:
            word = _word(source + place, rest)
            control = (word - _BLANKS) & ~word & _TOPS
            if control | _byte_is(word, _BACKSLASH) | _byte_is(word, delimiter) == 0:
                store64(at, word)
                at += min(rest, 8)
                place += 8
                continue
        for _ in range(min(rest, 8)):
            byte = load_u8(source + place)
            letter = load_u8(table + byte)
            if letter != 0:
                store8(at, _BACKSLASH)
                at += 1
                byte = letter
            store8(at, byte)
            at += 1
            place += 1
    return at


@inner
def _looks_special(source: int, length: int, form: Form) -> bool:
    """Tell whether a text would be read as NULL or as the end of the data."""
    if form[SINGLE] != 0 and length == 2 and load_u16(source) == _END_OF_DATA:
        return True
    if length != form[NULL_LENGTH]:
        return False
    for place in range(length):
        if load_u8(source + place) != load_u8(form[NULL_TEXT] + place):
            return False
    return True


@inner
def _put_unquoted(at: int, source: int, length: int, end: int, form: Form) -> int:
    """Copy a value of the csv format; return where it ends, or -1 if it needs quotes."""
    delimiter, quote, table = form[DELIMITER], form[QUOTE], form[SPECIAL]
    place = 0
    while place < length:
        rest = min(length - place, 8)
        if source + place + 8 <= end:
            word = _word(source + place, rest)
            control = (word - _BLANKS) & ~word & _TOPS  # newlines among them
            if control | _byte_is(word, quote) | _byte_is(word, delimiter) == 0:
                store64(at + place, word)
                place += 8
                continue
        for _ in range(rest):
            byte = load_u8(source + place)
            if load_u8(table + byte) & QUOTES != 0:
                return -1
            store8(at + place, byte)
            place += 1
    return at + length


@inner
def put_quoted_value(at: int, source: int, length: int, end: int, form: Form) -> int:
    """Write a value of the csv format in quotes; return where it ends."""
    quote, escape, table = form[QUOTE], form[ESCAPE], form[SPECIAL]
    store8(at, quote)
    at += 1
    place = 0
    while place < length:
        rest = min(length - place, 8)
        if source + place + 8 <= end:
            word = _word(source + place, rest)
            if _byte_is(word, quote) | _byte_is(word, escape) == 0:
                store64(at, word)
                at += rest
                place += 8
                continue
        for _ in range(rest):
            byte = load_u8(source + place)
            if load_u8(table + byte) & ESCAPED != 0:
                store8(at, escape)
                at += 1
            store8(at, byte)
            at += 1
            place += 1
    store8(at, quote)
    return at + 1
