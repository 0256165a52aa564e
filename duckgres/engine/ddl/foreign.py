"""Foreign keys in DDL: made, looked up, changed with what they name, and dropped.

They are facts of the child's table (``engine.foreign_keys.key``); a table that is made anew takes
its own along, and those that point at it name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from duckgres.engine.ddl import model
from duckgres.engine.ddl.door import TEMPORARY, Door, Place, missing
from duckgres.engine.ddl.model import Table
from duckgres.engine.errors.type_names import postgres_type
from duckgres.engine.facts import facts_of, user_comment
from duckgres.engine.foreign_keys import checks, keys
from duckgres.engine.foreign_keys.key import FOREIGN, ForeignKey, TableName, of_facts, put
from duckgres.engine.foreign_keys.key import TEMPORARY as TEMPORARY_SCHEMA
from duckgres.errors import PgError
from duckgres.sql.ddl import steps

_TABLES = """
    SELECT database_name, schema_name, table_name, comment FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp')
      AND contains(comment, chr(31)) AND contains(comment, '"foreign": ')
    ORDER BY table_oid
"""
_COMMENT = """
    SELECT comment FROM duckdb_tables()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
"""
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "HUGE", "TINY", "SMALL", "BIG", "UINT", "UBIG")


def table_name(place: Place) -> TableName:
    """Return a table's name as foreign keys have it."""
    schema = TEMPORARY_SCHEMA if place.database == TEMPORARY else place.schema
    return TableName(schema, place.name)


def of(table: Table) -> list[ForeignKey]:
    """Return a table's own foreign keys."""
    return of_facts(table_name(table.place), table.facts)


def pointing_at(door: Door, parent: Place) -> list[tuple[Place, ForeignKey]]:
    """Return the foreign keys that point at a table, each with the table that has it."""
    wanted = table_name(parent).key
    found = []
    for database, schema, name, comment in door.rows(_TABLES):
        place = Place(str(database), str(schema), str(name))
        own = of_facts(table_name(place), facts_of(str(comment)))
        found += [(place, key) for key in own if key.parent.key == wanted]
    return found


def store(door: Door, place: Place, wanted: Sequence[ForeignKey]) -> None:
    """Let a table that is there have these foreign keys."""
    comment = door.value(_COMMENT, place.database, place.schema, place.name)
    said = comment if isinstance(comment, str) else None
    facts = dict(facts_of(said))
    put(facts, wanted)
    text = model.comment_text(user_comment(said), facts)
    door.cursor.execute(f"COMMENT ON TABLE {place.text} IS {text}")


def change(
    door: Door, children: Iterable[Place], how: Callable[[ForeignKey], ForeignKey | None]
) -> None:
    """Change the foreign keys of tables that are there; those that become ``None`` go."""
    for place in dict.fromkeys(children):
        comment = door.value(_COMMENT, place.database, place.schema, place.name)
        old = of_facts(table_name(place), facts_of(comment if isinstance(comment, str) else None))
        new = [key for key in map(how, old) if key is not None]
        if new != old:
            store(door, place, new)


def make(door: Door, table: Table, wanted: steps.Constraint) -> ForeignKey:
    """Return a foreign key that is to be a table's.

    Raises:
        PgError: It cannot be; 42P01, 42703, 42830, 42804.
    """
    reference = wanted.reference
    assert reference is not None, "a foreign key has one"
    own = reference.parent.name.casefold() == table.place.name.casefold()
    found = door.find("relation", reference.parent)
    if found is None and own:
        found = table.place
    if found is None:
        raise missing("table", reference.parent)
    if found.kind != "table":
        raise PgError(f'referenced relation "{found.name}" is not a table', sqlstate="42809")
    parent = table if found == table.place else model.read(door, found)
    _check_persistence(table.place, found)
    columns = _known_columns(table, wanted.columns)
    parent_columns = _parent_columns(parent, reference.columns)
    if len(columns) != len(parent_columns):
        message = "number of referencing and referenced columns for foreign key disagree"
        raise PgError(message, sqlstate="42830")
    name = wanted.name or _free_name(table, columns)
    _check_types(door, (table, columns), (parent, parent_columns), name)
    for column in reference.set_columns:
        if column not in columns:
            message = (
                f'column "{column}" referenced in ON DELETE SET action must be part of foreign key'
            )
            raise PgError(message, sqlstate="42P10")
    return ForeignKey(
        name,
        table_name(table.place),
        columns,
        table_name(found),
        parent_columns,
        reference.full,
        reference.on_delete,
        reference.on_update,
        reference.set_columns,
        reference.deferrable,
        reference.deferred,
        not reference.skips_rows,
    )


def _check_persistence(child: Place, parent: Place) -> None:
    if child.database == TEMPORARY != parent.database:
        message = "constraints on temporary tables may reference only temporary tables"
        raise PgError(message, sqlstate="42P16")
    if parent.database == TEMPORARY != child.database:
        message = "constraints on permanent tables may reference only permanent tables"
        raise PgError(message, sqlstate="42P16")


def _known_columns(table: Table, columns: Sequence[str]) -> tuple[str, ...]:
    found = []
    for name in columns:
        column = table.column(name)
        if column is None:
            message = f'column "{name}" referenced in foreign key constraint does not exist'
            raise PgError(message, sqlstate="42703")
        found.append(column.name)
    return tuple(found)


def _parent_columns(parent: Table, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the parent, which must be a key of it."""
    name = parent.place.name
    if not columns:
        for constraint in parent.constraints:
            if constraint.kind == "p":
                return tuple(constraint.columns)
        message = f'there is no primary key for referenced table "{name}"'
        raise PgError(message, sqlstate="42704")
    found = _known_columns(parent, columns)
    wanted = {column.casefold() for column in found}
    unique = [c.columns for c in parent.constraints if c.kind in "pu"]
    unique += [[part.strip(' "') for part in index.expressions.strip("[]").split(",")]
               for index in parent.indexes if index.unique]  # fmt: skip
    if not any({column.casefold() for column in key} == wanted for key in unique):
        message = (
            f'there is no unique constraint matching given keys for referenced table "{name}"'
        )
        raise PgError(message, sqlstate="42830")
    return found


def _check_types(
    door: Door,
    child: tuple[Table, Sequence[str]],
    parent: tuple[Table, Sequence[str]],
    name: str,
) -> None:
    for own, other in zip(child[1], parent[1], strict=True):
        one, two = child[0].column(own), parent[0].column(other)
        assert one is not None, "looked up before"
        assert two is not None, "looked up before"
        types = [str(door.value(f"SELECT typeof(CAST(NULL AS {c.type}))")) for c in (one, two)]
        if _family(types[0]) != _family(types[1]):
            raise PgError(
                f'foreign key constraint "{name}" cannot be implemented',
                sqlstate="42804",
                detail=f'Key columns "{own}" and "{other}" are of incompatible types:'
                f" {postgres_type(types[0])} and {postgres_type(types[1])}.",
            )


def _family(kind: str) -> str:
    """Return what types that can be compared have in common."""
    if kind.startswith(_NUMBERS):
        return "number"
    return "time" if kind.startswith(("TIMESTAMP", "DATE")) else kind.partition("(")[0]


def _free_name(table: Table, columns: Sequence[str]) -> str:
    taken = {constraint.name for constraint in table.constraints}
    taken |= {key.name for key in of(table)}
    base = name = "_".join([table.place.name, *columns, "fkey"])
    number = 0
    while name in taken:
        number += 1
        name = f"{base}{number}"
    return name


def add(door: Door, table: Table, wanted: steps.Constraint) -> ForeignKey:
    """Add a foreign key to the model of a table."""
    made = make(door, table, wanted)
    put(table.facts, [*of(table), made])
    return made


def check_rows(door: Door, key: ForeignKey) -> None:
    """Let the rows that are there have their parents.

    Raises:
        PgError: 23503.
    """
    row = checks.missing(door.cursor, key, keys.every(()))
    if row is not None:
        raise checks.no_parent(key, row)
    if key.full:
        checks.check_full(door.cursor, key)


def without(place: Place, names: Iterable[str]) -> Callable[[ForeignKey], ForeignKey | None]:
    """Return what lets foreign keys go that point at a table, by their names."""
    parent, gone = table_name(place).key, set(names)
    return lambda key: None if key.parent.key == parent and key.name in gone else key


def moved(old: Place, new: Place) -> Callable[[ForeignKey], ForeignKey]:
    """Return what lets foreign keys point at a table under its new name."""
    before, after = table_name(old).key, table_name(new)
    return lambda key: replace(key, parent=after) if key.parent.key == before else key


def parent_column(place: Place, old: str, new: str) -> Callable[[ForeignKey], ForeignKey]:
    """Return what lets foreign keys point at a column under its new name."""
    parent = table_name(place).key
    return lambda key: key.renamed(old, new, parent=True) if key.parent.key == parent else key


def same(one: Table, other: Table) -> bool:
    """Whether two models have the same foreign keys."""
    return bool(one.facts.get(FOREIGN) == other.facts.get(FOREIGN))
