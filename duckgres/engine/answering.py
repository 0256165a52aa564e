"""Rows that a cursor has begun to answer: their shape, and the stream that the client pulls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import duckdb

from duckgres.engine.kept import KeptResults
from duckgres.engine.kept_rows import Kept
from duckgres.engine.known import Known
from duckgres.engine.request import Request, Started, encoder_of
from duckgres.engine.result import BATCH_ROWS, ResultStream, padded
from duckgres.engine.shape import Shape, shape_of
from duckgres.sql.statement import Statement


class Answering:
    """The half of a cursor that holds at most one open result.

    Attributes:
        spill_directory: Where rows go that a parked result cannot keep in memory.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, known: Known, kept: KeptResults, spill: str
    ) -> None:
        """Hold nothing.

        Args:
            cursor: Whose results.
            known: What is known of the catalog.
            kept: What the steps of a statement have left, until it has answered.
            spill: Where rows go that a parked result cannot keep in memory.
        """
        self._cursor = cursor
        self._known = known
        self._kept = kept
        self.spill_directory = spill
        self._open: ResultStream | None = None

    def _park(self) -> None:
        """Move an open result out of the way."""
        if self._open is not None:
            self._open.park(self.spill_directory)

    def _first_rows(self, request: Request) -> Started:
        """Turn the cursor's result into a stream and pull the first rows."""
        # A SELECT of nothing has a column to DuckDB.
        nothing = request.statement.column_names == ()
        # First of all, as it says better what nests too deep.
        shape = self._shape(request, [] if nothing else self._cursor.description or [])
        reader = self._cursor.to_arrow_reader(BATCH_ROWS)
        batches = (batch.select([]) for batch in reader) if nothing else reader
        return self._stream(request, shape, batches, reader.close)

    def _shape(self, request: Request, described: Sequence[Any]) -> Shape:
        """Return what the rows look like; ``described`` has DuckDB's names and types."""
        names, types = [entry[0] for entry in described], [str(entry[1]) for entry in described]
        facts = self._known.facts()
        return shape_of(request.statement, names, types, request.formats, request.columns, facts)

    def _stream(
        self,
        request: Request,
        shape: Shape,
        batches: Iterator[Any],
        close: Callable[[], None],
        kept: Kept | None = None,
    ) -> Started:
        """Pull the first rows of batches."""
        encoder = encoder_of(shape, request)
        stream = ResultStream(padded(batches, shape.types), encoder, partial(self._closed, close))
        self._open = stream
        try:
            chunk = stream.next_chunk(request.limit)
        except BaseException:
            stream.close()  # nobody gets it, and the next statement must not read it to its end
            raise
        return Started(shape, None if chunk.exhausted else stream, chunk, kept=kept)

    def _closed(self, close: Callable[[], None]) -> None:
        """Let go of a result that is read, parked or dropped; an autocommitted statement ends."""
        self._open = None
        close()
        self._kept.forget()

    def _changed_rows(self, statement: Statement) -> int | None:
        """Return the count DuckDB answers to INSERT, UPDATE, DELETE, MERGE and CREATE TABLE AS."""
        if not statement.counts:
            return None
        row = self._cursor.fetchone()
        return int(row[0]) if row else 0
