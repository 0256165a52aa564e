"""The simple query protocol: a query string is a row of portals, in one implicit transaction.

Source: PostgreSQL manual, 55.2.2 "Simple Query".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.errors import PgError
from duckgres.session import execution
from duckgres.session.portal import Portal
from duckgres.sql.alignment import parameter_position
from duckgres.wire.backend import EMPTY_QUERY_RESPONSE, command_complete

if TYPE_CHECKING:
    from duckgres.session.session import Session
    from duckgres.sql.statement import Statement
    from duckgres.wire.frontend import FunctionCall, Query


def query(session: Session, message: Query) -> None:
    """Answer a Query message; an error ends the string, and undoes what its transaction did."""
    session.timeouts.start_statement()
    session.drop_unnamed()
    statements = session.plan(message.query)
    if not statements:
        session.transport.write(EMPTY_QUERY_RESPONSE)
    session.one_of_several = len(statements) > 1
    try:
        for i, statement in enumerate(statements):
            session.statements_left = len(statements) - i - 1
            session.transport.breathe()
            _run(session, statement)
    finally:
        session.statements_left, session.one_of_several = 0, False
    session.transaction.end_implicit()


def _run(session: Session, statement: Statement) -> None:
    """Run one statement to its end."""
    if statement.parameter_count:
        number = next(slot for slot in statement.slots if isinstance(slot, int))
        raise PgError(
            f"there is no parameter ${number}",
            sqlstate="42P02",
            position=parameter_position(statement),
        )
    session.timeouts.start_statement()
    portal = Portal(statement)
    with session.statement_log(portal) as entry:
        try:
            execution.start(session, portal, None)
            sent = 0
            if portal.rows is not None:
                session.transport.write(portal.description)
                sent = portal.send_rows(session.transport, None)
            entry.done(portal.command_tag(sent), sent or portal.copied)
        finally:
            portal.close()
    session.timeouts.stop_statement()
    session.transport.write(command_complete(portal.command_tag(sent)))


def function_call(session: Session, message: FunctionCall) -> None:
    """Refuse the message by which libpq's ``PQfn`` calls a function.

    Raises:
        PgError: 0A000.
    """
    raise PgError(
        "function calls by the FunctionCall message are not supported",
        sqlstate="0A000",
        hint="Call the function with SELECT.",
    )
