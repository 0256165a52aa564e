"""CopyData messages of COPY's text and csv formats: rows joined to lines.

A value is copied 16 bytes at a time, and looked at while the 16 are in a register: most hold
nothing that needs a backslash or quotes. Source: ``CopyAttributeOutText`` and
``CopyAttributeOutCSV`` of PostgreSQL's ``commands/copyto.c``.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.layout import (
    BYTES,
    CSV,
    DELIMITER,
    ESCAPE,
    FLAG_CLEAN,
    FLAG_FORCED,
    FLAG_PLAIN,
    HEX,
    KIND,
    LABEL,
    MODE,
    NESTED,
    NULL_FIELD,
    NULL_LENGTH,
    NULL_TEXT,
    OFFSETS,
    QUOTE,
    SINGLE,
    SLOT,
    SLOTS,
    SPARE,
    SPECIAL,
    STRIDE,
    TABLE,
    TEXT,
    VALIDITY,
    VALUES,
    VALUES_END,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    copy16,
    find16,
    load64,
    load_i32,
    load_u8,
    load_u16,
    load_u32,
    store8,
    store32,
    store64,
    swap32,
    trailing_zeros,
)
from duckgres.rows.kernels.nested import put_nested
from duckgres.rows.kernels.text import find_string, put_hex, put_string

LINE_TOO_LONG = -2
LINE_OUT_OF_RANGE_AT = -3
# The table of special bytes: in text what stands behind the backslash, in csv these bits.
QUOTES, ESCAPED = 1, 2
_LARGEST = 2**31 - 1
_COPY_DATA, _PREFIX = 100, 5  # "d", and the bytes before the data
_NEWLINE, _BACKSLASH = 10, 92
_END_OF_DATA = int.from_bytes(b"\\.", "little")
_BLANK, _BEHIND_NEWLINES = 32, 14  # below them is what may be special


@inner
def member(form: int, place: int) -> int:
    """Return a member of the form; see ``layout``."""
    return load64(form + 8 * place)


@inner
def mark_clean(columns: Any, flags: int, form: int, width: int) -> None:
    """Find the columns of strings that have no special byte in the whole batch.

    It is done at 16 bytes a nanosecond, where looking at a short string costs ten.
    """
    csv = member(form, KIND) == CSV
    byte = member(form, QUOTE) if csv else _BACKSLASH
    below = _BEHIND_NEWLINES if csv else _BLANK
    for index in range(width):
        column, flag = columns[index], load64(flags + 8 * index) & ~FLAG_CLEAN
        mode = column[MODE]
        if mode in (TEXT, BYTES, LABEL) and flag & FLAG_FORCED == 0:
            offsets = column[TABLE] if mode == LABEL else column[OFFSETS]
            start = column[VALUES] + load_i32(offsets)
            if _is_clean(start, column[VALUES_END], byte, member(form, DELIMITER), below):
                flag |= FLAG_CLEAN
        store64(flags + 8 * index, flag)


@inner
def _is_clean(start: int, end: int, first: int, second: int, below: int) -> bool:
    whole = start + ((end - start) & ~15)
    for at in range(start, whole, 16):
        if find16(at, first, second, below) != 0:
            return False
    for at in range(whole, end):
        byte = load_u8(at)
        if byte in (first, second) or byte < below:
            return False
    return True


@inner
def join_lines(
    columns: Any, flags: int, form: int, width: int, first: int, count: int, at: int
) -> int:
    """Write the messages of a chunk; return where they end, or what is wrong (negative).

    ``flags`` and ``form`` are addresses: arrays as arguments cost more than most values.
    """
    delimiter = member(form, DELIMITER)
    for row in range(count):
        start = at
        at += _PREFIX
        for index in range(width):
            column, flag = columns[index], load64(flags + 8 * index)
            if column[MODE] == SLOT:
                at = _put_slot(at, column[SLOTS] + row * column[STRIDE], flag, form)
            elif column[VALIDITY] != 0 and is_null(column, first + row):
                at = _put_null(at, form)
            elif column[MODE] in NESTED:
                spare = member(form, SPARE)
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
def _put_slot(at: int, slot: int, flag: int, form: int) -> int:
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
def _put_null(at: int, form: int) -> int:
    source, length = member(form, NULL_TEXT), member(form, NULL_LENGTH)
    for place in range(length):
        store8(at + place, load_u8(source + place))
    return at + length


@inner
def _put_variable(at: int, column: Descriptor, row: int, flag: int, form: int) -> int:
    """Write a string or bytes that are not NULL."""
    source, length = find_string(column, row)
    if flag & FLAG_CLEAN != 0 and not _looks_special(source, length, form):
        put_string(at, source, length, column[VALUES_END])
        return at + length
    if column[MODE] != HEX:
        return _put_value(at, source, length, column[VALUES_END], flag, form)
    size = 2 * length + 2
    if flag & FLAG_PLAIN == 0:
        spare = member(form, SPARE)
        put_hex(spare, source, length)
        return _put_value(at, spare, size, spare + size, flag, form)
    if member(form, KIND) != CSV:
        store8(at, _BACKSLASH)  # a second one
        at += 1
    put_hex(at, source, length)
    return at + size


@inner
def _put_value(at: int, source: int, length: int, end: int, flag: int, form: int) -> int:
    """Write any text; reads nothing at or behind ``end``."""
    if member(form, KIND) != CSV:
        return put_escaped(at, source, length, end, form)
    if flag & FLAG_FORCED == 0 and not _looks_special(source, length, form):
        done = _put_unquoted(at, source, length, end, form)
        if done >= 0:
            return done
    return put_quoted_value(at, source, length, end, form)


@inner
def _find(source: int, rest: int, first: int, second: int, below: int) -> int:
    """Return the place of a special byte among the next 16, or 16; ``rest`` of them count."""
    found = find16(source, first, second, below)
    if rest < 16:
        found &= (1 << rest) - 1
    return 16 if found == 0 else trailing_zeros(found)


@inner
def put_escaped(at: int, source: int, length: int, end: int, form: int) -> int:
    """Write a value of the text format; return where it ends."""
    delimiter, table = member(form, DELIMITER), member(form, SPECIAL)
    place = 0
    while place < length:
        rest = length - place
        if source + place + 16 <= end:
            copy16(at, source + place)
            clean = min(_find(source + place, rest, _BACKSLASH, delimiter, _BLANK), rest)
            at += clean
            place += clean
            if clean == 16 or place == length:
                continue
            rest = 1
        for _ in range(rest):  # one special byte, or the last ones of the buffer
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
def _looks_special(source: int, length: int, form: int) -> bool:
    """Tell whether a text of the csv format would be read as NULL or as the end of the data."""
    if member(form, KIND) != CSV:
        return False
    if member(form, SINGLE) != 0 and length == 2 and load_u16(source) == _END_OF_DATA:
        return True
    if length != member(form, NULL_LENGTH):
        return False
    for place in range(length):
        if load_u8(source + place) != load_u8(member(form, NULL_TEXT) + place):
            return False
    return True


@inner
def _put_unquoted(at: int, source: int, length: int, end: int, form: int) -> int:
    """Copy a value of the csv format; return where it ends, or -1 if it needs quotes."""
    delimiter, quote, table = member(form, DELIMITER), member(form, QUOTE), member(form, SPECIAL)
    place = 0
    while place < length:
        rest = length - place
        if source + place + 16 <= end:
            copy16(at + place, source + place)
            place += min(_find(source + place, rest, quote, delimiter, _BEHIND_NEWLINES), rest)
            if rest - length + place == 16 or place == length:
                continue
            rest = 1
        for _ in range(rest):
            byte = load_u8(source + place)
            if load_u8(table + byte) & QUOTES != 0:
                return -1
            store8(at + place, byte)
            place += 1
    return at + length


@inner
def put_quoted_value(at: int, source: int, length: int, end: int, form: int) -> int:
    """Write a value of the csv format in quotes; return where it ends."""
    quote, escape, table = member(form, QUOTE), member(form, ESCAPE), member(form, SPECIAL)
    store8(at, quote)
    at += 1
    place = 0
    while place < length:
        rest = length - place
        if source + place + 16 <= end:
            copy16(at, source + place)
            clean = min(_find(source + place, rest, quote, escape, 0), rest)
            at += clean
            place += clean
            if clean == 16 or place == length:
                continue
            rest = 1
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
