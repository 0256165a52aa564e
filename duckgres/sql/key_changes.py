"""What a write does to the keys of its table, read from its tree.

A foreign key is kept by looking at the keys that a write brings or takes away. An UPDATE or DELETE
is asked for them before it runs: a query over the same rows, with the same WITH, FROM and WHERE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import parse, rewrite, stage_trees
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source

INSERT, UPDATE, DELETE, MERGE = "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"
OLD, NEW = "k", "n"
"""How the columns of ``KeyChange.query`` begin; a number from 0 follows."""

_UNKNOWN = frozenset({"multi_assign_ref", "set_to_default"})


@dataclass(frozen=True, slots=True)
class KeyChange:
    """An INSERT, UPDATE, DELETE or MERGE.

    Attributes:
        kind: The name of its node.
        schema: Its table's, empty for the search path's.
        table: Its table.
        node: The message.
        sets: The columns that it may set in rows that are there, in lower case.
    """

    kind: str
    schema: str
    table: str
    node: Node
    sets: frozenset[str]

    @property
    def deletes(self) -> bool:
        """Whether it may take rows away."""
        return self.kind in (DELETE, MERGE)

    def query(self, columns: Sequence[str], *, new: bool) -> str | None:
        """Return the query for what columns hold in the rows that UPDATE or DELETE takes.

        Args:
            columns: Their values of before are ``k0``, ``k1``…
            new: Those of afterwards are wanted, too, as ``n0``, ``n1``…

        Returns:
            ``None`` where only the statement itself can tell.
        """
        if self.kind not in (UPDATE, DELETE):
            return None
        node = self.node
        name = node.relation.alias.aliasname or node.relation.relname
        found = pb.Node()
        query = found.select_stmt
        query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
        query.with_clause.CopyFrom(node.with_clause)
        if not node.with_clause.ctes:
            query.ClearField("with_clause")
        query.from_clause.add().range_var.CopyFrom(node.relation)
        query.from_clause.extend(stage_trees.others(self.kind, node))
        if node.HasField("where_clause"):
            query.where_clause.CopyFrom(node.where_clause)
        for place, column in enumerate(columns):
            stage_trees.add_target(query, f"{OLD}{place}", stage_trees.column(name, column))
        for place, column in enumerate(columns if new else ()):
            value = self._value(column)
            if value is None:
                return None
            stage_trees.add_target(query, f"{NEW}{place}", value)
        return rewrite.in_postgres(found)

    def _value(self, column: str) -> Node | None:
        """Return a column's value after an UPDATE; ``None`` where it is not written down."""
        name = self.node.relation.alias.aliasname or self.node.relation.relname
        for target in self.node.target_list:
            if target.res_target.name.casefold() == column.casefold():
                value = target.res_target.val
                known = value.WhichOneof("node") not in _UNKNOWN
                return value if known and not target.res_target.indirection else None
        return stage_trees.column(name, column)


def read(text: str) -> KeyChange | None:
    """Return what a statement changes, ``None`` for one that changes no rows.

    Args:
        text: DuckDB's, without slots.

    Raises:
        PgError: PostgreSQL's grammar does not know it.
    """
    (parsed,) = parse.parse(Source(text))
    if parsed.name not in (INSERT, UPDATE, DELETE, MERGE):
        return None
    node = parsed.node
    sets = frozenset(name.casefold() for name in _sets(parsed.name, node))
    return KeyChange(
        parsed.name, str(node.relation.schemaname), str(node.relation.relname), node, sets
    )


def _sets(kind: str, node: Node) -> list[str]:
    if kind == UPDATE:
        lists = [node.target_list]
    elif kind == INSERT:
        lists = [node.on_conflict_clause.target_list]
    elif kind == MERGE:
        clauses = [clause.merge_when_clause for clause in node.merge_when_clauses]
        lists = [c.target_list for c in clauses if c.command_type == pb.CMD_UPDATE]
    else:
        lists = []
    return [str(target.res_target.name) for targets in lists for target in targets]


def names_in(text: str) -> frozenset[str]:
    """Return the words of a statement that PostgreSQL's grammar does not know, as names."""
    try:
        return frozenset(t.text.strip('"').casefold() for t in parse.tokens(Source(text)))
    except PgError:
        return frozenset(text.casefold().replace('"', " ").replace(".", " ").split())
