"""Starting a portal: one table by kind of statement, for both query protocols.

Nothing is intercepted anywhere else: what the server answers itself (SET, SHOW, transactions) and
what DuckDB runs are entries of ``_STARTERS``. A starter leaves the portal with its tag and, where
there are any, its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duckgres.engine.describe import needs_plan
from duckgres.engine.explain.column import explain_columns
from duckgres.engine.request import Request
from duckgres.errors import Notice
from duckgres.pgtypes.oids import TEXT
from duckgres.pgtypes.types import ColumnType
from duckgres.rows.description import Column, encode_row_description
from duckgres.session import copy_in, copy_out, cursors, listening, prepared_sql
from duckgres.session.characteristics import refuse_late
from duckgres.session.discard import discard
from duckgres.session.explaining import explained
from duckgres.session.lock_wait import start_or_wait
from duckgres.session.portal import EngineRows, ListedRows, Portal
from duckgres.session.server_calls import answered
from duckgres.sql.copy_command import CopyCommand
from duckgres.sql.session_commands import (
    DeallocateCommand,
    DiscardCommand,
    SettingAction,
    SettingCommand,
    TransactionAction,
    TransactionCommand,
)
from duckgres.sql.statement import StatementKind
from duckgres.wire.backend import DataRow

if TYPE_CHECKING:
    from duckgres.session.session import Session
    from duckgres.session.settings import Settings

ENDINGS = frozenset({TransactionAction.COMMIT, TransactionAction.ROLLBACK})
_TEXT = ColumnType(TEXT, "text")


def start(session: Session, portal: Portal, limit: int | None) -> None:
    """Run the portal's statement up to its first rows.

    Args:
        session: Whose portal it is.
        portal: Not started yet, with a statement.
        limit: Rows the client asked for, ``None`` for all.

    Raises:
        PgError: The statement is not allowed now, or failed.
    """
    statement = portal.statement
    session.transaction.admit(statement)
    portal.started = True
    portal.tag = statement.tag
    _STARTERS[statement.kind](session, portal, limit)


def show_columns(settings: Settings, command: SettingCommand) -> tuple[Column, ...]:
    """Return the columns of SHOW, which the server answers itself."""
    if command.action is SettingAction.SHOW_ALL:
        return tuple(Column(name, _TEXT) for name in ("name", "setting", "description"))
    return (Column(settings.canonical_name(command.name), _TEXT),)


def _run(session: Session, portal: Portal, limit: int | None) -> None:
    """A statement that DuckDB runs."""
    statement = portal.statement
    session.transaction.prepare(more_follow=statement.several or session.more_follow())
    if portal.columns is None and needs_plan(statement):
        portal.columns = session.describe(statement, ()).columns
    if statement.answered is not None:
        statement = answered(session, statement, portal.parameters)
    request = Request(
        statement,
        portal.parameters,
        portal.formats,
        session.settings.output_style,
        limit,
        portal.columns,
    )
    started = start_or_wait(session, request)
    portal.count = started.count
    portal.other_tag = started.tag
    for notice in started.notices:
        session.notify(notice)
    if statement.changes_catalog:
        session.apply_settings()  # which schemas of search_path exist may have changed
    if started.shape is None:
        return
    portal.columns = started.shape.columns
    portal.description = started.shape.description
    portal.rows = EngineRows(session.engine, started)


def _explain(session: Session, portal: Portal, limit: int | None) -> None:
    """EXPLAIN: DuckDB's plan in PostgreSQL's words and its one column."""
    statement = portal.statement
    session.transaction.prepare(more_follow=session.more_follow())
    _answer(portal, explain_columns(statement), explained(session, statement, portal.parameters))
    if statement.changes_catalog:
        session.apply_settings()


def _answer(portal: Portal, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Give the portal rows of text; text has the same bytes in both formats."""
    portal.columns = columns
    portal.description = encode_row_description(columns, (0,) * len(columns))
    portal.rows = ListedRows(
        [DataRow(tuple(value.encode() for value in row)).encode() for row in rows]
    )


def _transaction(session: Session, portal: Portal, limit: int | None) -> None:
    command = portal.statement.command
    assert isinstance(command, TransactionCommand), "the planner's promise"
    portal.tag = session.transaction.execute(command) or portal.tag
    session.apply_settings()
    if command.action in ENDINGS:
        session.timeouts.stop_transaction()
        if session.transaction.in_block:  # AND CHAIN
            session.timeouts.start_statement()


def _set(session: Session, portal: Portal, limit: int | None) -> None:
    """SET, SET LOCAL, SET TRANSACTION and RESET."""
    command = portal.statement.command
    assert isinstance(command, SettingCommand), "the planner's promise"
    if command.local and not session.transaction.in_block:
        written = "SET TRANSACTION" if command.transaction else "SET LOCAL"
        message = f"{written} can only be used in transaction blocks"
        session.notify(Notice(message, severity="WARNING", sqlstate="25P01"))
    for name, values in ((command.name, command.values), *command.more):
        refuse_late(session, name, ", ".join(values))
    _SETTING_ACTIONS[command.action](session.settings, command)
    session.apply_settings()
    session.timeouts.settings_changed()


def _set_all(settings: Settings, command: SettingCommand) -> None:
    for name, values in ((command.name, command.values), *command.more):
        settings.set(name, values, local=command.local)


_SETTING_ACTIONS: dict[SettingAction, Callable[[Settings, SettingCommand], None]] = {
    SettingAction.SET: _set_all,
    SettingAction.SET_DEFAULT: lambda settings, command: settings.reset(
        command.name, local=command.local
    ),
    SettingAction.RESET_ALL: lambda settings, command: settings.reset_all(),
}


def _show(session: Session, portal: Portal, limit: int | None) -> None:
    command = portal.statement.command
    assert isinstance(command, SettingCommand), "the planner's promise"
    columns = show_columns(session.settings, command)
    if command.action is SettingAction.SHOW_ALL:
        _answer(portal, columns, session.settings.show_all())
    else:
        _answer(portal, columns, [(session.settings.get(command.name),)])


def _discard(session: Session, portal: Portal, limit: int | None) -> None:
    command = portal.statement.command
    assert isinstance(command, DiscardCommand), "the planner's promise"
    discard(session, command.what)


def _deallocate(session: Session, portal: Portal, limit: int | None) -> None:
    command = portal.statement.command
    assert isinstance(command, DeallocateCommand), "the planner's promise"
    session.statements.deallocate(command.name)


def _execute(session: Session, portal: Portal, limit: int | None) -> None:
    """EXECUTE: the statement that was prepared, as the portal's own."""
    prepared_sql.executed(session, portal)
    with prepared_sql.unplaced():
        session.transaction.admit(portal.statement)
        _STARTERS[portal.statement.kind](session, portal, limit)


def _constraints(session: Session, portal: Portal, limit: int | None) -> None:
    """SET CONSTRAINTS, whose checks are the engine's."""
    if session.engine.in_transaction:
        session.engine.start(Request(portal.statement))
    if not session.transaction.in_block:
        message = "SET CONSTRAINTS can only be used in transaction blocks"
        session.notify(Notice(message, severity="WARNING", sqlstate="25P01"))


def _copy(session: Session, portal: Portal, limit: int | None) -> None:
    command = portal.statement.command
    assert isinstance(command, CopyCommand), "the planner's promise"
    direction = copy_in if command.incoming else copy_out
    direction.start(session, portal, limit)


def _refuse(session: Session, portal: Portal, limit: int | None) -> None:
    refusal = portal.statement.refusal
    assert refusal is not None, "the planner's promise"
    raise refusal.error()


_STARTERS: dict[StatementKind, Callable[[Session, Portal, int | None], None]] = {
    StatementKind.QUERY: _run,
    StatementKind.MODIFY: _run,
    StatementKind.UTILITY: _run,
    StatementKind.EXPLAIN: _explain,
    StatementKind.TRANSACTION: _transaction,
    StatementKind.SET: _set,
    StatementKind.SHOW: _show,
    StatementKind.DISCARD: _discard,
    StatementKind.DEALLOCATE: _deallocate,
    StatementKind.PREPARE: prepared_sql.prepare,
    StatementKind.EXECUTE: _execute,
    StatementKind.DECLARE: cursors.declare,
    StatementKind.FETCH: cursors.fetch,
    StatementKind.CLOSE: cursors.close,
    StatementKind.NOTIFY: listening.start,
    StatementKind.CONSTRAINTS: _constraints,
    StatementKind.COPY: _copy,
    StatementKind.REFUSED: _refuse,
}
