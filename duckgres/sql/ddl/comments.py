"""COMMENT ON: what the user says of an object stands in front of what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context


@dataclass(frozen=True, slots=True)
class Comment:
    """COMMENT ON.

    Attributes:
        kind: ``table``, ``column``, ``view``, ``sequence``, ``index``, ``type``, ``function``,
            ``constraint``, or a word of PostgreSQL's, for what has no place for a comment.
        name: Of the object, or of a column's or constraint's table.
        column: The name of the column or constraint.
        text: ``None`` takes the comment away.
    """

    kind: str
    name: Name
    column: str
    text: str | None


_KINDS = {
    pb.OBJECT_TABLE: "table",
    pb.OBJECT_MATVIEW: "table",
    pb.OBJECT_VIEW: "view",
    pb.OBJECT_SEQUENCE: "sequence",
    pb.OBJECT_INDEX: "index",
    pb.OBJECT_TYPE: "type",
    pb.OBJECT_DOMAIN: "type",
}


def comment(node: Node, context: Context) -> list[object]:
    """Return the step of COMMENT ON."""
    context.facts.clear()
    # NULL and an empty text both take it away.
    text = str(node.comment) or None
    kind, item = node.objtype, node.object
    if kind == pb.OBJECT_COLUMN:
        *table, column = tree.names(item.list.items)
        name = Name(table[-2] if len(table) > 1 else "", table[-1])
        return [Comment("column", name, column, text)]
    if kind == pb.OBJECT_TABCONSTRAINT:
        *table, constraint = tree.names(item.list.items)
        name = Name(table[-2] if len(table) > 1 else "", table[-1])
        return [Comment("constraint", name, constraint, text)]
    if kind == pb.OBJECT_FUNCTION:
        return [Comment("function", fragments.name(item.object_with_args.objname), "", text)]
    word = _KINDS.get(kind)
    if word is None:
        shown = pb.ObjectType.Name(kind).removeprefix("OBJECT_").replace("_", " ").lower()
        return [Comment(shown, Name("", ""), "", text)]
    parts = item.type_name.names if item.WhichOneof("node") == "type_name" else item.list.items
    return [Comment(word, fragments.name(parts), "", text)]
