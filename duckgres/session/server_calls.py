"""Calls that the server answers before DuckDB runs the statement they stand in.

Each is done once, in the order in which they are written, with arguments that are constants or
that a query has selected first; its value takes its slot's place in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from duckgres.engine.request import Request
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal
from duckgres.session import live_rows
from duckgres.session.server_functions import FUNCTIONS, NOT_STRICT
from duckgres.sql.rules import live
from duckgres.sql.session_commands import ServerCall
from duckgres.sql.statement import Statement

if TYPE_CHECKING:
    from duckgres.session.session import Session


_NO_RELATION = "42P01"


def answered(session: Session, statement: Statement, parameters: Sequence[str]) -> Statement:
    """Return the statement with the values of its calls, which are done now.

    Raises:
        PgError: What a function says.
    """
    if statement.answered is None:
        return statement
    calls = {call.slot: call for call in statement.answered.calls}
    values: dict[int | str, str] = {}
    for call in statement.answered.calls:
        _answer(session, call, calls, parameters, values)
    return statement.running(values)


def _answer(
    session: Session,
    call: ServerCall,
    calls: Mapping[str, ServerCall],
    parameters: Sequence[str],
    values: dict[int | str, str],
) -> None:
    """Do a call, those in its arguments before."""
    if call.slot in values:
        return
    arguments: Sequence[Any] = call.arguments or ()  # Any: each function has its own
    if call.query is not None:
        for slot in call.query.slots:
            if isinstance(slot, str) and slot in calls:
                _answer(session, calls[slot], calls, parameters, values)
        (arguments,) = session.engine.rows(Request(call.query.filled(values), parameters))
    value = None
    if None not in arguments or call.function in NOT_STRICT:
        with _placed(call):
            value = _function(call.function)(session, *arguments)
    values[call.slot] = f"CAST({_literal(value)} AS {call.result})"


def _function(name: str) -> Callable[..., Any]:
    """Return what answers a call: of a function, or of a relation's rows."""
    if name.startswith(live.PREFIX):
        return partial(live_rows.as_json, relation=name.removeprefix(live.PREFIX))
    return FUNCTIONS[name]


@contextmanager
def _placed(call: ServerCall) -> Iterator[None]:
    """Let errors out with the place of the argument that names something, or none."""
    try:
        yield
    except PgError as error:
        place = call.place if error.sqlstate == _NO_RELATION else None
        error.fields = replace(error.fields, position=place)
        raise


def _literal(value: object) -> str:
    """Return a value in DuckDB's words."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, datetime):
        return literal(value.isoformat())
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return str(value)
