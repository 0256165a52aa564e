"""What PostgreSQL calls its types when it speaks of them: ``format_type``.

Source: src/backend/utils/adt/format_type.c, whose special cases are the names of the SQL standard.
"""

from __future__ import annotations

from duckgres.pgtypes import oids

_STANDARD = {
    "bool": "boolean",
    "bpchar": "character",
    "char": '"char"',
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
    "varchar": "character varying",
}


def display_name(oid: int) -> str:
    """Return the name of a type; an array's ends in ``[]``."""
    element = oids.ELEMENT_OF.get(oid)
    if element is not None:
        return display_name(element) + "[]"
    known = oids.TYPES.get(oid)
    return "???" if known is None else standard_name(known.name)


def standard_name(name: str) -> str:
    """Return the SQL standard's name for a type, or its own where that has none."""
    return _STANDARD.get(name, name)
