"""Who gets the next worker: a queue for each user, served in turn.

A user may take one more worker only while he holds fewer than are free, the dynamic threshold of
Choudhury and Hahne, "Dynamic Queue Length Thresholds in a Shared Memory Packet Switch" (1998):
alone he gets half of them, the next one half of the rest, and so on, so that as a rule a newcomer
finds a free one however long the others' statements run. Beside that an administrator may bound a
user by number. Knows no threads and no clock; used by one thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


def _no_cap(user: str) -> int | None:
    return None


class FairQueue(Generic[T]):
    """The workers of a pool, and what waits for them.

    Whoever may have a worker does not wait: that holds between any two calls.

    Attributes:
        free: Workers nobody holds.
    """

    def __init__(self, workers: int, cap: Callable[[str], int | None] = _no_cap) -> None:
        """Begin with all workers free.

        Args:
            workers: How many there are.
            cap: How many a user may hold, whatever is free; ``None`` for no bound of his own.
        """
        self.free = workers
        self._cap = cap
        self._held: dict[str, int] = {}  # by user; those who hold none are not in it
        self._waiting: dict[str, deque[T]] = {}  # in the order in which the users' turns come

    def take(self, user: str) -> bool:
        """Take a worker for ``user``, if he may have one and nothing of his waits."""
        if user in self._waiting or not self._may_take(user):
            return False
        self._take(user)
        return True

    def wait(self, user: str, item: T) -> None:
        """Put ``item`` behind what waits of this user, after :meth:`take` was refused."""
        self._waiting.setdefault(user, deque()).append(item)

    def withdraw(self, user: str, item: T) -> bool:
        """Take ``item`` out of the queue; ``False`` when it is not in it (any more)."""
        queue = self._waiting.get(user)
        if queue is None or item not in queue:
            return False
        queue.remove(item)
        if not queue:
            del self._waiting[user]
        return True

    def give_back(self, user: str) -> Sequence[T]:
        """Return a worker; what waited and has one now comes back, in order."""
        held = self._held[user] - 1
        if held:
            self._held[user] = held
        else:
            del self._held[user]
        self.free += 1
        return self._serve() if self._waiting else ()

    def held(self, user: str) -> int:
        """Return how many workers the user has."""
        return self._held.get(user, 0)

    def _may_take(self, user: str) -> bool:
        held = self._held.get(user, 0)
        if held >= self.free:
            return False
        cap = self._cap(user)
        return cap is None or held < cap

    def _take(self, user: str) -> None:
        self._held[user] = self._held.get(user, 0) + 1
        self.free -= 1

    def _serve(self) -> list[T]:
        """Give workers to who waits and may have one, one a turn."""
        served: list[T] = []
        while (user := next(filter(self._may_take, self._waiting), None)) is not None:
            queue = self._waiting.pop(user)
            served.append(queue.popleft())
            self._take(user)
            if queue:
                self._waiting[user] = queue  # his next turn comes behind the others'
        return served
