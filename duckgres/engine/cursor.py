"""A DuckDB cursor as a worker thread sees it: everything here may block.

DuckDB's exceptions leave as ``PgError``. The cursor holds at most one open result, and using the
cursor for anything else would empty that one without a word; so every method parks it first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import duckdb

from duckgres.engine.copy_in import CopyIn
from duckgres.engine.copy_target import CopyTask
from duckgres.engine.describe import Description, describe, rendering
from duckgres.engine.errors import to_pg_error
from duckgres.engine.facts import Facts, SlotValues, kept, load, of_new_relation, remember
from duckgres.engine.result import BATCH_ROWS, READ_ERRORS, Chunk, ResultStream
from duckgres.engine.shape import Shape, shape_of
from duckgres.engine.stream_errors import as_duckdb_error
from duckgres.errors import PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.copy_form import CopyForm
from duckgres.rows.copy_rows import CopyEncoder
from duckgres.rows.description import Column
from duckgres.sql.alignment import source_position
from duckgres.sql.statement import ColumnFact, ForeignStatement, Statement

ENGINE_ERRORS = (duckdb.Error, MemoryError, *READ_ERRORS)

DEFAULT_STYLE = OutputStyle()

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


@dataclass(frozen=True, slots=True)
class Started:
    """A statement that ran, or has begun to.

    Attributes:
        shape: What its rows look like, ``None`` for no rows.
        stream: Its unread rows; ``None`` when there are none.
        chunk: The first rows.
        count: Rows changed, for the statements that count them.
    """

    shape: Shape | None = None
    stream: ResultStream | None = None
    chunk: Chunk | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A statement with all that its execution needs.

    Attributes:
        statement: Of a kind that DuckDB runs.
        parameters: A typed DuckDB literal per parameter.
        formats: Bind's result formats: none, one for all, or one each.
        style: How values are written as text.
        limit: Rows wanted at first, ``None`` for as many as come in one batch.
        columns: What Describe announced, ``None`` where it did not.
        copy: Its rows leave as CopyData messages of this form.
    """

    statement: Statement
    parameters: Sequence[str] = ()
    formats: Sequence[int] = ()
    style: OutputStyle = DEFAULT_STYLE
    limit: int | None = None
    columns: tuple[Column, ...] | None = None
    copy: CopyForm | None = None


class Cursor:
    """The blocking half of an engine connection; one thread at a time.

    Attributes:
        catalog_version: The number of the catalog that the next statement sees.
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
        self._session_values = SlotValues(session_values, self._known_facts)
        self.catalog_version = 0
        self._facts: tuple[int, Facts] | None = None
        self._spill_directory = spill_directory
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

    def start(self, prelude: list[str], request: Request) -> Started:
        """Run the prelude and the statement, up to its first rows."""
        statement = request.statement
        try:
            self._prepare(prelude)
            for text in statement.before:
                self._cursor.execute(text)
            if statement.returns_rows:
                self._known_facts()  # an open result cannot wait for them
            known = kept(statement, self._known_facts()) if statement.facts else []
            self._cursor.execute(statement.render(request.parameters, self._session_values))
            if statement.returns_rows:
                return self._first_rows(request)
            count = self._changed_rows(statement)
            for text in statement.after:
                self._cursor.execute(text)
            self._remember(statement, known)
            return Started(count=count)
        except ENGINE_ERRORS as error:
            raise self._to_pg_error(error, statement, request.parameters) from error

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

    def write_copy(self, copy: CopyIn, chunks: Sequence[bytes], final: bool, insert: bool) -> None:
        """Take a piece of a COPY's stream."""
        with self._errors():
            self._prepare([])
            copy.write(chunks, final=final, insert=insert)

    def fetch(self, stream: ResultStream, limit: int | None) -> Chunk:
        """Return the next rows of ``stream``."""
        try:
            return stream.next_chunk(limit)
        except ENGINE_ERRORS as error:
            raise self._to_pg_error(error, None, ()) from error

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
        with self._errors():
            self._prepare([])
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
            self._open.park(self._spill_directory)
        while prelude:
            self._cursor.execute(prelude[0])
            del prelude[0]

    def _known_facts(self) -> Facts:
        """Return the facts of the catalog's columns, read once a version of it."""
        known = self._facts
        if known is None or known[0] != self.catalog_version:
            known = self._facts = self.catalog_version, load(self._cursor)
        return known[1]

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
        described = self._cursor.description or []
        shape = shape_of(
            request.statement,
            [entry[0] for entry in described],
            [str(entry[1]) for entry in described],
            request.formats,
            request.columns,
            self._known_facts(),
        )
        encoder = _encoder(shape, request)
        reader = self._cursor.to_arrow_reader(BATCH_ROWS)
        stream = ResultStream(reader, encoder, partial(self._closed, reader.close))
        self._open = stream
        try:
            chunk = stream.next_chunk(request.limit)
        except BaseException:
            stream.close()  # nobody gets it, and the next statement must not read it to its end
            raise
        return Started(shape, None if chunk.exhausted else stream, chunk)

    def _closed(self, close: Callable[[], None]) -> None:
        """Let go of a result that is read, parked or dropped; an autocommitted statement ends."""
        self._open = None
        close()

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
        found = error if isinstance(error, duckdb.Error) else as_duckdb_error(error)
        if statement is None:
            return to_pg_error(found)
        filled, values = statement, self._session_values

        def position(offset: int) -> int | None:
            return source_position(filled, offset - prefix, parameters, values)

        text = " " * prefix + statement.render(parameters, values)
        return to_pg_error(found, position, text=text)


def _encoder(shape: Shape, request: Request) -> RowEncoder:
    if request.copy is None:
        return RowEncoder(shape.types, shape.formats, request.style)
    names = [column.name for column in shape.columns]
    return CopyEncoder(shape.types, names, request.style, request.copy)
