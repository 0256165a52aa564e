"""Places in a text: bytes, as the parsers count, and characters, as a client counts.

A client's error position counts characters from 1 in the query string it sent. libpg_query places
nodes and tokens by UTF-8 bytes from 0; DuckDB places its errors by bytes in the text it was given,
which is the query string with the slots filled. Source: PostgreSQL manual, 55.8, field ``P``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property

from duckgres.sql.statement import Statement

_CONTINUATION = re.compile(rb"[\x80-\xbf]")  # every byte of a UTF-8 character but its first


class Source:
    """A query string that can be addressed by bytes."""

    __slots__ = ("__dict__", "ascii", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.ascii = text.isascii()

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8."""
        return self.text.encode()

    @cached_property
    def _continuations(self) -> list[int]:
        return [found.start() for found in _CONTINUATION.finditer(self.data)]

    def __len__(self) -> int:
        """Return the length in bytes."""
        return len(self.text) if self.ascii else len(self.data)

    def character(self, offset: int) -> int:
        """Return how many characters lie before the byte ``offset``."""
        if self.ascii:
            return offset
        return offset - bisect_left(self._continuations, offset)

    def cut(self, start: int, end: int) -> str:
        """Return the text between two byte offsets."""
        return self.text[self.character(start) : self.character(end)]


def source_position(
    statement: Statement,
    offset: int,
    parameters: Sequence[str] = (),
    session_values: Mapping[str, str] | None = None,
) -> int | None:
    """Map a byte offset in a rendered statement to the client's position.

    Args:
        statement: What was rendered.
        offset: Bytes from 0 in ``statement.render(parameters, session_values)``.
        parameters: What was given to ``render``.
        session_values: What was given to ``render``.

    Returns:
        Characters from 1 in the query string; inside a filled slot, the place of the slot;
        ``None`` when the offset lies outside.
    """
    if offset < 0:
        return None
    values = session_values or {}
    last = len(statement.slots)
    for index, piece in enumerate(statement.pieces):
        data = piece.encode()
        begin = statement.sources[index]
        # An offset just behind the last piece is an error "at end of input".
        if offset < len(data) or (index == last and offset == len(data)):
            return max(begin + len(data[:offset].decode(errors="ignore")), 0) + 1
        if index == last:
            return None
        offset -= len(data)
        slot = statement.slots[index]
        filled = values[slot] if isinstance(slot, str) else parameters[slot - 1]
        size = len(filled.encode())
        if offset < size:
            return begin + len(piece) + 1
        offset -= size
    return None
