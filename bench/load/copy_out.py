"""COPY of all of lineitem TO STDOUT, in the three formats, to a client that only swallows.

At ``--scale 0.1667`` that is a million rows, 127 MB of csv. While it runs once more, another
session asks ``select 1`` every few milliseconds: an export must not keep others waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from bench.load.measure import Figure, Measure, Options, Target, connect, percentile
from bench.process import cpu_seconds, peak_bytes, reset_peak
from bench.servers.base import RunningServer

FORMATS = ("text", "csv", "binary")
WARM_UP = "select count(*), max(l_comment) from lineitem"
PEAK_MB = 250
FIRST_DATA_MS = 100
OTHERS_P99_MS = 50
PAUSE_SECONDS = 0.005


def _statement(form: str) -> str:
    return f"copy lineitem to stdout (format {form})"


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    del options  # the table decides how long it takes
    with connect(server) as client:
        client.query(WARM_UP)
        for form in FORMATS:
            reset_peak(server.root_pid)
            idle = peak_bytes(server.root_pid)
            before = cpu_seconds(server.root_pid)
            done = client.query(_statement(form))
            cpu = cpu_seconds(server.root_pid) - before
            peak = peak_bytes(server.root_pid)
            yield Figure(f"copy out, {form}, server CPU a row", cpu / done.rows * 1e6, "µs")
            yield Figure(f"copy out, {form}, rows", done.rows / done.seconds, "1/s")
            yield Figure(f"copy out, {form}, bytes", done.bytes / done.seconds / 1e6, "MB/s")
            yield Figure(f"copy out, {form}, first data", done.first_row_seconds * 1000, "ms")
            yield Figure(f"copy out, {form}, peak over idle", (peak - idle) / 1e6, "MB")
    yield Figure("copy out, another's select 1, p99", _others(server) * 1000, "ms")


def _others(server: RunningServer) -> float:
    """Return the 99th percentile of another session's ``select 1``, in seconds."""
    waits = []
    with connect(server) as exporting, connect(server) as asking:
        copying = threading.Thread(target=exporting.query, args=(_statement("csv"),))
        copying.start()
        while copying.is_alive():
            waits.append(asking.query("select 1").seconds)
            time.sleep(PAUSE_SECONDS)
        copying.join()
    return percentile(waits, 0.99)


MEASURE = Measure(
    "copy_out",
    _run,
    (
        Target("copy out, text, server CPU a row", 0.6, "postgres"),
        Target("copy out, csv, server CPU a row", 0.6, "postgres"),
        Target("copy out, binary, server CPU a row", 0.5, "postgres"),
        Target("copy out, another's select 1, p99", OTHERS_P99_MS),
        *(
            target
            for form in FORMATS
            for target in (
                Target(f"copy out, {form}, first data", FIRST_DATA_MS),
                Target(f"copy out, {form}, peak over idle", PEAK_MB),
            )
        ),
    ),
)
