"""COPY of lineitem FROM STDIN into an empty table, in the three formats.

The stream is what COPY TO gave, in messages of 64 KiB, sent as fast as the server takes it. The
yardstick is embedded DuckDB's ``read_csv`` of the same rows into the same table. At
``--scale 0.1667`` that is a million rows, 127 MB of csv.
"""

from __future__ import annotations

import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.embedded import Embedded
from bench.load.measure import Figure, Measure, Options, Target, connect, percentile
from bench.process import cpu_seconds, peak_bytes, reset_peak
from bench.servers.base import RunningServer

FORMATS = ("text", "csv", "binary")
MESSAGE_BYTES = 64 * 1024
PEAK_MB = 250
OTHERS_P99_MS = 50
PAUSE_SECONDS = 0.005
_kept: dict[str, Path] = {}


def _file(server: RunningServer, form: str) -> Path:
    """Return a file of all of lineitem, made by the first server that is asked."""
    if form not in _kept:
        path = Path(tempfile.mkdtemp(prefix="duckgres-copy-")) / form
        opened = psycopg.connect(
            host=server.host, port=server.port, user=server.user, password=server.password,
            dbname=server.database,
        )  # fmt: skip
        with (
            opened as client,
            client.cursor().copy(f"copy lineitem to stdout (format {form})") as copy,
            path.open("wb") as file,
        ):
            for block in copy:
                file.write(block)
        _kept[form] = path
    return _kept[form]


def _messages(data: bytes) -> bytes:
    """Return the CopyData and CopyDone messages of a stream."""
    parts = []
    for place in range(0, len(data), MESSAGE_BYTES):
        piece = data[place : place + MESSAGE_BYTES]
        parts += [b"d", struct.pack("!I", len(piece) + 4), piece]
    return b"".join((*parts, b"c\x00\x00\x00\x04"))


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    del options  # the table decides how long it takes
    with connect(server) as client:
        for form in FORMATS:
            messages = _messages(_file(server, form).read_bytes())
            client.query("drop table if exists copied")
            client.query("create table copied as select * from lineitem limit 0")
            reset_peak(server.root_pid)
            idle = peak_bytes(server.root_pid)
            before = cpu_seconds(server.root_pid)
            done = client.copy_in(f"copy copied from stdin (format {form})", messages)
            cpu = cpu_seconds(server.root_pid) - before
            peak = peak_bytes(server.root_pid)
            yield Figure(f"copy in, {form}, server CPU a row", cpu / done.rows * 1e6, "µs")
            yield Figure(f"copy in, {form}, rows", done.rows / done.seconds, "1/s")
            yield Figure(f"copy in, {form}, peak over idle", (peak - idle) / 1e6, "MB")
            if form == "csv":
                yield Figure("copy in, another's select 1, p99", _others(server, messages), "ms")
        client.query("drop table if exists copied")


def _others(server: RunningServer, messages: bytes) -> float:
    """Return the 99th percentile of another session's ``select 1`` meanwhile, in milliseconds."""
    waits = []
    text = "copy copied from stdin (format csv)"
    with connect(server) as loading, connect(server) as asking:
        copying = threading.Thread(target=loading.copy_in, args=(text, messages))
        copying.start()
        while copying.is_alive():
            waits.append(asking.query("select 1").seconds)
            time.sleep(PAUSE_SECONDS)
        copying.join()
    return percentile(waits, 0.99) * 1000


def _embedded(embedded: Embedded, options: Options) -> Iterator[Figure]:
    """Load the csv by ``read_csv``: what all three formats are measured against."""
    del options
    if "csv" not in _kept:
        return  # no server has made the file
    embedded.query("create or replace table copied as select * from lineitem limit 0")
    done = embedded.query(
        f"insert into copied select * from read_csv('{_kept['csv']}', header = false)"
    )
    rows = embedded.query("select l_orderkey from copied")["rows"]
    for form in FORMATS:
        yield Figure(f"copy in, {form}, server CPU a row", done["cpu"] / rows * 1e6, "µs")
    embedded.query("drop table copied")


MEASURE = Measure(
    "copy_in",
    _run,
    (
        Target("copy in, text, server CPU a row", 1.25, "embedded"),
        Target("copy in, csv, server CPU a row", 1.25, "embedded"),
        Target("copy in, binary, server CPU a row", 1.0, "embedded"),
        Target("copy in, another's select 1, p99", OTHERS_P99_MS),
        *(Target(f"copy in, {form}, rows", 1.0, "postgres", at_least=True) for form in FORMATS),
        *(Target(f"copy in, {form}, peak over idle", PEAK_MB) for form in FORMATS),
    ),
    _embedded,
)
