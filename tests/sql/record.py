"""Asks PostgreSQL and writes its answers down: ``python -m tests.sql.record [subject…]``.

``python -m tests.sql.record --ours HOST:PORT USER PASSWORD [subject…]`` asks a running server of
ours, on an empty database, and writes down where it answers otherwise; a new difference gets the
reason ``#unexplained``, which no test lets pass. At the end both say what the meter says: same,
different, refused.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from tests.fixtures.fix_postgres import postgres
from tests.sql import case
from tests.sql.play import Player

UNEXPLAINED = "unexplained"
USER = "postgres"  # whose name is in some answers, as in the tests' server


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
    blocks = [block for block in subject.blocks if not block.prepares]
    different = [block for block in blocks if block.reason]
    refused = sum(any(line.startswith("ERROR") for line in block.ours) for block in different)
    same = len(blocks) - len(different)
    return f"same {same}, different {len(different) - refused}, refused {refused}"


def _write(subject: case.Subject) -> None:
    (case.CASES / f"{subject.name}.txt").write_text(subject.text(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        host, _, port = sys.argv[2].partition(":")
        record_ours(Address(host, int(port), sys.argv[3], sys.argv[4]), sys.argv[5:])
    else:
        record_judge(sys.argv[1:])
