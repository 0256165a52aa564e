"""A table made anew, with all whose foreign keys point at it.

The rows go to temporary tables, the tables are dropped from the last child to the first parent and
made again from parent to child under their final names: DuckDB keeps a foreign key's name of the
other table, and a rename leaves the old one there. Before constraints are made their rows are
asked, so that the errors are PostgreSQL's.
"""

from __future__ import annotations

from duckgres.engine.ddl import model
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.model import Column, Constraint, Table
from duckgres.errors import ErrorFields, PgError
from duckgres.pgtypes.quoting import quoted

_CHILDREN = """
    SELECT DISTINCT database_name, schema_name, table_name, constraint_text
    FROM duckdb_constraints()
    WHERE constraint_type = 'FOREIGN KEY' AND database_name = ?
      AND lower(referenced_table) = lower(?)
    ORDER BY ALL
"""
_COPY = "temp.main._pg_rebuilt_{}"


def children(door: Door, parent: Place) -> list[Table]:
    """Return the tables with a foreign key to this one, and to them, parents first."""
    found: dict[tuple[str, str], Table] = {}
    waiting = [parent]
    while waiting:
        place = waiting.pop(0)
        for database, schema, name, text in door.rows(_CHILDREN, place.database, place.name):
            child = Place(str(database), str(schema), str(name))
            if not points_at(str(text), place):
                continue
            key = (child.schema, child.name)
            if key != (parent.schema, parent.name):
                table = found.pop(key, None)
                found[key] = table or model.read(door, child)
                if table is None:
                    waiting.append(child)
    return list(found.values())


def points_at(text: str, place: Place) -> bool:
    """Whether a foreign key's text names the table."""
    behind = text.partition(" REFERENCES ")[2]
    schema = place.schema
    return behind.startswith((f"{schema}.", f"{quoted(schema)}.", f"{place.name}("))


def rebuild(door: Door, old: Table, new: Table, others: list[Table]) -> None:
    """Put ``new`` in the place of ``old``.

    Args:
        door: The statement's.
        old: As it is.
        new: As it shall be.
        others: Those whose foreign keys point at it, as they shall be, parents first.
    """
    tables = [new, *others]
    for number, table in enumerate(tables):
        source = old.place if table is new else table.place
        copy = _COPY.format(number)
        door.run(f"CREATE TEMPORARY TABLE {copy.rpartition('.')[2]} AS FROM {source.text}")
    for table in reversed(others):
        door.run(f"DROP TABLE {table.place.text}")
    door.run(f"DROP TABLE {old.place.text}")
    for number, table in enumerate(tables):
        _make(door, table, _COPY.format(number), check=table is new)
        door.run(f"DROP TABLE {_COPY.format(number)}")


def _make(door: Door, table: Table, copy: str, *, check: bool) -> None:
    """Make a table and fill it from its copy."""
    if check:
        _check_rows(door, table, copy)
    door.run(table.definition)
    columns = [column for column in table.columns if not column.facts.get("generated")]
    names = ", ".join(quoted(column.name) for column in columns)
    values = ", ".join(column.value or quoted(column.name) for column in columns)
    door.run(f"INSERT INTO {table.place.text} ({names}) SELECT {values} FROM {copy}")
    for index in table.indexes:
        door.run(index.text)
        if index.comment or index.facts:
            name = table.place.schema_text + quoted(index.name)
            text = model.comment_text(index.comment, index.facts)
            door.cursor.execute(f"COMMENT ON INDEX {name} IS {text}")
    remember(door, table)


def remember(door: Door, table: Table) -> None:
    """Write down what DuckDB forgets of a table."""
    key = (table.place.database, table.place.schema, table.place.name)
    model.find_keys(door, key, table.constraints)
    model.keep(door, table)


def _check_rows(door: Door, table: Table, copy: str) -> None:
    """Ask the rows for what the constraints will want of them.

    Raises:
        PgError: PostgreSQL's, for the first one that does not hold.
    """
    values = ", ".join(
        f"{column.value or quoted(column.name)} AS {quoted(column.name)}"
        for column in table.columns
        if not (column.facts.get("generated") or "nextval(" in (column.value or ""))
    )
    rows = f"(SELECT {values} FROM {copy})" if values else copy
    for column in table.columns:
        if column.not_null and "nextval(" not in (column.value or ""):
            check_not_null(door, table, column, rows)
    for constraint in table.constraints:
        if all("nextval(" not in (c.value or "") for c in _columns(table, constraint)):
            _CHECKS[constraint.kind](door, table, constraint, rows)


def _columns(table: Table, constraint: Constraint) -> list[Column]:
    return [c for name in constraint.columns if (c := table.column(name)) is not None]


def check_not_null(door: Door, table: Table, column: Column, rows: str) -> None:
    """Let no row have a NULL in the column."""
    name = quoted(column.name)
    if column.facts.get("generated"):
        return
    if door.value(f"SELECT 1 FROM {rows} WHERE {name} IS NULL LIMIT 1") is not None:
        message = f'column "{column.name}" of relation "{table.place.name}" contains null values'
        raise violation("23502", message, table, column=column.name)


def _check_check(door: Door, table: Table, constraint: Constraint, rows: str) -> None:
    if any(c.facts.get("generated") for c in _columns(table, constraint)):
        return
    if constraint.name == model.HIDDEN:
        return  # the error is the one of a row that is put in
    if door.value(f"SELECT 1 FROM {rows} WHERE NOT ({constraint.text}) LIMIT 1") is not None:
        message = (
            f'check constraint "{constraint.name}" of relation "{table.place.name}" is violated'
            " by some row"
        )
        raise violation("23514", message, table, constraint=constraint.name)


def _check_unique(door: Door, table: Table, constraint: Constraint, rows: str) -> None:
    names = ", ".join(map(quoted, constraint.columns))
    holds = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in constraint.columns)
    text = f"SELECT {names} FROM {rows} WHERE {holds} GROUP BY {names} HAVING count(*) > 1 LIMIT 1"
    found = door.rows(text)
    if found:
        message = f'could not create unique index "{constraint.name}"'
        detail = f"Key {key(constraint.columns, found[0])} is duplicated."
        raise violation("23505", message, table, constraint=constraint.name, detail=detail)


def _check_foreign(door: Door, table: Table, constraint: Constraint, rows: str) -> None:
    parent, parent_columns = constraint.text.partition("(")[0].strip(), constraint.parent_columns
    if not parent_columns or constraint.parent.casefold() == table.place.name.casefold():
        return
    pairs = zip(constraint.columns, parent_columns, strict=True)
    joined = " AND ".join(f"o.{quoted(b)} = t.{quoted(a)}" for a, b in pairs)
    names = ", ".join(f"t.{quoted(name)}" for name in constraint.columns)
    holds = " AND ".join(f"t.{quoted(name)} IS NOT NULL" for name in constraint.columns)
    missing = f"NOT EXISTS (FROM {parent} o WHERE {joined})"
    text = f"SELECT {names} FROM {rows} t WHERE {holds} AND {missing} LIMIT 1"
    found = door.rows(text)
    if found:
        message = (
            f'insert or update on table "{table.place.name}" violates foreign key constraint'
            f' "{constraint.name}"'
        )
        shown = key(constraint.columns, found[0])
        detail = f'Key {shown} is not present in table "{constraint.parent}".'
        raise violation("23503", message, table, constraint=constraint.name, detail=detail)


_CHECKS = {"c": _check_check, "p": _check_unique, "u": _check_unique, "f": _check_foreign}


def key(columns: list[str], values: tuple[object, ...]) -> str:
    """Return PostgreSQL's ``(a, b)=(1, 2)``."""
    return f"({', '.join(columns)})=({', '.join(map(str, values))})"


def violation(
    code: str,
    message: str,
    table: Table,
    *,
    constraint: str | None = None,
    column: str | None = None,
    detail: str | None = None,
) -> PgError:
    """Return the error for a row that a constraint refuses."""
    fields = ErrorFields(
        detail=detail,
        schema=table.place.schema,
        table=table.place.name,
        column=column,
        constraint=constraint,
    )
    return PgError(message, sqlstate=code, fields=fields)
