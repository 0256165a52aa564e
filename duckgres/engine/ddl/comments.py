"""COMMENT ON."""

from __future__ import annotations

from duckgres.engine.ddl import model
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl.comments import Comment
from duckgres.sql.ddl.steps import Name

_QUERIES = {
    kind: f"SELECT comment FROM duckdb_{kind}s() WHERE schema_name = ? AND {kind}_name = ?"
    for kind in ("table", "view", "sequence", "index", "type")
} | {"index": "SELECT comment FROM duckdb_indexes() WHERE schema_name = ? AND index_name = ?"}


def comment(door: Door, step: Comment) -> None:
    """Say something of an object, or nothing any more."""
    if step.kind in _OTHERS:
        _OTHERS[step.kind](door, step)
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


def _constraint(door: Door, step: Comment) -> None:
    """Keep what is said of a constraint with its table."""
    place = door.get("table", step.name)
    table = model.read(door, place)
    if table.constraint(step.column) is None:
        message = f'constraint "{step.column}" for table "{place.name}" does not exist'
        raise PgError(message, sqlstate="42704")
    said = {k: v for k, v in table.facts.get("comments", {}).items() if k != step.column}
    if step.text is not None:
        said[step.column] = step.text
    table.facts.pop("comments", None)
    table.facts |= {"comments": said} if said else {}
    model.keep(door, table)


def _function(door: Door, step: Comment) -> None:
    rows = door.rows(_FUNCTION, step.name.name, step.name.schema or None)
    if not rows:
        raise PgError(f"function {step.name.shown} does not exist", sqlstate="42883")
    schema, kind, said = rows[0]
    facts = dict(facts_of(said if isinstance(said, str) else None))
    word = "MACRO TABLE" if kind == "table_macro" else "MACRO"
    name = f"{quoted(str(schema))}.{quoted(step.name.name)}"
    door.cursor.execute(f"COMMENT ON {word} {name} IS {model.comment_text(step.text, facts)}")


_FUNCTION = """
    SELECT schema_name, function_type, comment FROM duckdb_functions()
    WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro')
      AND NOT internal AND lower(function_name) = lower(?)
      AND schema_name = coalesce(?, schema_name)
    LIMIT 1
"""
_OTHERS = {"column": _column, "constraint": _constraint, "function": _function}


def _relation(door: Door, name: Name) -> Place:
    found = door.find("rows", name)
    return found if found is not None else door.get("table", name)
