"""ALTER of views, sequences, indexes and types: RENAME, SET SCHEMA, and defaults of nothing.

DuckDB renames views only; the others are made under the new name, and the old one goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from duckgres.engine.ddl import dependents, model, numbers, sequences, types, view_texts
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.facts import facts_of, user_comment
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.ddl import changes
from duckgres.sql.ddl.steps import Name


def alter(door: Door, place: Place, wanted: Sequence[changes.Change]) -> None:
    """Change an object that is no table.

    Raises:
        PgError: A change that its kind does not take.
    """
    for change in wanted:
        if isinstance(change, changes.Nothing):
            continue
        if not isinstance(change, changes.Move):
            raise PgError(
                f"this change of a {place.kind} is not supported",
                sqlstate="0A000",
                hint="Drop it and make it anew.",
            )
        _check_free(door, place, change)
        _MOVES[place.kind](door, place, change)


def _check_free(door: Door, place: Place, change: changes.Move) -> None:
    """Let nothing have the new name."""
    schema = change.schema or place.schema
    kind = "type" if place.kind == "type" else "relation"
    name = change.name or place.name
    if door.find(kind, Name(schema, name, place.database == "temp")) is not None:
        code = "42710" if kind == "type" else "42P07"
        raise PgError(f'{kind} "{name}" already exists', sqlstate=code)


def _target(door: Door, place: Place, change: changes.Move) -> Place:
    schema = door.home(Name(change.schema, "")) if change.schema else place.schema
    return Place(place.database, schema, change.name or place.name, place.kind)


def _view(door: Door, place: Place, change: changes.Move) -> None:
    if change.schema:
        raise PgError(
            "SET SCHEMA of a view is not supported", sqlstate="0A000", hint="Make the view anew."
        )
    found = view_texts.readers(door, place)
    said = door.value(_VIEW, place.database, place.schema, place.name)
    door.run(f"ALTER VIEW {place.text} RENAME TO {quoted(change.name)}")
    text = _numbered(door, place, said)
    door.cursor.execute(f"COMMENT ON VIEW {_target(door, place, change).text} IS {text}")
    view_texts.follow(door, found, place, _target(door, place, change), {})


_VIEW = """
    SELECT comment FROM duckdb_views()
    WHERE database_name = ? AND schema_name = ? AND view_name = ?
"""


def _numbered(door: Door, place: Place, said: object) -> str:
    """Return an object's comment with the OID it has under its old name, as a constant."""
    comment = said if isinstance(said, str) else None
    facts = dict(facts_of(comment))
    numbers.keep(door, place, facts)
    return model.comment_text(user_comment(comment), facts)


def _sequence(door: Door, place: Place, change: changes.Move) -> None:
    new = _target(door, place, change)
    found = sequences.state(door, place)
    said = sequences.comment_of(door, place)
    if found.last is not None:
        found.start = found.last + found.increment
    door.run(f"CREATE SEQUENCE {new.text} {found.options}")
    sequences.keep(door, new, found, said, place)
    for table, name, text in dependents.defaults(door, place):
        told = sequences.with_name(text, new)
        door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(name)} SET DEFAULT {told}")
    for owner, column, comment in door.rows(_OWNERS, place.text):
        said = str(comment)
        facts = dict(facts_of(said)) | {"sequence": new.text}
        where = door.get("table", dependents.parse_name(str(owner)))
        model.keep_facts(door, where, str(column), user_comment(said), facts)
    door.run(f"DROP SEQUENCE {place.text}")


_OWNERS = """
    SELECT format('"{}"."{}"', schema_name, table_name), column_name, comment
    FROM duckdb_columns()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
      AND contains(comment, chr(31))
      AND contains(replace(comment, '\\"', '"'), ?)
"""


def _index(door: Door, place: Place, change: changes.Move) -> None:
    ((text, said),) = door.rows(_INDEX, place.database, place.schema, place.name)
    head, _, rest = str(text).partition(" ON ")
    words = "CREATE UNIQUE INDEX" if head.startswith("CREATE UNIQUE") else "CREATE INDEX"
    door.run(f"DROP INDEX {place.text}")
    door.run(f"{words} {quoted(change.name)} ON {rest}")
    name = place.schema_text + quoted(change.name)
    door.cursor.execute(f"COMMENT ON INDEX {name} IS {_numbered(door, place, said)}")


_INDEX = """
    SELECT sql, comment FROM duckdb_indexes()
    WHERE database_name = ? AND schema_name = ? AND index_name = ?
"""


def _type(door: Door, place: Place, change: changes.Move) -> None:
    new = _target(door, place, change)
    columns = dependents.typed(door, place)
    door.run(f"CREATE TYPE {new.text} AS {types.definition(door, place)}")
    comment = door.value(_COMMENT, place.schema, place.name)
    if comment is not None:
        door.run(f"COMMENT ON TYPE {new.text} IS {literal(str(comment))}")
    for owner, name in columns:
        column = model.read(door, owner).column(name)
        if column is not None:
            facts = column.facts | {"type": f"{new.schema}.{new.name}"}
            model.keep_facts(door, owner, name, column.comment, facts)
    door.run(f"DROP TYPE {place.text}")


_COMMENT = "SELECT comment FROM duckdb_types() WHERE schema_name = ? AND type_name = ?"

_MOVES: dict[str, Callable[[Door, Place, changes.Move], None]] = {
    "view": _view,
    "sequence": _sequence,
    "index": _index,
    "type": _type,
}
