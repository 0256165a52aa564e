"""What the catalog says of the table that a COPY FROM writes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from duckgres.engine.facts import Facts, facts_of
from duckgres.engine.relation import Relation
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.duckdb_names import parse_type_name
from duckgres.rows.copy_batch import InputColumn
from duckgres.rows.copy_errors import CopyTable
from duckgres.sql.copy_command import CopyOptions
from duckgres.sql.sources import Table

_COLUMNS = """
    SELECT column_name, data_type, NOT is_nullable, column_default, comment FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
    ORDER BY column_index
"""
_CONSTRAINTS = """
    SELECT constraint_type, constraint_text, constraint_name, constraint_column_names, expression
    FROM duckdb_constraints()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
      AND constraint_type IN ('CHECK', 'UNIQUE', 'PRIMARY KEY')
"""
_LIMITED = {"varchar": oids.VARCHAR, "bpchar": oids.BPCHAR}
_TYPMOD_HEADER = 4  # VARHDRSZ, which a typmod counts
_ENUMS = "SELECT type_name, labels FROM duckdb_types() WHERE labels IS NOT NULL AND NOT internal"


@dataclass(frozen=True, slots=True)
class CopyTask:
    """A COPY FROM whose table is known.

    Attributes:
        relation: The table.
        columns: Those that the stream has values of, in its order.
        options: The stream's form; its lists of columns are those of the table.
        where: The condition as DuckDB's text, empty for none.
    """

    relation: Relation
    columns: tuple[str, ...]
    options: CopyOptions
    where: str = ""


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column of the table.

    Attributes:
        column: As a reader knows it.
        default: DuckDB's expression of its default, ``NULL`` for none.
    """

    column: InputColumn
    default: str = "NULL"


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the table's rows must be.

    Attributes:
        kind: ``CHECK``, ``UNIQUE`` or ``PRIMARY KEY``.
        name: Its name.
        columns: Those it is about.
        condition: Of a CHECK: DuckDB's expression.
    """

    kind: str
    name: str
    columns: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """The table.

    Attributes:
        table: What a reader must know of it.
        place: Its name as DuckDB's text has it, whole.
        listed: The columns that the stream has values of, in its order.
        others: The rest, without those that are generated.
        constraints: CHECK, UNIQUE and PRIMARY KEY, and the unique indexes.
        names: What the table's constraints are called, by DuckDB's texts of them.
    """

    table: CopyTable
    place: str
    listed: tuple[TargetColumn, ...]
    others: tuple[TargetColumn, ...]
    constraints: tuple[Constraint, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def target_of(cursor: duckdb.DuckDBPyConnection, task: CopyTask, facts: Facts) -> CopyTarget:
    """Return what the catalog says of the table.

    Raises:
        duckdb.Error: The catalog cannot be read.
    """
    relation = task.relation
    place = [relation.catalog, relation.schema, relation.name]
    columns = _columns(cursor, task, facts)
    listed = tuple(columns[name] for name in task.columns)
    others = [
        column
        for name, column in columns.items()
        if name not in task.columns and name not in relation.generated
    ]
    names = facts.constraints.get(relation.name.casefold(), {})
    constraints = [
        Constraint(
            kind,
            names.get(text) or _constraint_name(label, relation.name, about),
            tuple(about),
            condition or "",
        )
        for kind, text, label, about, condition in cursor.execute(_CONSTRAINTS, place).fetchall()
    ]
    constraints += _unique_indexes(names, constraints, columns)
    table = CopyTable(
        relation.name,
        tuple(item.column for item in listed),
        tuple(columns),
        tuple(c.column.name for c in others if c.column.not_null and not c.column.has_default),
        any(constraint.kind == "CHECK" for constraint in constraints),
    )
    return CopyTarget(table, relation.text, listed, tuple(others), tuple(constraints), names)


def _constraint_name(name: str, table: str, columns: Sequence[str]) -> str:
    """Return PostgreSQL's name of a primary key that was given none, else the name."""
    return f"{table}_pkey" if name == "_".join((table, *columns, "pkey")) else name


def _unique_indexes(
    names: Mapping[str, str], constraints: Sequence[Constraint], columns: Collection[str]
) -> list[Constraint]:
    """Return the unique indexes of columns, which are no constraints to DuckDB."""
    known = {constraint.name for constraint in constraints}
    found = []
    for text, name in names.items():
        keys = tuple(key.strip('"') for key in text[len("UNIQUE(") : -1].split(", "))
        if text.startswith("UNIQUE(") and name not in known and set(keys) <= set(columns):
            found.append(Constraint("UNIQUE", name, keys))
    return found


def _columns(
    cursor: duckdb.DuckDBPyConnection, task: CopyTask, facts: Facts
) -> dict[str, TargetColumn]:
    """Return the table's columns by their names."""
    relation = task.relation
    place = [relation.catalog, relation.schema, relation.name]
    enums: dict[frozenset[str], str] = {}
    columns: dict[str, TargetColumn] = {}
    known = Table(relation.schema, relation.name)
    for name, kind, not_null, default, comment in cursor.execute(_COLUMNS, place).fetchall():
        labels = frozenset[str]()
        if kind.startswith("ENUM"):
            labels = frozenset(parse_type_name(kind).labels)
        if labels and not enums:
            enums = {frozenset(r[1]): r[0] for r in cursor.execute(_ENUMS).fetchall()}
        found = facts.column(known, name)
        kept = facts_of(comment)
        oid = _LIMITED.get(str(kept.get("type")), found.oid if found is not None else 0)
        announced = column_type(kind)
        column = InputColumn(
            name,
            with_oid(announced, oid) if oid else announced,
            not_null and not task.where,  # a condition may drop the row first
            _limit(kept.get("typmod")) if oid in _LIMITED.values() else -1,
            labels=labels,
            enum=enums.get(labels, "enum"),
            has_default=default not in {None, "NULL"},
        )
        columns[name] = TargetColumn(column, default or "NULL")
    return columns


def _limit(typmod: object) -> int:
    """Return the characters that a typmod allows, -1 for any number."""
    return typmod - _TYPMOD_HEADER if isinstance(typmod, int) and typmod >= 0 else -1
