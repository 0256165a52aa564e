"""The log line of a statement: tag, rows, bytes, seconds, and the SQLSTATE where it failed.

``queued`` says how many of the seconds it waited for a worker thread, if it did.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from duckgres.observability.logging import log
from duckgres.observability.redact import redact

if TYPE_CHECKING:
    from types import TracebackType

    from duckgres.engine.connection import EngineConnection
    from duckgres.engine.copy_in import Progress
    from duckgres.session.services import Services
    from duckgres.session.transport import Transport
    from duckgres.sql.statement import Statement

LONGEST_SHOWN = 1024  # characters of a text in pg_stat_activity, as PostgreSQL's
LONGEST_QUERY = 2000  # characters of a slow statement's text in the log


class Totals:
    """What a session did, for the line at its end.

    Attributes:
        copying: How far the running COPY is; there is none but then.
        started: When the session began, in seconds since 1970.
        statement: The one that runs or ran last; a long one's text is all that is kept of it.
        query_started: When it began; ``None`` before the first.
        query_ended: When the last one ended.
    """

    def __init__(self) -> None:
        self.statements = 0
        self.errors = 0
        self.rows = 0
        self.copying: Progress | None = None
        self.started = time.time()
        self.statement: Statement | str = ""
        self.query_started: float | None = None
        self.query_ended = self.started

    @property
    def query(self) -> str:
        """The text of the statement that runs or ran last, cut as PostgreSQL cuts it."""
        statement = self.statement
        return (statement if isinstance(statement, str) else statement.text)[:LONGEST_SHOWN]


class StatementLog:
    """One statement's line in the making; a context manager around the statement."""

    __slots__ = (
        "_begin", "_bytes", "_engine", "_rows", "_services", "_statement", "_tag", "_totals",
        "_transport",
    )  # fmt: skip

    def __init__(
        self,
        statement: Statement,
        transport: Transport,
        engine: EngineConnection,
        totals: Totals,
        services: Services,
    ) -> None:
        """Start the clock.

        Args:
            statement: Which one.
            transport: Counts the bytes.
            engine: Counts the seconds spent waiting for a worker thread.
            totals: The session's; the line is added to them.
            services: Say from how many seconds on a statement is slow, and told with its text.
        """
        self._statement = statement
        self._transport = transport
        self._engine = engine
        engine.queued_seconds = 0.0
        self._totals = totals
        totals.statement = statement
        totals.query_started = time.time()
        self._services = services
        self._begin = time.monotonic()
        self._bytes = transport.bytes_sent
        self._tag = statement.tag
        self._rows = 0

    def __enter__(self) -> StatementLog:
        return self

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._write(error)

    def done(self, tag: str, rows: int) -> None:
        """Note the command tag and the rows sent."""
        self._tag = tag
        self._rows = rows

    def _write(self, error: BaseException | None) -> None:
        """Write the line."""
        seconds = time.monotonic() - self._begin
        fields: dict[str, object] = {
            "tag": self._tag,
            "rows": self._rows,
            "bytes": self._transport.bytes_sent - self._bytes,
            "seconds": round(seconds, 6),
        }
        if self._engine.queued_seconds:
            fields["queued"] = round(self._engine.queued_seconds, 6)
        self._totals.query_ended = time.time()
        if max(map(len, self._statement.pieces)) > LONGEST_SHOWN:
            self._totals.statement = self._totals.query
        self._totals.statements += 1
        self._totals.rows += self._rows
        if error is not None:
            self._totals.errors += 1
            fields["sqlstate"] = getattr(error, "sqlstate", type(error).__name__)
        slow = self._services.slow_statement_seconds
        if slow and seconds >= slow:
            text = " ".join(self._statement.pieces)
            log.warning("slow statement", query=redact(text, LONGEST_QUERY), **fields)
        else:
            log.info("statement", **fields)
