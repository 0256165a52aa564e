"""EXPLAIN, run: DuckDB's JSON becomes the rows that PostgreSQL answers."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duckgres.engine.explain import output
from duckgres.engine.explain.nodes import Node, plan
from duckgres.engine.explain.output import Style
from duckgres.engine.request import Request
from duckgres.sql.session_commands import ExplainCommand
from duckgres.sql.statement import Statement

if TYPE_CHECKING:
    from duckgres.session.session import Session


def explained(
    session: Session, statement: Statement, parameters: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return EXPLAIN's rows.

    Raises:
        PgError: The statement's own errors.
    """
    command = statement.command
    assert isinstance(command, ExplainCommand), "the planner's promise"
    begin = time.monotonic()
    ((*_, answer),) = session.engine.rows(Request(statement, parameters))
    elapsed = 1000 * (time.monotonic() - begin)
    found = json.loads(str(answer))
    if command.analyze and "children" not in found:
        # DuckDB has run it and tells nothing of it; what it plans is the same.
        found = _planned(session, statement, parameters)
    raw = found[0] if isinstance(found, list) else found
    style = Style(command.costs, command.timing, command.summary, command.verbose)
    return rows(plan(raw, command.relation), command.format, style, _times(raw, elapsed, command))


def rows(node: Node, form: str, style: Style, times: dict[str, float]) -> list[tuple[str, ...]]:
    """Return the rows of a plan: a line each, or one with a whole document."""
    write = output.FORMATS.get(form)
    if write is None:
        return [(line,) for line in output.text(node, style, times)]
    return [(write(output.document(node, style, times)),)]


def _planned(session: Session, statement: Statement, parameters: Sequence[str]) -> Any:
    """Return the plan of a statement that is not run; Any: DuckDB's JSON."""
    command = statement.command
    assert isinstance(command, ExplainCommand), "the planner's promise"
    first, *rest = statement.pieces
    plain = replace(command, analyze=False)
    pieces = (plain.head + first.removeprefix(command.head), *rest)
    ((*_, answer),) = session.engine.rows(Request(replace(statement, pieces=pieces), parameters))
    return json.loads(str(answer))


def _times(raw: Any, elapsed: float, command: ExplainCommand) -> dict[str, float]:
    """Return the times of the whole; what DuckDB does not tell of running was planning."""
    if not command.analyze:
        return {"Planning Time": elapsed}
    running = min(1000 * float(raw.get("latency", 0.0)), elapsed) or elapsed
    return {"Planning Time": max(elapsed - running, 0.0), "Execution Time": running}
