"""What statements take and return: DuckDB's, the server's own, and those that name another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.engine.describe import Description
from duckgres.session.cursors import cursor_columns
from duckgres.session.descriptions import NOTHING
from duckgres.session.prepared_sql import execute_columns
from duckgres.sql.session_commands import DeclareCommand, ExecuteCommand, FetchCommand
from duckgres.sql.statement import Statement

if TYPE_CHECKING:
    from duckgres.session.prepared import PreparedStatement
    from duckgres.session.session import Session


def describe(session: Session, statement: Statement, oids: tuple[int, ...]) -> Description:
    """Return the statement's parameter types and columns; nothing is executed.

    Args:
        session: Whose prepared statements and cursors it may name.
        statement: Which one.
        oids: The types that the client named in Parse.

    Raises:
        PgError: What is wrong with the statement.
    """
    command = statement.command
    if isinstance(command, ExecuteCommand):
        found = execute_columns(session, command)
        return NOTHING if found is None else found
    if isinstance(command, FetchCommand):
        columns = None if command.move else cursor_columns(session, command.name)
        return Description((), columns)
    if isinstance(command, DeclareCommand):
        inner = session.descriptions.describe(command.statement, oids)
        return Description(inner.parameter_oids, None)
    return session.descriptions.describe(statement, oids)


def revalidate(session: Session, prepared: PreparedStatement) -> Description:
    """Return the description of a prepared statement as the catalog is now.

    Raises:
        PgError: What it stands on is gone, or 0A000: its columns are no longer those the
            client was told of.
    """
    if isinstance(prepared.statement.command, ExecuteCommand | FetchCommand | DeclareCommand):
        return describe(session, prepared.statement, prepared.parameter_oids)
    return session.descriptions.revalidate(prepared)
