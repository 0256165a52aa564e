"""PostgreSQL's base types that the server speaks, and their array types.

The rows were read from ``pg_type`` of PostgreSQL 15.18; the column ``kind`` is ours and names the
raw value, see the table of the package. Types that share another one's wire form share its kind
(``regclass`` is an ``oid`` on the wire, ``xml`` a ``text``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PgType:
    """One row of ``pg_type``.

    Attributes:
        oid: The type's OID.
        name: ``typname``.
        kind: Which raw value and which encoder; see the package's table.
        size: ``typlen``.
        array: ``typarray``, the OID of its array type, 0 for none.
        category: ``typcategory``.
    """

    oid: int
    name: str
    kind: str
    size: int
    array: int
    category: str


# fmt: off
BASE_TYPES = (
    PgType(16, "bool", "bool", 1, 1000, "B"),
    PgType(17, "bytea", "bytea", -1, 1001, "U"),
    PgType(18, "char", "char", 1, 1002, "Z"),
    PgType(19, "name", "name", 64, 1003, "S"),
    PgType(20, "int8", "int8", 8, 1016, "N"),
    PgType(21, "int2", "int2", 2, 1005, "N"),
    PgType(22, "int2vector", "int2vector", -1, 1006, "A"),
    PgType(23, "int4", "int4", 4, 1007, "N"),
    PgType(24, "regproc", "oid", 4, 1008, "N"),
    PgType(25, "text", "text", -1, 1009, "S"),
    PgType(26, "oid", "oid", 4, 1028, "N"),
    PgType(27, "tid", "text", 6, 1010, "U"),
    PgType(28, "xid", "oid", 4, 1011, "U"),
    PgType(29, "cid", "oid", 4, 1012, "U"),
    PgType(30, "oidvector", "oidvector", -1, 1013, "A"),
    PgType(114, "json", "json", -1, 199, "U"),
    PgType(142, "xml", "text", -1, 143, "U"),
    PgType(194, "pg_node_tree", "text", -1, 0, "Z"),
    PgType(700, "float4", "float4", 4, 1021, "N"),
    PgType(701, "float8", "float8", 8, 1022, "N"),
    PgType(705, "unknown", "unknown", -2, 0, "X"),
    PgType(1033, "aclitem", "text", 12, 1034, "U"),
    PgType(1042, "bpchar", "bpchar", -1, 1014, "S"),
    PgType(1043, "varchar", "varchar", -1, 1015, "S"),
    PgType(1082, "date", "date", 4, 1182, "D"),
    PgType(1083, "time", "time", 8, 1183, "D"),
    PgType(1114, "timestamp", "timestamp", 8, 1115, "D"),
    PgType(1184, "timestamptz", "timestamptz", 8, 1185, "D"),
    PgType(1186, "interval", "interval", 16, 1187, "T"),
    PgType(1266, "timetz", "timetz", 12, 1270, "D"),
    PgType(1560, "bit", "bit", -1, 1561, "V"),
    PgType(1562, "varbit", "varbit", -1, 1563, "V"),
    PgType(1700, "numeric", "numeric", -1, 1231, "N"),
    PgType(1790, "refcursor", "text", -1, 2201, "U"),
    PgType(2202, "regprocedure", "oid", 4, 2207, "N"),
    PgType(2203, "regoper", "oid", 4, 2208, "N"),
    PgType(2204, "regoperator", "oid", 4, 2209, "N"),
    PgType(2205, "regclass", "oid", 4, 2210, "N"),
    PgType(2206, "regtype", "oid", 4, 2211, "N"),
    PgType(2249, "record", "record", -1, 2287, "P"),
    PgType(2275, "cstring", "text", -2, 1263, "P"),
    PgType(2278, "void", "text", 4, 0, "P"),
    PgType(2950, "uuid", "uuid", 16, 2951, "U"),
    PgType(3220, "pg_lsn", "text", 8, 3221, "U"),
    PgType(3734, "regconfig", "oid", 4, 3735, "N"),
    PgType(3769, "regdictionary", "oid", 4, 3770, "N"),
    PgType(3802, "jsonb", "jsonb", -1, 3807, "U"),
    PgType(4089, "regnamespace", "oid", 4, 4090, "N"),
    PgType(4096, "regrole", "oid", 4, 4097, "N"),
    PgType(5069, "xid8", "int8", 8, 271, "U"),
)
# fmt: on

ARRAY_OF: dict[int, int] = {row.oid: row.array for row in BASE_TYPES if row.array}
ELEMENT_OF: dict[int, int] = {array: element for element, array in ARRAY_OF.items()}

TYPES: dict[int, PgType] = {row.oid: row for row in BASE_TYPES} | {
    row.array: PgType(row.array, f"_{row.name}", "array", -1, 0, "A")
    for row in BASE_TYPES
    if row.array
}
OID_OF: dict[str, int] = {row.name: row.oid for row in TYPES.values()}

BOOL = OID_OF["bool"]
BYTEA = OID_OF["bytea"]
CHAR = OID_OF["char"]
NAME = OID_OF["name"]
INT8 = OID_OF["int8"]
INT2 = OID_OF["int2"]
INT2VECTOR = OID_OF["int2vector"]
INT4 = OID_OF["int4"]
TEXT = OID_OF["text"]
OID = OID_OF["oid"]
OIDVECTOR = OID_OF["oidvector"]
JSON = OID_OF["json"]
FLOAT4 = OID_OF["float4"]
FLOAT8 = OID_OF["float8"]
UNKNOWN = OID_OF["unknown"]
BPCHAR = OID_OF["bpchar"]
VARCHAR = OID_OF["varchar"]
DATE = OID_OF["date"]
TIME = OID_OF["time"]
TIMESTAMP = OID_OF["timestamp"]
TIMESTAMPTZ = OID_OF["timestamptz"]
INTERVAL = OID_OF["interval"]
TIMETZ = OID_OF["timetz"]
BIT = OID_OF["bit"]
VARBIT = OID_OF["varbit"]
NUMERIC = OID_OF["numeric"]
UUID = OID_OF["uuid"]
JSONB = OID_OF["jsonb"]
RECORD = OID_OF["record"]
REGCLASS = OID_OF["regclass"]
