"""All of lineitem (16 columns, 183 bytes of text a row) to a client that only swallows.

The peak is over what the same processes hold when idle: PostgreSQL's counts the shared buffers
that its backend has touched. The client's own CPU is shown, since a client that is busy all the
time measures itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.load.measure import Figure, Measure, Options, Target, connect
from bench.process import cpu_seconds, peak_bytes, reset_peak
from bench.servers.base import RunningServer

QUERY = "select * from lineitem"
WARM_UP = "select count(*), max(l_comment) from lineitem"
PEAK_MB = 150
FIRST_ROW_MS = 100


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    del options  # the table decides how long it takes
    with connect(server) as client:
        client.query(WARM_UP)
        for name, swallow in (("text", client.query), ("binary", client.query_binary)):
            reset_peak(server.root_pid)
            idle = peak_bytes(server.root_pid)
            before, own = cpu_seconds(server.root_pid), time.process_time()
            done = swallow(QUERY)
            own = time.process_time() - own
            cpu = cpu_seconds(server.root_pid) - before
            peak = peak_bytes(server.root_pid)
            if not done.rows:
                raise RuntimeError(f"lineitem of {server.name} is empty")
            yield Figure(f"extraction, {name}, server CPU a row", cpu / done.rows * 1e6, "µs")
            yield Figure(f"extraction, {name}, client CPU a row", own / done.rows * 1e6, "µs")
            yield Figure(f"extraction, {name}, rows", done.rows / done.seconds, "1/s")
            yield Figure(f"extraction, {name}, bytes", done.bytes / done.seconds / 1e6, "MB/s")
            yield Figure(f"extraction, {name}, first row", done.first_row_seconds * 1000, "ms")
            yield Figure(f"extraction, {name}, peak over idle", (peak - idle) / 1e6, "MB")


MEASURE = Measure(
    "extraction",
    _run,
    (
        Target("extraction, text, server CPU a row", 0.6, "postgres"),
        Target("extraction, binary, server CPU a row", 0.5, "postgres"),
        *(
            target
            for name in ("text", "binary")
            for target in (
                Target(f"extraction, {name}, rows", 1.5, "postgres", at_least=True),
                Target(f"extraction, {name}, first row", FIRST_ROW_MS),
                Target(f"extraction, {name}, peak over idle", PEAK_MB),
            )
        ),
    ),
)
