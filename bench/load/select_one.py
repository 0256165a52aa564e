"""``select 1``: what a statement costs that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bench.embedded import Embedded
from bench.load import pgbench
from bench.load.measure import Figure, Measure, Options, Target
from bench.servers.base import RunningServer

MODES = ("simple", "extended", "prepared")
OVER_EMBEDDED_US = 150


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    for mode in MODES:
        done = pgbench.run(server, "select_one.sql", mode, 1, options)
        yield Figure(f"select 1, {mode}, server CPU", done.cpu_us, "µs")
        yield Figure(f"select 1, {mode}", done.per_second, "1/s")


def _embedded(embedded: Embedded, options: Options) -> Iterator[Figure]:
    done = embedded.loop("select 1", options.seconds)
    for mode in MODES:
        yield Figure(f"select 1, {mode}, server CPU", done["cpu"] / done["count"] * 1e6, "µs")
        yield Figure(f"select 1, {mode}", done["count"] / done["seconds"], "1/s")


MEASURE = Measure(
    "select_one",
    _run,
    tuple(
        Target(f"select 1, {mode}, server CPU", OVER_EMBEDDED_US, "embedded+") for mode in MODES
    ),
    _embedded,
)
