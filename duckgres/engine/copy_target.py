"""Which table a COPY FROM writes to, and what its catalog says of it.

Source of the checks and their messages: ``CopyGetAttnums`` of ``commands/copy.c``, ``CopyFrom`` of
``commands/copyfrom.c``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from duckgres.engine.facts import Facts
from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.duckdb_names import parse_type_name
from duckgres.rows.copy_batch import InputColumn
from duckgres.rows.copy_errors import CopyTable
from duckgres.sql.copy_command import CopyCommand, CopyOptions
from duckgres.sql.sources import Table

_RELATIONS = """
    SELECT database_name, schema_name, table_name, false AS is_view FROM duckdb_tables()
    WHERE lower(table_name) = lower($1)
    UNION ALL
    SELECT database_name, schema_name, view_name, true FROM duckdb_views()
    WHERE lower(view_name) = lower($1)
"""
_HERE = "SELECT current_database(), current_schemas(true)"
_COLUMNS = """
    SELECT column_name, data_type, NOT is_nullable, column_default FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
    ORDER BY column_index
"""
_CONSTRAINTS = """
    SELECT constraint_type, constraint_name, constraint_column_names, expression
    FROM duckdb_constraints()
    WHERE database_name = ? AND schema_name = ? AND table_name = ?
      AND constraint_type IN ('CHECK', 'UNIQUE', 'PRIMARY KEY')
"""
_SCHEMA = "SELECT true FROM duckdb_schemas() WHERE schema_name = ? LIMIT 1"
_ENUMS = "SELECT type_name, labels FROM duckdb_types() WHERE labels IS NOT NULL AND NOT internal"
_TEMPORARY = frozenset({"pg_temp", "temp"})


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
        constraints: CHECK, UNIQUE and PRIMARY KEY.
    """

    table: CopyTable
    place: str
    listed: tuple[TargetColumn, ...]
    others: tuple[TargetColumn, ...]
    constraints: tuple[Constraint, ...] = ()


def quoted(name: str) -> str:
    """Return a name as an identifier of DuckDB's."""
    return '"' + name.replace('"', '""') + '"'


def find_target(
    cursor: duckdb.DuckDBPyConnection, command: CopyCommand, facts: Facts
) -> CopyTarget:
    """Look the table up.

    Raises:
        PgError: 42P01, 42809 for a view; what its options or its condition ask for; 42703, 42701
            and 42P10 for a wrong list of columns.
        duckdb.Error: The catalog cannot be read.
    """
    place, is_view = _find_relation(cursor, command)
    if command.refusal is not None:
        raise command.refusal.error()
    name = place[2]
    whole = ".".join(map(quoted, place))
    if is_view:
        raise PgError(
            f'cannot copy to view "{name}"',
            sqlstate="42809",
            hint="To enable copying to a view, provide an INSTEAD OF INSERT trigger.",
        )
    columns, generated = _columns(cursor, place, whole, facts, strict=not command.where)
    listed = _listed(command, name, columns, generated)
    _check_forced(command.options, name, columns, listed)
    names = {item.column.name for item in listed}
    others = [c for n, c in columns.items() if n not in names and n not in generated]
    constraints = [
        Constraint(kind, _constraint_name(label, name, about), tuple(about), condition or "")
        for kind, label, about, condition in cursor.execute(_CONSTRAINTS, place).fetchall()
    ]
    table = CopyTable(
        name,
        tuple(item.column for item in listed),
        tuple(columns),
        tuple(c.column.name for c in others if c.column.not_null and not c.column.has_default),
        any(constraint.kind == "CHECK" for constraint in constraints),
    )
    return CopyTarget(table, whole, tuple(listed), tuple(others), tuple(constraints))


def _constraint_name(name: str, table: str, columns: Sequence[str]) -> str:
    """Return PostgreSQL's name of a primary key that was given none, else the name."""
    return f"{table}_pkey" if name == "_".join((table, *columns, "pkey")) else name


def _columns(
    cursor: duckdb.DuckDBPyConnection,
    place: tuple[str, str, str],
    whole: str,
    facts: Facts,
    *,
    strict: bool,
) -> tuple[dict[str, TargetColumn], set[str]]:
    """Return the table's columns, and the names of those that are generated.

    Args:
        cursor: To ask.
        place: The table.
        whole: Its name as text.
        facts: What is known of columns.
        strict: NULLs are looked for as rows are read; not so where a condition may drop them.
    """
    described = {row[0]: row[4] for row in cursor.execute(f"DESCRIBE {whole}").fetchall()}
    enums: dict[frozenset[str], str] = {}
    columns: dict[str, TargetColumn] = {}
    generated: set[str] = set()
    known = Table(place[1], place[2])
    for name, kind, not_null, default in cursor.execute(_COLUMNS, place).fetchall():
        has_default = default not in {None, "NULL"}
        if has_default and described.get(name) is None:
            generated.add(name)  # its default is what it is made of
        labels = (
            frozenset(parse_type_name(kind).labels) if kind.startswith("ENUM") else frozenset()
        )
        if labels and not enums:
            enums = {frozenset(r[1]): r[0] for r in cursor.execute(_ENUMS).fetchall()}
        found = facts.column(known, name)
        announced = column_type(kind)
        if found is not None and found.oid:
            announced = with_oid(announced, found.oid)
        column = InputColumn(
            name,
            announced,
            strict and not_null,
            labels=labels,
            enum=enums.get(labels, "enum"),
            has_default=has_default,
        )
        columns[name] = TargetColumn(column, default or "NULL")
    return columns, generated


def _check_forced(
    options: CopyOptions,
    table: str,
    columns: Mapping[str, TargetColumn],
    listed: Sequence[TargetColumn],
) -> None:
    """Refuse names in FORCE_NULL and FORCE_NOT_NULL that are not the stream's."""
    names = {item.column.name for item in listed}
    for option, forced in (
        ("FORCE_NOT_NULL", options.force_not_null),
        ("FORCE_NULL", options.force_null),
    ):
        for name in sorted(forced or ()):
            if name not in columns:
                raise _no_column(name, table)
            if name not in names:
                message = f'{option} column "{name}" not referenced by COPY'
                raise PgError(message, sqlstate="42P10")


def _no_column(name: str, table: str) -> PgError:
    return PgError(f'column "{name}" of relation "{table}" does not exist', sqlstate="42703")


def _find_relation(
    cursor: duckdb.DuckDBPyConnection, command: CopyCommand
) -> tuple[tuple[str, str, str], bool]:
    """Return where the relation is, and whether it is a view."""
    found = cursor.execute(_RELATIONS, [command.table]).fetchall()
    here = cursor.execute(_HERE).fetchone()
    assert here is not None, "it has no FROM"
    for database, schema in _places(command, str(here[0]), here[1]):
        for row in found:
            if (row[0], row[1]) == (database, schema):
                return (row[0], row[1], row[2]), row[3]
    schema = "" if command.schema in _TEMPORARY else command.schema
    if schema and cursor.execute(_SCHEMA, [schema]).fetchone() is None:
        raise PgError(f'schema "{schema}" does not exist', sqlstate="3F000")
    parts = (command.catalog, command.schema, command.table)
    written = ".".join(part for part in parts if part)
    raise PgError(f'relation "{written}" does not exist', sqlstate="42P01")


def _places(command: CopyCommand, here: str, path: Sequence[str]) -> list[tuple[str, str]]:
    """Return where to look, database and schema, in order."""
    if command.catalog:
        return [(command.catalog, command.schema)]
    if command.schema in _TEMPORARY:
        return [("temp", "main")]
    if command.schema:
        return [(here, command.schema), (command.schema, "main")]
    return [("temp", "main"), *((here, schema) for schema in path)]


def _listed(
    command: CopyCommand, table: str, columns: dict[str, TargetColumn], generated: set[str]
) -> list[TargetColumn]:
    """Return the columns that the stream has values of."""
    if command.columns is None:
        return [column for name, column in columns.items() if name not in generated]
    by_name = {name.casefold(): name for name in columns}
    listed: list[TargetColumn] = []
    for written in command.columns:
        name = by_name.get(written.casefold())
        if name is None:
            raise _no_column(written, table)
        if name in generated:
            raise PgError(
                f'column "{name}" is a generated column',
                sqlstate="42P10",
                detail="Generated columns cannot be used in COPY.",
            )
        if columns[name] in listed:
            message = f'column "{name}" specified more than once'
            raise PgError(message, sqlstate="42701")
        listed.append(columns[name])
    return listed
