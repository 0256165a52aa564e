"""Asks PostgreSQL what it makes of texts and templates; run by hand.

    python -m tests.unit.pgtypes.record_datetimes

Writes ``datetimes.json``: for each function a list of arguments and the answer, which is a text or
the SQLSTATE of an error.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.fixtures.fix_postgres import postgres
from tests.sql.play import Player

FILE = Path(__file__).with_name("datetimes.json")
INPUTS = json.loads(Path(__file__).with_name("datetime_inputs.json").read_text(encoding="ascii"))


def _quoted(*texts: str) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


def _answer(player: Player, expression: str) -> str:
    first, *rest = player.ask(f"select {expression}")
    return first[6:11] if first.startswith("ERROR") else rest[0]


def main() -> None:
    """Record a choice that is always the same."""
    random.seed(20240105)
    pick = random.choice
    found: dict[str, list[list[str]]] = {}

    def record(name: str, expression: str, *arguments: str) -> None:
        found.setdefault(name, []).append([*arguments, _answer(player, expression)])

    with postgres() as server:
        player = Player(server)
        player.ask("set timezone = 'Europe/Berlin'")
        for _ in range(160):
            text = (
                pick(INPUTS["dates"])
                + pick((" ", "T"))
                + pick(INPUTS["times"])
                + pick(INPUTS["zones"])
            )
            if "today" not in text:
                for kind in ("date", "time", "timestamp", "timestamptz"):
                    record(kind, f"{_quoted(text)}::{kind}", text)
        for _ in range(250):
            number = pick(INPUTS["numbers"])
            template = (
                pick(INPUTS["signs"])
                + pick(INPUTS["digits"])
                + pick(INPUTS["fractions"])
                + pick(INPUTS["endings"])
            )
            record("number", f"to_char({number}::numeric, {_quoted(template)})", number, template)
            text = pick(INPUTS["number_texts"])
            record("to_number", f"to_number({_quoted(text, template)})", text, template)
            moment = pick(INPUTS["moments"])
            template = "".join(
                pick(("", "FM", "")) + pick(INPUTS["patterns"]) + pick(("", "th", " "))
                for _ in range(2)
            )
            call = f"to_char({_quoted(moment)}::timestamp, {_quoted(template)})"
            record("to_char", call, moment, template)
        player.ask("set timezone = 'UTC'")
        for _ in range(200):
            text, template = pick(INPUTS["written"]), pick(INPUTS["readable"])
            record("to_timestamp", f"to_timestamp({_quoted(text, template)})", text, template)
    lines = [
        f'"{name}": [\n'
        + ",\n".join(json.dumps(row) for row in sorted(set(map(tuple, rows))))
        + "\n]"
        for name, rows in found.items()
    ]
    FILE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
