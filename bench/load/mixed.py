"""Point reads beside one analytic query that runs over and over: how long the small ones wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from bench.load import pgbench
from bench.load.measure import Figure, Measure, Options, Target, connect
from bench.load.tpch import queries
from bench.servers.base import RunningServer

CLIENTS = 4
WORST_RATIO = 3


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    alone = pgbench.run(server, "point_read.sql", "prepared", CLIENTS, options)
    beside, analytic = _beside(server, options)
    yield Figure("point read alone, p99", alone.p99_ms, "ms")
    yield Figure("point read beside TPC-H 1, p99", beside.p99_ms, "ms")
    yield Figure("p99 beside an analytic query by alone", beside.p99_ms / alone.p99_ms, "×")
    yield Figure("point read alone", alone.per_second, "1/s")
    yield Figure("point read beside TPC-H 1", beside.per_second, "1/s")
    yield Figure("TPC-H 1 finished meanwhile", analytic, "")


def _beside(server: RunningServer, options: Options) -> tuple[pgbench.Run, int]:
    stop = threading.Event()
    finished: list[float] = []
    failures: list[Exception] = []

    def work() -> None:
        try:
            with connect(server) as client:
                while not stop.is_set():
                    finished.append(client.query(queries()[0]).seconds)
        except Exception as error:  # noqa: BLE001  # raised below, in the thread that asked
            failures.append(error)

    thread = threading.Thread(target=work)
    queries()
    thread.start()
    try:
        run = pgbench.run(server, "point_read.sql", "prepared", CLIENTS, options)
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]
    return run, len(finished)


MEASURE = Measure("mixed", _run, (Target("p99 beside an analytic query by alone", WORST_RATIO),))
