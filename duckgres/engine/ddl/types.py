"""Types of the user's: enums, composite types and domains.

A column of DuckDB keeps what a type was, and not its name; so an enum that changes is changed in
every column that has it. A domain is DuckDB's alias of its base type with its conditions in its
comment, from where a new column takes them as CHECKs.
"""

from __future__ import annotations

from collections.abc import Sequence

from duckgres.engine.ddl import model, rebuild
from duckgres.engine.ddl.door import Door, Place, missing
from duckgres.engine.ddl.model import Column, Constraint, Table
from duckgres.engine.ddl.texts import renamed
from duckgres.engine.errors.values import DOMAIN
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.ddl import types
from duckgres.sql.ddl.steps import Name
from duckgres.sql.shown import tables

_LABELS = """
    SELECT labels FROM duckdb_types()
    WHERE database_name = ? AND schema_name = ? AND type_name = ?
"""
_COMMENT = "SELECT comment FROM duckdb_types() WHERE schema_name = ? AND type_name = ?"
_ENUM_COLUMNS = """
    SELECT database_name, schema_name, table_name, column_name FROM duckdb_columns()
    WHERE NOT internal AND data_type = ? AND table_name IN (SELECT table_name FROM duckdb_tables())
    ORDER BY table_oid
"""


def new_type(door: Door, step: types.NewType) -> None:
    """CREATE TYPE."""
    place = _free(door, step.name)
    door.run(f"CREATE TYPE {place.text} AS {step.text}")
    if step.attributes:
        text = model.comment_text(None, {"attributes": step.attributes})
        door.run(f"COMMENT ON TYPE {place.text} IS {text}")


def new_domain(door: Door, step: types.NewDomain) -> None:
    """CREATE DOMAIN."""
    place = _free(door, step.name)
    door.run(f"CREATE TYPE {place.text} AS {step.base}")
    checks: dict[str, str] = {}
    for name, text in step.checks:
        number, base = 0, name or f"{place.name}_check"
        chosen = base
        while chosen in checks:
            number += 1
            chosen = f"{base}{number}"
        checks[chosen] = text
    facts = {
        "domain": {
            "checks": checks,
            "not_null": step.not_null,
            "default": step.default,
            "text": step.text,
            **_shown(step, list(checks)),
        },
    }
    door.run(f"COMMENT ON TYPE {place.text} IS {model.comment_text(None, facts)}")


def _shown(step: types.NewDomain, names: list[str]) -> dict[str, object]:
    """Return what PostgreSQL shows of a domain; the first names are its conditions'."""
    default, checks = step.written
    known = tables.Columns(domain=step.kind)
    shown = [tables.check(text, known) for text in checks]
    return {
        "type": step.kind[0],
        "typmod": step.kind[1],
        "shown_default": tables.default(default, step.kind) if default else "",
        "shown_checks": dict(zip(names, shown, strict=False)),
    }


def _free(door: Door, name: Name) -> Place:
    """Return the place of a new type.

    Raises:
        PgError: It is taken.
    """
    place = door.new(name, "type")
    if door.find("type", Name(place.schema, place.name)) is not None:
        raise PgError(f'type "{name.name}" already exists', sqlstate="42710")
    return place


def definition(door: Door, place: Place) -> str:
    """Return DuckDB's text of what a type is."""
    (row,) = door.cursor.execute(f"SELECT CAST(NULL AS {place.text}) AS x").description
    return str(row[1])


def apply_domain(door: Door, table: Table, column: Column) -> bool:
    """Give a new column what its domain asks for, and tell whether that is anything."""
    named = column.facts.get("type")
    if not isinstance(named, str):
        return False
    *schema, last = named.split(".")
    place = door.find("type", Name(schema[-1] if schema else "", last))
    if place is None:
        return False
    column.facts["type"] = f"{place.schema}.{place.name}"
    found = facts_of(_text(door.value(_COMMENT, place.schema, place.name))).get("domain")
    if not isinstance(found, dict):
        return True
    for name, text in found["checks"].items():
        told = f"{DOMAIN}{place.name}{DOMAIN}{name}"
        check = renamed(text, "value", column.name)
        table.constraints.append(Constraint("c", [column.name], check, told))
    if found.get("text"):
        column.facts["text"] = found["text"]
    column.not_null = column.not_null or bool(found["not_null"])
    if column.default is None:
        column.default = found["default"]
    return True


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def change_enum(door: Door, step: types.EnumValue) -> None:
    """ALTER TYPE … ADD VALUE and RENAME VALUE."""
    place = door.find("type", step.name)
    if place is None:
        raise missing("type", step.name)
    labels = door.value(_LABELS, place.database, place.schema, place.name)
    if not isinstance(labels, list):
        raise PgError(f"{place.name} is not an enum", sqlstate="42809")
    new = _renamed(labels, step) if step.old else _added(door, labels, step)
    if new is None:
        return
    old_type = f"ENUM({', '.join(map(literal, labels))})"
    columns = [row for row in door.rows(_ENUM_COLUMNS, old_type) if _has(door, row, place)]
    door.run(f"CREATE OR REPLACE TYPE {place.text} AS ENUM ({', '.join(map(literal, new))})")
    new_type_text = place.text
    tables = {Place(str(d), str(s), str(t)): None for d, s, t, _ in columns}
    for table in tables:
        names = [str(c) for d, s, t, c in columns if Place(str(d), str(s), str(t)) == table]
        _change_columns(door, table, names, new_type_text, step)


def _has(door: Door, row: Sequence[object], place: Place) -> bool:
    """Whether a column that looks like the enum is of it, and not of another one alike."""
    database, schema, table, name = map(str, row)
    column = model.read(door, Place(database, schema, table)).column(name)
    said = None if column is None else column.facts.get("type")
    return said is None or str(said).rpartition(".")[2] == place.name


def _change_columns(
    door: Door, table: Place, names: list[str], kind: str, step: types.EnumValue
) -> None:
    """Give columns the enum as it is now."""
    old, new = model.read(door, table), model.read(door, table)
    for name in names:
        column = new.column(name)
        assert column is not None, "listed by the catalog"
        column.type = kind
        text = f"CAST({quoted(name)} AS VARCHAR)"
        if step.old:
            values = f"WHEN {literal(step.old)} THEN {literal(step.value)}"
            text = f"CASE {text} {values} ELSE {text} END"
        column.value = f"CAST({text} AS {kind})"
    rebuild.rebuild(door, old, new, rebuild.children(door, table))


def _added(door: Door, labels: list[str], step: types.EnumValue) -> list[str] | None:
    """Return the labels with a new one, ``None`` where it is there already."""
    if step.value in labels:
        message = f'enum label "{step.value}" already exists'
        if not step.skips:
            raise PgError(message, sqlstate="42710")
        door.tell(f"{message}, skipping", "42710")
        return None
    if not step.neighbor:
        return [*labels, step.value]
    place = _place(labels, step.neighbor) + step.behind
    return [*labels[:place], step.value, *labels[place:]]


def _renamed(labels: list[str], step: types.EnumValue) -> list[str]:
    place = _place(labels, step.old)
    if step.value in labels:
        raise PgError(f'enum label "{step.value}" already exists', sqlstate="42710")
    return [*labels[:place], step.value, *labels[place + 1 :]]


def _place(labels: list[str], label: str) -> int:
    if label not in labels:
        raise PgError(f'"{label}" is not an existing enum label', sqlstate="22023")
    return labels.index(label)
