"""What a result looks like: columns, formats and the message that announces them.

A statement that runs again returns what it returned before, nearly always; its shape is kept in
the statement's memo under DuckDB's own names and types, so that a change is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duckgres.engine.describe import columns_without_plan
from duckgres.engine.facts import Facts
from duckgres.engine.told import Told, leaves_open, result_oids
from duckgres.errors import ErrorFields, PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.types import ColumnType
from duckgres.rows.description import Column, encode_row_description, resolve_formats
from duckgres.sql.statement import Statement

MOST_SHAPES = 8  # a statement has; more means that the catalog keeps changing under it


@dataclass(frozen=True, slots=True)
class Shape:
    """A result's shape.

    Attributes:
        columns: As announced.
        types: Theirs.
        formats: Text (0) or binary (1), one per column.
        description: The RowDescription message.
        key: What it was worked out from.
    """

    columns: tuple[Column, ...]
    types: tuple[ColumnType, ...]
    formats: tuple[int, ...]
    description: bytes
    key: _Key


@dataclass(frozen=True, slots=True)
class _Key:
    """DuckDB's names and types, Bind's formats, what Describe announced, and the catalog's word.

    That one is compared as an object: it stands in the session's descriptions, and to compare
    its columns one by one would cost as much as working out the shape.
    """

    names: Sequence[str]
    types: Sequence[str]
    formats: Sequence[int]
    announced: tuple[Column, ...] | None
    told: Told = ()

    def matches(self, other: _Key) -> bool:
        """Whether both lead to the same shape."""
        return (
            self.announced is other.announced
            and self.types == other.types
            and self.names == other.names
            and self.formats == other.formats
            and self.told == other.told
        )


def shape_of(
    statement: Statement,
    names: Sequence[str],
    types: Sequence[str],
    formats: Sequence[int],
    announced: tuple[Column, ...] | None,
    facts: Facts,
) -> Shape:
    """Return the shape of a result that DuckDB describes by ``names`` and ``types``.

    Args:
        statement: Which ran.
        names: DuckDB's.
        types: DuckDB's, as ``str`` gives them.
        formats: Bind's: none, one for all, or one each.
        announced: What Describe told the client, ``None`` when it told nothing.
        facts: What the catalog knows of its columns.

    Raises:
        PgError: 0A000, the result is not what was announced.
        ProtocolViolation: 08P01, another number of formats than of columns.
    """
    told: Told = ()
    if leaves_open(types, lambda: facts):
        told = result_oids(statement, facts, names, types)
    key = _Key(names, types, formats, announced, told)
    known: tuple[Shape, ...] = statement.memo.get(Shape, ())
    for shape in known:
        if shape.key.matches(key):
            return shape
    if announced is None:
        columns = columns_without_plan(statement, names, types, told)
    else:
        columns = as_announced(announced, types)
    resolved = resolve_formats(formats, len(columns))
    shape = Shape(
        columns,
        tuple(column.type for column in columns),
        resolved,
        encode_row_description(columns, resolved),
        key,
    )
    # A new tuple: other threads may be reading the old one.
    statement.memo[Shape] = (shape, *known[: MOST_SHAPES - 1])
    return shape


def result_changed() -> PgError:
    """Return PostgreSQL's error for columns that are no longer those a client was told of.

    asyncpg and pgjdbc know it by its routine, prepare anew and run the statement again.
    """
    fields = ErrorFields(routine="RevalidateCachedQuery")
    return PgError("cached plan must not change result type", sqlstate="0A000", fields=fields)


def as_announced(announced: Sequence[Column], types: Sequence[str]) -> tuple[Column, ...]:
    """Return the announced columns with the Arrow forms the result really has.

    Raises:
        PgError: 0A000, the result is not what Describe announced.
    """
    if len(announced) != len(types):
        raise result_changed()
    columns = []
    for column, name in zip(announced, types, strict=True):
        actual = column_type(name)
        if actual.source == column.type.source:
            columns.append(column)
        elif actual.oid == column.type.oid:
            columns.append(replace(column, type=actual))
        elif _is_number_or_name(column.type):
            columns.append(replace(column, type=with_oid(actual, column.type.oid)))
        else:
            raise result_changed()
    return tuple(columns)


def _is_number_or_name(kind: ColumnType) -> bool:
    """Whether it is a reg* type, which is a name in text form and a number in binary form."""
    row = oids.TYPES.get(kind.oid)
    return row is not None and row.kind == "oid"
