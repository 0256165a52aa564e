"""LISTEN and NOTIFY between the sessions of one database.

What a transaction says waits for its commit and is dropped with it; the same words twice are said
once. A listener hears it when it is idle and in no transaction, at once or at its next
ReadyForQuery, in the order in which the transactions have committed. Nothing is kept for who does
not listen. Source: PostgreSQL manual, NOTIFY; src/backend/commands/async.c.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from duckgres.errors import PgError

LONGEST_CHANNEL = 63  # bytes
LONGEST_PAYLOAD = 7999  # bytes


class Notification(NamedTuple):
    """What a listener hears."""

    process_id: int
    channel: str
    payload: str


class Channels:
    """Who listens to what, in all databases."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._listeners: dict[tuple[str, str], dict[Listener, None]] = {}

    def add(self, listener: Listener, channel: str) -> None:
        """Let a session listen."""
        self._listeners.setdefault((listener.database, channel), {})[listener] = None

    def remove(self, listener: Listener, channel: str) -> None:
        """Let a session listen no more."""
        key = listener.database, channel
        listeners = self._listeners.get(key, {})
        listeners.pop(listener, None)
        if not listeners:
            self._listeners.pop(key, None)

    def say(self, database: str, said: Notification) -> None:
        """Tell everyone who listens."""
        for listener in list(self._listeners.get((database, said.channel), ())):
            listener.hear(said)


class Listener:
    """One session's part: what it listens to, what it has heard, what it is going to say.

    Attributes:
        database: Whose channels these are.
        heard: What the client was not told yet.
    """

    def __init__(
        self, channels: Channels, database: str, process_id: int, nudge: Callable[[], None]
    ) -> None:
        """Begin silent.

        Args:
            channels: All sessions'.
            database: The session's.
            process_id: The session's, which its notifications carry.
            nudge: Called when there is something to tell.
        """
        self.database = database
        self.heard: list[Notification] = []
        self._channels = channels
        self._process_id = process_id
        self._nudge = nudge
        self._channels_heard: dict[str, None] = {}
        self._changes: list[tuple[bool, str | None]] = []  # listen or not, channel or all
        self._saying: dict[tuple[str, str], None] = {}

    @property
    def channels(self) -> list[str]:
        """What is listened to, as far as it is committed."""
        return list(self._channels_heard)

    def listen(self, channel: str) -> None:
        """Listen from the commit on."""
        self._changes.append((True, channel))

    def unlisten(self, channel: str | None) -> None:
        """Listen no more from the commit on; ``None`` is to nothing at all."""
        self._changes.append((False, channel))

    def say(self, channel: str, payload: str) -> None:
        """Say something at the commit.

        Raises:
            PgError: 22023, the channel has no name, or one that is too long, or the payload is.
        """
        if not channel:
            raise PgError("channel name cannot be empty", sqlstate="22023")
        if len(channel.encode()) > LONGEST_CHANNEL:
            raise PgError("channel name too long", sqlstate="22023")
        if len(payload.encode()) > LONGEST_PAYLOAD:
            raise PgError("payload string too long", sqlstate="22023")
        self._saying[channel, payload] = None

    def end_transaction(self, committed: bool) -> None:
        """Do what waited for the commit, or forget it."""
        changes, self._changes = self._changes, []
        saying, self._saying = self._saying, {}
        if not committed:
            return
        for listens, channel in changes:
            if channel is None:
                self.leave()
            elif listens:
                self._channels_heard[channel] = None
                self._channels.add(self, channel)
            else:
                self._channels_heard.pop(channel, None)
                self._channels.remove(self, channel)
        for channel, payload in saying:
            self._channels.say(self.database, Notification(self._process_id, channel, payload))

    def mark(self) -> Callable[[], None]:
        """Return what forgets, behind a savepoint, what waits for the commit from now on."""
        changes, saying = len(self._changes), len(self._saying)

        def undo() -> None:
            del self._changes[changes:]
            self._saying = dict.fromkeys(list(self._saying)[:saying])

        return undo

    def hear(self, said: Notification) -> None:
        """Take what somebody said."""
        self.heard.append(said)
        self._nudge()

    def take(self) -> list[Notification]:
        """Return what the client is to be told now."""
        heard, self.heard = self.heard, []
        return heard

    def leave(self) -> None:
        """Listen to nothing."""
        for channel in self._channels_heard:
            self._channels.remove(self, channel)
        self._channels_heard.clear()
