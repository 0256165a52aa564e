"""PostgreSQL's names for the types in DuckDB's error messages.

DuckDB names a type by its SQL name (``VARCHAR``), its storage (``INT32``) or its literal
(``STRING_LITERAL``); clients must see PostgreSQL's. The pages of ``pgtypes`` map types to oids;
this maps only words in a message.
"""

from __future__ import annotations

import re

_NAMES = {
    **dict.fromkeys(("TINYINT", "INT8", "UTINYINT", "UINT8", "SMALLINT", "INT16"), "smallint"),
    **dict.fromkeys(("USMALLINT", "UINT16", "INTEGER", "INT32", "INTEGER_LITERAL"), "integer"),
    **dict.fromkeys(("UINTEGER", "UINT32", "BIGINT", "INT64"), "bigint"),
    **dict.fromkeys(("UBIGINT", "UINT64", "HUGEINT", "INT128", "UHUGEINT", "UINT128"), "numeric"),
    **dict.fromkeys(("DECIMAL", "NUMERIC", "BIGNUM"), "numeric"),
    **dict.fromkeys(("FLOAT", "REAL", "FLOAT4"), "real"),
    **dict.fromkeys(("DOUBLE", "FLOAT8"), "double precision"),
    **dict.fromkeys(("BOOLEAN", "BOOL"), "boolean"),
    **dict.fromkeys(("STRING_LITERAL", '"NULL"', "NULL", "SQLNULL", "UNKNOWN"), "unknown"),
    **dict.fromkeys(
        ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
        "timestamp without time zone",
    ),
    **dict.fromkeys(("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"), "timestamp with time zone"),
    **dict.fromkeys(("TIME", "TIME_NS"), "time without time zone"),
    **dict.fromkeys(("TIME WITH TIME ZONE", "TIMETZ"), "time with time zone"),
    **dict.fromkeys(("STRUCT", "ROW"), "record"),
    **dict.fromkeys(("BLOB", "BYTEA"), "bytea"),
    **dict.fromkeys(("VARCHAR", "TEXT"), "text"),
    "BIT": "bit",
    "DATE": "date",
    "INTERVAL": "interval",
    "JSON": "json",
    "UUID": "uuid",
    "VARINT": "numeric",
}
_ALIASES = {
    **dict.fromkeys(("int", "int4", "integer"), "integer"),
    **dict.fromkeys(("int8", "bigint", "long"), "bigint"),
    **dict.fromkeys(("int2", "smallint"), "smallint"),
    **dict.fromkeys(("varchar", "character varying"), "character varying"),
    **dict.fromkeys(("bool", "boolean"), "boolean"),
    **dict.fromkeys(("float4", "real"), "real"),
    **dict.fromkeys(("float8", "double precision", "double"), "double precision"),
    **dict.fromkeys(("decimal", "numeric"), "numeric"),
    **dict.fromkeys(("blob", "bytea"), "bytea"),
    **dict.fromkeys(("timestamp", "timestamp without time zone"), "timestamp without time zone"),
    **dict.fromkeys(("timestamptz", "timestamp with time zone"), "timestamp with time zone"),
    **dict.fromkeys(("time", "time without time zone"), "time without time zone"),
    **dict.fromkeys(("timetz", "time with time zone"), "time with time zone"),
}
_IN_PROSE = re.compile(
    r"\b(?:U?INT(?:8|16|32|64|128)|(?:STRING|INTEGER)_LITERAL|U?(?:TINY|SMALL|BIG|HUGE)INT"
    r"|TIMESTAMP WITH TIME ZONE|TIMESTAMP_(?:S|MS|NS)|VARCHAR|DOUBLE|BLOB|INTEGER|BOOLEAN|FLOAT"
    r"|DECIMAL)\b"
    r"(?:\(\d+(?:,\d+)?\))?"
)


def postgres_type(duckdb_type: str) -> str:
    """Return PostgreSQL's name for a type as DuckDB prints it, ``DECIMAL(5,2)[]`` included."""
    if duckdb_type.endswith("]"):
        return postgres_type(duckdb_type[: duckdb_type.rindex("[")]) + "[]"
    plain = duckdb_type.split("(", 1)[0].strip()
    return _NAMES.get(plain.upper(), plain.strip('"').lower())


def written_type(name: str) -> str:
    """Return the full name of a type that a statement's text names by an alias."""
    if name.endswith("[]"):
        return written_type(name[:-2]) + "[]"
    return _ALIASES.get(name, name)


def input_type(name: str) -> str:
    """Return the name in "invalid input syntax for type", which leaves out the usual zone."""
    return name.removesuffix(" without time zone")


def translate_types(prose: str) -> str:
    """Replace DuckDB's type names inside a sentence."""
    return _IN_PROSE.sub(lambda match: postgres_type(match.group()), prose)
