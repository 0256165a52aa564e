"""A table as DuckDB's catalog has it, taken apart and put together again.

What ALTER TABLE does to it is done to the model; then the table is made anew from it. Source: the
columns of ``duckdb_columns()``, ``duckdb_constraints()`` and ``duckdb_indexes()``, whose texts are
DuckDB's own SQL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from duckgres.engine.ddl.door import TEMPORARY, Door, Place
from duckgres.engine.facts import MARK, facts_of, user_comment
from duckgres.pgtypes.quoting import literal, quoted

_COLUMNS = """
    SELECT column_name, data_type, column_default, is_nullable, comment FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index
"""
_CONSTRAINTS = """
    SELECT constraint_type, constraint_text, expression, constraint_column_names,
           referenced_table, referenced_column_names
    FROM duckdb_constraints()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
      AND constraint_type <> 'NOT NULL'
    ORDER BY constraint_index
"""
_INDEXES = """
    SELECT index_name, sql, comment, is_unique, expressions FROM duckdb_indexes()
    WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY index_oid
"""
_TABLE = """
    SELECT comment FROM duckdb_tables()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
"""
_KINDS = {"PRIMARY KEY": "p", "UNIQUE": "u", "CHECK": "c", "FOREIGN KEY": "f"}
HIDDEN = ""
"""The name of a CHECK that keeps the length of a type, and is none to PostgreSQL."""

Facts = dict[str, Any]  # Any: JSON


@dataclass(slots=True)
class Column:
    """A column; ``value`` is what it gets of the old table's row, ``None`` for its default."""

    name: str
    type: str
    default: str | None
    not_null: bool
    comment: str | None
    facts: Facts
    value: str | None = None

    @property
    def text(self) -> str:
        """The column's definition."""
        parts = [quoted(self.name), self.type]
        if self.facts.get("generated"):
            return f"{quoted(self.name)} {self.type} GENERATED ALWAYS AS ({self.default}) VIRTUAL"
        if self.default is not None:
            parts.append(f"DEFAULT ({self.default})")
        if self.not_null:
            parts.append("NOT NULL")
        return " ".join(parts)


@dataclass(slots=True)
class Constraint:
    """A constraint; ``text`` stands behind CHECK or REFERENCES, ``None`` is no name yet."""

    kind: str
    columns: list[str]
    text: str
    name: str | None
    parent: str = ""
    parent_columns: list[str] = field(default_factory=list)

    @property
    def definition(self) -> str:
        """The constraint's definition."""
        columns = ", ".join(map(quoted, self.columns))
        if self.kind == "c":
            return f"CHECK ({self.text})"
        if self.kind == "f":
            return f"FOREIGN KEY ({columns}) REFERENCES {self.text}"
        return f"{'PRIMARY KEY' if self.kind == 'p' else 'UNIQUE'} ({columns})"


@dataclass(slots=True)
class Index:
    """An index; ``text`` makes it."""

    name: str
    text: str
    comment: str | None
    unique: bool
    expressions: str


@dataclass(slots=True)
class Table:
    """A table."""

    place: Place
    columns: list[Column]
    constraints: list[Constraint]
    indexes: list[Index]
    comment: str | None
    facts: Facts

    def column(self, name: str) -> Column | None:
        """Return a column by its name."""
        wanted = name.casefold()
        return next((c for c in self.columns if c.name.casefold() == wanted), None)

    def constraint(self, name: str) -> Constraint | None:
        """Return a constraint by its name."""
        return next((c for c in self.constraints if c.name == name), None)

    def using(self, column: str) -> list[Constraint]:
        """Return the constraints that name a column."""
        wanted = column.casefold()
        return [c for c in self.constraints if wanted in map(str.casefold, c.columns)]

    @property
    def definition(self) -> str:
        """The text that makes it."""
        parts = [column.text for column in self.columns]
        parts += [constraint.definition for constraint in self.constraints]
        word = "TEMPORARY TABLE" if self.place.database == TEMPORARY else "TABLE"
        return f"CREATE {word} {self.place.text} ({', '.join(parts)})"


def read(door: Door, place: Place, *, is_new: bool = False) -> Table:
    """Read a table; the constraints of one that is new have no names yet."""
    key = (place.database, place.schema, place.name)
    comment = door.value(_TABLE, *key)
    facts: Facts = dict(facts_of(comment if isinstance(comment, str) else None))
    names = facts.get("constraints", {})
    columns = []
    for (
        name,
        kind,
        default,
        nullable,
        said,
    ) in door.cursor.execute(_COLUMNS, key).fetchall():
        column = Column(
            name, kind, default, not nullable, user_comment(said), dict(facts_of(said))
        )
        columns.append(column)
    constraints = [
        _constraint(place, row, names) for row in door.cursor.execute(_CONSTRAINTS, key).fetchall()
    ]
    if not is_new:
        name_all(place.name, constraints)
    indexes = [Index(*row) for row in door.cursor.execute(_INDEXES, key).fetchall()]
    told = user_comment(comment if isinstance(comment, str) else None)
    return Table(place, columns, constraints, indexes, told, facts)


def _constraint(place: Place, row: tuple[Any, ...], names: dict[str, str]) -> Constraint:
    kind, text, expression, columns, parent, parent_columns = row
    short = _KINDS[kind]
    behind = ""
    if short == "c":
        behind = expression
    elif short == "f":
        behind = text.partition(" REFERENCES ")[2]
    return Constraint(short, columns, behind, names.get(text), parent or "", parent_columns)


def name_all(table: str, constraints: list[Constraint]) -> None:
    """Give PostgreSQL's names to constraints that have none yet."""
    taken = {constraint.name for constraint in constraints}
    for constraint in constraints:
        if constraint.name is not None:
            continue
        name = base = default_name(table, constraint)
        number = 0
        while name in taken:
            number += 1
            name = f"{base}{number}"
        constraint.name = name
        taken.add(name)


def default_name(table: str, constraint: Constraint) -> str:
    """Return the name PostgreSQL would choose (``ChooseConstraintName``)."""
    if constraint.kind == "p":
        return f"{table}_pkey"
    if constraint.kind == "c":
        middle = f"_{constraint.columns[0]}" if len(constraint.columns) == 1 else ""
        return f"{table}{middle}_check"
    suffix = "key" if constraint.kind == "u" else "fkey"
    return "_".join([table, *constraint.columns, suffix])


def comment_text(comment: str | None, facts: Facts) -> str:
    """Return the comment that holds what the user said and the facts, as a constant."""
    if not facts:
        return literal(comment) if comment else "NULL"
    return literal(f"{comment or ''}{MARK}{json.dumps(facts)}")


def keep_names(door: Door, place: Place, wanted: list[str | None]) -> None:
    """Write the names of a table's constraints down, given in their order."""
    key = (place.database, place.schema, place.name)
    rows = door.cursor.execute(_CONSTRAINTS, key).fetchall()
    comment = door.value(_TABLE, *key)
    said = comment if isinstance(comment, str) else None
    facts = dict(facts_of(said))
    named = [(row[1], name) for row, name in zip(rows, wanted, strict=True) if name is not None]
    facts["constraints"] = dict(named)
    if not named:
        del facts["constraints"]
    if facts != facts_of(said):
        text = comment_text(user_comment(said), facts)
        door.cursor.execute(f"COMMENT ON TABLE {place.text} IS {text}")


def keep_facts(door: Door, place: Place, column: str, comment: str | None, facts: Facts) -> None:
    """Write a column's comment and facts down."""
    text = comment_text(comment, facts)
    door.cursor.execute(f"COMMENT ON COLUMN {place.text}.{quoted(column)} IS {text}")
