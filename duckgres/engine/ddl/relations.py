"""Materialized views and functions.

A materialized view is a table; its query, and the search path it was written under, are in the
table's comment. One that was never filled is a view that raises PostgreSQL's error.
"""

from __future__ import annotations

from duckgres.engine.ddl import model, viewed
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.ddl.functions import NewFunction
from duckgres.sql.ddl.relations import NewMaterializedView, Refresh
from duckgres.sql.ddl.steps import Freeze, Name

_PATH = "SELECT current_setting('search_path')"
_COMMENT = """
    SELECT comment FROM duckdb_{}s()
    WHERE database_name = ? AND schema_name = ? AND {}_name = ?
"""


def new_materialized_view(door: Door, step: NewMaterializedView) -> None:
    """CREATE MATERIALIZED VIEW."""
    place = door.new(step.name)
    if door.find("relation", Name(place.schema, place.name)) is not None:
        message = f'relation "{place.name}" already exists'
        if not step.skips:
            raise PgError(message, sqlstate="42P07")
        door.tell(f"{message}, skipping", "42P07")
        door.tag = "CREATE MATERIALIZED VIEW"
        return
    facts = {
        "query": door.filled(step.query),
        "columns": list(step.columns),
        "path": str(door.value(_PATH)),
        viewed.DEFINITION: viewed.definition(door, step.written, step.columns),
    }
    if step.filled:
        door.count = _fill(door, place, facts)
    else:
        _empty(door, place, facts)


def _names(facts: model.Facts) -> str:
    return f"({', '.join(map(quoted, facts['columns']))})" if facts["columns"] else ""


def _fill(door: Door, place: Place, facts: model.Facts) -> int:
    made = door.value(f"CREATE TABLE {place.text}{_names(facts)} AS {facts['query']}")
    door.run(f"COMMENT ON TABLE {place.text} IS {model.comment_text(None, facts)}")
    return int(str(made))


def _empty(door: Door, place: Place, facts: model.Facts) -> None:
    """Make the view that raises the error of one that was not filled."""
    told = f'pg_error:55000:materialized view "{place.name}" has not been populated'
    hint = "Use the REFRESH MATERIALIZED VIEW command."
    error = f"error({literal(told)} || chr(31) || chr(31) || {literal(hint)})"
    query = f"SELECT * FROM ({facts['query']}) AS stored{_names(facts)} WHERE {error} IS NULL"
    door.run(f"CREATE VIEW {place.text} AS {query}")
    door.run(f"COMMENT ON VIEW {place.text} IS {model.comment_text(None, facts)}")
    door.tag = "CREATE MATERIALIZED VIEW"


def facts_of_relation(door: Door, place: Place) -> model.Facts:
    """Return what is remembered of a table or view."""
    kind = place.kind
    if kind not in ("table", "view"):
        return {}
    text = _COMMENT.format(kind, kind)
    said = door.value(text, place.database, place.schema, place.name)
    return dict(facts_of(said if isinstance(said, str) else None))


def find(door: Door, name: Name) -> tuple[Place, model.Facts] | None:
    """Return a materialized view and what is remembered of it."""
    place = door.find("rows", name)
    facts = facts_of_relation(door, place) if place is not None else {}
    return (place, facts) if place is not None and "query" in facts else None


def refresh(door: Door, step: Refresh) -> None:
    """REFRESH MATERIALIZED VIEW."""
    found = find(door, step.name)
    if found is None:
        other = door.get("rows", step.name)
        raise PgError(f'"{other.name}" is not a materialized view', sqlstate="0A000")
    place, facts = found
    if step.concurrently:
        _check_concurrent(door, place)
    before = str(door.value(_PATH))
    door.run(f"SET search_path = {literal(facts['path'])}")
    if place.kind == "view":
        columns = model.read(door, place).columns
        door.run(f"DROP VIEW {place.text}")
        table = Place(place.database, place.schema, place.name)
        _fill(door, table, facts)
        for column in columns:
            if column.facts or column.comment:
                model.keep_facts(door, table, column.name, column.comment, column.facts)
    elif step.filled:
        door.run(f"DELETE FROM {place.text}")
        door.run(f"INSERT INTO {place.text} {facts['query']}")
    else:
        door.run(f"DROP TABLE {place.text}")
        _empty(door, place, facts)
    door.run(f"SET search_path = {literal(before)}")
    door.tag = None


def freeze(door: Door, step: Freeze) -> None:
    """Write out the stars of a view, so that it stays as it is when its tables change."""
    place = door.get("view", step.name)
    rows = door.rows(_NAMES, place.database, place.schema, place.name)
    named = ", ".join(quoted(str(name)) for (name,) in rows)
    word = "TEMPORARY VIEW" if place.database == "temp" else "VIEW"
    text = quoted(place.name) if place.database == "temp" else place.text
    query = f"SELECT {named} FROM ({door.filled(step.query)}) AS frozen({named})"
    door.run(f"CREATE OR REPLACE {word} {text} AS {query}")


_NAMES = """
    SELECT column_name FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index
"""


def _check_concurrent(door: Door, place: Place) -> None:
    indexes = [] if place.kind == "view" else model.read(door, place).indexes
    if not any(index.unique for index in indexes):
        raise PgError(
            f'cannot refresh materialized view "{place.schema}.{place.name}" concurrently',
            sqlstate="55000",
            hint="Create a unique index with no WHERE clause on one or more columns of the"
            " materialized view.",
        )


def new_function(door: Door, step: NewFunction) -> None:
    """CREATE FUNCTION."""
    schema = door.home(step.name)
    known = door.value(_FUNCTION, schema, step.name.name)
    if known is not None and not step.replaces:
        message = f'function "{step.name.name}" already exists with same argument types'
        raise PgError(message, sqlstate="42723")
    word = "CREATE OR REPLACE" if step.replaces else "CREATE"
    name = f"{quoted(schema)}.{quoted(step.name.name)}"
    door.run(f"{word} MACRO {name}({', '.join(step.parameters)}) AS {step.body}")
    if step.facts:
        kind = "MACRO TABLE" if step.body.startswith("TABLE ") else "MACRO"
        door.cursor.execute(
            f"COMMENT ON {kind} {name} IS {model.comment_text(None, dict(step.facts))}"
        )


_FUNCTION = """
    SELECT function_name FROM duckdb_functions()
    WHERE database_name = current_database() AND schema_name = ?
      AND lower(function_name) = lower(?)
    LIMIT 1
"""
