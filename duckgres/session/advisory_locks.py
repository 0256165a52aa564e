"""Advisory locks: locks on numbers, which mean what the application says.

They are the process's: no file knows of them, as nobody else has the file open. A lock is held for
a session, counted, or until the end of a transaction; whoever cannot have one waits in line, and
who has waited for ``DEADLOCK_SECONDS`` looks whether others wait for him. Source: PostgreSQL
manual, 9.27.10 and 13.3.5; ``lock.c`` and ``deadlock.c`` of src/backend/storage/lmgr.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from duckgres.engine.timing import Nap
from duckgres.errors import PgError

DEADLOCK_SECONDS = 1.0  # deadlock_timeout
LONGEST_SECONDS = 3600.0  # a wait without limit is this long, over and over
ADVISORY = "Lock", "advisory"


class Key(NamedTuple):
    """What is locked: a database's number, or pair of numbers."""

    database: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """Return it as PostgreSQL's messages have it, without the database's oid."""
        if len(self.numbers) > 1:
            return f"[{self.numbers[0]},{self.numbers[1]},2]"
        number = self.numbers[0] & 0xFFFF_FFFF_FFFF_FFFF
        return f"[{number >> 32},{number & 0xFFFF_FFFF},1]"


class Owner(Protocol):
    """A session, as far as locks know it."""

    @property
    def process_id(self) -> int:
        """Its number."""

    def wait(self, nap: Nap, seconds: float) -> None:
        """Wait; raises when it is interrupted."""

    @property
    def lock_seconds(self) -> float:
        """``lock_timeout``, 0 for none."""


@dataclass(slots=True)
class _Held:
    """What one owner has of one key: how often, by (shared, until the transaction's end)."""

    counts: Counter[tuple[bool, bool]] = field(default_factory=Counter)

    def has(self, *, shared: bool) -> bool:
        return any(count for (kind, _), count in self.counts.items() if kind is shared)


@dataclass(slots=True)
class _Waiter:
    owner: Owner
    key: Key
    shared: bool
    nap: Nap
    granted: bool = False


class AdvisoryLocks:
    """All advisory locks of the process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[Key, dict[Owner, _Held]] = {}
        self._waiting: list[_Waiter] = []

    def take(self, owner: Owner, key: Key, *, shared: bool, transaction: bool) -> None:
        """Take a lock, and wait for it.

        Args:
            owner: Whose it shall be.
            key: Which.
            shared: Others may have it, too, if they want it shared.
            transaction: It ends with the transaction, and not before.

        Raises:
            PgError: 40P01 deadlock, 55P03 ``lock_timeout``, or why the wait was interrupted.
        """
        if not self.try_take(owner, key, shared=shared, transaction=transaction):
            waiter = _Waiter(owner, key, shared, Nap())
            self._waiting.append(waiter)
            try:
                self._wait(waiter)
                self._add(owner, key, shared, transaction)
            finally:
                self._waiting.remove(waiter)
                self._grant(key)  # who stood behind, and may have it, too

    def try_take(self, owner: Owner, key: Key, *, shared: bool, transaction: bool) -> bool:
        """Take a lock if that needs no waiting; say whether it did."""
        if not self._free(owner, key, shared, self._waiting):
            return False
        self._add(owner, key, shared, transaction)
        return True

    def release(self, owner: Owner, key: Key, *, shared: bool) -> bool:
        """Give a session's lock back once; say whether it had it."""
        held = self._held.get(key, {}).get(owner)
        if held is None or not held.counts[shared, False]:
            return False
        held.counts[shared, False] -= 1
        self._tidy(owner, key)
        return True

    def release_session(self, owner: Owner) -> None:
        """Give all back that a session holds for itself."""
        self._release_all(owner, transaction=False)

    def release_transaction(self, owner: Owner) -> None:
        """Give all back that ends with a transaction."""
        self._release_all(owner, transaction=True)

    def mark(self, owner: Owner) -> Callable[[], None]:
        """Return what gives back the transaction's locks that are taken behind a savepoint."""
        before = self._of_transaction(owner)

        def undo() -> None:
            taken = self._of_transaction(owner)
            for key, shared in taken:
                self._held[key][owner].counts[shared, True] = before.get((key, shared), 0)
            for key in {key for key, _ in taken}:
                self._tidy(owner, key)

        return undo

    def _of_transaction(self, owner: Owner) -> dict[tuple[Key, bool], int]:
        """Return how often a transaction has which lock; those it has not are left out."""
        return {
            (key, shared): held.counts[shared, True]
            for key, owners in self._held.items()
            if (held := owners.get(owner)) is not None
            for shared in (False, True)
            if held.counts[shared, True]
        }

    def rows(self) -> Iterator[tuple[Key, int, bool, bool]]:
        """Yield key, process id, whether shared and whether granted: what ``pg_locks`` tells."""
        for key, owners in self._held.items():
            for owner, held in owners.items():
                for shared in (False, True):
                    if held.has(shared=shared):
                        yield key, owner.process_id, shared, True
        for waiter in self._waiting:
            yield waiter.key, waiter.owner.process_id, waiter.shared, False

    def blockers(self, process_id: int) -> list[int]:
        """Return the process ids that a session waits for."""
        found = [w for w in self._waiting if w.owner.process_id == process_id]
        return [owner.process_id for waiter in found for owner in self._in_the_way(waiter)]

    def _add(self, owner: Owner, key: Key, shared: bool, transaction: bool) -> None:
        held = self._held.setdefault(key, {}).setdefault(owner, _Held())
        held.counts[shared, transaction] += 1

    def _free(self, owner: Owner, key: Key, shared: bool, ahead: list[_Waiter]) -> bool:
        """Whether nobody has the lock, or waits for it ahead, in a way that excludes this."""
        owners = self._held.get(key, {})
        mine = owners.get(owner)
        if mine is not None and (mine.has(shared=False) or (shared and mine.has(shared=True))):
            return True  # who has it has it again, whoever waits
        if any(w.key == key and not (shared and w.shared) and w.owner != owner for w in ahead):
            return False
        return not any(
            held.has(shared=False) or not shared
            for other, held in owners.items()
            if other != owner
        )

    def _wait(self, waiter: _Waiter) -> None:
        begin = time.monotonic()
        limit = waiter.owner.lock_seconds
        looked = False
        while not waiter.granted:
            waited = time.monotonic() - begin
            if not looked and waited >= DEADLOCK_SECONDS:
                looked = True
                self._refuse_deadlock(waiter)
            if limit and waited >= limit:
                raise PgError("canceling statement due to lock timeout", sqlstate="55P03")
            seconds = LONGEST_SECONDS if looked else DEADLOCK_SECONDS - waited
            waiter.owner.wait(waiter.nap, min(seconds, limit - waited) if limit else seconds)

    def _grant(self, key: Key) -> None:
        """Wake those in line who can have the lock now."""
        ahead: list[_Waiter] = []
        for waiter in [waiter for waiter in self._waiting if waiter.key == key]:
            if waiter.granted or self._free(waiter.owner, key, waiter.shared, ahead):
                waiter.granted = True
                waiter.nap.wake()
                # Until it runs nobody may take what it was given.
            ahead.append(waiter)

    def _release_all(self, owner: Owner, *, transaction: bool) -> None:
        for key, owners in list(self._held.items()):
            held = owners.get(owner)
            if held is not None:
                for shared in (False, True):
                    held.counts[shared, transaction] = 0
                self._tidy(owner, key)

    def _tidy(self, owner: Owner, key: Key) -> None:
        owners = self._held[key]
        if not any(owners[owner].counts.values()):
            del owners[owner]
        if not owners:
            del self._held[key]
        self._grant(key)

    def _in_the_way(self, waiter: _Waiter) -> list[Owner]:
        """Return who has the lock, or waits ahead for it, in a way that excludes the waiter."""
        found = [
            owner
            for owner, held in self._held.get(waiter.key, {}).items()
            if owner != waiter.owner and (held.has(shared=False) or not waiter.shared)
        ]
        for other in self._waiting:
            if other is waiter:
                break
            if other.key == waiter.key and not (waiter.shared and other.shared):
                found.append(other.owner)
        return found

    def _refuse_deadlock(self, waiter: _Waiter) -> None:
        """Raise 40P01 where the waiter waits for itself, over others."""
        cycle = self._cycle(waiter, [])
        if not cycle:
            return
        lines = [
            f"Process {step.owner.process_id} waits for {mode(step.shared)} on advisory lock"
            f" {step.key}; blocked by process {after.owner.process_id}."
            for step, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        ]
        raise PgError(
            "deadlock detected",
            sqlstate="40P01",
            detail="\n".join(lines),
            hint="See server log for query details.",
        )

    def _cycle(self, waiter: _Waiter, path: list[_Waiter]) -> list[_Waiter]:
        """Return those who wait for each other in a ring that ``path`` begins."""
        path = [*path, waiter]
        for owner in self._in_the_way(waiter):
            if owner == path[0].owner:
                return path
            behind = next((w for w in self._waiting if w.owner == owner), None)
            if behind is not None and behind not in path:
                found = self._cycle(behind, path)
                if found:
                    return found
        return []


def mode(shared: bool) -> str:
    """Return PostgreSQL's name of the lock's mode."""
    return "ShareLock" if shared else "ExclusiveLock"
