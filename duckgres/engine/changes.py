"""Who has changed what since when, in one database.

A transaction that is begun anew, to repeat what it had written, must see what it saw before. So
each commit leaves a note of the tables it changed, with a number; who begins a transaction keeps
the number of that moment, and asks later for the notes behind it. A commit is noted before DuckDB
is told of it and again when it is done: one that is between the two may be seen already, or not
yet, and counts as a change for everybody. All sessions of a database are in this process.
"""

from __future__ import annotations

from collections.abc import Set

MOST_NAMES = 10_000  # of tables; then all are forgotten, and older marks are told anything
ANYTHING = "*"
"""Stands for tables that are not known, and for changes of the catalog."""


class Changes:
    """The notes of a database's commits: for each table the last one."""

    def __init__(self, most_names: int = MOST_NAMES) -> None:
        """Begin with none."""
        self._most = most_names
        self._changed: dict[str, int] = {}
        self._open: dict[int, Set[str]] = {}
        self._last = 0
        self._forgotten = 0  # what was noted up to here

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
        self._last += 1
        self._changed.update(dict.fromkeys(self._open.pop(number), self._last))
        if len(self._changed) > self._most:
            self._changed.clear()
            self._forgotten = self._last

    def since(self, mark: int) -> set[str]:
        """Return the names of the tables that may have changed since ``mark``."""
        found = {table for table, number in self._changed.items() if number > mark}
        for tables in self._open.values():
            found |= tables
        if mark < self._forgotten:
            found.add(ANYTHING)
        return found
