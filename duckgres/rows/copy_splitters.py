"""The two ways to find the fields of a COPY stream's rows: the fast one and the slow one, in step.

A splitter owns the state of one stream. ``split`` lets a kernel find the fields of the plain rows
ahead; ``read`` takes one row the obvious way, which also knows where the stream ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import bad_encoding
from duckgres.rows.copy_frames import read_frame, read_header
from duckgres.rows.copy_lines import (
    BAD_FORMAT,
    Dialect,
    Eol,
    Field,
    LineReader,
    split_line,
)
from duckgres.rows.kernels import copy_layout as k
from duckgres.rows.kernels.split_binary import split_binary
from duckgres.rows.kernels.split_csv import FORCE_NOT_NULL, FORCE_NULL, split_csv
from duckgres.rows.kernels.split_text import split_text

END_BYTES = b"\n\n" + bytes(62)  # behind a piece: what stops a kernel, and room to read over
_NO_ARENA = np.empty(0, np.uint8)


class Row:
    """A row that was read the slow way.

    Attributes:
        fields: Its fields; ``None``: there is none, the stream has ended.
        line: The line as it stands, ``None`` for the binary format.
        end: Where the next one begins.
    """

    __slots__ = ("end", "fields", "line")

    def __init__(self, fields: list[Field] | None, line: bytes | None, end: int) -> None:
        self.fields = fields
        self.line = line
        self.end = end


class Splitter(Protocol):
    """What both kinds are.

    Attributes:
        binary: The format.
        fields: Of the rows that were found: addresses and lengths.
        lines: Before each row.
        state: See ``copy_layout``.
        whole_line: The line that the last error of ``read`` was about, if it was about all of it.
    """

    binary: bool
    fields: Any  # arrays
    lines: Any
    state: Any
    whole_line: bytes | None

    def begin(self, data: bytes, final: bool) -> int:
        """Return where the rows begin; raises ``More``, or ``PgError`` for a wrong header."""

    def split(self, at: int, end: int, room: int, size: int) -> int:
        """Find the fields of at most ``room`` plain rows between two addresses; return how many.

        ``size`` is that of the whole piece.
        """

    def read(self, data: bytes, at: int, final: bool) -> Row:
        """Take one row; raises ``More`` or ``PgError``."""

    def line_at(self, data: bytes, at: int, row: int) -> bytes | None:
        """Return the line of a row that was found behind ``at``."""


class _State:
    """The arrays of a stream of ``width`` columns."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.fields = np.zeros((2, width, k.CHUNK), np.int64)
        self.lines = np.zeros(k.CHUNK, np.int64)
        self.state = np.zeros(k.STATE_SIZE, np.int64)
        self.whole_line: bytes | None = None


class TextSplitter(_State):
    """Of the text and csv formats."""

    binary = False

    def __init__(
        self, dialect: Dialect, width: int, header: bool, names: Sequence[str] | None
    ) -> None:
        """Begin a stream.

        Args:
            dialect: Its form.
            width: Fields of a row.
            header: The first line is no row.
            names: What it must say, ``None`` for anything.
        """
        super().__init__(width)
        self._dialect = dialect
        self._header, self._names = header, names
        self._reader = LineReader(dialect)
        self._arena: Any = _NO_ARENA
        specials = dialect.delimiter + b"\n\r\0" + (dialect.quote if dialect.csv else b"\\")
        self._plain = _all_but(specials)
        self._inside = _all_but(dialect.quote + dialect.escape + b"\n\r\0")
        self._force = np.zeros(width, np.int64)
        for flag, columns in (
            (FORCE_NULL, dialect.force_null),
            (FORCE_NOT_NULL, dialect.force_not_null),
        ):
            for column, forced in enumerate(columns):
                self._force[column] |= flag if forced else 0
        self._words = [_word(dialect.null), _word(dialect.default or b"")]
        state = self.state
        state[[k.DELIMITER, k.QUOTE, k.ESCAPE]] = (
            dialect.delimiter[0],
            dialect.quote[0],
            dialect.escape[0],
        )
        state[k.NULL_AT], state[k.NULL_SIZE] = self._words[0].ctypes.data, len(dialect.null)
        state[k.DEFAULT_AT] = self._words[1].ctypes.data
        state[k.DEFAULT_SIZE] = -1 if dialect.default is None else len(dialect.default)

    def begin(self, data: bytes, final: bool) -> int:
        """Read the header, if there is one."""
        if not self._header:
            return 0
        line, end = self._line(data, 0, final)
        if self._names is not None:
            self._check_header(line, self._names)
        self._header = False
        return end

    def _check_header(self, line: bytes, names: Sequence[str]) -> None:
        self.whole_line = line
        fields = split_line(line, self._dialect)
        if len(fields) != len(names):
            raise PgError(
                f"wrong number of fields in header line: got {len(fields)}, expected {len(names)}",
                sqlstate=BAD_FORMAT,
            )
        for number, (field, name) in enumerate(zip(fields, names, strict=True), 1):
            start = f"column name mismatch in header line field {number}: got "
            if not isinstance(field, bytes):
                null = self._dialect.null.decode(errors="replace")
                message = f'{start}null value ("{null}"), expected "{name}"'
                raise PgError(message, sqlstate=BAD_FORMAT)
            if field.decode() != name:
                message = f'{start}"{field.decode()}", expected "{name}"'
                raise PgError(message, sqlstate=BAD_FORMAT)

    def split(self, at: int, end: int, room: int, size: int) -> int:
        """Let the kernel of the format find the fields."""
        if self._reader.ended:
            self.state[[k.AT, k.STOPPED]] = at, k.ODD
            return 0
        if self._arena.size < size + k.CHUNK:
            self._arena = np.empty(size + size // 2 + k.CHUNK, np.uint8)
        self.state[k.ROOM] = min(room, k.CHUNK)
        found = (self.fields, self.lines, self._arena, self.state)
        if self._dialect.csv:
            tables = (self._plain, self._inside, self._force)
            return int(split_csv(at, end, self.width, tables, *found))
        return int(split_text(at, end, self.width, self._plain, *found))

    def read(self, data: bytes, at: int, final: bool) -> Row:
        """Read one line."""
        if self._reader.ended:
            return Row(None, None, len(data))
        line, end = self._line(data, at, final)
        if self._reader.ended and not line:
            return Row(None, None, end)
        self.whole_line = line
        return Row(split_line(line, self._dialect), line, end)

    def _line(self, data: bytes, at: int, final: bool) -> tuple[bytes, int]:
        """Read a line, in step with the kernel, and look at its encoding."""
        reader, state = self._reader, self.state
        self.whole_line = None
        reader.eol, reader.line = Eol(int(state[k.EOL])), int(state[k.LINE])
        try:
            line, end = reader.read(data, at, final=final)
        finally:
            state[k.EOL], state[k.LINE] = int(reader.eol), reader.line
        check_encoding(line, data, at)
        return line, end

    def line_at(self, data: bytes, at: int, row: int) -> bytes | None:
        """Read up to the line again."""
        reader = LineReader(self._dialect)
        reader.eol = Eol(int(self.state[k.EOL]))
        line = b""
        for _ in range(row + 1):
            line, at = reader.read(data, at, final=True)
        return line


class BinarySplitter(_State):
    """Of the binary format."""

    binary = True

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self._ended = False

    def begin(self, data: bytes, final: bool) -> int:
        """Read the signature and what belongs to it."""
        return read_header(data, 0, final=final)

    def split(self, at: int, end: int, room: int, size: int) -> int:
        """Let the kernel find the fields."""
        self.state[k.ROOM] = min(room, k.CHUNK)
        return int(split_binary(at, end, self.width, self.fields, self.lines, self.state))

    def read(self, data: bytes, at: int, final: bool) -> Row:
        """Read one row; the end mark counts as one for the line of an error."""
        if self._ended and at < len(data):
            raise PgError("received copy data after EOF marker", sqlstate=BAD_FORMAT)
        if self._ended:
            return Row(None, None, at)
        self.state[k.LINE] += 1
        try:
            fields, end = read_frame(data, at, self.width, final=final)
        except BaseException as error:
            if not isinstance(error, PgError):
                self.state[k.LINE] -= 1
            raise
        self._ended = fields is None
        return Row(None if fields is None else list(fields), None, end)

    def line_at(self, data: bytes, at: int, row: int) -> bytes | None:
        """There are no lines."""
        return None


def check_encoding(line: bytes, data: bytes, at: int) -> None:
    """Refuse a line at ``at`` that is no UTF-8, or has a zero byte.

    Raises:
        PgError: 22021; it shows what stands there, be it the line's or not.
    """
    try:
        line.decode()
        bad = line.find(0)
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        raise bad_encoding(data[at + bad : at + bad + 4], 0)


def _all_but(specials: bytes) -> Any:
    """Return a table that says of each byte whether it is not among these."""
    table = np.ones(256, np.bool_)
    table[list(specials)] = False
    return table


def _word(word: bytes) -> Any:
    """Return bytes with an address."""
    return np.frombuffer(word + b"\0", np.uint8).copy()
