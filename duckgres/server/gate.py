"""The way in: what each connection is asked between accept and AuthenticationOk.

``Gate`` is the server's, ``Visitor`` one connection's way through it. Banned addresses are the
reason for the two steps: some are let through to TLS, to be told why they are not let in; when
they come faster than that is worth, the rest is closed at accept, before the handshake: 110 µs of
CPU in place of 830. A ban closes the door to cancel requests, too, and leaves running
sessions alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import gevent

from duckgres.auth.throttle import Ban, Bans, Delays
from duckgres.config.model import RateLimit, User
from duckgres.errors import FatalError
from duckgres.observability.sparing import SparingLog
from duckgres.server.address import source_of, within
from duckgres.server.admission import TOO_MANY, Admission, Places, Ticket

DROPS_AT_ONCE = 32  # as many as are accepted at once

Refuse = Callable[[], None]
Cancel = Callable[[int, bytes], bool]


class Gate:
    """What is known about all who come.

    Attributes:
        admission: The counts.
        bans, delays: What failed logins led to.
    """

    def __init__(
        self, places: Places, users: Mapping[str, User], limits: RateLimit, refuse: Refuse
    ) -> None:
        """Open it.

        Args:
            places: How many are let in.
            users: Whose own limits hold.
            limits: Those by address and by name.
            refuse: Raises a FatalError while nobody at all is let in.
        """
        self.admission = Admission(places, users)
        self.bans = Bans(limits)
        self.delays = Delays(limits)
        self.limits = limits
        self.refuse = refuse
        self.begun = SparingLog("ban begun")
        self._lifted = SparingLog("ban lifted")
        self._dropped = SparingLog("connection dropped")

    def use(self, places: Places, users: Mapping[str, User], limits: RateLimit) -> None:
        """Go by these limits from now on; who is in stays in, who is banned stays out."""
        self.admission.use(places, users)
        self.limits = self.bans.limits = self.delays.limits = limits

    def exempt(self, address: str) -> bool:
        """Say whether the limits by address and name are not for this one."""
        return within(address, self.limits.exempt)

    def turns_away(self, address: str) -> bool:
        """Say whether a connection is to be closed without a word."""
        return not self.exempt(address) and self.bans.turns_away(source_of(address))

    def open(self, address: str, drop: Callable[[], None], deadline: float) -> Visitor:
        """Let somebody come in and say who he is.

        Args:
            address: Where he comes from.
            drop: Ends his connection, when it gets too crowded.
            deadline: When the time to log in is over, on the monotonic clock.
        """

        def drop_and_tell() -> None:
            self._dropped.warning(peer=visitor.address, reason="too many have not logged in")
            drop()

        visitor = Visitor(self, address, drop_and_tell, deadline)
        return visitor

    def make_room(self) -> None:
        """Send those away who have waited longest: there is no descriptor for newcomers."""
        for _ in range(DROPS_AT_ONCE):
            self.admission.drop_one()

    def sweep(self) -> None:
        """Forget what time has settled, and tell which bans ended; to be called now and then."""
        for ban in self.bans.sweep():
            self._lifted.info(address=ban.source, refused=ban.refused)
        self.delays.sweep()


class Visitor:
    """One connection's way in, and its place as long as it is there.

    Attributes:
        address: Where it comes from, as far as is known by now.
    """

    def __init__(
        self, gate: Gate, address: str, drop: Callable[[], None], deadline: float
    ) -> None:
        self.address = address
        self._gate = gate
        self._deadline = deadline
        self._ticket = Ticket(source_of(address), drop, gate.exempt(address))
        gate.admission.enter(self._ticket)

    def comes_from(self, address: str) -> None:
        """Take the word of a proxy for where the connection comes from."""
        self.address = address
        self._ticket.exempt = self._gate.exempt(address)
        self._gate.admission.move(self._ticket, source_of(address))

    def refuse(self) -> None:
        """Refuse whoever is not even asked for a password.

        Raises:
            FatalError: 57P03 while the server ends, 53300.
        """
        self._gate.refuse()
        self._refuse_banned()
        self._gate.admission.check(self._ticket)

    def judge(self, user: str, proved: bool) -> None:
        """Take notice of a proof, right or wrong, and hold its verdict back for a while.

        Raises:
            FatalError: 53300, the address was banned meanwhile.
        """
        if self._ticket.exempt:
            return
        self._refuse_banned()
        gate, source = self._gate, self._ticket.source
        delay = gate.delays.attempt(user, source)
        if not proved:
            ban = gate.bans.fail(source, user)
            if ban is not None:
                seconds = round(gate.bans.seconds_left(ban))
                gate.begun.warning(address=source, attempts=ban.attempts, seconds=seconds)
        # A right proof must still come through before the time to log in is over.
        delay = min(delay, (self._deadline - time.monotonic()) / 2)
        if delay > 0:
            gevent.sleep(delay)

    def admit(self, user: str) -> None:
        """Give the user who proved himself his place.

        Raises:
            FatalError: 53300, there is none for him.
            ConnectionLost: He was sent away in the same moment.
        """
        if not self._ticket.exempt:
            self._gate.bans.forgive(self._ticket.source, user)
            self._gate.delays.succeed(user, self._ticket.source)
        self._gate.admission.admit(self._ticket, user)

    def may_cancel(self) -> bool:
        """Say whether a cancel request from here is looked at."""
        return self._ban() is None

    def leave(self) -> None:
        """Give the place back."""
        self._gate.admission.leave(self._ticket)

    def _ban(self) -> Ban | None:
        return None if self._ticket.exempt else self._gate.bans.find(self._ticket.source)

    def _refuse_banned(self) -> None:
        ban = self._ban()
        if ban is not None:
            seconds = max(1, round(self._gate.bans.seconds_left(ban)))
            raise FatalError(
                "too many failed login attempts from this address",
                sqlstate=TOO_MANY,
                hint=f"Try again in {seconds} seconds.",
            )
