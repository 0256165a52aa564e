"""Who has changed what since when, in one database.

A transaction that is begun anew, to repeat what it had written, must see what it saw before. So
each commit leaves a note of the tables it changed, with a number; who begins a transaction keeps
the number of that moment, and asks later for the notes behind it. A commit is noted before DuckDB
is told of it and again when it is done: one that is between the two may be seen already, or not
yet, and counts as a change for everybody. All sessions of a database are in this process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Set

KEPT = 1000  # notes; who began before the oldest is told that anything may have changed
ANYTHING = "*"
"""Stands for tables that are not known, and for changes of the catalog."""


class Changes:
    """The notes of a database's commits."""

    def __init__(self, kept: int = KEPT) -> None:
        """Begin with none."""
        self._notes: deque[tuple[int, Set[str]]] = deque(maxlen=kept)
        self._open: dict[int, Set[str]] = {}
        self._last = 0

    @property
    def mark(self) -> int:
        """The number of this moment."""
        return self._last

    def begin(self, tables: Set[str]) -> int:
        """Note that these tables may change from now on; returns what :meth:`end` wants."""
        self._last += 1
        self._open[self._last] = tables
        return self._last

    def end(self, number: int) -> None:
        """Note that these tables have changed, or never will."""
        tables = self._open.pop(number)
        self._last += 1
        self._notes.append((self._last, tables))

    def since(self, mark: int) -> set[str]:
        """Return the names of the tables that may have changed since ``mark``."""
        found: set[str] = set()
        for tables in self._open.values():
            found |= tables
        for number, tables in reversed(self._notes):
            if number <= mark:
                return found
            found |= tables
        if len(self._notes) == self._notes.maxlen:
            found.add(ANYTHING)
        return found
