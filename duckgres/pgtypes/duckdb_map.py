"""Which PostgreSQL type a DuckDB type is, and back.

Results: ``column_type`` says how a DuckDB column is announced, ``with_oid`` announces it as
another PostgreSQL type where the SQL text asks for one. Parameters: ``duckdb_name`` says what
DuckDB type a PostgreSQL type is cast to. What has no PostgreSQL type of its own travels as the
nearest one that any client reads: unsigned integers as the next wider type, what is wider than
int8 as numeric, enums as text, maps and unions as json.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_names import TypeName, parse_type_name
from duckgres.pgtypes.types import ColumnType

# Records and arrays inside each other. Every level doubles the quotes of those inside, so that a
# value of twenty levels takes megabytes, as in PostgreSQL.
MAX_NESTING = 20
_LONGEST_KEPT = 1000  # characters; an enum of a million words shall not stay for all time

# DuckDB's name -> PostgreSQL's type. BIT has any length, as bit varying; NULL and an unnamed
# literal are text, which is what PostgreSQL resolves its unknown to in a result.
SCALARS = {
    "BOOLEAN": oids.BOOL,
    "TINYINT": oids.INT2,
    "UTINYINT": oids.INT2,
    "SMALLINT": oids.INT2,
    "USMALLINT": oids.INT4,
    "INTEGER": oids.INT4,
    "UINTEGER": oids.INT8,
    "BIGINT": oids.INT8,
    "UBIGINT": oids.NUMERIC,
    "HUGEINT": oids.NUMERIC,
    "UHUGEINT": oids.NUMERIC,
    "BIGNUM": oids.NUMERIC,
    "FLOAT": oids.FLOAT4,
    "DOUBLE": oids.FLOAT8,
    "VARCHAR": oids.TEXT,
    "CHAR": oids.TEXT,
    "STRING_LITERAL": oids.TEXT,
    "INTEGER_LITERAL": oids.INT4,
    '"NULL"': oids.TEXT,
    "BLOB": oids.BYTEA,
    "BIT": oids.VARBIT,
    "DATE": oids.DATE,
    "TIME": oids.TIME,
    "TIME_NS": oids.TIME,
    "TIME WITH TIME ZONE": oids.TIMETZ,
    "TIMESTAMP": oids.TIMESTAMP,
    "TIMESTAMP_S": oids.TIMESTAMP,
    "TIMESTAMP_MS": oids.TIMESTAMP,
    "TIMESTAMP_NS": oids.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": oids.TIMESTAMPTZ,
    "INTERVAL": oids.INTERVAL,
    "UUID": oids.UUID,
    "JSON": oids.JSON,
}

# PostgreSQL's type -> the DuckDB type a parameter is cast to. DuckDB has no decimal without a
# width, so numeric is not here: its literal carries the width of the value.
_CASTS = {
    oids.BOOL: "BOOLEAN",
    oids.INT2: "SMALLINT",
    oids.INT4: "INTEGER",
    oids.INT8: "BIGINT",
    oids.FLOAT4: "FLOAT",
    oids.FLOAT8: "DOUBLE",
    oids.BYTEA: "BLOB",
    oids.BIT: "BIT",
    oids.VARBIT: "BIT",
    oids.DATE: "DATE",
    oids.TIME: "TIME",
    oids.TIMETZ: "TIME WITH TIME ZONE",
    oids.TIMESTAMP: "TIMESTAMP",
    oids.TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
    oids.INTERVAL: "INTERVAL",
    oids.UUID: "UUID",
    oids.JSON: "JSON",
    oids.JSONB: "JSON",
    oids.INT2VECTOR: "SMALLINT[]",
    oids.OIDVECTOR: "BIGINT[]",
}
_CASTS_BY_KIND = {
    "oid": "BIGINT",  # what DuckDB's own alias ``oid`` is
    "int8": "BIGINT",
    "text": "VARCHAR",
    "varchar": "VARCHAR",
    "bpchar": "VARCHAR",
    "name": "VARCHAR",
    "char": "VARCHAR",
}

PLAIN_DIGITS = (38, 11)
"""Digits, and those behind the point, of what stands for numeric without precision.

DuckDB's decimals have one scale for a column. This one is nobody's own choice, so a column that
has it is announced as plain numeric, and its values are written without zeros at the end.
"""
PLAIN_NUMERIC = "DECIMAL({},{})".format(*PLAIN_DIGITS)

_INTEGERS = frozenset({"int2", "int4", "int8", "oid"})
_NUMBERS = _INTEGERS | {"numeric", "float4", "float8"}
_STRINGS = frozenset({"text", "varchar", "bpchar", "name", "char", "unknown", "json", "jsonb"})
# The kinds a value of one kind can be sent as; a kind that is missing only as itself.
_CONVERTIBLE: dict[str, frozenset[str]] = {
    **dict.fromkeys(_NUMBERS, _NUMBERS),
    **dict.fromkeys(_STRINGS | {"enum", "map", "union"}, _STRINGS),
    "varbit": frozenset({"bit", "varbit"}),
}


def column_type(duckdb_name: str) -> ColumnType:
    """Return how a DuckDB column of this type is announced.

    Args:
        duckdb_name: DuckDB's name of the type, as ``str(DuckDBPyType)`` gives it.

    Raises:
        PgError: 0A000, the type has no PostgreSQL form (VARIANT, GEOMETRY…); 54001, it nests too
        deeply.
    """
    if len(duckdb_name) > _LONGEST_KEPT:
        return _column_type_of(duckdb_name)
    return _known_column_type(duckdb_name)


def with_oid(column: ColumnType, oid: int) -> ColumnType:
    """Announce ``column`` as the PostgreSQL type ``oid``, keeping ``source``.

    A value that the announced type cannot hold is 22003 when it is encoded. Where the two types
    have nothing in common (or ``oid`` is unknown) the column stays as it is: a result that is
    announced as what it is beats one that cannot be sent.
    """
    if oid == column.oid:
        return column
    row = oids.TYPES.get(oid)
    if row is None:
        return column
    if column.kind == "array" and column.element is not None:
        return _array_with_oid(column, column.element, row)
    if row.kind == "oid" and column.kind in _STRINGS:
        # The name of what has the number, as a reg* type is shown.
        return replace(column, oid=oid, kind="text", size=row.size, typmod=-1)
    if row.kind not in _CONVERTIBLE.get(column.kind, ()):
        return column
    typmod = column.typmod if row.kind == column.kind == "numeric" else -1
    scale = column.scale if row.kind == "numeric" else 0
    return replace(column, oid=oid, kind=row.kind, size=row.size, typmod=typmod, scale=scale)


def digits_as_numeric(column: ColumnType) -> ColumnType:
    """Announce a text column of nothing but digits as numeric, which may be of any length."""
    return replace(column, oid=oids.NUMERIC, kind="numeric", size=-1, typmod=-1)


def duckdb_name(oid: int) -> str | None:
    """Return the DuckDB type a parameter of PostgreSQL's type ``oid`` is cast to.

    ``None`` for numeric and its array (the literal chooses the width), unknown, record and types
    we do not know.
    """
    if oid in oids.ELEMENT_OF:
        inner = duckdb_name(oids.ELEMENT_OF[oid])
        return None if inner is None else f"{inner}[]"
    name = _CASTS.get(oid)
    if name is None and oid in oids.TYPES:
        name = _CASTS_BY_KIND.get(oids.TYPES[oid].kind)
    return name


def _column_type_of(duckdb_name: str) -> ColumnType:
    try:
        return _column_type(parse_type_name(duckdb_name))
    except ValueError as error:
        raise _no_form(duckdb_name) from error
    except RecursionError:
        raise _too_deep() from None


_known_column_type = lru_cache(maxsize=4096)(_column_type_of)


def _column_type(parsed: TypeName) -> ColumnType:
    if parsed.name in SCALARS:
        row = oids.TYPES[SCALARS[parsed.name]]
        return ColumnType(row.oid, row.kind, row.size, source=parsed.text)
    build = _BUILDERS.get(parsed.name)
    if build is None:
        raise _no_form(parsed.text)
    return build(parsed)


def _decimal(parsed: TypeName) -> ColumnType:
    width, scale = parsed.numbers
    if parsed.numbers == PLAIN_DIGITS:
        return ColumnType(oids.NUMERIC, "numeric", source=parsed.text)
    typmod = ((width << 16) | scale) + 4  # numeric.c: make_numeric_typmod
    return ColumnType(oids.NUMERIC, "numeric", typmod=typmod, scale=scale, source=parsed.text)


def _enum(parsed: TypeName) -> ColumnType:
    return ColumnType(oids.TEXT, "enum", source=parsed.text)


def _list(parsed: TypeName) -> ColumnType:
    element = _column_type(parsed.parts[0][1])
    if element.kind == "array":  # PostgreSQL has one array type for every number of dimensions
        return replace(element, source=parsed.text)
    return ColumnType(
        oids.ARRAY_OF[element.oid],
        "array",
        typmod=element.typmod,  # an array's typmod is that of its elements
        element=element,
        source=parsed.text,
    )


def _fields(parsed: TypeName) -> tuple[tuple[str, ColumnType], ...]:
    return tuple((name, _column_type(part)) for name, part in parsed.parts)


def _struct(parsed: TypeName) -> ColumnType:
    column = ColumnType(oids.RECORD, "record", fields=_fields(parsed), source=parsed.text)
    if _depth(column) > MAX_NESTING:
        raise _too_deep()
    return column


def _depth(column: ColumnType) -> int:
    """Return how many records and arrays are inside each other."""
    parts = [part for _, part in column.fields]
    if column.element is not None:
        parts.append(column.element)
    return 1 + max(map(_depth, parts)) if parts else 0


def _too_deep() -> PgError:
    return PgError("stack depth limit exceeded", sqlstate="54001")


def _map(parsed: TypeName) -> ColumnType:
    key, value = _fields(parsed)
    fields = (("key", key[1]), ("value", value[1]))
    return ColumnType(oids.JSON, "map", fields=fields, source=parsed.text)


def _union(parsed: TypeName) -> ColumnType:
    return ColumnType(oids.JSON, "union", fields=_fields(parsed), source=parsed.text)


_BUILDERS = {
    "DECIMAL": _decimal,
    "ENUM": _enum,
    "LIST": _list,
    "STRUCT": _struct,
    "MAP": _map,
    "UNION": _union,
}


def _array_with_oid(column: ColumnType, element: ColumnType, row: oids.PgType) -> ColumnType:
    if row.kind in {"int2vector", "oidvector"} and element.kind in _INTEGERS:
        inner = with_oid(element, oids.INT2 if row.kind == "int2vector" else oids.OID)
        return replace(column, oid=row.oid, kind=row.kind, element=inner)
    wanted = oids.ELEMENT_OF.get(row.oid)
    if wanted is None:
        return column
    inner = with_oid(element, wanted)
    if inner.oid != wanted:
        return column
    return replace(column, oid=row.oid, typmod=inner.typmod, element=inner)


def _no_form(name: str) -> PgError:
    return PgError(
        f"type {name} has no PostgreSQL form",
        sqlstate="0A000",
        hint="Cast the column to text or json.",
    )
