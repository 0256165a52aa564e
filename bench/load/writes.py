"""One inserted row a transaction, committed to disk; no target, shown beside PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from bench.load import pgbench
from bench.load.measure import Figure, Measure, Options
from bench.servers.base import RunningServer

MODES = ("simple", "prepared")
CLIENTS = (1, 8)


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    for mode in MODES:
        for clients in CLIENTS:
            done = pgbench.run(server, "write.sql", mode, clients, options)
            name = f"write, {mode}, {clients} clients"
            yield Figure(f"{name}, server CPU", done.cpu_us, "µs")
            yield Figure(name, done.per_second, "1/s")
            yield Figure(f"{name}, p99", done.p99_ms, "ms")


MEASURE = Measure("writes", _run)
