"""Fields of variable length: strings as they are, quoted inside an array, bytes as hexadecimal."""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.memory import copy16, load_u8, load_u32, store8, store16, store64
from duckgres.rows.kernels.uuid import hex_digits

_QUOTE, _BACKSLASH = 34, 92
_NULL_WORD = int.from_bytes(b"null", "little")


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
def needs_quotes(source: int, length: int) -> bool:
    """Tell whether array_out quotes an element: empty, NULL, or with special characters."""
    if length == 0:
        return True
    if length == 4 and load_u32(source) | 0x20202020 == _NULL_WORD:
        return True
    for place in range(length):
        byte = load_u8(source + place)
        if byte <= 32 and (byte == 32 or 9 <= byte <= 13):
            return True
        if byte in (_QUOTE, 44, _BACKSLASH, 123, 125):  # also comma and braces
            return True
    return False


@inner
def put_quoted(at: int, source: int, length: int) -> int:
    """Write an element in quotes, with backslashes before what needs one; return its end."""
    store8(at, _QUOTE)
    at += 1
    for place in range(length):
        byte = load_u8(source + place)
        if byte in (_QUOTE, _BACKSLASH):
            store8(at, _BACKSLASH)
            at += 1
        store8(at, byte)
        at += 1
    store8(at, _QUOTE)
    return at + 1
