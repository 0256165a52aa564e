"""The 22 queries of TPC-H against DuckDB in process: what the server adds to an analytic query.

PostgreSQL runs them too, for the reader's orientation; what exceeds ``statement_seconds`` there
is told as that limit.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache

from bench.embedded import Embedded
from bench.load.measure import Figure, Measure, Options, Target, connect
from bench.servers.base import RunningServer
from bench.sink import ServerError

CANCELED = "57014"


@lru_cache
def queries() -> tuple[str, ...]:
    """Return the texts that DuckDB's extension tpch carries, the first one first."""
    import duckdb  # the other measures need none
    import duckdb_extensions

    with duckdb.connect() as con:
        duckdb_extensions.import_extension("tpch", con=con)
        rows = con.execute("select query from tpch_queries() order by query_nr").fetchall()
    return tuple(text.strip().rstrip(";") for (text,) in rows)


def _run(server: RunningServer, options: Options) -> Iterator[Figure]:
    total = 0.0
    for number, text in enumerate(queries(), 1):
        seconds = _timed(server, text, options)
        total += seconds
        yield Figure(f"TPC-H {number:02}", seconds * 1000, "ms")
    yield Figure("TPC-H, all 22", total * 1000, "ms")


def _timed(server: RunningServer, text: str, options: Options) -> float:
    with connect(server) as client:
        client.query(f"set statement_timeout = '{options.statement_seconds}s'")
        began = time.perf_counter()
        try:
            return client.query(text).seconds
        except ServerError as error:
            if not str(error).startswith(CANCELED):
                raise
            return time.perf_counter() - began


def _embedded(embedded: Embedded, options: Options) -> Iterator[Figure]:
    del options
    total = 0.0
    for number, text in enumerate(queries(), 1):
        seconds = embedded.query(text)["seconds"]
        total += seconds
        yield Figure(f"TPC-H {number:02}", seconds * 1000, "ms")
    yield Figure("TPC-H, all 22", total * 1000, "ms")


MEASURE = Measure("tpch", _run, (Target("TPC-H, all 22", 1.05, "embedded"),), _embedded)
