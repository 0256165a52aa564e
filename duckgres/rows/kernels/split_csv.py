"""The fields of COPY's csv format. Source: CopyReadLineText, CopyReadAttributesCSV."""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.copy_layout import (
    AT,
    DECODED,
    DELIMITER,
    EOL,
    EOL_NL,
    ESCAPE,
    FULL,
    IS_NULL,
    LINE,
    NULL_AT,
    NULL_SIZE,
    ODD,
    QUOTE,
    ROOM,
    SHORT,
    STOPPED,
)
from duckgres.rows.kernels.memory import int64, load_u8, store8
from duckgres.rows.kernels.split_text import (
    BACKSLASH,
    NEWLINE,
    RETURN,
    length_of,
    line_end,
    same_bytes,
)

FORCE_NOT_NULL, FORCE_NULL = 1, 2  # flags of a column


@inner
def _quoted(at: int, end: int, inside: Any, state: Any) -> tuple[int, bool]:
    """Return the closing quote of what begins behind an opening one, and whether it is as it is.

    -1 when it is not here, -2 for a zero byte.
    """
    quote, escape = state[QUOTE], state[ESCAPE]
    counted = NEWLINE if state[EOL] == EOL_NL else RETURN
    plain = True
    while True:
        while inside[load_u8(at)]:
            at += 1
        byte = load_u8(at)
        if at >= end:
            return -1, plain
        if byte == escape and at + 1 >= end:
            return -1, plain  # what follows decides
        if byte == escape and load_u8(at + 1) in (quote, escape):
            plain = False
            at += 2
        elif byte == quote:
            return at, plain
        elif byte == 0:
            return -2, plain
        else:
            if byte == counted:
                state[LINE] += 1
            at += 1


@inner
def _copy(at: int, end: int, out: int, quote: int, escape: int) -> int:
    """Copy what stands inside of quotes without its escapes; return where it ends."""
    while at < end:
        byte = load_u8(at)
        if byte == escape and at + 1 < end and load_u8(at + 1) in (quote, escape):
            at += 1
            byte = load_u8(at)
        store8(out, byte)
        out += 1
        at += 1
    return out


@inner
def _field(
    at: int, end: int, plain: Any, inside: Any, arena: int, state: Any
) -> tuple[int, int, int, int]:
    """Take a field with quotes; return where it ends raw, its place, its length and the arena.

    It ends at -1 when it is not all here, at -2 for the slow reader.
    """
    start = at
    first = True
    while True:
        begin = at
        while plain[load_u8(at)]:
            at += 1
        if load_u8(at) != state[QUOTE]:
            arena = _copy(begin, at, arena, -1, -1)
            return at, start, arena - start, arena
        close, as_it_is = _quoted(at + 1, end, inside, state)
        if close < 0:
            return close, 0, 0, arena
        if first and begin == at and as_it_is:
            after = load_u8(close + 1)
            if not plain[after] and after != state[QUOTE]:
                return close + 1, at + 1, close - at - 1, arena
        if first:
            start = arena
            first = False
        arena = _copy(begin, at, arena, -1, -1)
        arena = _copy(at + 1, close, arena, state[QUOTE], state[ESCAPE])
        at = close + 1


@inner
def _quoted_field(
    at: int, end: int, column: int, row: int, tables: Any, fields: Any, arena: int, state: Any
) -> tuple[int, int]:
    """Take a field with quotes; return where it ends raw, or -1 or -2, and the arena."""
    plain, inside, force = tables
    at, start, size, arena = _field(at, end, plain, inside, arena, state)
    if (
        force[column] & FORCE_NULL
        and size == state[NULL_SIZE]
        and same_bytes(start, state[NULL_AT], size)
    ):
        size = IS_NULL
    fields[0, column, row] = start
    fields[1, column, row] = size
    return at, arena


@inner
def _row(
    at: int, end: int, row: int, width: int, tables: Any, fields: Any, arena: int, state: Any
) -> tuple[int, int]:
    """Take one row; return as the text format's does."""
    plain, _, force = tables
    if load_u8(at) == BACKSLASH:
        return -2, arena
    column = 0
    while True:
        start = at
        while plain[load_u8(at)]:
            at += 1
        if load_u8(at) == state[QUOTE]:
            at, arena = _quoted_field(start, end, column, row, tables, fields, arena, state)
            if at < 0:
                return at, arena
        else:
            size = length_of(start, at, state)
            if size == IS_NULL and force[column] & FORCE_NOT_NULL:
                size = at - start
            fields[0, column, row] = start
            fields[1, column, row] = size
        column += 1
        byte = load_u8(at)
        if byte == state[DELIMITER]:
            if column == width:
                return -2, arena
            at += 1
        elif byte in (NEWLINE, RETURN):
            after = line_end(at, end, state)
            return (-2 if column != width and after >= 0 else after), arena
        else:
            return -2, arena


@entry
def split_csv(
    at: int, end: int, width: int, tables: Any, fields: Any, lines: Any, arena: Any, state: Any
) -> int:
    """Find the fields of the next rows; see ``split_text``.

    Args:
        at: As there.
        end: As there.
        width: As there.
        tables: Which bytes are ordinary outside of quotes: not the delimiter, the quote, a line
            end or zero; which are inside: not the quote, the escape, a line end or zero; for each
            column what ``FORCE_NULL`` and ``FORCE_NOT_NULL`` say of it.
        fields: As there.
        lines: As there.
        arena: As there.
        state: As there.
    """
    free = int64(arena.ctypes.data)
    state[DECODED] = 0
    state[STOPPED] = FULL
    count = 0
    while count < state[ROOM]:
        eol, line = state[EOL], state[LINE]
        after, free = _row(at, end, count, width, tables, fields, free, state)
        if after < 0:
            state[EOL], state[LINE] = eol, line
            state[STOPPED] = SHORT if after == -1 else ODD
            break
        state[LINE] += 1
        lines[count] = state[LINE] - 1  # a row's line is its last one
        at = after
        count += 1
    state[AT] = at
    return count
