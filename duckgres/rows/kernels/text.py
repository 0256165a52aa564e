"""Fields of variable length: strings as they are, bytes as hexadecimal, both quoted inside others.

A *part* is an element of an array or a field of a record. Source of the quoting: array_out in
PostgreSQL's arrayfuncs.c, record_out in rowtypes.c.
"""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.layout import (
    HEX,
    LABEL,
    LOAD,
    MODE,
    OFFSETS,
    TABLE,
    VALUES,
    VALUES_END,
    WIDTH,
    Descriptor,
    load_integer,
)
from duckgres.rows.kernels.memory import (
    copy16,
    load_i32,
    load_u8,
    load_u32,
    store8,
    store16,
    store64,
)
from duckgres.rows.kernels.uuid import hex_digits

_QUOTE, _COMMA, _BACKSLASH = 34, 44, 92
_NULL_WORD = int.from_bytes(b"null", "little")
# What stands around a text, what stands before a character that must be escaped (0: the same
# character again), and whether the word NULL needs quotes.
ARRAY_QUOTING = 123, 125, _BACKSLASH, True  # braces
RECORD_QUOTING = 40, 41, 0, False  # parentheses


@inner
def find_string(column: Descriptor, row: int) -> tuple[int, int]:
    """Return address and length of the string, bytes or label of a row that is not NULL."""
    offset = column[OFFSETS] + 4 * row
    if column[MODE] == LABEL:
        width = column[WIDTH]
        offset = column[TABLE] + 4 * load_integer(column[OFFSETS] + width * row, column[LOAD])
    start = load_i32(offset)
    return column[VALUES] + start, load_i32(offset + 4) - start


@inner
def put_string(at: int, source: int, length: int, end: int) -> None:
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
def put_hex(at: int, source: int, length: int) -> None:
    """Write a backslash, ``x`` and two digits a byte."""
    store16(at, 0x785C)
    at += 2
    whole = length & ~3
    for place in range(0, whole, 4):
        store64(at + 2 * place, hex_digits(load_u32(source + place)))
    for place in range(whole, length):
        store64(at + 2 * place, hex_digits(load_u8(source + place)))


@inner
def put_string_part(
    at: int, part: Descriptor, row: int, quoting: tuple[int, int, int, bool]
) -> int:
    """Write the text of a string, bytes or label as a part; return its end."""
    source, length = find_string(part, row)
    if part[MODE] == HEX:  # its backslash needs quotes, and is written twice either way
        store16(at, _BACKSLASH << 8 | _QUOTE)
        put_hex(at + 2, source, length)
        store8(at + 4 + 2 * length, _QUOTE)
        return at + 5 + 2 * length
    if needs_quotes(source, length, quoting):
        return put_quoted(at, source, length, quoting)
    put_string(at, source, length, part[VALUES_END])
    return at + length


@inner
def needs_quotes(source: int, length: int, quoting: tuple[int, int, int, bool]) -> bool:
    """Tell whether a part is quoted: empty, with special characters, an element NULL."""
    opening, closing, _, null_word = quoting
    if length == 0:
        return True
    if null_word and length == 4 and load_u32(source) | 0x20202020 == _NULL_WORD:
        return True
    for place in range(length):
        byte = load_u8(source + place)
        if byte <= 32 and (byte == 32 or 9 <= byte <= 13):
            return True
        if byte in (_QUOTE, _COMMA, _BACKSLASH, opening, closing):
            return True
    return False


@inner
def put_quoted(at: int, source: int, length: int, quoting: tuple[int, int, int, bool]) -> int:
    """Write a part in quotes, with what escapes before what needs it; return its end."""
    escape = quoting[2]
    store8(at, _QUOTE)
    at += 1
    for place in range(length):
        byte = load_u8(source + place)
        if byte in (_QUOTE, _BACKSLASH):
            store8(at, byte if escape == 0 else escape)
            at += 1
        store8(at, byte)
        at += 1
    store8(at, _QUOTE)
    return at + 1
