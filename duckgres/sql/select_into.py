"""SELECT … INTO t is CREATE TABLE t AS SELECT …, and is planned as that.

Source: PostgreSQL manual, SELECT INTO.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql.parse import Node, ParsedStatement

_SELECT = "select_stmt"


def made_table(parsed: ParsedStatement) -> ParsedStatement:
    """Return the statement that makes a table, for a SELECT that has INTO; any other as it is."""
    if parsed.name != _SELECT or not _leftmost(parsed.node).HasField("into_clause"):
        return parsed
    made = pb.Node()
    create = made.create_table_as_stmt
    create.query.select_stmt.CopyFrom(parsed.node)
    select = _leftmost(create.query.select_stmt)
    create.into.CopyFrom(select.into_clause)
    select.ClearField("into_clause")
    create.objtype = pb.OBJECT_TABLE
    return ParsedStatement("create_table_as_stmt", made, parsed.start, parsed.end)


def _leftmost(select: Node) -> Node:
    """Return the SELECT of a set operation that may have INTO."""
    while select.HasField("larg"):
        select = select.larg
    return select
