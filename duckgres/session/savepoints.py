"""The savepoints of a block: a stack of names, and what was so when each was set.

PostgreSQL's subtransactions nest; a name may be used again, and then means the newest one. What is
undone is more than data: settings and portals go back, too. How the data does is the engine's
business (``engine.write_log``). Source: PostgreSQL manual, SAVEPOINT, RELEASE SAVEPOINT and
ROLLBACK TO SAVEPOINT; answers recorded in tests/script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duckgres.errors import PgError

if TYPE_CHECKING:
    from duckgres.session.setting_values import Layers


Undo = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Savepoint:
    """One savepoint.

    Attributes:
        name: As the client gave it.
        position: In the engine's log of writes.
        settings: The session's settings.
        portals: The number that the next portal will have.
        undo: What brings others' state back; see ``Transaction.follow``.
    """

    name: str
    position: int
    settings: Layers
    portals: int
    undo: list[Undo] = field(default_factory=list)


class Savepoints:
    """The savepoints of one block, the oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._stack: list[Savepoint] = []

    def __bool__(self) -> bool:
        return bool(self._stack)

    def __iter__(self) -> Iterator[Savepoint]:
        return iter(self._stack)

    @property
    def top(self) -> Savepoint:
        """The newest; there must be one."""
        return self._stack[-1]

    def push(self, savepoint: Savepoint) -> None:
        """Set a savepoint; one of its name is hidden until this one is gone."""
        self._stack.append(savepoint)

    def release(self, name: str) -> None:
        """Forget a savepoint and all newer ones.

        Raises:
            PgError: 3B001.
        """
        del self._stack[self._find(name) :]

    def rewind(self, name: str) -> Savepoint:
        """Forget all that are newer than a savepoint, and return it.

        Raises:
            PgError: 3B001.
        """
        place = self._find(name)
        del self._stack[place + 1 :]
        return self._stack[place]

    def find(self, name: str) -> Savepoint:
        """Return the newest savepoint of a name.

        Raises:
            PgError: 3B001.
        """
        return self._stack[self._find(name)]

    def clear(self) -> None:
        """Forget all: the block is over."""
        self._stack.clear()

    def _find(self, name: str) -> int:
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place].name == name:
                return place
        raise PgError(f'savepoint "{name}" does not exist', sqlstate="3B001")
