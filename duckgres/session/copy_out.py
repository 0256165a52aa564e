"""COPY TO: a query whose rows leave as a stream, whatever protocol began it.

Rows are pulled as for any portal, a batch made while the last one is sent; nothing is held.
Source: PostgreSQL manual, 55.2.6 "COPY Operations"; ``BeginCopyTo`` of ``commands/copyto.c``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from duckgres.engine.copy_in import Progress
from duckgres.engine.describe import needs_plan
from duckgres.engine.relation import SEQUENCE, VIEW, Relation, found, lookup
from duckgres.engine.request import Request
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.rows import copy_binary
from duckgres.rows.copy_binary import MESSAGE_HEAD
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.copy_rows import header
from duckgres.session.copy_columns import forced_columns, listed_columns
from duckgres.session.copy_files import FileOfRows, check_side, open_target
from duckgres.session.lock_wait import start_or_wait
from duckgres.session.portal import EngineRows
from duckgres.sql.copy_command import CopyCommand, CopyFormat, CopySide, Header
from duckgres.sql.statement import Statement
from duckgres.wire.backend import COPY_DONE, CopyOutResponse

if TYPE_CHECKING:
    from duckgres.rows.description import Column
    from duckgres.session.portal import Portal
    from duckgres.session.session import Session

Write = Callable[[bytes | memoryview], None]
_SYSTEM_SCHEMAS = ("pg_catalog", "information_schema")
_KINDS = {
    CopyFormat.TEXT: StreamKind.TEXT,
    CopyFormat.CSV: StreamKind.CSV,
    CopyFormat.BINARY: StreamKind.BINARY,
}


def start(session: Session, portal: Portal, limit: int | None) -> None:
    """Run a COPY TO to its end: PostgreSQL knows no row limit for it."""
    command = portal.statement.command
    assert isinstance(command, CopyCommand), "the planner's promise"
    check_side(command, session.rights)
    forced = command.options.force_quote
    query = command.query
    if not command.table:
        check_refusal(command)
        assert query is not None, "a query without an error is planned"
        session.transaction.admit(query)
    else:
        query, forced = _of_table(session, command)
    form = _form(command, forced)
    if command.side is CopySide.CLIENT:
        _send(session, portal, query, form)
        return
    with open_target(command.path, session.rights) as file:
        _run(session, portal, query, form, FileOfRows(file).write)


def find(session: Session, command: CopyCommand) -> Relation | None:
    """Return the table of the statement, ``None`` where it is none of the user's own.

    Raises:
        PgError: 3F000, there is no such schema.
    """
    statement = lookup(command.catalog, command.schema, command.table)
    relation = found(session.engine.rows(Request(statement)))
    named = command.schema and not command.catalog and command.schema not in _SYSTEM_SCHEMAS
    if relation is None and named:
        schemas = [name.casefold() for name in session.engine.schemas()]
        if command.schema.casefold() not in schemas:
            raise PgError(f'schema "{command.schema}" does not exist', sqlstate="3F000")
    return relation


def check_refusal(command: CopyCommand) -> None:
    """Raise what was wrong with the options or the query."""
    if command.refusal is not None:
        raise command.refusal.error()


def _of_table(session: Session, command: CopyCommand) -> tuple[Statement, frozenset[str] | None]:
    """Return the query for a table's rows, and the columns whose values are quoted."""
    relation = find(session, command)
    if relation is None:
        return _of_system_table(session, command), command.options.force_quote
    columns = listed_columns(command, relation)
    if relation.kind == VIEW:
        raise _from_view(relation.name)
    if relation.kind == SEQUENCE:
        raise PgError(f'cannot copy from sequence "{relation.name}"', sqlstate="42809")
    check_refusal(command)
    forced = command.options.force_quote
    if command.options.format is CopyFormat.CSV:
        forced = forced_columns("FORCE_QUOTE", forced, columns, relation)
    names = ", ".join(map(quoted, columns))
    return _planned(session, names, relation.text), forced


def _of_system_table(session: Session, command: CopyCommand) -> Statement:
    """Return the query for what the look-up does not know: the catalog's own views."""
    parts = filter(None, (command.catalog, command.schema, command.table))
    names = "*" if command.columns is None else ", ".join(map(quoted, command.columns))
    query = _planned(session, names, ".".join(map(quoted, parts)))
    try:
        session.engine.describe(query, ())
    except PgError as error:  # its position is in a text that the client has not sent
        raise PgError(error.message, sqlstate=error.sqlstate, hint=error.fields.hint) from None
    if command.schema == "information_schema":  # PostgreSQL has tables in the other one
        raise _from_view(command.table)
    check_refusal(command)
    return query


def _from_view(name: str) -> PgError:
    return PgError(
        f'cannot copy from view "{name}"',
        sqlstate="42809",
        hint="Try the COPY (SELECT ...) TO variant.",
    )


def _planned(session: Session, names: str, relation: str) -> Statement:
    """Plan the query for all rows of a relation; both are quoted names."""
    (query,) = session.plan(f"SELECT {names} FROM {relation}")  # noqa: S608
    return query


def _form(command: CopyCommand, forced: frozenset[str] | None) -> CopyForm:
    options = command.options
    return CopyForm(
        _KINDS[options.format],
        options.delimiter,
        options.null,
        options.quote,
        options.escape,
        forced,
        options.header is Header.NAMES,
        options.encoding,
    )


def _send(session: Session, portal: Portal, query: Statement, form: CopyForm) -> None:
    """Run the query and send its rows to the client."""

    def begin(columns: tuple[Column, ...]) -> None:
        code = int(form.kind is StreamKind.BINARY)
        session.transport.write(CopyOutResponse(code, (code,) * len(columns)).encode())

    _run(session, portal, query, form, session.transport.write, begin)
    session.transport.write(COPY_DONE)


def _run(
    session: Session,
    portal: Portal,
    query: Statement,
    form: CopyForm,
    write: Write,
    begin: Callable[[tuple[Column, ...]], None] | None = None,
) -> None:
    """Run the query and give its rows to ``write``, after ``begin`` was told their columns."""
    session.transaction.prepare(more_follow=query.several or session.more_follow())
    request = Request(
        query,
        style=session.settings.output_style,
        columns=session.describe(query, ()).columns if needs_plan(query) else None,
        copy=form,
    )
    started = start_or_wait(session, request)
    assert started.shape is not None, "it returns rows"
    portal.rows = EngineRows(session.engine, started)
    columns = started.shape.columns
    if begin is not None:
        begin(columns)
    if form.header:
        write(header([column.name for column in columns], form))
    try:
        is_binary = form.kind is StreamKind.BINARY
        portal.count = _write_rows(session, portal.rows, write, is_binary=is_binary)
    finally:
        session.totals.copying = None
    portal.copied = portal.count
    portal.close()


def _write_rows(session: Session, rows: EngineRows, write: Write, *, is_binary: bool) -> int:
    """Write all rows; returns how many there were."""
    sent = 0
    session.totals.copying = progress = Progress(incoming=False)
    with closing(rows.chunks(None)) as chunks:
        for chunk in chunks:
            parts = chunk.parts
            if is_binary and not sent and chunk.rows:
                parts = [*copy_binary.with_header(parts[0]), *parts[1:]]
            for part in parts:
                write(part)
                session.engine.check_interruption()  # it has waited there for a slow reader
            sent += chunk.rows
            progress.tuples_processed = sent
            progress.bytes_processed += sum(map(len, chunk.parts)) - MESSAGE_HEAD * chunk.rows
    if is_binary:
        end = copy_binary.TRAILER if sent else copy_binary.HEADER + copy_binary.TRAILER
        write(copy_binary.message(end))
    return sent
