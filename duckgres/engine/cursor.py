"""A DuckDB cursor as a worker thread sees it: everything here may block.

DuckDB's exceptions leave as ``PgError``. The cursor holds at most one open result, and using the
cursor for anything else would empty that one without a word; so every method parks it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import duckdb

from duckgres.engine import repeat
from duckgres.engine.copy_in import CopyIn
from duckgres.engine.copy_target import CopyTask
from duckgres.engine.describe import Description, describe, rendering
from duckgres.engine.errors import to_pg_error
from duckgres.engine.facts import Facts, kept, load, of_new_relation, remember
from duckgres.engine.kept import KeptResults
from duckgres.engine.kept_rows import Keeper, Keeping, Kept
from duckgres.engine.relations import Relation, Relations
from duckgres.engine.request import Request, Started, encoder_of
from duckgres.engine.result import BATCH_ROWS, READ_ERRORS, Chunk, ResultStream
from duckgres.engine.shape import shape_of
from duckgres.engine.slot_values import SlotValues
from duckgres.engine.stream_errors import as_duckdb_error
from duckgres.engine.timing import timestamp
from duckgres.engine.write_log import Write
from duckgres.errors import PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.sql.alignment import source_position
from duckgres.sql.statement import ColumnFact, ForeignStatement, Statement

ENGINE_ERRORS = (duckdb.Error, MemoryError, *READ_ERRORS)

# What leaves DuckDB's transaction as it was; tried with 1.5.5, and its source says the same.
_OF_BINDING = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.SyntaxException,
)

R = TypeVar("R")

_SCHEMAS = """
    SELECT schema_name FROM duckdb_schemas() WHERE database_name IN (current_database(), 'temp')
"""

# Views first: one may stand on a table.
_DROP_TEMPORARY = """
    SELECT format('DROP {} IF EXISTS temp.main."{}"', kind, replace(name, '"', '""'))
    FROM (
        SELECT 1 AS rank, 'VIEW' AS kind, view_name AS name FROM duckdb_views()
        WHERE temporary AND NOT internal
        UNION ALL
        SELECT 2, 'TABLE', table_name FROM duckdb_tables() WHERE temporary AND NOT internal
    ) ORDER BY rank
"""


class Cursor:
    """The blocking half of an engine connection; one thread at a time.

    Attributes:
        catalog_version: The number of the catalog that the next statement sees.
        aborted: DuckDB has given up its transaction, or may have: an error was more than one of
            binding.
        moment: When the transaction began, in seconds since 1970.
        spill_directory: Where rows go that a parked result cannot keep in memory.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        session_values: Mapping[str, str],
        spill_directory: str,
    ) -> None:
        """Take over ``cursor``.

        Args:
            cursor: A cursor of the user's instance.
            session_values: DuckDB literals for the session values of ``Statement.slots``.
            spill_directory: Where rows go that a parked result cannot keep in memory.
        """
        self._cursor = cursor
        self._session_values = SlotValues(
            session_values,
            self._known_facts,
            self._relation,
            lambda: timestamp(self.moment),
        )
        self._kept = KeptResults(cursor, self._session_values)
        self.catalog_version = 0
        self.aborted = False
        self.moment = 0.0
        self._macros: tuple[int, frozenset[str]] | None = None
        self._keeper = Keeper(cursor)
        self._facts: tuple[int, Facts] | None = None
        self._relations: tuple[int, Relations] | None = None
        self.spill_directory = spill_directory
        self._open: ResultStream | None = None

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
            facts = self._known_facts
            return describe(self._cursor, statement, parameter_oids, self._session_values, facts)
        except duckdb.Error as error:
            bound = rendering(error)
            raise self._to_pg_error(error, statement, bound.parameters, bound.prefix) from error

    def start(self, prelude: list[str], request: Request, room: int | None = None) -> Started:
        """Run the prelude and the statement, up to its first rows.

        Args:
            prelude: Statements that are due before it.
            request: The statement.
            room: Bytes of rows that may be kept of an INSERT that would make others when it is
                run again; ``None`` where that is not wanted.
        """
        statement = running = request.statement
        try:
            self._prepare(prelude)
            keeping = None
            if room is not None and statement.effects is not None and not statement.stages:
                keeping = self._keeper.keeping(statement, self.catalog_version)
            for text in statement.before:
                self._cursor.execute(text)
            for step in statement.stages:
                running = statement.step(step)
                text = running.render(request.parameters, self._session_values)
                self._kept.run(text, step.kept)
            running = statement
            if statement.returns_rows:
                self._known_facts()  # an open result cannot wait for them
            known = kept(statement, self._known_facts()) if statement.facts else []
            text = statement.render(request.parameters, self._session_values)
            self._cursor.execute(text if keeping is None else text + keeping.clause)
            if keeping is not None:
                return self._keep(request, keeping, room or 0)
            if statement.returns_rows:
                return self._first_rows(request)
            count = self._changed_rows(statement)
            for text in statement.after:
                self._cursor.execute(text)
            self._remember(statement, known)
            self._kept.forget()
            return Started(count=count)
        except ENGINE_ERRORS as error:
            self.aborted |= statement.several or statement.changes_catalog
            raise self._to_pg_error(error, running, request.parameters) from error
        except PgError:
            self.aborted = True  # DuckDB may have done it already
            raise

    def _keep(self, request: Request, keeping: Keeping, room: int) -> Started:
        """Keep the rows of an INSERT, and answer what the client wants of them."""
        described = (self._cursor.description or [])[: -keeping.width]
        taken = keeping.take(self._cursor, BATCH_ROWS, room)
        if taken.rest is None:
            return Started(count=taken.count, kept=taken.kept)
        return self._stream(request, described, taken.rest, taken.rest.close, taken.kept)

    def repeat(self, prelude: list[str], writes: Sequence[Write]) -> set[str]:
        """Do writes of an earlier transaction again; see ``repeat.repeat``."""
        try:
            with self._errors():
                self._prepare(prelude)
                return repeat.repeat(self._cursor, writes, self._again, self._known_macros)
        except PgError as error:
            raise repeat.explained(error) from error

    def _again(self, write: Write) -> int | None:
        """Run a statement once more; returns what it tells of rows."""
        started = self.start([], Request(write.statement, write.parameters))
        if started.stream is not None:
            started.stream.close()
        if write.statement.changes_catalog:
            self._facts = None
            self._keeper.forget()
        return started.told

    def rows(self, prelude: list[str], request: Request) -> list[tuple[object, ...]]:
        """Run the statement and return its rows as Python values."""
        statement = request.statement
        with self._errors(statement, request.parameters):
            self._prepare(prelude)
            text = statement.render(request.parameters, self._session_values)
            return self._cursor.execute(text).fetchall()

    def open_copy(self, prelude: list[str], task: CopyTask, style: OutputStyle) -> CopyIn:
        """Get ready for the stream of a COPY FROM."""
        with self._errors():
            self._prepare(prelude)
            return CopyIn(self._cursor, task, self._known_facts(), style)

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
            return [name for (name,) in self._cursor.execute(_SCHEMAS).fetchall()]

    def drop_temporary(self, prelude: list[str]) -> None:
        """Drop the session's temporary tables and views."""
        with self._errors():
            self._prepare(prelude)
            for (text,) in self._cursor.execute(_DROP_TEMPORARY).fetchall():
                self._cursor.execute(text)

    def rollback(self) -> None:
        """Undo the transaction; after some errors DuckDB has ended it by itself."""
        with suppress(*ENGINE_ERRORS):  # whoever asks for the rows gets it
            self._prepare([])
        self.aborted = False
        with self._errors():
            try:
                self._cursor.execute("ROLLBACK")
            except duckdb.TransactionException as error:
                if "no transaction is active" not in str(error):
                    raise

    def close(self) -> None:
        """Roll back what is open and give the cursor back."""
        if self._open is not None:
            self._open.close()
        self._cursor.close()

    def _prepare(self, prelude: list[str]) -> None:
        """Move an open result out of the way and run the prelude, taking off what was run."""
        if self._open is not None:
            self._open.park(self.spill_directory)
        self._kept.forget()
        while prelude:
            self._cursor.execute(prelude[0])
            del prelude[0]

    def _known_macros(self) -> frozenset[str]:
        if self._macros is None or self._macros[0] != self.catalog_version:
            self._macros = self.catalog_version, repeat.macros(self._cursor)
        return self._macros[1]

    def _known_facts(self) -> Facts:
        """Return the facts of the catalog's columns, read once a version of it."""
        known = self._facts
        if known is None or known[0] != self.catalog_version:
            known = self._facts = self.catalog_version, load(self._cursor)
        return known[1]

    def _relation(self, schema: str, table: str) -> Relation:
        """Return what a version of the catalog says of a table, read once."""
        known = self._relations
        if known is None or known[0] != self.catalog_version:
            known = self._relations = self.catalog_version, Relations(self._cursor)
        return known[1].find(schema, table)

    def _remember(self, statement: Statement, known: Sequence[ColumnFact]) -> None:
        """Keep what the statement says of columns, or what its query's columns are.

        Args:
            statement: Which has run.
            known: What was known of columns whose comments it has changed.
        """
        remember(self._cursor, [*statement.facts, *known])
        if statement.makes is not None:
            facts = load(self._cursor)
            columns = facts.columns(statement.makes.schema, statement.makes.name)
            remember(self._cursor, of_new_relation(statement, facts, columns))

    def _first_rows(self, request: Request) -> Started:
        """Turn the cursor's result into a stream and pull the first rows."""
        # A SELECT of nothing has a column to DuckDB.
        nothing = request.statement.column_names == ()
        described = [] if nothing else self._cursor.description or []
        reader = self._cursor.to_arrow_reader(BATCH_ROWS)
        batches = (batch.select([]) for batch in reader) if nothing else reader
        return self._stream(request, described, batches, reader.close)

    def _stream(
        self,
        request: Request,
        described: Sequence[Any],
        batches: Iterator[Any],
        close: Callable[[], None],
        kept: Kept | None = None,
    ) -> Started:
        """Pull the first rows of batches; ``described`` has DuckDB's names and types."""
        shape = shape_of(
            request.statement,
            [entry[0] for entry in described],
            [str(entry[1]) for entry in described],
            request.formats,
            request.columns,
            self._known_facts(),
        )
        encoder = encoder_of(shape, request)
        stream = ResultStream(batches, encoder, partial(self._closed, close))
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
        """Return PostgreSQL's error for DuckDB's.

        Args:
            error: DuckDB's, or Arrow's about DuckDB's.
            statement: What was run or bound; ``None`` when it was not the client's.
            parameters: What its slots were filled with.
            prefix: Bytes in front of it, which the error's position counts.
        """
        self.aborted |= not isinstance(error, _OF_BINDING)
        found = error if isinstance(error, duckdb.Error) else as_duckdb_error(error)
        if statement is None:
            return to_pg_error(found)
        filled, values = statement, self._session_values

        def position(offset: int) -> int | None:
            return source_position(filled, offset - prefix, parameters, values)

        text = " " * prefix + statement.render(parameters, values)
        return to_pg_error(found, position, text=text)
