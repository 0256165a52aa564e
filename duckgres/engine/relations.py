"""Columns and keys of tables, for the places of a statement that only the catalog can fill.

``INSERT INTO t VALUES (1)`` has fewer values than t has columns, which DuckDB wants to be named;
``ON CONFLICT ON CONSTRAINT`` names a key DuckDB knows by its columns; ``GROUP BY t.id`` may be all
that is needed. A rule leaves a slot there, and it is filled when the statement runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb

from duckgres.engine import relation
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted

_KEYS = """
    SELECT constraint_type, constraint_name, constraint_column_names FROM duckdb_constraints()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
      AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or a unique constraint.

    Attributes:
        names: What it may be called: as PostgreSQL would name it, and as DuckDB does.
        columns: Its own.
        is_primary: It is the primary key.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view.

    Attributes:
        columns: Name and DuckDB's type of each, in order.
        keys: Primary key and unique constraints.
    """

    columns: tuple[tuple[str, str], ...] = ()
    keys: tuple[Key, ...] = ()

    def type_of(self, column: str) -> str | None:
        """Return DuckDB's type of a column."""
        wanted = column.casefold()
        return next((kind for name, kind in self.columns if name.casefold() == wanted), None)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the primary key, none where there is none."""
        return next((key.columns for key in self.keys if key.is_primary), ())


NOTHING = Relation()


@dataclass(slots=True)
class Relations:
    """What one version of the catalog says of the tables that were asked for."""

    cursor: duckdb.DuckDBPyConnection
    known: dict[tuple[str, str], Relation] = field(default_factory=dict)

    def find(self, schema: str, table: str) -> Relation:
        """Return a relation, one of no columns where there is none.

        Args:
            schema: Empty for the search path's.
            table: Its name.
        """
        found = self.known.get((schema, table))
        if found is None:
            found = self.known[schema, table] = self._load(schema, table)
        return found

    def _load(self, schema: str, table: str) -> Relation:
        query = relation.lookup("", schema, table).render((), {})
        there = relation.found(self.cursor.execute(query).fetchall())
        if there is None:
            return NOTHING
        place = [there.catalog, there.schema, there.name]
        keys = self.cursor.execute(_KEYS, place).fetchall()
        columns = tuple(zip(there.columns, there.types, strict=True))
        return Relation(columns, tuple(_key(there.name, *key) for key in keys))


def _key(table: str, kind: str, name: str, columns: Sequence[str]) -> Key:
    primary = kind == "PRIMARY KEY"
    parts = [table, "pkey"] if primary else [table, *columns, "key"]
    return Key(("_".join(parts), name), tuple(columns), primary)


def first_columns(of: Relation, count: int) -> str:
    """Return the names of the columns that INSERT fills when it names none."""
    # More values than columns is DuckDB's to say.
    return ", ".join(quoted(name) for name, _ in of.columns[:count])


Reference = tuple[str, str]
"""A column as it is written: the name in front of it, which may be empty, and its own."""


def grouped_columns(
    find: Callable[[str, str], Relation],
    tables: Sequence[tuple[str, str, str]],
    grouped: Sequence[Reference],
    wanted: Sequence[Reference],
) -> str:
    """Return the columns by which a query is to be grouped, too.

    A column need not be named in GROUP BY when its table's primary key is.

    Args:
        find: Looks a table up.
        tables: Those of FROM: schema, name, and what it is called there.
        grouped: What GROUP BY names.
        wanted: Other columns that are used; ``*`` stands for all.

    Returns:
        A list of columns; the first one of GROUP BY where nothing is to be added.
    """
    relations = [(alias, find(schema, name)) for schema, name, alias in tables]
    found: list[str] = []
    for alias, table in relations:
        others = [other for called, other in relations if called != alias]
        if not _has_key(table, alias, others, grouped):
            continue
        for name, _ in table.columns:
            if any(_is_column(alias, name, others, reference) for reference in wanted):
                found.append(f"{quoted(alias)}.{quoted(name)}")
    return ", ".join(found) or ".".join(map(quoted, filter(None, grouped[0])))


def _has_key(
    relation: Relation, alias: str, others: Sequence[Relation], grouped: Sequence[Reference]
) -> bool:
    key = relation.primary_key
    return bool(key) and all(
        any(_is_column(alias, name, others, reference) for reference in grouped) for name in key
    )


def _is_column(alias: str, name: str, others: Sequence[Relation], reference: Reference) -> bool:
    """Whether a reference is this column of this table."""
    table, column = reference
    if table and table.casefold() != alias.casefold():
        return False
    if column == "*":
        return True
    if column.casefold() != name.casefold():
        return False
    return bool(table) or all(other.type_of(name) is None for other in others)


def constraint_columns(relation: Relation, table: str, name: str) -> str:
    """Return the columns of a key.

    Raises:
        PgError: 42704, the table has none of this name.
    """
    for key in relation.keys:
        if name in key.names:
            return ", ".join(map(quoted, key.columns))
    message = f'constraint "{name}" for table "{table}" does not exist'
    raise PgError(message, sqlstate="42704")
