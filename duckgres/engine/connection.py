"""One session's connection to its user's database, for greenlets.

Each method crosses to a worker thread once. What must run before the next statement (``BEGIN``,
``SET TimeZone``) waits in the prelude and rides along in that statement's crossing: a login or a
lone BEGIN costs none of its own, and a transaction's snapshot is taken when PostgreSQL takes it,
at its first statement.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from duckgres.engine.bootstrap import CURSOR_SETTINGS
from duckgres.engine.cursor import Cursor, Request, Started
from duckgres.engine.describe import Description
from duckgres.engine.pool import StatementQueueTimeout
from duckgres.engine.result import Chunk, ResultStream
from duckgres.engine.timing import Nap, repeat
from duckgres.errors import FatalError, PgError, QueryCanceled
from duckgres.sql.statement import ForeignStatement, Statement

if TYPE_CHECKING:
    from duckgres.engine.copy_in import CopyIn
    from duckgres.engine.copy_target import CopyTask
    from duckgres.engine.database import Database
    from duckgres.engine.pool import Job, Pools
    from duckgres.pgtypes.types import OutputStyle

P = ParamSpec("P")
R = TypeVar("R")

QUERY_CANCELED = "57014"
INTERRUPT_EVERY_SECONDS = 0.02
TRANSACTION = "Lock", "transactionid"  # another one, whose end is waited for
STATEMENT_QUEUE = "IPC", "StatementQueue"
_BEGIN = {False: "BEGIN TRANSACTION", True: "BEGIN TRANSACTION READ ONLY"}


class EngineConnection:
    """A cursor behind a pool of threads, with its transaction and its cancellation.

    What frees something (COMMIT, ROLLBACK, closing) goes to threads of its own: the statements
    that hold all others may wait for just that.

    Attributes:
        queued_seconds: How long its statements have waited for a thread; whoever wants one
            statement's share sets it to 0 before.
    """

    def __init__(self, database: Database, cursor: Cursor, pools: Pools) -> None:
        """Take over ``cursor``."""
        self.database = database
        self._cursor = cursor
        self._pool = pools.statements.of(database.user)
        self._ending = pools.ending.of(database.user)
        self._prelude: list[str] = list(CURSOR_SETTINGS)
        self._begin: str | None = None  # BEGIN that DuckDB has not seen yet
        self._begun_with = ""
        self._in_transaction = False
        self._untouched = True  # nothing was executed in the open transaction
        self._changed_catalog = False  # in the open transaction
        self._seen_version: int | None = None  # of the catalog, in a transaction that has begun
        self._interruption: PgError | None = None
        self._job: Job[Any] | None = None  # the running statement's; any call's result
        self.queued_seconds = 0.0
        self._nap: Nap | None = None

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open (DuckDB may not have heard of it yet)."""
        return self._in_transaction

    @property
    def untouched(self) -> bool:
        """Whether the next statement is the first one that its transaction executes."""
        return self._untouched or not self._in_transaction

    @property
    def wait_event(self) -> tuple[str, str] | None:
        """What a statement that is here waits for, as ``pg_stat_activity`` has it.

        The queue for worker threads is none of PostgreSQL's events; it has the type of waits for
        other processes.
        """
        if self._nap is not None:
            return TRANSACTION
        return STATEMENT_QUEUE if self._job is not None and self._job.waiting else None

    @property
    def catalog_version(self) -> int:
        """The number of the catalog this session sees; see ``Database.catalog_version``.

        A transaction stays with the catalog it began on, whatever others change meanwhile.
        """
        if self._seen_version is None:
            return self.database.catalog_version
        return self._seen_version

    def foreign(self, text: str) -> Sequence[ForeignStatement]:
        """Split ``text`` by DuckDB's own grammar; raises ``PgError`` when that refuses it."""
        return self._cross(self._cursor.foreign, text)

    def foreign_here(self, text: str) -> Sequence[ForeignStatement]:
        """Do what :meth:`foreign` does, for who is on a worker thread already."""
        return self._cursor.foreign(text)

    def aside(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run something long that is not DuckDB's on a worker thread."""
        return self._cross(call, *args, **kwargs)

    def describe(self, statement: Statement, parameter_oids: Sequence[int]) -> Description:
        """Return the statement's parameter types and columns; nothing is executed."""
        return self._cross_prepared(self._cursor.describe, statement, parameter_oids)

    def start(self, request: Request) -> Started:
        """Run a statement up to its first rows."""
        self._untouched = False
        try:
            started = self._cross_prepared(self._cursor.start, request)
            if request.statement.writes and not self._in_transaction:
                self.database.tell_end()
            return started
        finally:
            if request.statement.changes_catalog:
                self.database.catalog_version += 1
                self._changed_catalog = self._in_transaction
                if self._in_transaction:
                    self._seen_version = self.database.catalog_version

    def rows(self, request: Request) -> list[tuple[object, ...]]:
        """Run a statement and return its rows as Python values."""
        self._untouched = False
        return self._cross_prepared(self._cursor.rows, request)

    def fetch(self, stream: ResultStream, limit: int | None) -> Chunk:
        """Return the next rows of ``stream``, at most ``limit``."""
        return self._cross(self._cursor.fetch, stream, limit)

    def fetch_ahead(self, stream: ResultStream) -> Job[Chunk]:
        """Begin to fetch the next rows while the caller sends those before."""
        self.check_interruption()
        self._job = job = self._pool.start(self._cursor.fetch, stream, None)
        return job

    def await_chunk(self, job: Job[Chunk]) -> Chunk:
        """Return the rows of :meth:`fetch_ahead`."""
        return self._finish(job)

    def abandon(self, job: Job[Any]) -> None:
        """Stop what runs ahead and wait until DuckDB has let go, whatever its outcome."""
        self.interrupt(QueryCanceled())
        with contextlib.suppress(PgError):
            self._finish(job)

    def open_copy(self, task: CopyTask, style: OutputStyle) -> CopyIn:
        """Get ready for the stream of a COPY FROM."""
        self._untouched = False
        return self._cross_prepared(self._cursor.open_copy, task, style)

    def write_copy(
        self, copy: CopyIn, chunks: Sequence[bytes], *, final: bool, insert: bool = True
    ) -> Job[None]:
        """Begin to take a piece of the stream; see ``CopyIn.write``."""
        self.check_interruption()
        self._job = job = self._pool.start(self._cursor.write_copy, copy, chunks, final, insert)
        return job

    def await_copy(self, job: Job[None]) -> None:
        """Return when :meth:`write_copy` is done, or raise its error."""
        self._finish(job)

    def schemas(self) -> list[str]:
        """Return the names of the schemas that exist; asked once a change of the catalog.

        Not interrupted, as nobody asked for it, and not kept waiting by statements: a login and
        the end of a failed transaction ask, too.
        """
        version = self.catalog_version
        known = self.database.schemas
        if known is not None and known[0] == version and not self._changed_catalog:
            return known[1]
        # What others do not see yet, or see no more, is not for all.
        for_all = version == self.database.catalog_version and not self._changed_catalog
        names = self._ending.run(self._cursor.schemas, self._take_prelude())
        if for_all:
            self.database.schemas = version, names
        return names

    def drop_temporary(self) -> None:
        """Drop the session's temporary tables and views."""
        self._untouched = False
        self._cross_prepared(self._cursor.drop_temporary)

    def release(self, stream: ResultStream) -> None:
        """Drop the unread rows of ``stream``."""
        self._ending.run(self._cursor.release, stream)

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

    def _cross_prepared(self, call: Callable[..., R], *args: object) -> R:
        """Cross with the prelude as the first argument, of which the worker takes what it ran.

        What an interruption or the queue kept from DuckDB comes with the next statement; of a text
        that DuckDB refused only those behind it. BEGIN is not among them: its transaction has
        failed.
        """
        self.check_interruption()
        prelude = self._take_prelude()
        self._cursor.catalog_version = self.catalog_version
        try:
            return self._cross(call, prelude, *args)
        except PgError as error:
            kept = self._interruption is not None or isinstance(error, StatementQueueTimeout)
            left = prelude if kept else prelude[1:]
            self._prelude[:0] = [text for text in left if text not in _BEGIN.values()]
            raise

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

    def apply(self, texts: Sequence[str]) -> None:
        """Run engine settings before the next statement."""
        self._prelude.extend(texts)

    def begin(self, *, read_only: bool) -> None:
        """Open a transaction with the next statement."""
        self._begin = self._begun_with = _BEGIN[read_only]
        self._in_transaction = self._untouched = True

    def restart(self) -> None:
        """Undo the open transaction, if there is one, and begin it with the next statement."""
        if self._in_transaction:
            self._pool.run(self._cursor.rollback)
            self._begin = self._begun_with
            self._untouched = True
            self._seen_version = None

    def commit(self) -> None:
        """Make the transaction's changes permanent; once begun, this is not interrupted.

        Raises:
            PgError: It could not be committed and is rolled back (40001, 23505), or it was
                interrupted before.
        """
        known = self._leave_transaction()
        try:
            self.check_interruption()
            if known:
                self._ending.run(self._cursor.run, ["COMMIT"])
        except FatalError:
            raise  # the session ends, and all that is open with it
        except PgError:
            if known:
                self._ending.run(self._cursor.rollback)
            raise
        finally:
            self._tell_others()

    def rollback(self) -> None:
        """Undo the transaction."""
        try:
            if self._leave_transaction():
                self._ending.run(self._cursor.rollback)
        finally:
            self._tell_others()

    def close(self) -> None:
        """Roll back what is open and give the cursor back; waits for nobody else's long query.

        Where the greenlet was ended and its job was not, this stops the job and waits for it.
        """
        try:
            if self._job is not None:
                self.interrupt(QueryCanceled())
                with contextlib.suppress(PgError):
                    self._job.wait()
            self._ending.run(self._cursor.close)
        finally:
            self._interruption = None  # its traceback leads back here, past all that was held
            self.database.leave(self)

    def _take_prelude(self) -> list[str]:
        prelude, self._prelude = self._prelude, []
        if self._begin is not None:
            prelude.append(self._begin)
            self._begin = None
            self._seen_version = self.database.catalog_version
        return prelude

    def _leave_transaction(self) -> bool:
        """Forget the transaction and tell whether DuckDB knows of one."""
        self._in_transaction = False
        self._seen_version = None
        known, self._begin = self._begin is None, None
        return known

    def _tell_others(self) -> None:
        """Tell others: the transaction is over, and what they know of the catalog may be void."""
        self.database.tell_end()
        if self._changed_catalog:
            self._changed_catalog = False
            self.database.catalog_version += 1
