"""A COPY stream to batches of rows.

Bytes come in pieces, cut anywhere. The kernels take what is plain; the slow readers
(``copy_splitters``, ``copy_fields``) take single rows and single fields, and raise what PostgreSQL
raises, with the line and the column in its CONTEXT.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duckgres.errors import ErrorFields, Notice, PgError
from duckgres.pgtypes.refusals import bad_encoding
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.copy_batch import BATCH_ROWS, Batch, InputColumn, Rows
from duckgres.rows.copy_errors import SHOWN, CopyErrors, CopyTable
from duckgres.rows.copy_fields import clip, field_reader, shown
from duckgres.rows.copy_frames import SIGNATURE
from duckgres.rows.copy_lines import BAD_FORMAT, Dialect, Field, More
from duckgres.rows.copy_piece import Piece
from duckgres.rows.copy_splitters import (
    END_BYTES,
    BinarySplitter,
    Row,
    Splitter,
    TextSplitter,
    check_encoding,
)
from duckgres.rows.copy_storage import storage_of
from duckgres.rows.kernels import copy_layout as k
from duckgres.rows.kernels.copy_columns import ROW_SHIFT, bad_string, fill

BATCH_BYTES = 48 * 1024 * 1024  # in one column of strings, past which a batch is given away early
_COLUMN = (1 << ROW_SHIFT) - 1
_UTC = frozenset({"UTC", "GMT", "Etc/UTC"})


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What ON_ERROR ignore allows.

    Attributes:
        limit: Rows that may be left out, ``None`` for any number.
        verbose: Each is told.
    """

    limit: int | None
    verbose: bool


class CopyReader:
    """Reads one stream.

    Attributes:
        skipped: Rows that were left out.
        notices: To be sent to the client.
    """

    def __init__(
        self,
        table: CopyTable,
        splitter: Splitter,
        style: OutputStyle,
        tolerance: Tolerance | None = None,
    ) -> None:
        """Begin.

        Raises:
            PgError: 0A000, a column's values cannot come in by COPY.
        """
        columns = table.columns
        binary = splitter.binary
        self._table = table
        self.errors = self._errors = CopyErrors(table, binary=binary)
        self._splitter = splitter
        self._style = style
        self._tolerance = tolerance
        self._readers = [field_reader(column, style, binary=binary) for column in columns]
        storages = [storage_of(column.type, binary=binary) for column in columns]
        self._batch = Batch(columns, storages, utc=style.time_zone in _UTC)
        self._strings = [i for i, s in enumerate(storages) if s.family == k.STRING]
        self._unsure = np.zeros(len(columns) * k.CHUNK, np.int64)
        self._tail = b""
        self._begun = False
        self._lines: list[tuple[int, Callable[[int], bytes | None]]] = []
        self.storages = tuple(storages)
        self.skipped = 0
        self.notices: list[Notice] = []

    @property
    def waiting(self) -> int:
        """Bytes of a row that is not all there."""
        return len(self._tail)

    @property
    def context(self) -> str:
        """Where the stream is, as CONTEXT has it; empty in the header of a binary one."""
        if self._splitter.binary and not self._begun:
            return ""
        return f"COPY {self._table.name}, line {int(self._splitter.state[k.LINE]) + 1}"

    def read(
        self, chunks: Sequence[bytes], *, final: bool
    ) -> Iterator[tuple[Rows, tuple[int, ...]]]:
        """Read a piece; give the batches that are full, at the end the last one too.

        Args:
            chunks: The piece, in parts.
            final: Nothing comes behind it.

        Raises:
            PgError: What is wrong with the stream.
        """
        data = b"".join((self._tail, *chunks, END_BYTES))
        self._tail = b""
        piece = Piece(data)
        try:
            if not self._begun:
                self._begin(piece, final)
            while self._advance(piece, final):
                if self._batch.rows == BATCH_ROWS or self._batch.size > BATCH_BYTES:
                    yield self._batch.finish()
                    self._lines.clear()
        except More:
            pass
        self._tail = data[piece.at : piece.end]
        if final and self._batch.rows:
            yield self._batch.finish()

    def no_rows(self) -> Rows:
        """Return a batch without rows."""
        return self._batch.finish()[0]

    def line_of(self, row: int) -> tuple[int, bytes | None]:
        """Return the line of a row of the batch that was given last, and what it says if kept."""
        number = int(self._batch.lines[row]) + 1
        for base, line_of in reversed(self._lines):
            if base <= row:
                return number, line_of(row - base)
        return number, None

    def _begin(self, piece: Piece, final: bool) -> None:
        """Take the header."""
        try:
            piece.at = self._splitter.begin(piece.plain, final)
        except PgError as error:
            if not self._splitter.binary:  # else there is no row yet to be wrong
                error = self._errors.at_line(error, self._splitter.whole_line, self._line)
            raise error from None
        self._begun = True

    def _advance(self, piece: Piece, final: bool) -> bool:
        """Take the rows of a chunk; return whether more can be taken of the piece."""
        splitter, at = self._splitter, piece.at
        limit = piece.end if splitter.binary else piece.valid_end
        room = BATCH_ROWS - self._batch.rows
        rows = splitter.split(piece.address + at, piece.address + limit, room, piece.end)
        if rows:
            piece.at = int(splitter.state[k.AT]) - piece.address
            self._take(rows, piece.at - at, lambda row: splitter.line_at(piece.plain, at, row))
        stopped = int(splitter.state[k.STOPPED])
        if stopped == k.FULL:
            return True
        bad = limit < piece.end and not (splitter.binary or (piece.is_cut and not final))
        if stopped == k.SHORT and not final and not bad:
            return False
        try:
            row = self._read_slowly(piece, limit if bad else piece.end, final and not bad)
        except More:
            if bad:
                error = bad_encoding(piece.plain[limit : limit + 4], 0)
                raise self._errors.at_line(error, None, self._line + 1) from None
            raise
        piece.at = row.end
        return row.fields is not None

    def _read_slowly(self, piece: Piece, limit: int, final: bool) -> Row:
        """Take one row the slow way; nothing is looked at from ``limit`` on."""
        splitter = self._splitter
        plain = piece.plain if limit == piece.end else piece.plain[:limit]
        try:
            row = splitter.read(plain, piece.at, final)
        except PgError as error:
            if splitter.binary:
                raise self._errors.at_frame(error, self._line) from None
            raise self._errors.at_line(error, splitter.whole_line, self._line) from None
        if row.fields is not None and self._has_width(row.fields, row.line):
            kept = self._place(row.fields)
            self._take(1, row.end - piece.at, lambda _: row.line)
            del kept  # the fields pointed into it
        return row

    def _has_width(self, fields: Sequence[Field], line: bytes | None) -> bool:
        """Refuse a row with too many fields, or with too few once those before are read.

        ``False``: one of those is reason enough to leave it out.
        """
        columns = self._table.columns
        if len(fields) > len(columns):
            message = "extra data after last expected column"
            error = PgError(message, sqlstate=BAD_FORMAT)
            raise self._errors.at_line(error, line, self._line)
        if len(fields) == len(columns):
            return True
        for index, field in enumerate(fields):
            if isinstance(field, bytes):
                try:
                    self._readers[index](field)
                except PgError as error:
                    self._refuse(error, self._line, index, field)
                    return False
        raise self._errors.at_line(self._errors.missing(len(fields)), line, self._line)

    def _place(self, fields: Sequence[Field]) -> list[object]:
        """Put one row where a splitter puts rows; return what must live meanwhile."""
        splitter = self._splitter
        kept: list[object] = []
        for index, field in enumerate(fields):
            size = k.IS_NULL if field is None else k.IS_DEFAULT
            if isinstance(field, bytes):
                copy = np.frombuffer(field + END_BYTES, np.uint8)
                kept.append(copy)
                splitter.fields[0, index, 0] = copy.ctypes.data
                size = len(field)
            splitter.fields[1, index, 0] = size
        splitter.lines[0] = splitter.state[k.LINE] - 1
        splitter.state[k.DECODED] = 1
        return kept

    def _take(self, rows: int, size: int, line_of: Callable[[int], bytes | None]) -> None:
        """Read the fields that were found into the batch.

        Args:
            rows: How many rows.
            size: Bytes that they take at most in a column.
            line_of: Return the line of one of them.
        """
        batch, splitter = self._batch, self._splitter
        batch.reserve(size)
        base = batch.rows
        fields, unsure, binary = splitter.fields, self._unsure, splitter.binary
        listed = fill(batch.descriptors, fields, rows, base, binary, unsure)
        batch.extend(splitter.lines, rows)
        if self._table.checked:
            self._lines.append((base, line_of))
        codes = np.sort(unsure[:listed]).tolist()
        if binary:
            codes = sorted({*codes, *self._bad_strings(base, rows)})
        elif splitter.state[k.DECODED]:
            bad = self._bad_escape(rows)
            if bad is not None:
                row, error = bad
                codes = [code for code in codes if code >> ROW_SHIFT < row]
                self._read_fields(codes, base, line_of)
                raise self._at_row(error, row, line_of)
        if self._table.never:
            codes = [code for code in codes if code >> ROW_SHIFT == 0]
            self._read_fields(codes, base, line_of)
            raise self._not_null(0, (), line_of)
        if codes:
            self._read_fields(codes, base, line_of)

    def _bad_escape(self, rows: int) -> tuple[int, PgError] | None:
        """Find the first row in which an escape has made what is no text."""
        addresses, sizes = self._splitter.fields
        for row in range(rows):
            for address, size in zip(addresses[:, row], sizes[:, row], strict=True):
                if size <= 0:
                    continue
                field = ctypes.string_at(int(address), int(size))
                try:
                    check_encoding(field, field, 0)
                except PgError as error:
                    return row, error
        return None

    def _bad_strings(self, base: int, rows: int) -> Iterator[int]:
        """Find the first string of each column that is no text, to be refused in its turn."""
        for index in self._strings:
            row = bad_string(self._batch.descriptors, index, base, rows)
            if row >= 0:
                yield row << ROW_SHIFT | index

    def _read_fields(
        self, codes: Sequence[int], base: int, line_of: Callable[[int], bytes | None]
    ) -> None:
        """Read what the kernels have left, row by row."""
        fields, batch = self._splitter.fields, self._batch
        addresses, sizes = fields[0], fields[1]
        missing: list[int] = []  # columns of the row that may not be NULL
        last = dropped = -1
        for code in codes:
            row, index = code >> ROW_SHIFT, code & _COLUMN
            if row != last and missing:
                raise self._not_null(last, missing, line_of)
            last = row
            if row == dropped:
                continue
            size = int(sizes[index, row])
            if size == k.IS_NULL:
                if self._table.columns[index].not_null:
                    missing.append(index)
                continue
            if size == k.IS_DEFAULT:
                if not self._table.columns[index].has_default:
                    raise self._at_row(self._errors.no_default(index), row, line_of)
                batch.put_default(index, base + row)
                continue
            field = ctypes.string_at(int(addresses[index, row]), size)
            try:
                batch.put(index, base + row, self._readers[index](field))
            except PgError as error:
                self._refuse(error, int(self._splitter.lines[row]) + 1, index, field)
                dropped = row
                batch.drop(base + row)
                missing = []
        if missing:
            raise self._not_null(last, missing, line_of)

    def _refuse(self, error: PgError, number: int, index: int, field: bytes) -> None:
        """Raise a field's error, or count its row as left out."""
        tolerance = self._tolerance
        if tolerance is None or error.sqlstate == "0A000":
            raise self._errors.at_field(error, number, index, field) from None
        self.skipped += 1
        if tolerance.verbose:
            name = self._table.columns[index].name
            value = clip(field, SHOWN)
            self.notices.append(
                Notice(
                    "skipping row due to data type incompatibility at line"
                    f' {number} for column "{name}": "{value}"',
                    fields=ErrorFields(where=f"COPY {self._table.name}"),
                )
            )
        if tolerance.limit is not None and self.skipped > tolerance.limit:
            raise self._errors.at_field(
                self._errors.too_many_skipped(tolerance.limit), number, index, field
            )

    def _not_null(
        self, row: int, missing: Sequence[int], line_of: Callable[[int], bytes | None]
    ) -> PgError:
        """Return the error of a NULL where none may be."""
        columns = self._table.columns
        values = {column.name: self._shown(index, row) for index, column in enumerate(columns)}
        return self._at_row(self._errors.not_null(missing, values), row, line_of)

    def _shown(self, index: int, row: int) -> str:
        addresses, sizes = self._splitter.fields
        size = int(sizes[index, row])
        if size < 0:
            return "null"
        value = self._readers[index](ctypes.string_at(int(addresses[index, row]), size))
        return shown(value, self._table.columns[index], self._style)

    def _at_row(self, error: PgError, row: int, line_of: Callable[[int], bytes | None]) -> PgError:
        """Give the error of a row that was found its CONTEXT."""
        return self._errors.at_line(error, line_of(row), int(self._splitter.lines[row]) + 1)

    @property
    def _line(self) -> int:
        """The line that was read last."""
        return int(self._splitter.state[k.LINE])


def warm_up() -> None:
    """Compile the kernels, or load them from their cache, so that no first COPY waits for it."""
    column = InputColumn("a", ColumnType(23, "int4", 4, source="INTEGER"))
    table = CopyTable("a", (column,), ("a",))
    text, csv = (Dialect(csv=csv, delimiter=b",", null=b"") for csv in (False, True))
    streams: list[tuple[Splitter, bytes]] = [
        (TextSplitter(text, 1, False, None), b"1\n"),
        (TextSplitter(csv, 1, False, None), b"1\n"),
        (BinarySplitter(1), SIGNATURE + bytes(8)),
    ]
    for splitter, data in streams:
        list(CopyReader(table, splitter, OutputStyle()).read([data], final=True))
