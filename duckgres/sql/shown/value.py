"""A part of an expression that has been written out, with what its neighbours must know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from duckgres.sql.shown import kinds
from duckgres.sql.shown.signatures import UNKNOWN, is_generic

if TYPE_CHECKING:
    from duckgres.sql.parse import Node
    from duckgres.sql.shown.kinds import Kind

LINE = "\x00"
"""A line's end; the blanks in front of it are taken away in the end."""


class NotShown(Exception):
    """There is something in the expression that cannot be shown in normal form."""


@dataclass(frozen=True, slots=True)
class Value:
    """A part of an expression.

    Attributes:
        text: As PostgreSQL shows it.
        kind: Its type; empty if it is not known, ``unknown`` for a string and NULL.
        literal: The characters of a string constant without a type.
        bare: A constant without its label.
        null: It is the constant NULL.
    """

    text: str
    kind: str = ""
    typmod: int = -1
    literal: str | None = None
    bare: str = ""
    null: bool = False

    def as_type(self, target: str) -> str:
        """Return the text for where a type is wanted; the cast is shown."""
        if self.kind == UNKNOWN:
            return self.constant(target)
        if target in ("", self.kind) or not self.kind or is_generic(target):
            return self.text
        return f"({self.text})::{kinds.format_type(target)}"

    def constant(self, target: str) -> str:
        """Return a constant without a type as one of this type."""
        if self.null:
            return f"NULL::{kinds.format_type(target or 'text')}"
        assert self.literal is not None, "of type unknown"
        if not target or is_generic(target):
            return kinds.constant(self.literal, "text", labelled=False)
        return kinds.constant(self.literal, target)


class Scope(Protocol):
    """What an expression can name."""

    def column(self, parts: list[str]) -> tuple[str, Kind]:
        """Return a column's text and type; the type's name is empty if it is not known.

        Raises:
            NotShown: It is none.
        """

    def query(self, node: Node, level: int) -> tuple[str, list[Kind]]:
        """Return a subselect's text, and the types of its columns.

        Raises:
            NotShown: There can be none.
        """
