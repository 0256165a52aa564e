"""The extended query protocol: statements and portals by name, one message at a time.

An error is answered once; then everything up to Sync is skipped, which the automaton in
``wire.state`` sees to. Statements are described when they are parsed, without running anything, as
PostgreSQL analyses them then: that is where their errors are told. Source: PostgreSQL manual,
55.2.3 and 55.2.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.errors import PgError
from duckgres.rows.description import encode_row_description, resolve_formats
from duckgres.session import execution
from duckgres.session.bind_values import bind_values, check_result_formats
from duckgres.session.portal import Portal
from duckgres.session.prepared import PreparedStatement
from duckgres.sql.session_commands import TransactionAction, TransactionCommand
from duckgres.sql.statement import EMPTY, StatementKind
from duckgres.wire import backend

if TYPE_CHECKING:
    from duckgres.session.session import Session
    from duckgres.wire import frontend


def parse(session: Session, message: frontend.Parse) -> None:
    """Make a prepared statement of a query string with at most one statement."""
    session.timeouts.start_statement()
    statements = session.plan(message.query)
    if len(statements) > 1:
        raise PgError(
            "cannot insert multiple commands into a prepared statement", sqlstate="42601"
        )
    statement = statements[0] if statements else EMPTY
    session.refuse_in_failed_block(statement)
    if not message.statement:
        session.statements.drop("")
    session.statements.check_new(message.statement)
    oids = tuple(message.parameter_types)
    description = session.describe(statement, oids)
    session.statements.add(
        message.statement, PreparedStatement(statement, oids, description, message.query)
    )
    session.transport.write(backend.PARSE_COMPLETE)


def bind(session: Session, message: frontend.Bind) -> None:
    """Make a portal of a prepared statement and values."""
    session.timeouts.start_statement()
    prepared = session.statements.get(message.statement)
    statement = prepared.statement
    session.refuse_in_failed_block(statement)
    if message.portal:
        session.portals.check_new(message.portal)
    else:
        session.portals.drop("")
    description = session.revalidate(prepared)
    parameters = bind_values(message, description.parameter_oids)
    columns = description.columns
    formats = resolve_formats(message.result_formats, len(columns or ()))
    session.portals.add(message.portal, Portal(statement, parameters, formats, columns))
    session.transport.write(backend.BIND_COMPLETE)


def describe(session: Session, message: frontend.Describe) -> None:
    """Tell what a statement takes and returns, or what a portal returns."""
    session.timeouts.start_statement()
    if message.kind == "S":
        prepared = session.statements.get(message.name)
        session.refuse_rows_in_failed_block(prepared.statement)
        description = prepared.description
        session.transport.write(backend.ParameterDescription(description.parameter_oids).encode())
        columns, formats = description.columns, (0,) * len(description.columns or ())
    else:
        portal = session.portals.get(message.name)
        session.refuse_rows_in_failed_block(portal.statement)
        columns = portal.columns
        formats = resolve_formats(portal.formats, len(columns or ()))
    if columns is None:
        session.transport.write(backend.NO_DATA)
    else:
        session.transport.write(encode_row_description(columns, formats))


def execute(session: Session, message: frontend.Execute) -> None:
    """Run a portal, or go on with one that was suspended."""
    session.timeouts.start_statement()
    portal = session.portals.get(message.portal)
    if portal.statement.kind is StatementKind.EMPTY:
        session.transport.write(backend.EMPTY_QUERY_RESPONSE)
        return
    limit = message.row_limit if message.row_limit > 0 else None
    with session.statement_log(portal) as entry:
        if not portal.started:
            check_result_formats(portal.formats)
            execution.start(session, portal, limit)
        else:
            session.refuse_in_failed_block(portal.statement)
            if portal.rows is None:
                raise PgError(f'portal "{message.portal}" cannot be run', sqlstate="55000")
        sent = portal.send_rows(session.transport, limit)
        entry.done(portal.command_tag(sent), sent)
    if limit is not None and sent == limit and portal.rows is not None:
        session.transport.write(backend.PORTAL_SUSPENDED)
    else:
        session.timeouts.stop_statement()
        session.transport.write(backend.command_complete(portal.command_tag(sent)))
    command = portal.statement.command
    if isinstance(command, TransactionCommand):
        _drop_after(session, portal, command)


def _drop_after(session: Session, portal: Portal, command: TransactionCommand) -> None:
    """Drop the portals that do not outlive a transaction statement, its own among them."""
    if command.action in execution.ENDINGS:
        session.portals.clear()
    elif command.action is TransactionAction.ROLLBACK_TO:
        session.portals.drop_from(portal.number)


def close(session: Session, message: frontend.Close) -> None:
    """Forget a statement or a portal; one that is not there is no error."""
    if message.kind == "S":
        session.statements.drop(message.name)
    else:
        session.portals.drop(message.name)
    session.transport.write(backend.CLOSE_COMPLETE)


def flush(session: Session, message: frontend.Flush) -> None:
    """Send what is waiting."""
    session.transport.flush()


def sync(session: Session, message: frontend.Sync) -> None:
    """End the pipeline: what it did, if it was not in a block, is committed."""
    session.transaction.end_implicit()
