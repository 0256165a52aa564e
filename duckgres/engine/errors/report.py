"""DuckDB's report of one error, taken apart, and the answer that is built from it.

An instance runs with ``errors_as_json``: ``str(exception)`` is the class's title and a JSON
object with the message, a position and what the error is about. Errors from the Python client and
fatal ones may be plain. Source: DuckDB 1.5's ``src/common/error_data.cpp``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import Match
from typing import Any

from duckgres.engine.errors.statement_text import StatementText
from duckgres.errors import ErrorFields, PgError

PositionMap = Callable[[int], int | None]
"""Byte offset in DuckDB's text (from 0) -> character position in the client's text (from 1)."""

ConstraintNames = Callable[[], Mapping[str, Mapping[str, str]]]
"""The names of constraints by DuckDB's texts of them, by table in lower case."""


@dataclass(frozen=True, slots=True)
class Report:
    """What DuckDB said.

    Attributes:
        kind: DuckDB's exception type as its JSON spells it, else the Python class without
            ``Exception``.
        message: The message alone.
        name: What the error is about, where DuckDB says it.
        entry: The kind of catalog entry: ``Table``, ``Scalar Function`` …
        call: The call that matches no function, with argument types.
        offset: Characters from 0 into the text that DuckDB ran.
        text: That text.
        statement: Its tokens.
        constraints: Tells the names of constraints.
    """

    kind: str
    message: str
    text: str
    statement: StatementText
    position_map: PositionMap
    name: str = ""
    entry: str = ""
    call: str = ""
    offset: int | None = None
    constraints: ConstraintNames = dict

    def constraint_names(self, table: str | None) -> Mapping[str, str]:
        """Return the names of a table's constraints by DuckDB's texts of them."""
        return self.constraints().get((table or "").casefold(), {})

    def position(self, offset: int | None) -> int | None:
        """Return PostgreSQL's position for a character offset of DuckDB's text."""
        if offset is None:
            return None
        return self.position_map(offset if self.text.isascii() else _bytes(self.text[:offset]))

    def named(self, match: Match[str], group: str = "name") -> str:
        """Return the name that a pattern found in the message, as PostgreSQL folds it."""
        return self.statement.folded(match[group])

    def answer(
        self,
        sqlstate: str,
        message: str,
        *,
        at: int | None = None,
        detail: str | None = None,
        hint: str | None = None,
        table: str | None = None,
        column: str | None = None,
        constraint: str | None = None,
    ) -> PgError:
        """Return the error for the client; ``at`` is a character offset of DuckDB's text."""
        fields = ErrorFields(
            detail=detail,
            hint=hint,
            position=self.position(at),
            table=table,
            column=column,
            constraint=constraint,
        )
        return PgError(message, sqlstate=sqlstate, fields=fields)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def parse_report(
    title: str,
    said: str,
    text: str,
    position_map: PositionMap,
    constraints: ConstraintNames = dict,
) -> Report:
    """Take an exception's text apart.

    Args:
        title: The Python class's name.
        said: ``str(exception)``.
        text: The statement that DuckDB ran; may be empty.
        position_map: See ``PositionMap``.
        constraints: See ``ConstraintNames``.
    """
    # "Binder Error: {…}", but the object alone from a class that the Python client does not know.
    message = said if said.startswith("{") else said.partition(": ")[2] or said
    found = _object(message)
    plain = StatementText(text)
    if found is None:
        kind = title.removesuffix("Exception")
        return Report(kind, message, text, plain, position_map, constraints=constraints)
    offset = found.get("position", "")
    return Report(
        kind=str(found["exception_type"]),
        message=str(found["exception_message"]),
        text=text,
        statement=plain,
        position_map=position_map,
        name=str(found.get("name", "")),
        entry=str(found.get("type", "")),
        call=str(found.get("call", "")),
        offset=_characters(text, int(offset)) if offset.isdigit() else None,
        constraints=constraints,
    )


def _object(message: str) -> dict[str, Any] | None:  # Any: JSON, whose values are text here
    """Return the JSON report, ``None`` when the message is not one."""
    if not message.startswith("{"):
        return None
    try:
        found = json.loads(message)
    except ValueError:
        return None
    if isinstance(found, dict) and {"exception_type", "exception_message"} <= found.keys():
        return {key: str(value) for key, value in found.items()}
    return None


def _characters(text: str, offset: int) -> int:
    """Return the character offset for a byte offset; as it is when there is no text."""
    if not text or text.isascii():
        return offset
    return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))
