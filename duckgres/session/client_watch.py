"""Is the client still there? Asked of every session, a few times a second, by one sweep.

A query whose client has gone would run for nobody; PostgreSQL finds out when it sends, and asks
meanwhile only where ``client_connection_check_interval`` says so. Here that is on by default. A
statement is left alone in its first moments, so that who says something and leaves at once, as
with psql's Terminate, has it done as in PostgreSQL.

A machine that died says nothing: keepalives find that out while nothing is under way, and what is
under way and never acknowledged is found out here. The kernel alone would take a quarter of an
hour; its ``tcp_user_timeout`` is of no use, since it also ends those who live and do not read.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckgres.session.registry import RegisteredSession
    from duckgres.session.settings import Settings
    from duckgres.session.transport import Transport

SWEEP_SECONDS = 0.25
DEAD_MACHINE_SECONDS = 180.0  # as keepalives: 120 and four times 15
DEAD_MACHINE_SWEEPS = 60  # between looks for one


def sweep(sessions: Iterable[RegisteredSession]) -> None:
    """Look once after every client."""
    for session in sessions:
        session.look_after_client()


class ClientWatch:
    """What one session's watch remembers between sweeps."""

    __slots__ = ("_looked", "_settings", "_sweeps", "_transport", "_turn")

    def __init__(self, transport: Transport, settings: Settings) -> None:
        """Begin to watch."""
        self._transport = transport
        self._settings = settings
        self._turn: int | None = None
        self._looked = 0.0  # when, in monotonic seconds
        self._sweeps = 0

    def finds_gone(self, turn: int | None) -> bool:
        """Say whether the client has gone, at one sweep.

        Args:
            turn: The number of the message the session works on; ``None``: it waits for one.
        """
        self._sweeps += 1
        if (
            self._sweeps % DEAD_MACHINE_SWEEPS == 0
            and self._transport.seconds_unanswered() > DEAD_MACHINE_SECONDS
        ):
            return True
        before, self._turn = self._turn, turn
        if turn is None or turn != before:
            return False  # nothing runs, or has only just begun
        interval = self._settings.time_limits.client_check
        now = time.monotonic()
        if not interval or now - self._looked < interval - SWEEP_SECONDS / 2:
            return False
        self._looked = now
        return self._transport.peer_vanished()
