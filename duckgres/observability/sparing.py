"""Log lines that a flood would multiply: some at once, then one a second, the rest counted."""

from __future__ import annotations

import time
from collections.abc import Callable

from duckgres.observability.logging import log

BURST = 20  # lines of one event
LINES_PER_SECOND = 1.0


class Allowance:
    """So many at once, and so many a second in the long run (a token bucket)."""

    def __init__(
        self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left = burst
        self._then = clock()

    def take(self) -> bool:
        """Take one, if there is one."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._then) * self._per_second)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class SparingLog:
    """The lines of one event.

    A line that follows unwritten ones carries their number as ``unlogged``.
    """

    def __init__(self, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._event = event
        self._allowance = Allowance(BURST, LINES_PER_SECOND, clock)
        self._unlogged = 0

    def info(self, **fields: object) -> None:
        """Write the event's line at INFO, or count it."""
        if self._due(fields):
            log.info(self._event, **fields)

    def warning(self, **fields: object) -> None:
        """Write the event's line at WARNING, or count it."""
        if self._due(fields):
            log.warning(self._event, **fields)

    def _due(self, fields: dict[str, object]) -> bool:
        if not self._allowance.take():
            self._unlogged += 1
            return False
        if self._unlogged:
            fields["unlogged"] = self._unlogged
            self._unlogged = 0
        return True
