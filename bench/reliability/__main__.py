"""Measure both servers in one run and print the table of docs/reliability.md.

    python -m bench.reliability                      everything; ten minutes of mixed load each
    python -m bench.reliability --only idle,cancel   some of it
    python -m bench.reliability --soak-seconds 60    a shorter load

The kills are tests (``make nightly``): what is lost there is a failure and no figure.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from bench.load.measure import Figure
from bench.machine import describe
from bench.reliability.measures import MEASURES, TARGETS
from bench.reliability.soak import soak
from bench.servers.base import RunningServer
from bench.servers.duckgres import start_duckgres
from bench.servers.postgres import start_postgres

PORTS = 24801, 24802
SMALL = {"shared_buffers": "'256MB'", "log_min_messages": "'panic'"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status is 0 whatever the figures say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names, with commas between them")
    parser.add_argument("--soak-seconds", type=float, default=600.0)
    options = parser.parse_args(arguments)
    names = [name for name in options.only.split(",") if name] or [*MEASURES, "soak"]
    work = Path(tempfile.mkdtemp(prefix="reliability"))
    work.chmod(0o755)
    data = work / "empty.db"
    duckdb.connect(str(data)).close()
    servers = [
        start_postgres(work / "postgres", PORTS[0], SMALL),
        start_duckgres(work / "duckgres", PORTS[1], data, threads=2, memory_limit="4GB"),
    ]
    figures: dict[str, dict[str, Figure]] = {}
    try:
        for name in names:
            for server in servers:
                for figure in _measured(name, server, options.soak_seconds):
                    figures.setdefault(figure.metric, {})[server.name] = figure
                    print(json.dumps([server.name, figure.metric, figure.value]), flush=True)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(describe()))
    print(table(figures))
    return 0


def _measured(name: str, server: RunningServer, soak_seconds: float) -> list[Figure]:
    if name == "soak":
        return list(soak(server, soak_seconds))
    return list(MEASURES[name](server))


def table(figures: dict[str, dict[str, Figure]]) -> str:
    """Return the figures as a table of Markdown."""
    lines = ["| | Duckgres | PostgreSQL | wanted |", "|---|---|---|---|"]
    for metric, found in figures.items():
        cells = [_cell(found.get(name)) for name in ("duckgres", "postgres")]
        lines.append(f"| {metric} | {' | '.join(cells)} | {TARGETS.get(metric, '')} |")
    return "\n".join(lines)


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    digits = 0 if abs(figure.value) >= 100 else 1
    return f"{figure.value:,.{digits}f} {figure.unit}".strip()


if __name__ == "__main__":
    raise SystemExit(main())
