"""What PostgreSQL would show of views: their queries, with the columns of what they read."""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.engine.ddl import model, shown
from duckgres.engine.ddl.door import Door
from duckgres.errors import PgError
from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import parse
from duckgres.sql.ddl import steps
from duckgres.sql.ddl.steps import Name
from duckgres.sql.positions import Source
from duckgres.sql.shown import queries
from duckgres.sql.shown.sources import Column
from duckgres.sql.shown.value import NotShown

DEFINITION = "definition"
_UNNAMED = frozenset({"public", "main"})
"""The schemas that are not written in front of a name."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables and views that a session finds."""

    door: Door

    def find(self, schema: str, name: str) -> tuple[str, list[Column]] | None:
        """Return a relation's name as PostgreSQL shows it, and its columns; ``None`` for none."""
        place = self.door.find("rows", Name(schema, name))
        if place is None:
            return None
        columns = [Column(name, kind) for name, kind in shown.kinds_at(self.door, place)]
        front = "" if place.schema in _UNNAMED else f"{quote_identifier(place.schema)}."
        return front + quote_identifier(place.name), columns


def definition(door: Door, written: str, columns: steps.Columns) -> str:
    """Return a query as ``pg_get_viewdef`` shows it, or as it is where that is not known."""
    try:
        (parsed,) = parse.parse(Source(written))
        return queries.definition(parsed.tree, Tables(door), columns)
    except (NotShown, PgError, ValueError):
        return f" {written};"


def keep(door: Door, step: steps.KeepQuery) -> None:
    """Keep the query of a view that has been made."""
    place = door.new(step.name, "view")
    facts = {DEFINITION: definition(door, step.written, step.columns)}
    text = model.comment_text(None, facts)
    door.cursor.execute(f"COMMENT ON VIEW {place.text} IS {text}")
