"""COPY FROM STDIN as a worker thread sees it: bytes to batches, batches into the table.

One piece of the stream is one job, so that no thread waits for a client; the transaction stays
open between two of them. ``insert`` is the one place where rows get into the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from duckgres.engine.copy_target import CopyTarget, find_target, quoted
from duckgres.engine.facts import Facts
from duckgres.errors import Notice, PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_lines import Dialect
from duckgres.rows.copy_reader import CopyReader, Tolerance
from duckgres.rows.copy_splitters import BinarySplitter, Splitter, TextSplitter
from duckgres.sql.copy_command import CopyCommand, CopyFormat, CopyOptions, Header, OnError

ROWS = "_pg_copy_rows"  # the name under which DuckDB sees a batch


@dataclass(slots=True)
class Progress:
    """How far a COPY is, as ``pg_stat_progress_copy`` has it; written by one thread.

    Attributes:
        bytes_processed: Of the stream.
        tuples_processed: Rows inserted.
        tuples_excluded: Rows that the condition kept out.
        tuples_skipped: Rows left out for their values.
    """

    bytes_processed: int = 0
    tuples_processed: int = 0
    tuples_excluded: int = 0
    tuples_skipped: int = 0


class CopyIn:
    """One COPY FROM; one thread at a time.

    Attributes:
        progress: How far it is.
        width: Columns of the stream.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        command: CopyCommand,
        facts: Facts,
        style: OutputStyle,
    ) -> None:
        """Look at the table and get ready for the stream.

        Raises:
            PgError: The COPY cannot be.
            duckdb.Error: DuckDB's reason why not.
        """
        self._cursor = cursor
        self._target = find_target(cursor, command, facts)
        options = command.options
        table = self._target.table
        self.width = len(table.columns)
        names = [column.name for column in table.columns]
        tolerance = None
        if options.on_error is OnError.IGNORE:
            tolerance = Tolerance(options.reject_limit, options.verbosity == "verbose")
        self._told_skipped = options.verbosity != "silent"
        splitter = _splitter(options, names, table.name)
        self._reader = CopyReader(table, splitter, style, tolerance)
        self._where = command.where
        self.progress = Progress()
        self._texts: dict[tuple[int, ...], str] = {}

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
        for batch, defaults in self._reader.read(chunks, final=final):
            if insert:
                self._insert(batch, defaults)
        self.progress.tuples_skipped = self._reader.skipped
        if final and self._reader.skipped and self._told_skipped:
            count = self._reader.skipped
            rows = "row was" if count == 1 else "rows were"
            self._reader.notices.append(
                Notice(f"{count} {rows} skipped due to data type incompatibility")
            )

    def _insert(self, batch: pa.RecordBatch, defaults: tuple[int, ...]) -> None:
        text = self._texts.get(defaults)
        if text is None:
            text = self._texts[defaults] = insert_text(
                self._target, self._expressions(defaults), self._where
            )
        count = insert(self._cursor, text, batch)
        self.progress.tuples_processed += count
        self.progress.tuples_excluded += batch.num_rows - count

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


def insert(cursor: duckdb.DuckDBPyConnection, text: str, batch: pa.RecordBatch) -> int:
    """Insert the rows of a batch; return how many.

    Args:
        cursor: With the transaction.
        text: As ``insert_text`` has made it.
        batch: Is done with afterwards.
    """
    cursor.register(ROWS, pa.Table.from_batches([batch]))
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
        return f"INSERT INTO {target.place} ({into}) SELECT {', '.join(values)} FROM {ROWS}"
    for item in target.others:
        names.append(quoted(item.column.name))
        values.append(item.default)
    into = ", ".join(names)
    made = ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))
    alias = quoted(target.table.name)
    return (
        f"INSERT INTO {target.place} ({into})"
        f" SELECT {into} FROM (SELECT {made} FROM {ROWS}) AS {alias} WHERE {where}"
    )


def _splitter(options: CopyOptions, names: Sequence[str], table: str) -> Splitter:
    """Return the splitter of a stream of these columns."""
    if options.format is CopyFormat.BINARY:
        return BinarySplitter(len(names))
    dialect = Dialect(
        csv=options.format is CopyFormat.CSV,
        delimiter=options.delimiter,
        null=options.null,
        default=options.default,
        quote=options.quote,
        escape=options.escape,
        force_null=_forced("FORCE_NULL", options.force_null, names),
        force_not_null=_forced("FORCE_NOT_NULL", options.force_not_null, names),
    )
    header = options.header
    expected = names if header is Header.MATCH else None
    return TextSplitter(dialect, len(names), header is not Header.NONE, expected)


def _forced(option: str, forced: frozenset[str] | None, names: Sequence[str]) -> tuple[bool, ...]:
    """Return for each column whether an option names it; ``None`` names all."""
    if forced is None:
        return (True,) * len(names)
    for name in sorted(forced - set(names)):
        message = f'{option} column "{name}" not referenced by COPY'
        raise PgError(message, sqlstate="42P10")
    return tuple(name in forced for name in names)


def with_context(error: PgError, context: str) -> PgError:
    """Return an error that says where the stream was, if it does not say so already."""
    if error.fields.where is None:
        error.fields = replace(error.fields, where=context)
    return error
