"""Which keys the transactions of a database hold, so that no two of them make an orphan.

DuckDB's transactions see neither the child row that another one is inserting nor the parent row
that it is deleting. So whoever brings a child's key holds it together with others who do, and
whoever takes a parent's key away holds it alone, both until the end of the transaction. Who finds
a key held against it, or finds that somebody who held it so has committed since its own snapshot
was taken, gets a ``WriteConflict``: its statement waits and runs again where that is possible
(``session.lock_wait``), and ends with 40001 where it is not.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable

from duckgres.errors import WriteConflict

MOST_KEYS = 200_000  # that are remembered of transactions that have ended
EVERY = "*"
"""Stands for all keys of a foreign key."""

Lock = tuple[Hashable, Hashable]
"""A foreign key's identity, and one of its keys or ``EVERY``."""


class KeyLocks:
    """The keys of a database.

    A number grows with each commit that held some; a transaction knows the one of its snapshot.
    """

    def __init__(self, most: int = MOST_KEYS) -> None:
        """Begin with none."""
        self._guard = threading.Lock()
        self._most = most
        self._held: dict[int, dict[Lock, bool]] = {}
        self._ended: dict[tuple[Lock, bool], int] = {}
        self._number = 0
        self._forgotten = 0

    @property
    def mark(self) -> int:
        """The number of this moment."""
        return self._number

    def take(self, owner: int, wanted: Iterable[Lock], mark: int, *, alone: bool) -> None:
        """Hold keys until the transaction's end.

        Args:
            owner: The session.
            wanted: The keys, all of one foreign key.
            mark: The number when the transaction's snapshot was taken, or before that.
            alone: A parent's key goes.

        Raises:
            WriteConflict: Another transaction is, or was, in the way.
        """
        with self._guard:
            own = self._held.setdefault(owner, {})
            for lock in wanted:
                if lock in own and own[lock] >= alone:
                    continue
                if self._is_held(owner, lock, alone) or self._has_ended(lock, alone, mark):
                    raise WriteConflict
                own[lock] = own.get(lock, False) or alone

    def _is_held(self, owner: int, lock: Lock, alone: bool) -> bool:
        """Whether somebody else holds a key in the other way."""
        for other, held in self._held.items():
            if other == owner:
                continue
            every = (lock[0], EVERY)
            if lock[1] == EVERY:
                if any(key[0] == lock[0] and (mode or alone) for key, mode in held.items()):
                    return True
            else:
                for key in (lock, every):
                    if key in held and (held[key] or alone):
                        return True
        return False

    def _has_ended(self, lock: Lock, alone: bool, mark: int) -> bool:
        """Whether somebody who held a key in the other way has committed since ``mark``."""
        if self._number <= mark:
            return False
        if self._forgotten > mark:
            return True
        modes = (False, True) if alone else (True,)
        if lock[1] == EVERY:
            return any(
                key[0] == lock[0] and mode in modes and number > mark
                for (key, mode), number in self._ended.items()
            )
        keys = (lock, (lock[0], EVERY))
        return any(self._ended.get((key, mode), 0) > mark for key in keys for mode in modes)

    def end(self, owner: int, *, committed: bool) -> None:
        """Let go of all that a session holds."""
        if owner not in self._held:
            return
        with self._guard:
            held = self._held.pop(owner)
            if not (committed and held):
                return
            self._number += 1
            self._ended.update({(lock, mode): self._number for lock, mode in held.items()})
            if len(self._ended) > self._most:
                self._ended.clear()
                self._forgotten = self._number
