"""PREPARE and EXECUTE: prepared statements as SQL has them, beside those of Parse.

Both kinds are in one list, so either protocol runs what the other has prepared. The arguments of
EXECUTE become values as those of Bind do: constants are read by the server itself, other
expressions are selected first. Source: src/backend/commands/prepare.c.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from duckgres.engine.request import Request
from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import duckdb_name
from duckgres.pgtypes.names import display_name
from duckgres.pgtypes.parameters import literal
from duckgres.session.prepared import PreparedStatement
from duckgres.sql.session_commands import ExecuteCommand, PrepareCommand
from duckgres.sql.statement import Statement, StatementKind
from duckgres.wire.backend import DataRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckgres.engine.describe import Description
    from duckgres.rows.description import Column
    from duckgres.session.portal import Portal
    from duckgres.session.session import Session

_UNKNOWN = frozenset({0, oids.UNKNOWN})
Value = tuple[int, bytes | None]  # a type and a text


def prepare(session: Session, portal: Portal, limit: int | None) -> None:
    """Run PREPARE.

    Raises:
        PgError: 42P05 the name is taken; the statement's own errors.
    """
    command = portal.statement.command
    assert isinstance(command, PrepareCommand), "the planner's promise"
    for name, place in command.named:
        _check_type(session, name, place)
    description = session.describe(command.statement, command.types)
    session.statements.check_new(command.name)
    made = PreparedStatement(
        command.statement, command.types, description, command.text, from_sql=True
    )
    session.statements.add(command.name, made)


def executed(session: Session, portal: Portal) -> None:
    """Make the portal of an EXECUTE one of the statement that it names, with its values.

    Raises:
        PgError: 26000 there is none of this name; 42601, 42804 its arguments do not fit.
    """
    command = portal.statement.command
    assert isinstance(command, ExecuteCommand), "the planner's promise"
    prepared = session.statements.get(command.name)
    with unplaced():
        description = session.revalidate(prepared)
    portal.parameters = _arguments(session, command, description.parameter_oids)
    portal.statement, portal.columns = _statement(session, command, prepared, description)
    portal.tag = portal.statement.tag


def execute_columns(session: Session, command: ExecuteCommand) -> Description | None:
    """Return what an EXECUTE returns; ``None`` where nothing is prepared by its name."""
    prepared = session.statements.find(command.name)
    if prepared is None:
        return None
    description = session.revalidate(prepared)
    if command.head:
        statement, _ = _statement(session, command, prepared, description)
        description = session.describe(statement, description.parameter_oids)
    return replace(description, parameter_oids=())


@contextmanager
def unplaced() -> Iterator[None]:
    """Let errors out without their place, which is one in another text than the client's."""
    try:
        yield
    except PgError as error:
        if error.fields.position is not None:
            error.fields = replace(error.fields, position=None)
        raise


def _check_type(session: Session, name: str, place: int) -> None:
    """Raise 42704 for a type that does not exist."""
    query = f"SELECT CAST(NULL AS {name})"
    try:
        session.engine.describe(Statement(StatementKind.QUERY, "SELECT", pieces=(query,)), ())
    except PgError as error:
        error.fields = replace(error.fields, position=place)
        raise


def _statement(
    session: Session,
    command: ExecuteCommand,
    prepared: PreparedStatement,
    description: Description,
) -> tuple[Statement, tuple[Column, ...] | None]:
    """Return what is to be run, and its columns where they are known."""
    if not command.head:
        return prepared.statement, description.columns
    (made,) = session.plan(command.head + prepared.statement.text + command.tail)
    return made, None


def _arguments(session: Session, command: ExecuteCommand, types: Sequence[int]) -> list[str]:
    """Return a typed literal per argument."""
    if len(command.arguments) != len(types):
        raise PgError(
            f'wrong number of parameters for prepared statement "{command.name}"',
            sqlstate="42601",
            detail=f"Expected {len(types)} parameters but got {len(command.arguments)}.",
        )
    computed = iter(_values(session, command.values) if command.values else ())
    made = []
    for number, oid in enumerate(types, 1):
        value = command.arguments[number - 1] or next(computed)
        try:
            made.append(_assigned(number, value, oid))
        except PgError as error:
            place = command.places[number - 1] or None
            error.fields = replace(error.fields, position=place)
            raise
    return made


def _values(session: Session, query: Statement) -> list[Value]:
    """Return what a query of one row selects."""
    session.transaction.prepare(more_follow=True)
    columns = session.describe(query, ()).columns
    style = session.settings.output_style
    started = session.engine.start(Request(query, (), (), style, None, columns))
    assert started.shape is not None, "a query has columns"
    assert started.chunk is not None, "a query has rows"
    row = DataRow.decode(b"".join(bytes(part) for part in started.chunk.parts)[5:])
    return [(kind.oid, value) for kind, value in zip(started.shape.types, row.values, strict=True)]


def _assigned(number: int, value: Value, wanted: int) -> str:
    """Return a value as an expression of the parameter's type, as an assignment makes it.

    Raises:
        PgError: 42804, there is no such assignment.
    """
    given, text = value
    if text is None or given in _UNKNOWN or given == wanted or wanted in _UNKNOWN:
        return literal(wanted if wanted not in _UNKNOWN else given, 0, text)
    into, source = oids.TYPES.get(wanted), oids.TYPES.get(given)
    if into is None or source is None or into.category == "S":
        return literal(wanted, 0, text)
    if into.category != source.category or given == oids.TEXT:
        raise PgError(
            f"parameter ${number} of type {display_name(given)} cannot be coerced to the expected"
            f" type {display_name(wanted)}",
            sqlstate="42804",
            hint="You will need to rewrite or cast the expression.",
        )
    name = duckdb_name(wanted)
    if name is None or into.category not in "ND":
        return literal(wanted, 0, text)
    return f"CAST({literal(given, 0, text)} AS {name})"
