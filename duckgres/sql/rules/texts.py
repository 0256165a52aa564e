"""Types that are texts here: what they hold is stored, compared and shown as it was written."""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node

CASELESS = frozenset({"citext"})
NO_CASE = "nocase"
"""DuckDB's collation that compares without case."""

TEXTS = CASELESS | frozenset({
    "box", "char", "cidr", "circle", "inet", "line", "lseg", "macaddr", "macaddr8", "name", "path",
    "pg_lsn", "point", "polygon", "tsquery", "tsvector", "xml",
    "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange",
    "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
    "tstzmultirange",
})  # fmt: skip
"""By PostgreSQL's name; ``char`` is the one in quotation marks."""


def to_text(kind: Node) -> None:
    """Make a type name ``text``."""
    del kind.names[:]
    kind.names.append(tree.name_part("text"))
    del kind.typmods[:]


def without_case(value: Node) -> Node:
    """Return a text that is compared without case."""
    made = pb.Node()
    made.collate_clause.arg.CopyFrom(value)
    made.collate_clause.collname.append(tree.name_part(NO_CASE))
    made.collate_clause.location = tree.NOWHERE
    return made
