"""What a measure is: a name, a round against one server, and the targets it is held to.

The runner interleaves the rounds of all servers (A B A B), so that a slow minute of the machine
hits all of them, and takes the median of each figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.embedded import Embedded
from bench.servers.base import RunningServer
from bench.sink import SinkClient


@dataclass(frozen=True)
class Options:
    """How much is measured.

    Attributes:
        seconds: Length of every timed stretch.
        points: Rows of the table ``points``, its keys run from 1.
        connects: Logins of a round.
        sessions: Idle sessions held at once.
        statement_seconds: After this an analytic statement is given up.
    """

    seconds: float
    points: int
    connects: int
    sessions: int
    statement_seconds: int


@dataclass(frozen=True)
class Figure:
    """One number of one round."""

    metric: str
    value: float
    unit: str


@dataclass(frozen=True)
class Target:
    """What a metric of Duckgres has to reach.

    Attributes:
        metric: Its name.
        limit: The bound.
        against: ``postgres`` or ``embedded``: the bound is a ratio to its figure; ``embedded+``:
            it is the difference; empty: the figure itself.
        at_least: The bound is a lower one.
    """

    metric: str
    limit: float
    against: str = ""
    at_least: bool = False

    def __str__(self) -> str:
        """Return the target in the words of the table."""
        sign = "≥" if self.at_least else "≤"
        if self.against == "embedded+":
            return f"{sign} embedded + {self.limit:g}"
        return f"{sign} {self.limit:g}" + (f" × {self.against}" if self.against else "")

    def value(self, duckgres: float, others: dict[str, float]) -> float | None:
        """Return what is compared with the limit; ``None`` when the other figure is missing."""
        if not self.against:
            return duckgres
        other = others.get(self.against.rstrip("+"))
        if other is None:
            return None
        if self.against.endswith("+"):
            return duckgres - other
        return duckgres / other if other else None

    def met(self, value: float) -> bool:
        """Tell whether ``value`` keeps the bound."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Measure:
    """A row or several of the table.

    Attributes:
        name: As ``--only`` takes it.
        run: One round against a server.
        embedded: One round of the baseline, where there is one.
        targets: For some of its metrics.
        rounds: Fewer than asked for, where a round is long; ``None``: as asked.
    """

    name: str
    run: Callable[[RunningServer, Options], Iterator[Figure]]
    targets: tuple[Target, ...] = ()
    embedded: Callable[[Embedded, Options], Iterator[Figure]] | None = None
    rounds: int | None = None


def connect(server: RunningServer) -> SinkClient:
    """Return a logged-in sink client."""
    return SinkClient(
        server.host, server.port, server.user, server.password, server.database, server.tls
    )


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
