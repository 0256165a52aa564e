"""Who waits, by source and age; whom to send away when it gets too crowded.

The one to go is the oldest of the source that has the most: a flood from one address drowns in
itself, and one from many addresses has to come faster than a login takes. Everything takes the
same time however many wait, since a flood is what it is for.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Crowd(Generic[T]):
    """Members, each under its source.

    An OrderedDict is a set with an order here: it finds its first in one step, however many were
    taken from its front.
    """

    def __init__(self) -> None:
        self._members: dict[str, OrderedDict[T, None]] = {}  # by source, oldest first
        self._sources: dict[int, OrderedDict[str, None]] = {}  # by how many members they have
        self._most = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, member: T, source: str) -> None:
        """Take a new member in."""
        members = self._members.setdefault(source, OrderedDict())
        members[member] = None
        self._count += 1
        self._move(source, len(members) - 1, len(members))

    def remove(self, member: T, source: str) -> None:
        """Let a member go."""
        members = self._members[source]
        del members[member]
        self._count -= 1
        self._move(source, len(members) + 1, len(members))
        if not members:
            del self._members[source]

    def next_to_go(self) -> T:
        """Return the oldest member of the most crowded source."""
        source = next(iter(self._sources[self._most]))
        return next(iter(self._members[source]))

    def _move(self, source: str, before: int, after: int) -> None:
        """Sort a source under its new size, which is one more or one less."""
        if before:
            of_size = self._sources[before]
            del of_size[source]
            if not of_size:
                del self._sources[before]
        if after:
            self._sources.setdefault(after, OrderedDict())[source] = None
        self._most = max(self._most, after)
        if self._most not in self._sources:
            self._most = after
