"""Whether keys hold: the queries, and PostgreSQL's errors where they do not.

A key is violated when a child row has it and no parent row does. What a write has just brought is
there, so only the parent is asked; of a key that goes, the child is asked first.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from duckgres.engine.foreign_keys.key import ForeignKey, TableName
from duckgres.engine.foreign_keys.keys import Keys, Row
from duckgres.errors import ErrorFields, PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sqlstate import FOREIGN_KEY_VIOLATION

FEW = 8  # keys that are looked up one by one, which may use an index; a join reads the table


def missing(
    cursor: duckdb.DuckDBPyConnection, key: ForeignKey, keys: Keys, *, asks_child: bool = True,
    asks_parent: bool = True,
) -> Row | None:  # fmt: skip
    """Return a key that is violated, if there is one.

    Args:
        cursor: In the transaction.
        key: The foreign key.
        keys: Of the child's or the parent's values.
        asks_child: A child row may not have it any more.
        asks_parent: A parent row may have it again.
    """
    if keys.every:
        return _missing_anywhere(cursor, key)
    if not keys.table and len(keys.rows) <= FEW:
        for row in keys.rows:
            if asks_child and not _has(cursor, key.child, key.columns, keys, row):
                continue
            if asks_parent and _has(cursor, key.parent, key.parent_columns, keys, row):
                continue
            return row[: keys.width]
        return None
    parts = []
    if asks_child:
        parts.append(f"EXISTS ({_rows('c', key.child, key.columns)})")
    if asks_parent:
        parts.append(f"NOT EXISTS ({_rows('p', key.parent, key.parent_columns)})")
    texts = ", ".join(f"CAST({name} AS VARCHAR)" for name in keys.columns[: keys.width])
    where = " AND ".join(parts)
    query = f"SELECT {texts} FROM {keys.source('k')} WHERE {where} LIMIT 1"
    found: Row | None = cursor.execute(query).fetchone()
    return found


def _rows(alias: str, table: TableName, columns: tuple[str, ...]) -> str:
    joined = " AND ".join(f"{alias}.{quoted(c)} = k.k{n}" for n, c in enumerate(columns))
    return f"SELECT 1 FROM {table.text} AS {alias} WHERE {joined}"


def _has(
    cursor: duckdb.DuckDBPyConnection,
    table: TableName,
    columns: tuple[str, ...],
    keys: Keys,
    row: Row,
) -> bool:
    """Whether a table has a key."""
    parts = (f"{quoted(c)} = {keys.value(row, n)}" for n, c in enumerate(columns))
    query = f"SELECT 1 FROM {table.text} WHERE {' AND '.join(parts)} LIMIT 1"
    return cursor.execute(query).fetchone() is not None


def _missing_anywhere(cursor: duckdb.DuckDBPyConnection, key: ForeignKey) -> Row | None:
    """Return a key of any child row that no parent row has."""
    texts = ", ".join(f"CAST(c.{quoted(name)} AS VARCHAR)" for name in key.columns)
    there = " AND ".join(f"c.{quoted(name)} IS NOT NULL" for name in key.columns)
    pairs = zip(key.columns, key.parent_columns, strict=True)
    joined = " AND ".join(f"p.{quoted(b)} = c.{quoted(a)}" for a, b in pairs)
    query = (
        f"SELECT {texts} FROM {key.child.text} AS c WHERE {there}"
        f" AND NOT EXISTS (SELECT 1 FROM {key.parent.text} AS p WHERE {joined}) LIMIT 1"
    )
    found: Row | None = cursor.execute(query).fetchone()
    return found


def check_full(cursor: duckdb.DuckDBPyConnection, key: ForeignKey) -> None:
    """Let no child row have a key that is half NULL, as MATCH FULL wants it.

    Raises:
        PgError: 23503.
    """
    nulls = " + ".join(f"CAST({quoted(name)} IS NULL AS INTEGER)" for name in key.columns)
    query = f"SELECT 1 FROM {key.child.text} WHERE {nulls} BETWEEN 1 AND {len(key.columns) - 1}"
    if cursor.execute(f"{query} LIMIT 1").fetchone() is not None:
        detail = "MATCH FULL does not allow mixing of null and nonnull key values."
        raise _error(key, key.child, _child_message(key), detail)


def no_parent(key: ForeignKey, row: Row) -> PgError:
    """Return the error for a child row without its parent."""
    shown = shown_key(key.columns, row)
    detail = f'Key {shown} is not present in table "{key.parent.name}".'
    return _error(key, key.child, _child_message(key), detail)


def _child_message(key: ForeignKey) -> str:
    return (
        f'insert or update on table "{key.child.name}" violates foreign key constraint'
        f' "{key.name}"'
    )


def still_referenced(key: ForeignKey, row: Row) -> PgError:
    """Return the error for a parent's key that children have."""
    message = (
        f'update or delete on table "{key.parent.name}" violates foreign key constraint'
        f' "{key.name}" on table "{key.child.name}"'
    )
    shown = shown_key(key.parent_columns, row)
    detail = f'Key {shown} is still referenced from table "{key.child.name}".'
    return _error(key, key.child, message, detail)


def _error(key: ForeignKey, table: TableName, message: str, detail: str) -> PgError:
    schema = {"main": "public"}.get(table.schema, table.schema)
    fields = ErrorFields(detail=detail, schema=schema, table=table.name, constraint=key.name)
    return PgError(message, sqlstate=FOREIGN_KEY_VIOLATION, fields=fields)


def shown_key(columns: tuple[str, ...], row: Row) -> str:
    """Return PostgreSQL's ``(a, b)=(1, 2)``."""
    return f"({', '.join(columns)})=({', '.join(_values(row))})"


def _values(row: Row) -> Iterator[str]:
    for value in row:
        yield "null" if value is None else value
