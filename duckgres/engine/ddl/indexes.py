"""CREATE INDEX: what DuckDB's index can be, under PostgreSQL's name."""

from __future__ import annotations

from duckgres.engine.ddl import model, shown
from duckgres.engine.ddl.door import Door
from duckgres.engine.ddl.texts import object_name
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl.objects import NewIndex
from duckgres.sql.ddl.steps import Name
from duckgres.sql.shown import indexes, tables


def create(door: Door, step: NewIndex) -> None:
    """Make an index."""
    table = door.get("table", step.table)
    temporary = table.database == "temp"
    name = step.name or _chosen(door, step, table.schema, temporary)
    if door.find("relation", Name(table.schema, name, temporary)) is not None:
        message = f'relation "{name}" already exists'
        if not step.skips:
            raise PgError(message, sqlstate="42P07")
        door.tell(f"{message}, skipping", "42P07")
        return
    unique = "UNIQUE " if step.unique else ""
    keys = ", ".join(step.keys)
    door.run(f"CREATE {unique}INDEX {quoted(name)} ON {table.text} ({keys})")
    if step.written is not None:
        known = shown.kinds_at(door, table) if step.written.asks_types else ()
        columns = tables.Columns(dict(known))
        text = model.comment_text(None, indexes.facts(step.written, columns))
        door.cursor.execute(f"COMMENT ON INDEX {table.schema_text}{quoted(name)} IS {text}")


def _chosen(door: Door, step: NewIndex, schema: str, temporary: bool) -> str:
    """Return PostgreSQL's name for an index without one (``ChooseIndexName``)."""
    number = 0
    while True:
        name = object_name(step.table.name, "_".join(step.labels), f"idx{number or ''}")
        if door.find("relation", Name(schema, name, temporary)) is None:
            return name
        number += 1
