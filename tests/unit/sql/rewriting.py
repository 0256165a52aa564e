"""A statement as DuckDB gets it, for the tests of the rules."""

import json

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


class Slots(dict):
    """Shows a slot that the catalog fills as what it asks for."""

    def __missing__(self, slot):
        if not slot.startswith("["):
            return f"<{slot}>"
        kind, *parts = json.loads(slot)
        return f"<{kind} {' '.join(str(part) for part in parts if part != '')}>"


SESSION = Slots({"version": "'PostgreSQL'", "current_user": "'me'"})


def rewritten(text: str) -> str:
    """Return DuckDB's text of the last statement; parameters stay ``$n``."""
    (*_, statement) = plan(text, unasked)
    numbers = [f"${number}" for number in range(1, statement.parameter_count + 1)]
    return statement.render(numbers, SESSION)


def expression(text: str) -> str:
    """Return DuckDB's text of one expression."""
    return rewritten(f"select {text}").removeprefix("SELECT ").removeprefix("select ")
