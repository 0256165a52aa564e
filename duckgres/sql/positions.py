"""Places in a text: bytes, as the parsers count, and characters, as a client counts.

libpg_query places nodes and tokens by UTF-8 bytes from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

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
        if self.ascii:
            return self.text[start:end]
        return self.text[self.character(start) : self.character(end)]
