"""COMMENT ON."""

from __future__ import annotations

from duckgres.engine.ddl import model
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.sql.ddl.comments import Comment
from duckgres.sql.ddl.steps import Name

_QUERIES = {
    kind: f"SELECT comment FROM duckdb_{kind}s() WHERE schema_name = ? AND {kind}_name = ?"
    for kind in ("table", "view", "sequence", "index", "type")
} | {"index": "SELECT comment FROM duckdb_indexes() WHERE schema_name = ? AND index_name = ?"}


def comment(door: Door, step: Comment) -> None:
    """Say something of an object, or nothing any more."""
    if step.kind == "column":
        _column(door, step)
    elif step.kind in _QUERIES:
        place = door.get(step.kind, step.name)
        said = door.value(_QUERIES[step.kind], place.schema, place.name)
        facts = dict(facts_of(said if isinstance(said, str) else None))
        text = model.comment_text(step.text, facts)
        door.run(f"COMMENT ON {step.kind.upper()} {place.text} IS {text}")
    else:
        door.tell(f"comments on a {step.kind} are not kept")


def _column(door: Door, step: Comment) -> None:
    place = _relation(door, step.name)
    found = model.read(door, place).column(step.column)
    if found is None:
        message = f'column "{step.column}" of relation "{place.name}" does not exist'
        raise PgError(message, sqlstate="42703")
    model.keep_facts(door, place, found.name, step.text, found.facts)


def _relation(door: Door, name: Name) -> Place:
    found = door.find("rows", name)
    return found if found is not None else door.get("table", name)
