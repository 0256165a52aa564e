"""Asks PostgreSQL and writes its answers down: ``python -m tests.script.record [case…]``.

Only what is heard changes in a case; what is said and the first lines stay. Read the difference
before you keep it: a recording is what this server will be held to.
"""

from __future__ import annotations

import sys

from tests.fixtures.fix_postgres import postgres
from tests.script import case as cases
from tests.script.player import record


def main(names: list[str]) -> None:
    """Record the cases of these names, or all."""
    with postgres() as server:
        for name in names or cases.names():
            path = cases.CASES / f"{name}.txt"
            before = path.read_text()
            after = record(cases.parse(before), server).text()
            path.write_text(after)
            print(name, "" if after == before else "changed")


if __name__ == "__main__":
    main(sys.argv[1:])
