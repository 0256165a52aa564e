"""Statements on the catalog, as DuckDB gets them."""

import json
import re

from duckgres.sql.plan import plan
from duckgres.sql.statement import Statement


class _Names(dict):
    """Shows a slot of the catalog as the schema that all sessions share."""

    def __missing__(self, slot):
        kind, *parts = json.loads(slot) if slot.startswith("[") else (slot,)
        if kind == "catalog":
            return "main" if parts == ["main"] else "info"
        return str(parts[0]) if kind == "shown" else f"<{slot}>"


def planned(text: str) -> Statement:
    """Return the only statement of a text."""
    (statement,) = plan(text, lambda _: [])
    return statement


def written(text: str) -> str:
    """Return what DuckDB gets."""
    statement = planned(text)
    parameters = [f"${number}" for number in range(1, statement.parameter_count + 1)]
    return _CALLED.sub(_named, statement.render(parameters, _Names()))


# A relation is a function without arguments (``rules.live``).
_CALLED = re.compile(r"(_pg\.(?:main|info)\.(\w+))\(\) (\w+)")


def _named(found: re.Match[str]) -> str:
    return found[1] if found[2] == found[3] else f"{found[1]} {found[3]}"


def expression(text: str, item: str = "pg_class c") -> str:
    """Return what an expression in a condition becomes."""
    found = written(f"SELECT 1 FROM {item} WHERE {text}")
    return found.partition(" WHERE ")[2]
