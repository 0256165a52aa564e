"""A piece of a COPY stream, as the kernels and the slow readers look at it."""

from __future__ import annotations

import numpy as np

from duckgres.rows.copy_splitters import END_BYTES
from duckgres.rows.kernels.copy_columns import end_of_utf8


class Piece:
    """The bytes at hand.

    Attributes:
        at: How far they were taken.
        end: Where they end; ``END_BYTES`` follow.
        address: Of the first one.
    """

    def __init__(self, data: bytes) -> None:
        """Take the bytes, with ``END_BYTES`` behind them."""
        self._data = data
        self._array = np.frombuffer(data, np.uint8)
        self.at = 0
        self.end = len(data) - len(END_BYTES)
        self.address = int(self._array.ctypes.data)
        self._plain: bytes | None = None
        self._valid_end = -1

    @property
    def plain(self) -> bytes:
        """The bytes alone."""
        if self._plain is None:
            self._plain = self._data[: self.end]
        return self._plain

    @property
    def valid_end(self) -> int:
        """Where they cease to be UTF-8."""
        if self._valid_end < 0:
            self._valid_end = (
                int(end_of_utf8(self.address, self.address + self.end)) - self.address
            )
        return self._valid_end

    @property
    def is_cut(self) -> bool:
        """Whether what is there may be the beginning of a character."""
        rest = self._data[self.valid_end : self.end]
        try:
            rest.decode()
        except UnicodeDecodeError as error:
            return error.reason == "unexpected end of data"
        return True
