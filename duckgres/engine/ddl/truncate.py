"""TRUNCATE of several tables, with those whose foreign keys point at them."""

from __future__ import annotations

from duckgres.engine.ddl import foreign, model, rebuild, sequences
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.drop import children_first, owned
from duckgres.engine.ddl.model import Table
from duckgres.errors import PgError
from duckgres.sql.ddl import objects


def truncate(door: Door, step: objects.Truncate) -> None:
    """Empty tables."""
    places = [door.get("table", name) for name in step.names]
    tables: dict[Place, Table] = {}
    for place in places:
        tables[place] = model.read(door, place)
    waiting = list(places)
    while waiting:
        place = waiting.pop(0)
        children = [child.place for child in rebuild.children(door, place)]
        for child, key in foreign.pointing_at(door, place):
            door.hold(key)
            children.append(child)
        for child in children:
            if child in tables:
                continue
            if not step.cascades:
                raise PgError(
                    "cannot truncate a table referenced in a foreign key constraint",
                    sqlstate="0A000",
                    detail=f'Table "{child.name}" references "{place.name}".',
                    hint=f'Truncate table "{child.name}" at the same time,'
                    " or use TRUNCATE ... CASCADE.",
                )
            door.tell(f'truncate cascades to table "{child.name}"')
            tables[child] = model.read(door, child)
            waiting.append(child)
    _empty(door, tables)
    if step.restarts:
        for place in tables:
            for sequence in owned(door, place):
                sequences.restart(door, sequence)


def _empty(door: Door, tables: dict[Place, Table]) -> None:
    """Empty tables; those with foreign keys are made anew.

    DuckDB lets no parent row go in the transaction in which its children went.
    """
    related = [place for place in tables if rebuild.children(door, place)]
    if not related:
        for place in tables:
            door.run(f"TRUNCATE {place.text}")
        return
    ordered = children_first(door, list(tables))
    for place in ordered:
        door.run(f"DROP TABLE {place.text}")
    for place in reversed(ordered):
        table = tables[place]
        door.run(table.definition)
        for index in table.indexes:
            door.run(index.text)
        rebuild.remember(door, table)
