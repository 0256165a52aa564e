"""One row by its primary key, out of a million, in every protocol mode."""

from __future__ import annotations

from collections.abc import Iterator

from bench.embedded import Embedded
from bench.load import pgbench
from bench.load.measure import Figure, Measure, Options, Target
from bench.servers.base import RunningServer

MODES = ("simple", "extended", "prepared")
CLIENTS = (1, 8, 64)


def _names() -> Iterator[tuple[str, str, int]]:
    for mode in MODES:
        for clients in CLIENTS:
            yield f"point read, {mode}, {clients} clients", mode, clients


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    for name, mode, clients in _names():
        done = pgbench.run(server, "point_read.sql", mode, clients, options)
        yield Figure(f"{name}, server CPU", done.cpu_us, "µs")
        yield Figure(name, done.per_second, "1/s")
        yield Figure(f"{name}, p99", done.p99_ms, "ms")


def _embedded(embedded: Embedded, options: Options) -> Iterator[Figure]:
    text = "select name, value from points where id = {key}"
    done = embedded.loop(text, options.seconds, options.points)
    for name, _, _ in _names():
        yield Figure(f"{name}, server CPU", done["cpu"] / done["count"] * 1e6, "µs")
        yield Figure(name, done["count"] / done["seconds"], "1/s")


MEASURE = Measure(
    "point_reads",
    _run,
    tuple(Target(f"{name}, server CPU", 1.5, "embedded") for name, _, _ in _names()),
    _embedded,
)
