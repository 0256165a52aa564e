"""The fields of COPY's binary format. Source: CopyReadBinaryAttribute, NextCopyFrom."""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry
from duckgres.rows.kernels.copy_layout import (
    AT,
    DECODED,
    FULL,
    IS_NULL,
    LINE,
    ODD,
    ROOM,
    SHORT,
    STOPPED,
)
from duckgres.rows.kernels.memory import load_u8, load_u32, swap32


@entry
def split_binary(at: int, end: int, width: int, fields: Any, lines: Any, state: Any) -> int:
    """Find the fields of the next rows; see ``split_text``.

    Nothing need stand behind ``end``. The end mark is left to the slow reader.
    """
    state[DECODED] = 0
    state[STOPPED] = FULL
    count = 0
    while count < state[ROOM]:
        place = at + 2
        if place > end:
            state[STOPPED] = SHORT
            break
        if (load_u8(at) << 8 | load_u8(at + 1)) != width:
            state[STOPPED] = ODD
            break
        column = 0
        while column < width:
            if place + 4 > end:
                break
            size = swap32(load_u32(place))
            place += 4
            if size < IS_NULL:
                place = -1
                break
            fields[0, column, count] = place
            fields[1, column, count] = size
            place += max(size, 0)
            if place > end:
                break
            column += 1
        if column < width:
            state[STOPPED] = ODD if place < 0 else SHORT
            break
        lines[count] = state[LINE]
        state[LINE] += 1
        at = place
        count += 1
    state[AT] = at
    return count
