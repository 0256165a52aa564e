"""Asks PostgreSQL and writes its answers down: ``python -m tests.sql.record [subject…]``.

``python -m tests.sql.record --ours HOST:PORT USER PASSWORD [subject…]`` asks a running server of
ours, on an empty database, and writes down where it answers otherwise; a new difference gets the
reason ``#unexplained``, which no test lets pass, and says what the meter says: same, different,
refused.

``python -m tests.sql.record --table`` prints the meter of all that is recorded as README has it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from tests.fixtures.fix_postgres import postgres
from tests.sql import case
from tests.sql.play import Player

UNEXPLAINED = "unexplained"
USER = "postgres"  # whose name is in some answers, as in the tests' server
GROUPS = {
    "everyday statements, reports, TPC-H": "everyday everyday_json everyday_rows reports tpch",
    "numbers and aggregates": "aggregate constant_number number quotient series sum",
    "text, patterns, bytea": "bytea pattern text",
    "types and casts": "cast row type value",
    "dates and times": "datetime datetime_functions datetime_tools to_char",
    "JSON and arrays": "array json jsonpath",
    "SELECT, also wrong ones": "query",
    "INSERT, UPDATE, DELETE, MERGE": "dml",
    "DDL": "alter constraint drop foreign_key relation sequence table",
    "system catalog": "catalog_information catalog_names system_objects",
    "sessions, cursors, EXPLAIN": "cursor explain prepared session setting",
}


@dataclass
class Address:
    """A server of ours."""

    host: str
    port: int
    user: str
    password: str
    tls: bool = True


def record_judge(names: list[str]) -> None:
    """Write PostgreSQL's answers into these files, or all."""
    with postgres() as server:
        asked = replace(server, user=USER, password=USER)
        player = Player(server)
        player.ask(f"create role {USER} superuser login password '{USER}'")
        player.close()
        for name in names or case.subjects():
            subject = case.read(name)
            player = Player(asked)
            player.ask(f"create schema sql_{name}; set search_path = sql_{name}, public")
            for block in subject.blocks:
                block.answer = player.ask(block.statement)
            player.close()
            _write(subject)


def record_ours(address: Address, names: list[str]) -> None:
    """Write our answers into these files, or all, where they are not PostgreSQL's."""
    for name in names or case.subjects():
        subject = case.read(name)
        player = Player(address)
        player.ask(f"drop schema if exists sql_{name} cascade; create schema sql_{name}")
        player.ask(f"set search_path = sql_{name}, public")
        for block in subject.blocks:
            answer = player.ask(block.statement)
            if block.prepares or answer == block.answer:
                block.reason, block.ours = "", []
            else:
                block.reason, block.ours = block.reason or UNEXPLAINED, answer
        player.close()
        _write(subject)
        print(name, meter(subject))


def meter(subject: case.Subject) -> str:
    """Say how much of a subject is answered as PostgreSQL answers it."""
    same, different, refused = count(subject)
    return f"same {same}, different {different}, refused {refused}"


def count(*subjects: case.Subject) -> tuple[int, int, int]:
    """Return how many answers are the same, different, and errors where PostgreSQL's are not."""
    blocks = [b for subject in subjects for b in subject.blocks if not b.prepares]
    different = [block for block in blocks if block.reason]
    refused = sum(any(line.startswith("ERROR") for line in block.ours) for block in different)
    return len(blocks) - len(different), len(different) - refused, refused


def table() -> str:
    """Return the meter by groups of subjects, in Markdown."""
    subjects = {name: case.read(name) for name in case.subjects()}
    catalogue = [name for name in subjects if name.startswith("catalogue_")]
    grouped = {name for names in GROUPS.values() for name in names.split()}
    rest = [name for name in subjects if name not in grouped and name not in catalogue]
    groups = {"catalogue of 250 statements": catalogue}
    groups |= {title: names.split() for title, names in GROUPS.items()}
    groups |= {"others": rest} if rest else {}
    groups["all"] = list(subjects)
    lines = ["| subject | same | different | refused | share |", "|---|---:|---:|---:|---:|"]
    for title, names in groups.items():
        found = count(*(subjects[name] for name in names))
        cells = (title, *found, f"{100 * found[0] / sum(found):.1f} %")
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def _write(subject: case.Subject) -> None:
    (case.CASES / f"{subject.name}.txt").write_text(subject.text(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        print(table())
    elif sys.argv[1:2] == ["--ours"]:
        host, _, port = sys.argv[2].partition(":")
        record_ours(Address(host, int(port), sys.argv[3], sys.argv[4]), sys.argv[5:])
    else:
        record_judge(sys.argv[1:])
