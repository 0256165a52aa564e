"""Passes over a statement's tree, one file each; ``plan.RULES`` lists them in order.

A rule is asked first, by the words of the text, whether it has anything to do: a walk over a tree
in Python costs more than parsing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from duckgres.sql.parse import Node, ParsedStatement
from duckgres.sql.positions import Source
from duckgres.sql.slots import Slot


class Rule(Protocol):
    """A pass that finds slots."""

    def concerns(self, text: str) -> bool:
        """Tell, cheaply, whether the text may hold something for this rule."""

    def slots(self, source: Source, parsed: ParsedStatement) -> list[Slot]:
        """Return the slots of one statement."""


def walk(root: Node) -> Iterator[Node]:
    """Yield every Node below a message, in no particular order."""
    stack = [root]
    while stack:
        message = stack.pop()
        if message.DESCRIPTOR.name == "Node":
            yield message
        for field, value in message.ListFields():
            if field.message_type is None:
                continue
            if field.is_repeated:
                stack.extend(value)
            else:
                stack.append(value)
