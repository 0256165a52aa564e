"""The fields of COPY's text format. Source: CopyReadLineText, CopyReadAttributesText."""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.copy_layout import (
    AT,
    DECODED,
    DEFAULT_AT,
    DEFAULT_SIZE,
    DELIMITER,
    EOL,
    EOL_CR,
    EOL_CRNL,
    EOL_NL,
    FULL,
    IS_DEFAULT,
    IS_NULL,
    LINE,
    NULL_AT,
    NULL_SIZE,
    ODD,
    ROOM,
    SHORT,
    STOPPED,
)
from duckgres.rows.kernels.memory import int64, load_u8, store8

NEWLINE, RETURN, BACKSLASH, DOT = 10, 13, 92, 46
_LETTER_X = 120


@inner
def same_bytes(left: int, right: int, size: int) -> bool:
    """Tell whether two places hold the same bytes."""
    for place in range(size):  # noqa: SIM110 - compiled, a loop is the plain form
        if load_u8(left + place) != load_u8(right + place):
            return False
    return True


@inner
def length_of(start: int, end: int, state: Any) -> int:
    """Return the length of a raw field, or that it stands for NULL or for the default."""
    size = end - start
    if size == state[NULL_SIZE] and same_bytes(start, state[NULL_AT], size):
        return IS_NULL
    if size == state[DEFAULT_SIZE] and same_bytes(start, state[DEFAULT_AT], size):
        return IS_DEFAULT
    return size


@inner
def line_end(at: int, end: int, state: Any) -> int:  # noqa: PLR0911 - one way out per rule
    """Return where the next line begins, behind the line end at ``at``.

    Or -1 when it is the end of what is here, -2 when lines end otherwise here.
    """
    if at >= end:
        return -1
    kind = state[EOL]
    if load_u8(at) == NEWLINE:
        if kind in (EOL_CR, EOL_CRNL):
            return -2
        state[EOL] = EOL_NL
        return at + 1
    if kind == EOL_NL:
        return -2
    if kind == EOL_CR:
        return at + 1
    if at + 1 >= end:
        return -1
    if load_u8(at + 1) == NEWLINE:
        state[EOL] = EOL_CRNL
        return at + 2
    if kind == EOL_CRNL:
        return -2
    state[EOL] = EOL_CR
    return at + 1


@inner
def _raw_end(at: int, plain: Any) -> int:
    """Return the end of a raw field that has a backslash at ``at``; -1: the slow reader's.

    A backslash at the end of what is here looks like one before a line end, past the end.
    """
    while True:
        byte = load_u8(at)
        if byte == BACKSLASH:
            follower = load_u8(at + 1)
            if follower in (DOT, 0):
                return -1
            at += 2
        elif plain[byte]:
            at += 1
        else:
            return at if byte else -1


@inner
def _octal(at: int, end: int) -> tuple[int, int]:
    """Read up to three octal digits; return the byte and where they end."""
    value, stop = 0, min(at + 3, end)
    while at < stop and 48 <= load_u8(at) <= 55:
        value = value * 8 + load_u8(at) - 48
        at += 1
    return value & 0xFF, at


@inner
def _hex_digit(byte: int) -> int:
    """Return a hexadecimal digit's value, -1 for another character."""
    if 48 <= byte <= 57:
        return byte - 48
    byte |= 32
    return byte - 87 if 97 <= byte <= 102 else -1


@inner
def _hexadecimal(at: int, end: int) -> tuple[int, int]:
    """Read up to two hexadecimal digits behind an x, which without them is the letter."""
    if at >= end or _hex_digit(load_u8(at)) < 0:
        return _LETTER_X, at
    value = _hex_digit(load_u8(at))
    at += 1
    if at < end and _hex_digit(load_u8(at)) >= 0:
        value = value * 16 + _hex_digit(load_u8(at))
        at += 1
    return value, at


@inner
def _control(byte: int) -> int:
    """Return what a letter behind a backslash stands for."""
    if byte == 98:
        return 8
    if byte == 102:
        return 12
    if byte == 110:
        return 10
    if byte == 114:
        return 13
    if byte == 116:
        return 9
    return 11 if byte == 118 else byte


@inner
def _decode(at: int, end: int, out: int, state: Any) -> int:
    """Write the bytes that a raw field stands for; return where they end."""
    while at < end:
        byte = load_u8(at)
        at += 1
        if byte == BACKSLASH:
            if at >= end:
                break
            byte = load_u8(at)
            at += 1
            if 48 <= byte <= 55:
                byte, at = _octal(at - 1, end)
            elif byte == _LETTER_X:
                byte, at = _hexadecimal(at, end)
            else:
                byte = _control(byte)
            if byte == 0 or byte >= 128:
                state[DECODED] = 1
        store8(out, byte)
        out += 1
    return out


@inner
def _row(
    at: int, end: int, row: int, width: int, plain: Any, fields: Any, arena: int, state: Any
) -> tuple[int, int]:
    """Take one row; return where the next one begins, and the arena.

    -1 for a row that is not all there, -2 for one that is not plain.
    """
    column = 0
    delimiter = state[DELIMITER]
    while True:
        start = at
        while plain[load_u8(at)]:
            at += 1
        if load_u8(at) == BACKSLASH:
            at = _raw_end(at, plain)
            if at < 0:
                return -2, arena
            if at > end:
                return -1, arena
            size = length_of(start, at, state)
            if size >= 0:
                decoded = _decode(start, at, arena, state)
                start, size, arena = arena, decoded - arena, decoded
        else:
            size = length_of(start, at, state)
        fields[0, column, row] = start
        fields[1, column, row] = size
        column += 1
        byte = load_u8(at)
        if byte == delimiter:
            if column == width:
                return -2, arena
            at += 1
        elif byte in (NEWLINE, RETURN):
            after = line_end(at, end, state)
            return (-2 if column != width and after >= 0 else after), arena
        else:
            return -2, arena


@entry
def split_text(
    at: int, end: int, width: int, plain: Any, fields: Any, lines: Any, arena: Any, state: Any
) -> int:
    """Find the fields of the next rows.

    Args:
        at: Address of the first row.
        end: Address behind what is here; two newlines stand there.
        width: Columns, at least one.
        plain: For each byte whether it is an ordinary character: not the delimiter, a line end,
            a backslash or zero.
        fields: Out: two planes of ``width`` times ``CHUNK``, addresses and lengths.
        lines: Out: how many lines had ended before each row.
        arena: Room for decoded fields, as large as all that is here.
        state: The stream's.

    Returns:
        How many rows; ``state`` says where they end and why.
    """
    free = int64(arena.ctypes.data)
    state[DECODED] = 0
    state[STOPPED] = FULL
    count = 0
    while count < state[ROOM]:
        eol = state[EOL]
        after, free = _row(at, end, count, width, plain, fields, free, state)
        if after < 0:
            state[EOL] = eol
            state[STOPPED] = SHORT if after == -1 else ODD
            break
        lines[count] = state[LINE]
        state[LINE] += 1
        at = after
        count += 1
    state[AT] = at
    return count
