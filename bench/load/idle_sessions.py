"""Sessions that do nothing: the memory of one."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack

from bench.load.measure import Figure, Measure, Options, Target, connect
from bench.process import memory_bytes
from bench.servers.base import RunningServer

SETTLE_SECONDS = 1.0
SPARE_DESCRIPTORS = 100
LIMIT_KB = 60


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = options.sessions + SPARE_DESCRIPTORS
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))
    with ExitStack() as stack:
        stack.enter_context(connect(server)).query("select 1")  # what the first session brings
        time.sleep(SETTLE_SECONDS)
        before = memory_bytes(server.root_pid)
        for _ in range(options.sessions):
            client = stack.enter_context(connect(server))
            client.query("select 1")
        time.sleep(SETTLE_SECONDS)
        grown = memory_bytes(server.root_pid) - before
    yield Figure("idle session", grown / options.sessions / 1000, "kB")


MEASURE = Measure("idle_sessions", _run, (Target("idle session", LIMIT_KB),), rounds=1)
