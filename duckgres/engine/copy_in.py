"""COPY FROM STDIN as a worker thread sees it: bytes to batches, batches into the table.

One piece of the stream is one job, so that no thread waits for a client; the transaction stays
open between two of them. ``insert`` is the one place where rows get into the table.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from duckgres.engine.copy_conflicts import RowFinder, explain
from duckgres.engine.copy_target import CopyTarget, CopyTask, target_of
from duckgres.engine.errors import to_pg_error
from duckgres.engine.facts import Facts
from duckgres.errors import Notice, PgError
from duckgres.pgtypes.encodings import name_of_codec
from duckgres.pgtypes.quoting import quoted
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_batch import Rows
from duckgres.rows.copy_lines import Dialect
from duckgres.rows.copy_reader import CopyReader, Tolerance
from duckgres.rows.copy_splitters import BinarySplitter, Splitter, TextSplitter
from duckgres.sql.copy_command import CopyFormat, CopyOptions, Header, OnError
from duckgres.sqlstate import FOREIGN_KEY_VIOLATION

ROWS = "_pg_copy_rows"  # the name under which DuckDB sees a batch


@dataclass(slots=True)
class Progress:
    """How far a COPY is, as ``pg_stat_progress_copy`` has it; written by one thread.

    Attributes:
        incoming: COPY FROM.
        bytes_processed: Of the stream.
        tuples_processed: Rows inserted, or sent.
        tuples_excluded: Rows that the condition kept out.
        tuples_skipped: Rows left out for their values.
    """

    incoming: bool = True
    bytes_processed: int = 0
    tuples_processed: int = 0
    tuples_excluded: int = 0
    tuples_skipped: int = 0


class CopyIn:
    """One COPY FROM; one thread at a time.

    Attributes:
        progress: How far it is.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        task: CopyTask,
        facts: Facts,
        style: OutputStyle,
        settle: Callable[[], None],
    ) -> None:
        """Look at the table and get ready for the stream.

        Args:
            cursor: In a transaction.
            task: What is to be done.
            facts: Of the catalog's columns.
            style: How values are written.
            settle: Called when all rows are in.

        Raises:
            PgError: The COPY cannot be.
            duckdb.Error: DuckDB's reason why not.
        """
        self._cursor = cursor
        self._settle = settle
        self._target = target_of(cursor, task, facts)
        options = task.options
        table = self._target.table
        names = [column.name for column in table.columns]
        tolerance = None
        if options.on_error is OnError.IGNORE:
            tolerance = Tolerance(options.reject_limit, options.verbosity == "verbose")
        self._told_skipped = options.verbosity != "silent"
        splitter = _splitter(options, names)
        self._reader = CopyReader(table, splitter, style, tolerance)
        self._transcoder = None
        if options.encoding is not None and options.format is not CopyFormat.BINARY:
            self._transcoder = _Transcoder(options.encoding)
        self._where = task.where
        self.progress = Progress()
        self._texts: dict[tuple[int, ...], str] = {}
        if self._where:
            self._check_condition()

    @property
    def context(self) -> str:
        """Where the stream is, as CONTEXT has it."""
        return self._reader.context

    @property
    def waiting(self) -> int:
        """Bytes of a row that is not all there: it takes as many again to be worth a look."""
        return self._reader.waiting

    def take_notices(self) -> list[Notice]:
        """Return what is to be told the client, once."""
        notices, self._reader.notices = self._reader.notices, []
        return notices

    def write(self, chunks: Sequence[bytes], *, final: bool, insert: bool = True) -> None:
        """Read a piece of the stream and insert the rows that are complete.

        Args:
            chunks: The piece, in parts.
            final: Nothing comes behind it.
            insert: Or only look for errors.

        Raises:
            PgError: What is wrong with the stream.
            duckdb.Error: What is wrong with a row.
        """
        self.progress.bytes_processed += sum(map(len, chunks))
        if self._transcoder is not None:
            chunks = [self._transcoder.text(b"".join(chunks), final=final)]
        for batch, defaults in self._reader.read(chunks, final=final):
            if insert:
                self._insert(batch, defaults)
        self.progress.tuples_skipped = self._reader.skipped
        if final and insert:
            self._settle()
        if final and self._reader.skipped and self._told_skipped:
            count = self._reader.skipped
            rows = "row was" if count == 1 else "rows were"
            self._reader.notices.append(
                Notice(f"{count} {rows} skipped due to data type incompatibility")
            )

    def _insert(self, batch: Rows, defaults: tuple[int, ...]) -> None:
        try:
            count = insert(self._cursor, self._text(defaults), batch)
        except duckdb.ConstraintException as error:
            finder = RowFinder(self._cursor, self._target, batch, self._expressions(defaults))
            raise explain(self._refusal(error, defaults), finder, self._reader) from error
        self.progress.tuples_processed += count
        self.progress.tuples_excluded += batch.num_rows - count

    def _refusal(self, error: duckdb.Error, defaults: tuple[int, ...]) -> PgError:
        """Return what a constraint says, under the name that the client gave it."""
        known = {self._target.table.name.casefold(): self._target.names}
        refusal = to_pg_error(error, constraints=lambda: known)
        if refusal.sqlstate == FOREIGN_KEY_VIOLATION:  # of a table that only the statement names
            return to_pg_error(error, text=self._text(defaults), constraints=lambda: known)
        return refusal

    def _text(self, defaults: tuple[int, ...]) -> str:
        """Return the INSERT of batches of which these columns have defaults."""
        text = self._texts.get(defaults)
        if text is None:
            expressions = self._expressions(defaults)
            text = self._texts[defaults] = insert_text(self._target, expressions, self._where)
        return text

    def _check_condition(self) -> None:
        """Let DuckDB look at the condition before the client is asked for data."""
        insert(self._cursor, self._text(()), self._reader.no_rows())

    def _expressions(self, defaults: Sequence[int]) -> list[str]:
        """Return the expression of each column's value over a batch."""
        expressions = []
        for index, storage in enumerate(self._reader.storages):
            value = storage.expression.format(f"c{index}")
            if index in defaults:
                default = self._target.listed[index].default
                value = f"CASE WHEN d{index} THEN {default} ELSE {value} END"
            expressions.append(value)
        return expressions


def insert(cursor: duckdb.DuckDBPyConnection, text: str, batch: Rows) -> int:
    """Insert the rows of a batch; return how many.

    Args:
        cursor: With the transaction.
        text: As ``insert_text`` has made it.
        batch: Is done with afterwards.
    """
    cursor.register(ROWS, batch)
    try:
        row = cursor.execute(text).fetchone()
    finally:
        cursor.unregister(ROWS)
    return int(row[0]) if row else 0


def insert_text(target: CopyTarget, expressions: Sequence[str], where: str) -> str:
    """Return the INSERT of a batch.

    Args:
        target: Where to.
        expressions: For each listed column.
        where: The condition, which may ask for any column of the table; empty for none.
    """
    names = [quoted(item.column.name) for item in target.listed]
    values = list(expressions)
    if not where:
        into = ", ".join(names)
        made = ", ".join(values)
        return f"INSERT INTO {target.place} ({into}) SELECT {made} FROM {ROWS}"  # noqa: S608
    for item in target.others:
        names.append(quoted(item.column.name))
        values.append(item.default)
    into = ", ".join(names)
    made = ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))
    alias = quoted(target.table.name)
    return (
        f"INSERT INTO {target.place} ({into})"  # noqa: S608 - names are quoted
        f" SELECT {into} FROM (SELECT {made} FROM {ROWS}) AS {alias} WHERE {where}"
    )


def _splitter(options: CopyOptions, names: Sequence[str]) -> Splitter:
    """Return the splitter of a stream of these columns."""
    if options.format is CopyFormat.BINARY:
        return BinarySplitter(len(names))
    dialect = Dialect(
        csv=options.format is CopyFormat.CSV,
        delimiter=options.delimiter,
        null=_utf8(options.null, options),
        default=None if options.default is None else _utf8(options.default, options),
        quote=options.quote,
        escape=options.escape,
        force_null=_forced(options.force_null, names),
        force_not_null=_forced(options.force_not_null, names),
    )
    header = options.header
    expected = names if header is Header.MATCH else None
    return TextSplitter(dialect, len(names), header is not Header.NONE, expected)


def _utf8(word: bytes, options: CopyOptions) -> bytes:
    """Return a word of the options as the reader meets it."""
    return word if options.encoding is None else word.decode(options.encoding).encode()


def _forced(forced: frozenset[str] | None, names: Sequence[str]) -> tuple[bool, ...]:
    """Return for each column whether an option names it; ``None`` names all."""
    return tuple(forced is None or name in forced for name in names)


class _Transcoder:
    """Bytes of a stream to UTF-8."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._decoder = codecs.getincrementaldecoder(codec)()

    def text(self, data: bytes, *, final: bool) -> bytes:
        """Return the next bytes; half a character waits for its rest.

        Raises:
            PgError: 22021, no character of the encoding.
        """
        try:
            return self._decoder.decode(data, final).encode()
        except UnicodeDecodeError as error:
            shown = " ".join(f"0x{byte:02x}" for byte in error.object[error.start : error.end])
            name = name_of_codec(self._codec)
            message = f'invalid byte sequence for encoding "{name}": {shown}'
            raise PgError(message, sqlstate="22021") from None
