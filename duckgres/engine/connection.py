"""One session's connection to its user's database, for greenlets.

Each method crosses to a worker thread once. What must run before the next statement (``BEGIN``,
``SET TimeZone``) waits in the prelude and rides along in that statement's crossing: a login or a
lone BEGIN costs none of its own, and a transaction's snapshot is taken when PostgreSQL takes it,
at its first statement.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from duckgres.engine.bootstrap import CURSOR_SETTINGS
from duckgres.engine.crossing import Crossing
from duckgres.engine.cursor import Cursor
from duckgres.engine.describe import Description
from duckgres.engine.memory import Memory, changed_by
from duckgres.engine.pool import StatementQueueTimeout
from duckgres.engine.request import Request, Started
from duckgres.engine.result import Chunk, ResultStream
from duckgres.errors import FatalError, PgError, QueryCanceled
from duckgres.sql.statement import ForeignStatement, Statement

if TYPE_CHECKING:
    from duckgres.engine.copy_in import CopyIn
    from duckgres.engine.copy_target import CopyTask
    from duckgres.engine.database import Database
    from duckgres.engine.pool import Job, Pools
    from duckgres.pgtypes.types import OutputStyle

R = TypeVar("R")

_BEGIN = {False: "BEGIN TRANSACTION", True: "BEGIN TRANSACTION READ ONLY"}


class EngineConnection(Crossing):
    """A cursor behind a pool of threads, with its transaction and its cancellation.

    What frees something (COMMIT, ROLLBACK, closing) goes to threads of its own: the statements
    that hold all others may wait for just that.

    Attributes:
        serial_seen: ``Database.serial_finished`` when its transaction's snapshot was taken.
    """

    def __init__(self, database: Database, cursor: Cursor, pools: Pools) -> None:
        """Take over ``cursor``."""
        super().__init__(database, cursor, pools)
        self._ending = pools.ending.of(database.user)
        self._prelude: list[str] = list(CURSOR_SETTINGS)
        self._begin: str | None = None  # BEGIN that DuckDB has not seen yet
        self._begun_with = ""
        self._in_transaction = False
        self._untouched = True  # nothing was executed in the open transaction
        self._changed_catalog = False  # in the open transaction
        self._seen_version: int | None = None  # of the catalog, in a transaction that has begun
        self._memory = Memory(database.changes)
        self.serial_seen = 0

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open (DuckDB may not have heard of it yet)."""
        return self._in_transaction

    @property
    def moment(self) -> float:
        """When the transaction began, in seconds since 1970."""
        return self._cursor.moment

    @property
    def untouched(self) -> bool:
        """Whether the next statement is the first one that its transaction executes."""
        return self._untouched or not self._in_transaction

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

    def describe(self, statement: Statement, parameter_oids: Sequence[int]) -> Description:
        """Return the statement's parameter types and columns; nothing is executed."""
        return self._cross_prepared(self._cursor.describe, statement, parameter_oids)

    def start(self, request: Request) -> Started:
        """Run a statement up to its first rows."""
        statement = request.statement
        room = self._memory.log.room if self._in_transaction else None
        before = self._begin_statement(request)
        try:
            started = self._cross_prepared(self._cursor.start, request, room)
            self._note(request, started)
        except BaseException:
            self._memory.committed()
            raise
        finally:
            self._memory.end(before)
            if statement.changes_catalog:
                self._note_catalog()
        return started

    def rows(self, request: Request) -> list[tuple[object, ...]]:
        """Run a statement and return its rows as Python values."""
        before = self._begin_statement(request)
        try:
            found = self._cross_prepared(self._cursor.rows, request)
            self._note(request, Started())
        finally:
            self._memory.committed()
            self._memory.end(before)
        return found

    def _begin_statement(self, request: Request) -> int | None:
        self._untouched = False
        if self._in_transaction:
            return self._memory.start(None)
        self._cursor.moment = time.time()
        changed = changed_by(request)
        if changed is not None:
            changed |= self._cursor.reached(request.statement, self.catalog_version)
        return self._memory.start(changed)

    def _note(self, request: Request, started: Started) -> None:
        """Note what was written, for savepoints and for others."""
        if self._in_transaction:
            self._memory.answered(
                request, started, self._cursor.reached(request.statement, self.catalog_version)
            )
        elif request.statement.writes:
            if self._cursor.on_commit:
                self._cross(self._cursor.end_statement)
            self.database.tell_end()
            if started.stream is None:
                self._memory.committed()

    def _note_catalog(self) -> None:
        self.database.catalog_version += 1
        self._changed_catalog = self._in_transaction
        if self._in_transaction:
            self._seen_version = self.database.catalog_version

    def fetch(self, stream: ResultStream, limit: int | None) -> Chunk:
        """Return the next rows of ``stream``, at most ``limit``."""
        return self._told(self._cross(self._cursor.fetch, stream, limit))

    def read(self, call: Callable[..., R], *args: object) -> R:
        """Run something that reads a result and is no statement."""
        return self._cross(self._cursor.read, call, *args)

    @property
    def spill_directory(self) -> str:
        """Where rows go that are too many for the memory."""
        return self._cursor.spill_directory

    def fetch_ahead(self, stream: ResultStream) -> Job[Chunk]:
        """Begin to fetch the next rows while the caller sends those before."""
        self.check_interruption()
        self._job = job = self._pool.start(self._cursor.fetch, stream, None)
        return job

    def await_chunk(self, job: Job[Chunk]) -> Chunk:
        """Return the rows of :meth:`fetch_ahead`."""
        return self._told(self._finish(job))

    def _told(self, chunk: Chunk) -> Chunk:
        if chunk.exhausted:
            self._memory.committed()
        return chunk

    def abandon(self, job: Job[Any]) -> None:
        """Stop what runs ahead and wait until DuckDB has let go, whatever its outcome."""
        self.interrupt(QueryCanceled())
        with contextlib.suppress(PgError):
            self._finish(job)

    def open_copy(self, task: CopyTask, style: OutputStyle) -> CopyIn:
        """Get ready for the stream of a COPY FROM, whose rows no ROLLBACK TO can put back."""
        self._untouched = False
        found = self._cross_prepared(self._cursor.open_copy, task, style)
        self._memory.copied(task.relation.name)
        return found

    def write_copy(
        self, copy: CopyIn, chunks: Sequence[bytes], *, final: bool, insert: bool = True
    ) -> Job[None]:
        """Begin to take a piece of the stream; see ``CopyIn.write``."""
        self.check_interruption()
        write = partial(copy.write, chunks, final=final, insert=insert)
        self._job = job = self._pool.start(self._cursor.read, write)
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
        if self._in_transaction:
            self._memory.give_up("it has dropped all temporary tables before it")

    def forget_sequences(self) -> None:
        """Forget what the session has taken from sequences."""
        self._cursor.forget_sequences()

    def release(self, stream: ResultStream) -> None:
        """Drop the unread rows of ``stream``."""
        self._ending.run(self._cursor.release, stream)
        self._memory.committed()

    def _cross_prepared(self, call: Callable[..., R], *args: object) -> R:
        """Cross with the prelude as the first argument, of which the worker takes what it ran.

        What an interruption or the queue kept from DuckDB comes with the next statement; of a text
        that DuckDB refused only those behind it. BEGIN is not among them: its transaction has
        failed.
        """
        self.check_interruption()
        prelude = self._take_prelude()
        self._cursor.see_catalog(self.catalog_version, changed=self._changed_catalog)
        try:
            return self._cross(call, prelude, *args)
        except PgError as error:
            kept = self._interruption is not None or isinstance(error, StatementQueueTimeout)
            left = prelude if kept else prelude[1:]
            self._cursor.aborted |= any(text in _BEGIN.values() for text in prelude)
            self._prelude[:0] = [text for text in left if text not in _BEGIN.values()]
            raise

    def apply(self, texts: Sequence[str]) -> None:
        """Run engine settings before the next statement."""
        self._prelude.extend(texts)
        self._memory.set(texts)

    def begin(self, *, read_only: bool) -> None:
        """Open a transaction with the next statement."""
        self._begin = self._begun_with = _BEGIN[read_only]
        self._in_transaction = self._untouched = True
        self._cursor.autocommits = False
        self._cursor.moment, self._cursor.aborted = time.time(), False

    def restart(self) -> None:
        """Undo the open transaction, if there is one, and begin it with the next statement."""
        if self._in_transaction:
            self._pool.run(self._cursor.rollback)
            self._begin = self._begun_with
            self._untouched = True
            self._seen_version = None

    @property
    def position(self) -> int:
        """Where the transaction's log of writes ends; a savepoint is such a place."""
        return len(self._memory.log)

    def fail(self) -> None:
        """Take note of an error in a transaction that has savepoints."""
        if self._cursor.aborted:
            self._memory.lost = True
            self.restart()

    def rewind(self, position: int, *, snapshot: bool) -> bool:
        """Bring the transaction back to what it was at ``position``.

        Args:
            position: What :attr:`position` was then.
            snapshot: All of the transaction is to see the same state of the database.

        Returns:
            Whether another transaction of DuckDB's has taken the old one's place, which has to be
            told the settings.

        Raises:
            PgError: 0A000 what was written before cannot be repeated, 40001 somebody else has
                changed what it depends on; or why it was interrupted.
        """
        memory = self._memory
        if not memory.lost and not self._cursor.aborted and position == len(memory.log):
            return False
        writes = memory.log.up_to(position)
        changes_catalog = memory.log.changes_catalog
        memory.lost = True
        if self._begin is None:
            self.restart()
        reads: set[str] = set()
        if writes or snapshot:
            reads = self._cross_prepared(self._cursor.repeat, writes)
            self._untouched = not writes
        memory.rewound(position, reads, snapshot=snapshot)
        if changes_catalog:
            self._note_catalog()
        return True

    def commit(self) -> None:
        """Make the transaction's changes permanent; once begun, this is not interrupted.

        Raises:
            PgError: It could not be committed and is rolled back (40001, 23505), or it was
                interrupted before.
        """
        number = self._memory.commit()
        known = self._leave_transaction()
        try:
            self.check_interruption()
            if known:
                self._ending.run(self._cursor.commit)
        except FatalError:
            raise  # the session ends, and all that is open with it
        except PgError:
            if known:
                self._ending.run(self._cursor.rollback)
            raise
        finally:
            self._memory.end(number)
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
            self._memory.committed()
            self._interruption = None  # its traceback leads back here, past all that was held
            self.database.leave(self)

    def _take_prelude(self) -> list[str]:
        prelude, self._prelude = self._prelude, []
        if self._begin is not None:
            prelude.append(self._begin)
            self._begin = None
            self.serial_seen = self.database.serial_finished
            self._seen_version = self.database.catalog_version
            self._memory.begun()
            self._cursor.guard.begun()
        return prelude

    def _leave_transaction(self) -> bool:
        """Forget the transaction and tell whether DuckDB knows of one."""
        self._in_transaction = False
        self._cursor.autocommits = True
        self._memory.forget()
        self._seen_version = None
        known, self._begin = self._begin is None, None
        return known

    def _tell_others(self) -> None:
        """Tell others: the transaction is over, and what they know of the catalog may be void."""
        self.database.tell_end()
        if self._changed_catalog:
            self._changed_catalog = False
            self.database.catalog_version += 1
