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
from duckgres.engine.ddl.texts import object_name
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
    """A column.

    Attributes:
        value: What it gets of the old table's row, ``None`` for its default.
        is_shown: Its default among the facts is in PostgreSQL's normal form already.
    """

    name: str
    type: str
    default: str | None
    not_null: bool
    comment: str | None
    facts: Facts
    value: str | None = None
    is_shown: bool = False

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
    """A constraint.

    Attributes:
        text: What stands behind CHECK or REFERENCES.
        name: ``None`` for none yet.
        key: DuckDB's text of all of it; empty where it is not in the catalog yet.
        written: A check's condition in the client's words.
        shown: The same in PostgreSQL's normal form.
    """

    kind: str
    columns: list[str]
    text: str
    name: str | None
    parent: str = ""
    parent_columns: list[str] = field(default_factory=list)
    key: str = ""
    written: str = ""
    shown: str = ""

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
    facts: Facts


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
    names, checks = facts.pop("constraints", {}), facts.pop("checks", {})
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
        column.is_shown = True
        columns.append(column)
    constraints = [
        _constraint(row, names, checks)
        for row in door.cursor.execute(_CONSTRAINTS, key).fetchall()
    ]
    if not is_new:
        name_all(place.name, constraints)
    indexes = [
        Index(name, text, user_comment(said), unique, expressions, dict(facts_of(said)))
        for name, text, said, unique, expressions in door.cursor.execute(_INDEXES, key).fetchall()
    ]
    told = user_comment(comment if isinstance(comment, str) else None)
    return Table(place, columns, constraints, indexes, told, facts)


def _constraint(row: tuple[Any, ...], names: dict[str, str], checks: dict[str, str]) -> Constraint:
    kind, text, expression, columns, parent, parent_columns = row
    short = _KINDS[kind]
    behind = ""
    if short == "c":
        behind = expression
    elif short == "f":
        behind = text.partition(" REFERENCES ")[2]
    name = names.get(text)
    words = checks.get(name, "") if name and short == "c" else ""
    return Constraint(
        short, columns, behind, name, parent or "", parent_columns, key=text, shown=words
    )


def name_all(table: str, constraints: list[Constraint]) -> None:
    """Give PostgreSQL's names to constraints that have none yet."""
    taken = {constraint.name for constraint in constraints}
    for constraint in constraints:
        if constraint.name is not None:
            continue
        name, number = default_name(table, constraint), 0
        while name in taken:
            number += 1
            name = default_name(table, constraint, number)
        constraint.name = name
        taken.add(name)


def default_name(table: str, constraint: Constraint, number: int = 0) -> str:
    """Return the name PostgreSQL would choose (``ChooseConstraintName``).

    Args:
        table: Its name.
        constraint: What is to be named.
        number: How many names have been taken already.
    """
    columns = "_".join(constraint.columns)
    if constraint.kind == "p" or (constraint.kind == "c" and len(constraint.columns) != 1):
        columns = ""
    return object_name(table, columns, f"{_LABELS[constraint.kind]}{number or ''}")


_LABELS = {"p": "pkey", "c": "check", "u": "key", "f": "fkey"}


def comment_text(comment: str | None, facts: Facts) -> str:
    """Return the comment that holds what the user said and the facts, as a constant."""
    if not facts:
        return literal(comment) if comment else "NULL"
    return literal(f"{comment or ''}{MARK}{json.dumps(facts, ensure_ascii=False)}")


def keep_names(door: Door, place: Place, table: Table) -> None:
    """Write the names of a table's constraints down, and what is said of them."""
    constraints = table.constraints
    key = (place.database, place.schema, place.name)
    find_keys(door, key, constraints)
    comment = door.value(_TABLE, *key)
    said = comment if isinstance(comment, str) else None
    facts = {k: v for k, v in facts_of(said).items() if k not in _OF_CONSTRAINTS}
    facts |= _named(constraints)
    facts |= {k: v for k, v in table.facts.items() if k in ("comments", "oid")}
    if facts != facts_of(said):
        text = comment_text(user_comment(said), facts)
        door.cursor.execute(f"COMMENT ON TABLE {place.text} IS {text}")


_OF_CONSTRAINTS = frozenset({"constraints", "checks", "comments"})


def find_keys(door: Door, key: tuple[str, str, str], constraints: list[Constraint]) -> None:
    """Find DuckDB's texts of a table's constraints, which are given in their order."""
    rows = door.cursor.execute(_CONSTRAINTS, key).fetchall()
    for row, constraint in zip(rows, constraints, strict=True):
        constraint.key = row[1]


def _named(constraints: list[Constraint]) -> Facts:
    """Return what is kept of constraints: their names, and what PostgreSQL shows of checks."""
    names = {c.key: c.name for c in constraints if c.name is not None}
    checks = {c.name: c.shown for c in constraints if c.kind == "c" and c.name and c.shown}
    return {key: kept for key, kept in (("constraints", names), ("checks", checks)) if kept}


def keep(door: Door, table: Table) -> None:
    """Write down all that is kept of a table that is in the catalog as it is, in one round."""
    place = table.place
    texts = []
    facts = table.facts | _named(table.constraints)
    if facts or table.comment:
        text = comment_text(table.comment, facts)
        texts.append(f"COMMENT ON TABLE {place.text} IS {text}")
    for column in table.columns:
        if column.facts or column.comment:
            text = comment_text(column.comment, column.facts)
            texts.append(f"COMMENT ON COLUMN {place.text}.{quoted(column.name)} IS {text}")
    if texts:
        door.cursor.execute("; ".join(texts))


def keep_facts(door: Door, place: Place, column: str, comment: str | None, facts: Facts) -> None:
    """Write a column's comment and facts down."""
    text = comment_text(comment, facts)
    door.cursor.execute(f"COMMENT ON COLUMN {place.text}.{quoted(column)} IS {text}")
