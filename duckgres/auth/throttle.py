"""What failed logins lead to: a ban for the address, a delay for the name.

An address whose logins fail too often within a time is banned for a time. Nothing prolongs a
running ban: who is banned is not asked for a password, so there is nothing to count, and a client
with an old password that tries for ever gets in once it has the new one. A login that succeeds
forgives its address the failures under its own name only: typing errors are forgotten, and who
owns one account cannot guess at others between two logins to it.

A name is never banned, or anybody could lock anybody out. The verdict on a proof is held back
instead, the longer the more attempts there were, right ones and wrong ones alike and whether the
name exists or not; an attempt counts from the moment its proof is here, so that guessing in
parallel teaches nothing sooner. Where a user has lately logged in from, nothing is held back: an
attacker does not slow down those who are at home.

All tables are bounded and let the oldest go; they are OrderedDicts, since a plain dict looks for
its first entry past all those that were taken from its front. Pure: time comes from the clock that
is handed in, waiting and telling are the caller's. Sources are addresses as owners hold them.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from duckgres.config.model import RateLimit
from duckgres.observability.sparing import Allowance

FIRST_DELAY = 0.1  # seconds; twice as long with each further attempt
FAILURES_KEPT = 20_000  # of all addresses together
BANS_KEPT = 20_000
NAMES_KEPT = 10_000
HOMES_KEPT = 64  # addresses a user; so nobody pushes another's out
HOME_SECONDS = 7 * 86400.0  # a weekend away does not make a stranger
# Being told of a ban takes a TLS handshake: a libpq that tries its several ways to connect is told
# each time, a flood is not, and a flood from everywhere takes one per cent of a core.
WORDS, WORDS_PER_SECOND = 5.0, 1.0  # to one address
ALL_WORDS, ALL_WORDS_PER_SECOND = 20.0, 10.0  # to all of them
_NAME_SIZE = 63  # characters kept of a name, which may be as long as a startup packet

Clock = Callable[[], float]


@dataclass(slots=True)
class Ban:
    """An address that is not let in.

    Attributes:
        attempts: Failed logins that led to it.
        until: When it ends, on the clock.
        refused: Connections that came during it.
        words: How many of them may still be told so.
    """

    source: str
    attempts: int
    until: float
    words: Allowance = field(repr=False)
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    at: float
    user: str


class Bans:
    """Failures and bans by address.

    Attributes:
        limits: May be exchanged; running bans keep their end.
    """

    def __init__(self, limits: RateLimit, clock: Clock = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        # Both in the order in which their last entry was made, the oldest first.
        self._failures: OrderedDict[str, list[_Failure]] = OrderedDict()
        self._bans: OrderedDict[str, Ban] = OrderedDict()
        self._failure_count = 0
        self._words = Allowance(ALL_WORDS, ALL_WORDS_PER_SECOND, clock)

    def find(self, source: str) -> Ban | None:
        """Return the running ban of an address."""
        ban = self._bans.get(source)
        return ban if ban is not None and ban.until > self._clock() else None

    def turns_away(self, source: str) -> bool:
        """Say whether a connection is to be closed without a word, and count it."""
        ban = self.find(source)
        if ban is None:
            return False
        ban.refused += 1
        return not (ban.words.take() and self._words.take())

    def seconds_left(self, ban: Ban) -> float:
        """Return how long a ban still runs."""
        return max(0.0, ban.until - self._clock())

    def fail(self, source: str, user: str) -> Ban | None:
        """Count a failed login; return the ban it leads to."""
        limit = self.limits.max_failed_attempts
        if not limit or not self.limits.ban_duration:
            return None
        now = self._clock()
        oldest = now - self.limits.failed_attempt_window
        failures = [failure for failure in self._take(source) if failure.at > oldest]
        failures.append(_Failure(now, user[:_NAME_SIZE]))
        if len(failures) < limit:
            self._put(source, failures)
            return None
        words = Allowance(WORDS, WORDS_PER_SECOND, self._clock)
        ban = Ban(source, len(failures), now + self.limits.ban_duration, words)
        self._bans.pop(source, None)
        self._bans[source] = ban
        if len(self._bans) > BANS_KEPT:
            self._bans.popitem(last=False)
        return ban

    def forgive(self, source: str, user: str) -> None:
        """Forget an address's failures under one name."""
        if source not in self._failures:
            return
        name = user[:_NAME_SIZE]
        left = [failure for failure in self._take(source) if failure.user != name]
        if left:
            self._put(source, left)

    def sweep(self) -> list[Ban]:
        """Forget what time has settled; return the bans that ended."""
        now = self._clock()
        ended: list[Ban] = []
        while self._bans and (ban := next(iter(self._bans.values()))).until <= now:
            ended.append(self._bans.pop(ban.source))
        while self._failures:
            source = next(iter(self._failures))
            if self._failures[source][-1].at > now - self.limits.failed_attempt_window:
                break
            self._take(source)
        return ended

    def __len__(self) -> int:
        """Return how many entries are kept."""
        return self._failure_count + len(self._bans)

    def _take(self, source: str) -> list[_Failure]:
        failures = self._failures.pop(source, [])
        self._failure_count -= len(failures)
        return failures

    def _put(self, source: str, failures: list[_Failure]) -> None:
        self._failures[source] = failures
        self._failure_count += len(failures)
        while self._failure_count > FAILURES_KEPT:
            self._take(next(iter(self._failures)))


@dataclass(slots=True)
class _Attempts:
    count: int
    last: float


class Delays:
    """Attempts by name, and where users are at home.

    Attributes:
        limits: May be exchanged.
    """

    def __init__(self, limits: RateLimit, clock: Clock = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        # The name that was tried last is the last; so are the sources of a user.
        self._attempts: OrderedDict[str, _Attempts] = OrderedDict()
        self._homes: dict[str, OrderedDict[str, float]] = {}

    def attempt(self, user: str, source: str) -> float:
        """Count an attempt whose proof is here; return how long its verdict is held back."""
        name = user[:_NAME_SIZE]
        now = self._clock()
        attempts = self._attempts.pop(name, None)
        if attempts is None or attempts.last <= now - self.limits.failed_attempt_window:
            attempts = _Attempts(0, now)
        before = attempts.count
        attempts.count += 1
        attempts.last = now
        self._attempts[name] = attempts
        if len(self._attempts) > NAMES_KEPT:
            self._attempts.popitem(last=False)
        if not before or self._is_home(name, source, now):
            return 0.0
        # The exponent is bounded: a float has no 2^2000.
        return float(min(self.limits.max_login_delay, FIRST_DELAY * 2 ** min(before - 1, 32)))

    def succeed(self, user: str, source: str) -> None:
        """Take the count of a right attempt back, after its delay, and remember the address."""
        name = user[:_NAME_SIZE]
        attempts = self._attempts.get(name)
        if attempts is not None:
            attempts.count -= 1
            if attempts.count <= 0:
                del self._attempts[name]
        homes = self._homes.setdefault(name, OrderedDict())
        homes[source] = self._clock()
        homes.move_to_end(source)
        if len(homes) > HOMES_KEPT:
            homes.popitem(last=False)

    def sweep(self) -> None:
        """Forget what time has settled."""
        oldest = self._clock() - self.limits.failed_attempt_window
        while self._attempts:
            name = next(iter(self._attempts))
            if self._attempts[name].last > oldest:
                break
            del self._attempts[name]

    def __len__(self) -> int:
        """Return how many entries are kept."""
        return len(self._attempts) + sum(map(len, self._homes.values()))

    def _is_home(self, name: str, source: str, now: float) -> bool:
        homes = self._homes.get(name)
        last = homes.get(source) if homes else None
        return last is not None and last > now - HOME_SECONDS
