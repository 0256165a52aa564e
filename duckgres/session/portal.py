"""A statement that was given its values: pulled from, suspended and resumed.

A portal's rows come from DuckDB as a stream, or from the server itself as a list; both are pulled
the same way, in chunks of DataRow messages. Source: PostgreSQL manual, 55.2.3 "Extended Query".
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from duckgres.engine.result import Chunk, ResultStream

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.engine.request import Started
    from duckgres.rows.description import Column
    from duckgres.session.transport import Transport
    from duckgres.sql.statement import Statement


class RowSource(Protocol):
    """Where a portal's rows come from."""

    def chunks(self, limit: int | None) -> Generator[Chunk]:
        """Pull at most ``limit`` rows, in chunks; the last one says whether rows are left.

        Whoever stops before the end closes the generator.
        """

    def close(self) -> None:
        """Drop the unread rows."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What is left of a result.

    Attributes:
        stream: The rows, ``None`` for none.
        given: How many were in front of them.
    """

    stream: ResultStream | None
    given: int = 0


class EngineRows:
    """Rows that DuckDB is still making."""

    def __init__(self, engine: EngineConnection, started: Started) -> None:
        """Take over what ``started`` holds."""
        self._engine = engine
        self._stream = started.stream
        self._first = started.chunk
        self._given = 0

    def chunks(self, limit: int | None) -> Generator[Chunk]:
        """Pull rows; without a limit the next batch is made while the caller sends the last."""
        chunk, self._first = self._first, None
        if chunk is None:
            chunk = self._fetch(limit)
        if limit is None:
            yield from self._ahead(chunk)
            return
        self._given += chunk.rows
        yield chunk
        while not chunk.exhausted and (limit := limit - chunk.rows) > 0:
            chunk = self._fetch(limit)
            self._given += chunk.rows
            yield chunk

    def unread(self) -> Unread:
        """Return what Execute has not given; another pulls it from now on."""
        return Unread(self._stream, self._given)

    def _fetch(self, limit: int | None) -> Chunk:
        if self._stream is None:
            return Chunk((), 0, True)
        return self._engine.fetch(self._stream, limit)

    def _ahead(self, chunk: Chunk) -> Generator[Chunk]:
        """Pull to the end, one batch ahead of the consumer; when he gives up, wait for it."""
        while self._stream is not None and not chunk.exhausted:
            job = self._engine.fetch_ahead(self._stream)
            try:
                yield chunk
            except BaseException:
                self._engine.abandon(job)
                raise
            chunk = self._engine.await_chunk(job)
        yield chunk

    def close(self) -> None:
        """Drop the unread rows."""
        if self._stream is not None:
            self._engine.release(self._stream)
            self._stream = None


class ListedRows:
    """Rows the server has made itself: SHOW, EXPLAIN."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        """Take DataRow messages, one per row."""
        self._rows = rows
        self._next = 0

    def chunks(self, limit: int | None) -> Generator[Chunk]:
        """Give the next rows in one chunk."""
        end = len(self._rows) if limit is None else min(self._next + limit, len(self._rows))
        taken = self._rows[self._next : end]
        self._next = end
        yield Chunk((b"".join(taken),), len(taken), end == len(self._rows))

    def close(self) -> None:
        """Nothing is held."""


@dataclass(slots=True)
class Portal:
    """A bound statement.

    Attributes:
        statement: What to run; its kind is EMPTY for the empty query string.
        parameters: A typed DuckDB literal per parameter.
        formats: Bind's result formats.
        columns: What Describe announced; ``None`` before, or for no rows.
        description: RowDescription of the rows, once it has run.
        tag: The command tag without its count, once it has run.
        count: Rows changed, for statements that count them and return no rows.
        rows: Its rows, once it has run.
        started: It has been executed, if only in part.
        number: Among the session's, in the order in which they were made.
        other_tag: The whole tag, where it turned out not to be the statement's own.
        copied: Rows of a COPY, whose starter sends them itself.
    """

    statement: Statement
    parameters: Sequence[str] = ()
    formats: Sequence[int] = ()
    columns: tuple[Column, ...] | None = None
    description: bytes = b""
    tag: str = ""
    count: int | None = None
    rows: RowSource | None = None
    started: bool = False
    number: int = 0
    other_tag: str | None = None
    copied: int = 0

    def send_rows(self, transport: Transport, limit: int | None) -> int:
        """Send the next rows, at most ``limit``; returns how many there were."""
        if self.rows is None:
            return 0
        sent = 0
        with closing(self.rows.chunks(limit)) as chunks:
            for chunk in chunks:
                for part in chunk.parts:
                    transport.write(part)
                sent += chunk.rows
        return sent

    def close(self) -> None:
        """Drop what is unread."""
        if self.rows is not None:
            self.rows.close()
            self.rows = None

    def command_tag(self, sent: int) -> str:
        """Return the tag of CommandComplete after an Execute that sent ``sent`` rows."""
        statement = self.statement
        if self.other_tag is not None:
            return self.other_tag
        if not statement.counts:
            return self.tag
        count = sent if self.count is None else self.count
        return f"{self.tag} {count}"
