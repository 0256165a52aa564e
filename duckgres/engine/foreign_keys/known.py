"""The foreign keys of one version of the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from duckgres.engine import relation
from duckgres.engine.facts import facts_of
from duckgres.engine.foreign_keys.key import (
    CASCADE,
    SET_DEFAULT,
    SET_NULL,
    TEMPORARY,
    ForeignKey,
    TableName,
    of_facts,
)
from duckgres.sql.key_changes import names_in
from duckgres.sql.statement import Statement
from duckgres.sql.volatility import names_of

_TABLES = """
    SELECT CASE database_name WHEN 'temp' THEN 'pg_temp' ELSE schema_name END, table_name, comment
    FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp')
      AND contains(comment, chr(31)) AND contains(comment, '"foreign": ')
    ORDER BY table_oid
"""
_TYPES = """
    SELECT CASE database_name WHEN 'temp' THEN 'pg_temp' ELSE schema_name END, table_name,
        column_name, data_type
    FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND list_contains(?, lower(table_name))
"""
_NAMED = """
    SELECT lower(name) FROM (
        SELECT table_name AS name FROM duckdb_tables()
        WHERE database_name IN (current_database(), 'temp')
        UNION ALL
        SELECT view_name FROM duckdb_views()
        WHERE database_name IN (current_database(), 'temp') AND NOT internal
    ) WHERE list_contains($1, lower(name)) GROUP BY ALL HAVING count(*) > 1
"""
_Table = tuple[str, str]


@dataclass(slots=True)
class ForeignKeys:
    """All foreign keys.

    Attributes:
        of_child: By the table that has them, in the order they were made.
        of_parent: By the table they point at.
        children: The names of the tables that have some, in lower case.
        parents: The names of those that are pointed at.
        types: DuckDB's types of the columns of all these, by table and column.
        tables: Those tables by name, where a name is one table's only.
        acting: By the name of a parent, those of the children its foreign keys may write.
    """

    cursor: duckdb.DuckDBPyConnection
    of_child: dict[_Table, list[ForeignKey]] = field(default_factory=dict)
    of_parent: dict[_Table, list[ForeignKey]] = field(default_factory=dict)
    children: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    types: dict[tuple[str, str, str], str] = field(default_factory=dict)
    tables: dict[str, TableName] = field(default_factory=dict)
    acting: dict[str, set[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.of_child)

    def add(self, key: ForeignKey) -> None:
        """Add one."""
        self.of_child.setdefault(key.child.key, []).append(key)
        self.of_parent.setdefault(key.parent.key, []).append(key)
        self.children.add(key.child.key[1])
        self.parents.add(key.parent.key[1])
        if {key.on_delete, key.on_update} & {CASCADE, SET_NULL, SET_DEFAULT}:
            self.acting.setdefault(key.parent.key[1], set()).add(key.child.key[1])
        for table in (key.child, key.parent):
            self.tables[table.key[1]] = table

    def concern(self, statement: Statement) -> bool:
        """Whether a write may bring or take away a key."""
        effects = statement.effects
        if effects is None or not effects.table or statement.several:
            return not (self.children | self.parents).isdisjoint(_names(statement))
        name = effects.table.casefold()
        if effects.inserts and effects.conflict is None:
            return name in self.children
        if name not in self.children and name not in self.parents:
            return False
        return effects.sets is None or bool(self._columns(name) & _folded(effects.sets))

    def _columns(self, name: str) -> set[str]:
        """Return the columns of tables of a name that are part of a key."""
        own = (k for (_, n), keys in self.of_child.items() if n == name for k in keys)
        others = (k for (_, n), keys in self.of_parent.items() if n == name for k in keys)
        return {c.casefold() for k in own for c in k.columns} | {
            c.casefold() for k in others for c in k.parent_columns
        }

    def reached(self, statement: Statement) -> frozenset[str]:
        """Return the names of the tables that actions may write, in lower case."""
        effects = statement.effects
        if not self.acting or effects is None or not effects.table or effects.inserts:
            return frozenset()
        waiting, found = [effects.table.casefold()], set[str]()
        while waiting:
            name = waiting.pop()
            new = self.acting.get(name, set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    def find(self, schema: str, name: str) -> TableName | None:
        """Return the table a name means, if it has to do with a foreign key.

        Args:
            schema: Empty for the search path's.
            name: The table's.
        """
        only = self.tables.get(name.casefold())
        if only is not None and (not schema or schema.casefold() == only.schema.casefold()):
            return only
        if name.casefold() not in self.children | self.parents:
            return None
        query = relation.lookup("", schema, name).render((), {})
        there = relation.found(self.cursor.execute(query).fetchall())
        if there is None or there.kind != relation.TABLE:
            return None
        return TableName(TEMPORARY if there.catalog == "temp" else there.schema, there.name)

    def types_of(self, table: TableName, columns: Sequence[str]) -> tuple[str, ...]:
        """Return the types of columns."""
        return tuple(self.types[(*table.key, column.casefold())] for column in columns)


def _names(statement: Statement) -> frozenset[str]:
    if statement.duckdb_syntax:
        return names_in(statement.text)
    return names_of(statement).relations


def _folded(names: Sequence[str]) -> set[str]:
    return {name.casefold() for name in names}


def load(cursor: duckdb.DuckDBPyConnection) -> ForeignKeys:
    """Read all foreign keys, as the session sees them."""
    found = ForeignKeys(cursor)
    for schema, table, comment in cursor.execute(_TABLES).fetchall():
        for key in of_facts(TableName(schema, table), facts_of(comment)):
            found.add(key)
    if found:
        names = sorted(found.children | found.parents)
        for schema, table, column, kind in cursor.execute(_TYPES, [names]).fetchall():
            found.types[schema.casefold(), table.casefold(), column.casefold()] = kind
        for (name,) in cursor.execute(_NAMED, [names]).fetchall():
            found.tables.pop(name, None)
    return found
