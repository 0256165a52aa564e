"""Who is connected: those on their way in, and those who are, by address and by user.

Whoever has not logged in holds no place: he waits in a crowd of its own, where a flood of
half-open connections drives out its own oldest and keeps no login out. A place is taken when the
login is proved, in PostgreSQL's order: as long as there is one, by those whose own limit is not
reached, the last ones by trusted users only. That there is none is told before a password is asked
for, as PostgreSQL does, and after TLS, since before it a client of libpq takes no error for an
answer. Source: PostgreSQL manual, 20.3 ``max_connections`` and
``superuser_reserved_connections``; order and wordings recorded from PostgreSQL 15.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from duckgres.config.model import User
from duckgres.errors import ConnectionLost, FatalError
from duckgres.server.crowd import Crowd

TOO_MANY = "53300"
DROPPED = "too many connections that have not logged in"


@dataclass(frozen=True, slots=True)
class Places:
    """How many there are.

    Attributes:
        sessions: At one time.
        reserved: The last of them, for trusted users; meant only where there are such users.
        guests: Connections that have not logged in.
        per_source: Sessions one address may hold; 0 is no limit.
    """

    sessions: int
    reserved: int = 0
    guests: int = 1000
    per_source: int = 0


class Stage(Enum):
    """How far a connection has come."""

    GUEST = "not logged in"
    SESSION = "logged in"
    GONE = "gone"


@dataclass(slots=True, eq=False)
class Ticket:
    """One connection, as long as it is there.

    Attributes:
        source: Whose it is.
        drop: Ends it; called from another one's greenlet.
        exempt: Whether the limit by source is not for it.
        user: Who it is, once logged in.
    """

    source: str
    drop: Callable[[], None]
    exempt: bool = False
    stage: Stage = Stage.GUEST
    user: str = ""


def _nothing() -> None:
    """Stand in for the dropping of one who is in."""


class Admission:
    """The counts of one server."""

    def __init__(self, places: Places, users: Mapping[str, User]) -> None:
        """Begin with nobody."""
        self.use(places, users)
        self._guests: Crowd[Ticket] = Crowd()
        self._sessions = 0
        self._by_source: Counter[str] = Counter()
        self._by_user: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many are connected, logged in or not."""
        return len(self._guests) + self._sessions

    def use(self, places: Places, users: Mapping[str, User]) -> None:
        """Go by these limits from now on; who is in stays in."""
        self._places = places
        self._users = users
        # Kept back for nobody they would only be missing.
        trusted = any(user.trusted for user in users.values())
        self._open_to_all = places.sessions - (places.reserved if trusted else 0)

    def enter(self, ticket: Ticket) -> None:
        """Take a guest in; another one has to go when there are too many."""
        if len(self._guests) >= self._places.guests:
            self.drop_one()
        self._guests.add(ticket, ticket.source)

    def move(self, ticket: Ticket, source: str) -> None:
        """Count a guest under the source it really comes from."""
        if ticket.stage is Stage.GUEST:
            self._guests.remove(ticket, ticket.source)
            self._guests.add(ticket, source)
        ticket.source = source

    def drop_one(self) -> None:
        """Send a guest away, if there is one."""
        if len(self._guests):
            ticket = self._guests.next_to_go()
            self.leave(ticket)
            ticket.drop()

    def check(self, ticket: Ticket) -> None:
        """Refuse a guest for whom there is no place, whoever he is.

        Raises:
            FatalError: 53300.
        """
        if self._sessions >= self._places.sessions:
            raise _too_many("sorry, too many clients already")
        held = self._by_source[ticket.source]
        if not ticket.exempt and 0 < self._places.per_source <= held:
            detail = f"Your address holds {held} connections, which is all it may."
            raise _too_many("sorry, too many clients already", detail)

    def admit(self, ticket: Ticket, name: str) -> None:
        """Give a guest who has proved who he is his place.

        Raises:
            FatalError: 53300.
            ConnectionLost: Sent away in the same moment.
        """
        if ticket.stage is not Stage.GUEST:
            raise ConnectionLost(DROPPED)
        self.check(ticket)
        self._check_user(name)
        self._guests.remove(ticket, ticket.source)
        ticket.stage = Stage.SESSION
        ticket.drop = _nothing  # what it held is not needed any more
        ticket.user = name
        self._sessions += 1
        self._by_source[ticket.source] += 1
        self._by_user[name] += 1

    def leave(self, ticket: Ticket) -> None:
        """Count a connection out; twice is once."""
        if ticket.stage is Stage.GUEST:
            self._guests.remove(ticket, ticket.source)
        elif ticket.stage is Stage.SESSION:
            self._sessions -= 1
            _count_down(self._by_source, ticket.source)
            _count_down(self._by_user, ticket.user)
        ticket.stage = Stage.GONE

    def _check_user(self, name: str) -> None:
        user = self._users.get(name)  # None: removed while his password was typed
        if user is not None and user.trusted:
            return
        limit = user.limits.max_connections if user is not None else None
        if limit is not None and self._by_user[name] >= limit:
            raise _too_many(f'too many connections for role "{name}"')
        if self._sessions >= self._open_to_all:
            raise _too_many(
                "remaining connection slots are reserved for non-replication superuser connections"
            )


def _count_down(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]


def _too_many(message: str, detail: str | None = None) -> FatalError:
    return FatalError(message, sqlstate=TOO_MANY, detail=detail)
