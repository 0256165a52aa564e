"""Measure Duckgres beside PostgreSQL and beside DuckDB in process.

    python -m bench.run                                   everything, scale 1
    python -m bench.run --only connect,extraction --scale 0.1 --seconds 2 --rounds 3
    python -m bench.run --servers postgres --scale 0.01   one side alone

Both servers run on the same data with TLS and SCRAM, their rounds interleaved (A B A B); what a
unit of work costs is the CPU time of the server's whole process tree. The figures of all rounds
go to bench/results/*.jsonl, the table of their medians to stdout and beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from bench import load_postgres
from bench.data import prepare
from bench.embedded import Embedded
from bench.load.measure import Figure, Measure, Options, connect
from bench.load.measures import MEASURES
from bench.machine import describe
from bench.report import Results
from bench.servers.base import RunningServer
from bench.servers.duckgres import start_duckgres
from bench.servers.postgres import start_postgres

RESULTS = Path(__file__).parent / "results"
SIDES = ("postgres", "duckgres", "embedded")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen measures; the exit status is 0 whatever the figures say."""
    options = _parser().parse_args(arguments)
    work: Path = options.work_dir
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)  # PostgreSQL may run as another account
    data = prepare(work, options.scale, options.points)
    machine = describe()
    with ExitStack() as stack:
        servers, embedded = _start(options, work, data, stack)
        RESULTS.mkdir(exist_ok=True)
        stem = f"{str(machine['time']).replace(':', '')}-{machine['commit']}"
        with (RESULTS / f"{stem}.jsonl").open("w") as sink:
            head = {
                **machine,
                "scale": options.scale,
                "rounds": options.rounds,
                "seconds": options.seconds,
                "servers": {server.name: server.version for server in servers},
            }
            _write(sink, head)
            results = _measure_all(options, servers, embedded, sink)
        table = _text(results, options.only, head, servers)
        (RESULTS / f"{stem}.md").write_text(table)
        print(table)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", type=_names(MEASURES), default=list(MEASURES), help=", ".join(MEASURES))
    add("--servers", type=_names(SIDES), default=list(SIDES), help=", ".join(SIDES))
    add("--scale", type=float, default=1.0, help="of TPC-H; 1 is 6 million rows of lineitem")
    add("--seconds", type=float, default=5, help="of every timed stretch")
    add("--rounds", type=int, default=3, help="of every measure, the median counts")
    add("--points", type=int, default=1_000_000, help="rows of the table of point reads")
    add("--connects", type=int, default=200, help="logins of a round")
    add("--sessions", type=int, default=500, help="idle sessions")
    add("--statement-seconds", type=int, default=60, help="when a TPC-H query is given up")
    add("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of DuckDB")
    add("--memory-limit", default="4GB", help="of DuckDB")
    add("--work-dir", type=Path, default=Path("/var/tmp/duckgres-bench"), help="data, kept")
    add("--port", type=int, default=21751, help="this one and the next must be free")
    return parser


def _names(known: Iterable[str]) -> type[list[str]]:
    """Return a converter of comma-separated names for argparse."""

    class Names(list[str]):
        def __init__(self, text: str) -> None:
            super().__init__(text.split(","))
            wrong = set(self) - set(known)
            if wrong:
                raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(wrong))}")

    return Names


def _start(
    options: argparse.Namespace, work: Path, data: Path, stack: ExitStack
) -> tuple[list[RunningServer], Embedded | None]:
    servers = []
    if "postgres" in options.servers:
        name = f"postgres-{options.scale:g}-{options.points}"
        server = start_postgres(work / name, options.port)
        stack.callback(server.stop)
        load_postgres.load(data, server.dsn)
        servers.append(server)
    if "duckgres" in options.servers:
        directory = work / "duckgres"
        shutil.rmtree(directory, ignore_errors=True)
        server = start_duckgres(
            directory, options.port + 1, data, options.threads, options.memory_limit
        )
        stack.callback(server.stop)
        servers.append(server)
    for server in servers:
        with connect(server) as client:  # the first session opens and warms what later ones use
            client.query("select count(*) from points")
    if "embedded" not in options.servers:
        return servers, None
    copy = work / "embedded.duckdb"
    shutil.copyfile(data, copy)
    embedded = Embedded(copy, options.threads, options.memory_limit)
    stack.callback(embedded.stop)
    embedded.query("select count(*) from points")
    return servers, embedded


def _measure_all(
    options: argparse.Namespace,
    servers: list[RunningServer],
    embedded: Embedded | None,
    sink: TextIO,
) -> Results:
    amount = Options(
        options.seconds,
        options.points,
        options.connects,
        options.sessions,
        options.statement_seconds,
    )
    results = Results()
    for measure in (MEASURES[name] for name in options.only):
        for number in range(min(options.rounds, measure.rounds or options.rounds)):
            for side, figures in _sides(measure, servers, embedded, amount):
                print(f"{measure.name}: round {number + 1}, {side}", file=sys.stderr, flush=True)
                for figure in figures:
                    results.add(side, figure)
                    record = {"measure": measure.name, "server": side, "round": number + 1}
                    _write(sink, {**record, **vars_of(figure)})
    return results


def _sides(
    measure: Measure, servers: list[RunningServer], embedded: Embedded | None, amount: Options
) -> Iterable[tuple[str, Iterable[Figure]]]:
    for server in servers:
        yield server.name, measure.run(server, amount)
    if embedded is not None and measure.embedded is not None:
        yield "embedded", measure.embedded(embedded, amount)


def vars_of(figure: Figure) -> dict[str, str | float]:
    """Return a figure as the fields of a JSON line."""
    return {"metric": figure.metric, "value": figure.value, "unit": figure.unit}


def _write(sink: TextIO, record: dict[str, object]) -> None:
    sink.write(json.dumps(record, ensure_ascii=False) + "\n")
    sink.flush()


def _text(
    results: Results, only: list[str], head: dict[str, object], servers: list[RunningServer]
) -> str:
    targets = [target for name in only for target in MEASURES[name].targets]
    lines = [f"{name}: {value}" for name, value in head.items()]
    notes = [note for server in servers for note in server.notes]
    return "\n".join([*lines, *notes, "", results.table(targets)])


if __name__ == "__main__":
    sys.exit(main())
