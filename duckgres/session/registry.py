"""Who is connected: process ids, cancel keys, and all sessions for whoever stops the server.

A cancel request names a process id and a secret and comes over a connection of its own, before any
login; a wrong one is met with silence. Source: PostgreSQL manual, 55.2.8 "Canceling Requests in
Progress" and, for the length of secrets, 55.7 "BackendKeyData".
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from duckgres.errors import FatalError

SHORT_SECRET = 4  # bytes; all that protocol 3.0 has room for
LONG_SECRET = 32  # bytes, from protocol 3.2 on, as PostgreSQL 18
_MAX_PROCESS_ID = 0x7FFF_FFFF  # the protocol's Int32, and clients take it for positive


class Activity(Enum):
    """What a session is doing; the values are ``pg_stat_activity.state``'s."""

    IDLE = "idle"
    IDLE_IN_TRANSACTION = "idle in transaction"
    ACTIVE = "active"


class RegisteredSession(Protocol):
    """What others may do to a session; each may be called from any greenlet."""

    @property
    def state(self) -> Activity:
        """What it is doing now."""

    def cancel(self) -> None:
        """Stop the running statement, if there is one; the session goes on."""

    def terminate(self, error: FatalError) -> None:
        """End the session: interrupt what runs, tell the client ``error``, close."""

    def look_after_client(self) -> None:
        """End the session if its client has gone; called a few times a second."""


@dataclass(frozen=True, slots=True)
class BackendKey:
    """What a client needs to cancel, as in BackendKeyData."""

    process_id: int
    secret: bytes = field(repr=False)


class Registry:
    """The sessions of one server, by process id."""

    def __init__(self) -> None:
        self._keys: dict[int, BackendKey] = {}
        self._sessions: dict[int, RegisteredSession] = {}
        self._last = 0

    def issue_key(self, protocol: tuple[int, int]) -> BackendKey:
        """Return a new key; its process id is taken until ``release``.

        Args:
            protocol: The version the session speaks; it decides how long the secret may be.
        """
        size = LONG_SECRET if protocol >= (3, 2) else SHORT_SECRET
        key = BackendKey(self._next_process_id(), os.urandom(size))
        self._keys[key.process_id] = key
        return key

    def register(self, key: BackendKey, session: RegisteredSession) -> None:
        """Make a session known under its key."""
        self._sessions[key.process_id] = session

    def release(self, key: BackendKey) -> None:
        """Forget a key and its session."""
        self._keys.pop(key.process_id, None)
        self._sessions.pop(key.process_id, None)

    def cancel(self, process_id: int, secret: bytes) -> bool:
        """Cancel what a session runs, if the secret is the session's; say whether it was."""
        key = self._keys.get(process_id)
        if key is None or not hmac.compare_digest(key.secret, secret):
            return False
        session = self._sessions.get(process_id)
        if session is None:
            return False
        session.cancel()
        return True

    def __iter__(self) -> Iterator[RegisteredSession]:
        """Return the sessions as they are now; they may go while one looks at them."""
        return iter(list(self._sessions.values()))

    def __len__(self) -> int:
        return len(self._sessions)

    def count_active(self) -> int:
        """Return how many sessions run a statement."""
        return sum(session.state is Activity.ACTIVE for session in self._sessions.values())

    def get(self, process_id: int) -> RegisteredSession | None:
        """Return a session by its process id, as ``pg_terminate_backend`` needs it."""
        return self._sessions.get(process_id)

    def _next_process_id(self) -> int:
        # Counting up means that a process id is not used again for a long time.
        while True:
            self._last = self._last % _MAX_PROCESS_ID + 1
            if self._last not in self._keys:
                return self._last
