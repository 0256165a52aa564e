"""Crossing from a session's greenlet to a worker thread, and being stopped there.

One call at a time: it waits for a thread, runs, and returns or raises. Other greenlets stop it,
wherever it is: in DuckDB, in the queue or in a pause.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from duckgres.engine.timing import Nap, repeat
from duckgres.errors import FatalError, PgError

if TYPE_CHECKING:
    from duckgres.engine.cursor import Cursor
    from duckgres.engine.database import Database
    from duckgres.engine.pool import Job, Pools

P = ParamSpec("P")
R = TypeVar("R")

QUERY_CANCELED = "57014"
INTERRUPT_EVERY_SECONDS = 0.02
TRANSACTION = "Lock", "transactionid"  # another one, whose end is waited for
STATEMENT_QUEUE = "IPC", "StatementQueue"


class Crossing:
    """A cursor behind a pool of threads, and its cancellation.

    Attributes:
        queued_seconds: How long its statements have waited for a thread; whoever wants one
            statement's share sets it to 0 before.
    """

    def __init__(self, database: Database, cursor: Cursor, pools: Pools) -> None:
        """Take over ``cursor``."""
        self.database = database
        self._cursor = cursor
        self._pool = pools.statements.of(database.user)
        self._interruption: PgError | None = None
        self._job: Job[Any] | None = None  # the running statement's; any call's result
        self.queued_seconds = 0.0
        self._nap: Nap | None = None
        self._napping_for = TRANSACTION

    @property
    def wait_event(self) -> tuple[str, str] | None:
        """What a statement that is here waits for, as ``pg_stat_activity`` has it.

        The queue for worker threads is none of PostgreSQL's events; it has the type of waits for
        other processes.
        """
        if self._nap is not None:
            return self._napping_for
        return STATEMENT_QUEUE if self._job is not None and self._job.waiting else None

    def aside(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run something long that is not DuckDB's on a worker thread."""
        return self._cross(call, *args, **kwargs)

    def interrupt(self, reason: PgError) -> None:
        """Stop the statement; it raises ``reason``.

        DuckDB forgets an interruption that comes just before a query begins, so it is repeated
        until the worker thread is back. What still waits for a thread does not run at all. The
        end of the session outdoes a cancel.
        """
        first = self._interruption is None
        if first or isinstance(reason, FatalError):
            self._interruption = reason
        if self._nap is not None:
            self._nap.wake()
        if self._job is not None:
            self._job.withdraw(reason)
        if first and self._runs():
            repeat(INTERRUPT_EVERY_SECONDS, self._interrupt_again)

    def wait_for_others(self, seconds: float, ended: int) -> None:
        """Wait until another transaction of the database ends, at most ``seconds``.

        Args:
            seconds: In all.
            ended: How many had ended (``Database.ended``) before the statement was tried that
                met one of them; when more have by now, this returns at once.

        Raises:
            PgError: The statement was interrupted meanwhile.
        """
        if self.database.ended == ended:
            nap = Nap()
            self.database.waiting.add(nap)
            try:
                self._sleep(nap, seconds)
            finally:
                self.database.waiting.discard(nap)

    def pause(self, seconds: float) -> None:
        """Wait ``seconds`` out, or raise why the statement was interrupted meanwhile."""
        self._sleep(Nap(), seconds)

    def wait(self, nap: Nap, seconds: float, event: tuple[str, str]) -> None:
        """Wait until somebody wakes, at most ``seconds``; raises why it was interrupted.

        Args:
            nap: Woken by whoever has what is waited for.
            seconds: At most.
            event: What is waited for, as ``pg_stat_activity`` has it.
        """
        self._napping_for = event
        try:
            self._sleep(nap, seconds)
        finally:
            self._napping_for = TRANSACTION

    def _sleep(self, nap: Nap, seconds: float) -> None:
        self.check_interruption()
        self._nap = nap
        try:
            nap.sleep(seconds)
        finally:
            self._nap = None
        self.check_interruption()

    def forget_interruption(self) -> None:
        """Begin anew: a cancel that found nothing to stop is void; the session's end is not."""
        if not isinstance(self._interruption, FatalError):
            self._interruption = None

    def withdraw(self, reason: PgError) -> None:
        """Forget an interruption if it is still this one: what it was to stop is done."""
        if self._interruption is reason:
            self._interruption = None

    def _interrupt_again(self) -> bool:
        """Interrupt the cursor; ``False`` when nothing runs any more."""
        if not self._runs() or self._interruption is None:
            return False
        self._cursor.interrupt()
        return True

    def _runs(self) -> bool:
        """Whether a statement is on its thread or waits for one."""
        return self._job is not None and not self._job.done

    def check_interruption(self) -> None:
        """Raise why the statement was interrupted, if it was."""
        if self._interruption is not None:
            raise self._interruption

    def _cross(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``call`` on a worker thread, unless the statement was interrupted before."""
        self.check_interruption()
        self._job = job = self._pool.start(call, *args, **kwargs)
        return self._finish(job)

    def _finish(self, job: Job[R]) -> R:
        """Wait for a job; DuckDB's word for an interruption becomes the reason given."""
        try:
            return job.wait()
        except PgError as error:
            if error.sqlstate == QUERY_CANCELED and self._interruption is not None:
                raise self._interruption from None  # a cause's traceback would hold rows
            raise
        finally:
            self.queued_seconds += job.queued_seconds
            if job.done:
                self._job = None
