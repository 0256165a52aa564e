"""A statement that has to do with foreign keys, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import duckdb

from duckgres.engine.foreign_keys.guard import Guard
from duckgres.sql.session_commands import ExplainCommand
from duckgres.sql.statement import Statement

R = TypeVar("R")


def guarded(
    cursor: duckdb.DuckDBPyConnection, guard: Guard, run: Callable[[], R], *, alone: bool
) -> R:
    """Run a statement and settle what it has done to keys.

    Args:
        cursor: The session's.
        guard: The session's.
        run: Runs the statement to its end, and tells the guard before what it will.
        alone: It is a transaction of its own.
    """
    if alone:
        guard.begun(alone=True)
        cursor.execute("BEGIN TRANSACTION")
    try:
        started = run()
        guard.settle()
        if alone:
            guard.check_late()
            cursor.execute("COMMIT")
            guard.end(committed=True)
    except BaseException:
        guard.forget()
        if alone:
            with suppress(duckdb.Error):  # it may have ended by itself
                cursor.execute("ROLLBACK")
            guard.end(committed=False)
        raise
    return started


def analyzed(statement: Statement) -> Statement | None:
    """Return what EXPLAIN ANALYZE runs; ``None`` where nothing is run."""
    command = statement.command
    return statement.explained if isinstance(command, ExplainCommand) and command.analyze else None
