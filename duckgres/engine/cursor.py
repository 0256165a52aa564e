"""A DuckDB cursor as a worker thread sees it: everything here may block.

DuckDB's exceptions leave as ``PgError``. The cursor holds at most one open result, and using the
cursor for anything else would empty that one without a word; so every method parks it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeVar

import duckdb

from duckgres.engine import ddl, repeat
from duckgres.engine.answering import Answering
from duckgres.engine.catalog_snapshot import SharedSnapshot, Snapshots
from duckgres.engine.copy_in import CopyIn
from duckgres.engine.copy_target import CopyTask
from duckgres.engine.ddl import insertions, sequences, temporary
from duckgres.engine.ddl.definer import Definer
from duckgres.engine.describe import Description, describe, rendering
from duckgres.engine.facts import ColumnFacts
from duckgres.engine.foreign_keys.guard import Guard
from duckgres.engine.foreign_keys.locks import KeyLocks
from duckgres.engine.foreign_keys.running import analyzed, guarded
from duckgres.engine.functions import sequences as taken
from duckgres.engine.kept import KeptResults
from duckgres.engine.kept_rows import Keeper, Keeping
from duckgres.engine.known import Known
from duckgres.engine.request import Request, Started
from duckgres.engine.result import BATCH_ROWS, Chunk, ResultStream
from duckgres.engine.slot_values import SlotValues
from duckgres.engine.statement_errors import ENGINE_ERRORS, OF_BINDING, Filled, as_pg_error
from duckgres.engine.timing import timestamp
from duckgres.engine.write_log import Write
from duckgres.errors import PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.sql.rules.sequences import SESSION
from duckgres.sql.statement import ForeignStatement, Statement, StatementKind

R = TypeVar("R")


class Cursor(Answering):
    """The blocking half of an engine connection; one thread at a time.

    Attributes:
        aborted: DuckDB has given up its transaction, or may have: an error was more than one of
            binding.
        moment: When the transaction began, in seconds since 1970.
        autocommits: No transaction is open.
        guard: Keeps the foreign keys.
        reached: Tells which tables a write's foreign keys may write, from any thread.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        session_values: Mapping[str, str],
        spill_directory: str,
        locks: KeyLocks,
        snapshot: SharedSnapshot,
    ) -> None:
        """Take over ``cursor``.

        Args:
            cursor: A cursor of the user's instance.
            session_values: DuckDB literals for the session values of ``Statement.slots``.
            spill_directory: Where rows go that a parked result cannot keep in memory.
            locks: The database's keys.
            snapshot: Of the instance's catalog.
        """
        known = Known(cursor, Snapshots(cursor, snapshot))
        self._session_values = SlotValues(
            session_values,
            known.facts,
            known.relation,
            lambda: timestamp(self.moment),
            known.variant,
        )
        kept = KeptResults(cursor, self._session_values)
        super().__init__(cursor, known, kept, spill_directory)
        self.aborted = False
        self.moment = 0.0
        self._keeper = Keeper(cursor)
        self._running: Statement | None = None  # whose error it is
        self._number = taken.open_session()
        self.autocommits = True
        self.reached = self._known.reached
        self.guard = Guard(cursor, self._known.foreign_keys, locks, self._number)
        self._guarded = False  # the statement that runs
        self._session_values[SESSION] = str(self._number)
        self._definer = Definer(cursor, self._session_values, self.guard.hold)
        self._session_values.sequence = self._definer.sequence

    @property
    def on_commit(self) -> dict[str, bool]:
        """Temporary tables that a transaction's end empties, or drops where it is true."""
        return self._definer.on_commit

    def see_catalog(self, version: int, *, changed: bool) -> None:
        """Note the catalog that the next statement sees, and whether its transaction made it."""
        self._known.see(version, changed=changed)

    def interrupt(self) -> None:
        """Stop what runs; from any thread, and harmless when nothing does."""
        self._cursor.interrupt()

    def foreign(self, text: str) -> list[ForeignStatement]:
        """Split ``text`` by DuckDB's own grammar."""
        with self._errors():
            return [
                ForeignStatement(s.query, s.type.name, frozenset(s.named_parameters))
                for s in self._cursor.extract_statements(text)
            ]

    def describe(
        self, prelude: list[str], statement: Statement, parameter_oids: Sequence[int]
    ) -> Description:
        """Return the statement's parameter types and columns; nothing is executed."""
        with self._errors():
            self._prepare(prelude)
        try:
            facts = self._known.facts
            return describe(self._cursor, statement, parameter_oids, self._session_values, facts)
        except duckdb.Error as error:
            bound = rendering(error)
            raise self._to_pg_error(error, statement, bound.parameters, bound.prefix) from error

    def start(self, prelude: list[str], request: Request, room: int | None = None) -> Started:
        """Run the prelude and the statement, up to its first rows.

        Args:
            prelude: Statements that are due before it.
            request: The statement.
            room: Bytes for the rows of an INSERT that would make others next time; ``None``: none.
        """
        statement = self._running = request.statement
        self._known.runs(statement)
        self._session_values.formats = request.formats
        try:
            self._prepare(prelude)
            return self._take_steps(request) if statement.steps else self._run(request, room)
        except ENGINE_ERRORS as error:
            self.aborted |= statement.several or statement.changes_catalog
            raise self._to_pg_error(error, self._running, request.parameters) from error
        except PgError as error:
            self.aborted = True  # DuckDB may have done it already
            raise sequences.located(error, statement) from None
        finally:
            self._running = None  # its text may be huge

    def _run(self, request: Request, room: int | None) -> Started:
        """Run a statement, and what foreign keys want behind it."""
        if request.statement.kind is StatementKind.CONSTRAINTS:
            self.guard.set_constraints(request.statement.command)
            return Started()
        if not self.guard.concerns(request.statement):
            return self._run_plain(request, room)

        def run() -> Started:
            started = self._run_plain(request, room)
            self._park()
            return started

        self._guarded = True
        try:
            return guarded(self._cursor, self.guard, run, alone=self.autocommits)
        finally:
            self._guarded = False

    def _run_plain(self, request: Request, room: int | None) -> Started:
        """Run a statement with what stands in front of it and behind it."""
        statement = request.statement
        serials = self._definer.serials(statement, self._known.facts)
        keeping = None
        wanted = room is not None or (serials and statement.returns_rows)  # for currval
        if wanted and statement.effects is not None and not statement.stages:
            keeping = self._keeper.keeping(statement, self._known.version)
        self._run_stages(request)
        if statement.returns_rows:
            self._known.facts()  # an open result cannot wait for them
        text = statement.render(request.parameters, self._session_values)
        if self._guarded:
            self.guard.before(text, statement)
        if keeping is not None:
            self._cursor.execute(text + keeping.clause)
            return self._keep(request, keeping, room or 0, serials)
        if serials and not statement.returns_rows:
            return Started(count=insertions.run(self._cursor, text, serials, self._number))
        self._cursor.execute(text)
        if statement.returns_rows:
            insertions.unseen(serials, self._number)
            return self._first_rows(request)
        count = self._changed_rows(statement)
        for text in statement.after:
            self._cursor.execute(text)
        self._known.remember(statement)
        self._kept.forget()
        return Started(count=count)

    def _run_stages(self, request: Request) -> None:
        """Run what stands in front of a statement."""
        statement = request.statement
        for text in statement.before:
            self._cursor.execute(text)
        for stage in statement.stages:
            self._running = statement.step(stage)
            text = self._running.render(request.parameters, self._session_values)
            if self._guarded:
                self.guard.before(text, statement)
            self._kept.run(text, stage.kept)
            if self._guarded:
                self.guard.after()
        self._running = statement

    def _take_steps(self, request: Request) -> Started:
        """Run DDL that is not DuckDB's in one statement."""
        statement = request.statement

        def main() -> int | None:
            if statement.returns_rows:
                return None
            self._cursor.execute(statement.render(request.parameters, self._session_values))
            return self._changed_rows(statement)

        door = self._definer.door(main)
        ddl.run(door, statement.steps)
        if not door.done:
            self._known.remember(statement)
        if statement.returns_rows:
            self._cursor.execute(statement.render(request.parameters, self._session_values))
            return replace(self._first_rows(request), notices=door.notices)
        return Started(count=door.count, notices=door.notices, tag=door.tag)

    def _keep(
        self, request: Request, keeping: Keeping, room: int, serials: Sequence[ColumnFacts]
    ) -> Started:
        """Keep the rows of an INSERT, and answer what the client wants of them."""
        described = (self._cursor.description or [])[: -keeping.width]
        made = keeping.take(self._cursor, BATCH_ROWS, room)
        for column in serials:
            if made.count:
                taken.note(self._number, column.sequence, made.kept.last(column.name))
        if made.rest is None:
            return Started(count=made.count, kept=made.kept)
        shape = self._shape(request, described)
        return self._stream(request, shape, made.rest, made.rest.close, made.kept)

    def repeat(self, prelude: list[str], writes: Sequence[Write]) -> set[str]:
        """Do writes of an earlier transaction again; see ``repeat.repeat``."""
        try:
            with self._errors(), taken.unchanged(self._number):
                self._prepare(prelude)
                reads = repeat.repeat(self._cursor, writes, self._again, self._known.macros)
                self.guard.put_back(writes)
                return reads
        except PgError as error:
            raise repeat.explained(error) from error

    def _again(self, write: Write) -> int | None:
        """Run a statement once more; returns what it tells of rows."""
        started = self.start([], Request(write.statement, write.parameters))
        if started.stream is not None:
            started.stream.close()
        if write.statement.changes_catalog:
            self._known.forget()
            self._keeper.forget()
        return started.told

    def rows(self, prelude: list[str], request: Request) -> list[tuple[object, ...]]:
        """Run the statement and return its rows as Python values."""
        statement = request.statement
        with self._errors(statement, request.parameters):
            self._prepare(prelude)
            text = statement.render(request.parameters, self._session_values)
            explained = analyzed(statement)
            if explained is None or not self.guard.concerns(explained):
                return self._cursor.execute(text).fetchall()
            inner = explained.render(request.parameters, self._session_values)

            def run() -> list[tuple[object, ...]]:
                self.guard.before(inner, explained)
                return self._cursor.execute(text).fetchall()

            return guarded(self._cursor, self.guard, run, alone=self.autocommits)

    def open_copy(self, prelude: list[str], task: CopyTask, style: OutputStyle) -> CopyIn:
        """Get ready for the stream of a COPY FROM."""
        with self._errors():
            self._prepare(prelude)
            self.guard.copies_into(task.relation)
            return CopyIn(self._cursor, task, self._known.facts(), style, self.guard.settle)

    def fetch(self, stream: ResultStream, limit: int | None) -> Chunk:
        """Return the next rows of ``stream``."""
        try:
            return stream.next_chunk(limit)
        except ENGINE_ERRORS as error:
            raise self._to_pg_error(error, None, ()) from error

    def read(self, call: Callable[..., R], *args: object) -> R:
        """Run something that reads a result."""
        with self._errors():
            return call(*args)

    def release(self, stream: ResultStream) -> None:
        """Drop the unread rows of ``stream``."""
        with self._errors():
            stream.close()

    def run(self, texts: list[str]) -> None:
        """Run statements that answer nothing."""
        with self._errors():
            self._prepare(texts)

    def schemas(self, prelude: list[str]) -> list[str]:
        """Return the names of the schemas of the current database."""
        with self._errors():
            self._prepare(prelude)
            return self._known.schemas()

    def commit(self) -> None:
        """Make the transaction's changes permanent, and let go of what does not outlive it."""
        with self._errors():
            self._prepare([])
            self.guard.check_late()
            temporary.end_transaction(self._cursor, self.on_commit)
            self._cursor.execute("COMMIT")
        self.guard.end(committed=True)

    def end_statement(self) -> None:
        """Let go of what does not outlive a statement that is a transaction of its own."""
        with self._errors():
            self._prepare([])
            temporary.end_transaction(self._cursor, self.on_commit)

    def forget_sequences(self) -> None:
        """Forget what the session has taken from sequences; no word to DuckDB."""
        taken.forget(self._number)

    def drop_temporary(self, prelude: list[str]) -> None:
        """Drop the session's temporary tables and views."""
        with self._errors():
            self._prepare(prelude)
            temporary.drop_all(self._cursor)

    def rollback(self) -> None:
        """Undo the transaction; after some errors DuckDB has ended it by itself."""
        with suppress(*ENGINE_ERRORS):  # whoever asks for the rows gets it
            self._prepare([])
        self.aborted = False
        self.guard.end(committed=False)
        with self._errors():
            try:
                self._cursor.execute("ROLLBACK")
            except duckdb.TransactionException as error:
                if "no transaction is active" not in str(error):
                    raise

    def close(self) -> None:
        """Roll back what is open and give the cursor back."""
        taken.close_session(self._number)
        self.guard.end(committed=False)
        if self._open is not None:
            self._open.close()
        self._cursor.close()

    def _prepare(self, prelude: list[str]) -> None:
        """Move an open result out of the way and run the prelude, taking off what was run."""
        self._park()
        self._kept.forget()
        self._session_values.forget()
        while prelude:
            self._cursor.execute(prelude[0])
            del prelude[0]

    @contextmanager
    def _errors(
        self, statement: Statement | None = None, parameters: Sequence[str] = ()
    ) -> Iterator[None]:
        """Let DuckDB's errors out as PostgreSQL's, their positions in the client's text."""
        try:
            yield
        except ENGINE_ERRORS as error:
            raise self._to_pg_error(error, statement, parameters) from error

    def _to_pg_error(
        self,
        error: Exception,
        statement: Statement | None,
        parameters: Sequence[str],
        prefix: int = 0,
    ) -> PgError:
        """Return PostgreSQL's error for DuckDB's; see ``statement_errors``."""
        self.aborted |= not isinstance(error, OF_BINDING)
        filled = None if statement is None else Filled(statement, parameters, prefix)
        return as_pg_error(error, filled, self._session_values, self._known.constraint_names)
