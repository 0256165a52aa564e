"""Logging in: TCP, TLS, SCRAM-SHA-256, up to ReadyForQuery, one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.load.measure import Figure, Measure, Options, Target, connect, percentile
from bench.process import cpu_seconds
from bench.servers.base import RunningServer

REAP_SECONDS = 0.5  # until the last backends have ended and been counted by their parent


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    before = cpu_seconds(server.root_pid)
    taken = []
    for _ in range(options.connects):
        began = time.perf_counter()
        client = connect(server)
        taken.append((time.perf_counter() - began) * 1000)
        client.close()
    time.sleep(REAP_SECONDS)
    cpu = cpu_seconds(server.root_pid) - before
    yield Figure("login, server CPU", cpu / options.connects * 1e3, "ms")
    yield Figure("login, median", percentile(taken, 0.5), "ms")
    yield Figure("login, p99", percentile(taken, 0.99), "ms")


MEASURE = Measure("connect", _run, (Target("login, server CPU", 1, "postgres"),))
