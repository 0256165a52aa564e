"""The relations of pg_catalog and information_schema: their columns and PostgreSQL's types.

``columns.tsv`` has a line for each: schema, name, OID, kind (``r`` table, ``v`` view) and columns
as ``name:type``, a type being its OID, that of a domain being its base type's, as results announce
it. Recorded from pg_attribute of PostgreSQL 15.18.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from duckgres.pgtypes import oids

PG_CATALOG, INFORMATION_SCHEMA = "pg_catalog", "information_schema"
SCHEMAS = frozenset({PG_CATALOG, INFORMATION_SCHEMA})


@dataclass(frozen=True, slots=True)
class SystemRelation:
    """One of them.

    Attributes:
        oid: Its number in pg_class.
        kind: ``relkind``.
        columns: Name -> OID of the type, in order.
    """

    schema: str
    name: str
    oid: int
    kind: str
    columns: Mapping[str, int]


_DUCKDB = {
    oids.BOOL: "BOOLEAN", oids.BYTEA: "BLOB", oids.INT8: "BIGINT", oids.INT2: "SMALLINT",
    oids.INT4: "INTEGER", oids.FLOAT4: "REAL", oids.FLOAT8: "DOUBLE", oids.INTERVAL: "INTERVAL",
    oids.NUMERIC: "DECIMAL(18, 0)", oids.TIMESTAMPTZ: "TIMESTAMPTZ",
    oids.INT2VECTOR: "SMALLINT[]", oids.OIDVECTOR: "UINTEGER[]", 1034: "VARCHAR[]",  # aclitem[]
    **{oids.OID_OF[name]: "UINTEGER" for name in ("oid", "xid", "cid", "regproc", "regtype")},
}  # fmt: skip


def duckdb_type(oid: int) -> str:
    """Return DuckDB's type of a column; what has none of its own is a text."""
    if oid in oids.ELEMENT_OF:
        return f"{duckdb_type(oids.ELEMENT_OF[oid])}[]"
    return _DUCKDB.get(oid, "VARCHAR")


def find(schema: str, name: str) -> SystemRelation | None:
    """Return a relation; without a schema it is one of pg_catalog, which PostgreSQL asks first."""
    return _relations().get((schema or PG_CATALOG, name))


@cache
def names() -> frozenset[str]:
    """Return the names of the relations of pg_catalog."""
    return frozenset(name for schema, name in _relations() if schema == PG_CATALOG)


def all_relations() -> list[SystemRelation]:
    """Return the relations of both schemas."""
    return list(_relations().values())


@cache
def _relations() -> dict[tuple[str, str], SystemRelation]:
    text = (files(__package__) / "columns.tsv").read_text(encoding="utf-8")
    found = map(_relation, text.splitlines())
    return {(relation.schema, relation.name): relation for relation in found}


def _relation(line: str) -> SystemRelation:
    schema, name, oid, kind, columns = line.split("\t")
    parts = (column.split(":") for column in columns.split(","))
    return SystemRelation(
        schema, name, int(oid), kind, {column: int(number) for column, number in parts}
    )
