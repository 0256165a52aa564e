"""What a statement does to the data, as far as running it again must know.

ROLLBACK TO SAVEPOINT repeats the writes before the savepoint in a new transaction (see
docs/decisions/0012-savepoints.md). So each write says which table it changes, and whether it may
come out otherwise the second time. The root of the tree tells the first; the second is noted by
the rule ``rules.volatility`` while it passes, and by a look at the tokens where no rule does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.sql.parse import Node, Token

_WRITES = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
# Words of a text that no rule has seen, where the order of rows may decide.
_BY_ORDER = frozenset({"limit", "offset", "over", "distinct", "first_value", "last_value"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """ON CONFLICT of an INSERT.

    Attributes:
        keys: The columns of its target; none where it names none, or something else.
        sets: The columns that DO UPDATE sets; none for DO NOTHING.
    """

    keys: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What INSERT, UPDATE, DELETE or MERGE changes.

    Attributes:
        table: The name of the one table it changes; empty where there may be others.
        schema: The table's, empty for the search path's.
        inserts: It is an INSERT.
        columns: What an INSERT names of the table; ``None`` for all.
        values: The rows of an INSERT are written down in it, so that it reads nothing.
        conflict: ON CONFLICT of an INSERT.
        returns: It has a RETURNING.
        defaults: The word DEFAULT is in it, so that a column it names may get its default.
        may_insert: It is a MERGE that may insert.
        sets: The columns that UPDATE sets; ``None`` for other statements.
    """

    table: str = ""
    schema: str = ""
    inserts: bool = False
    columns: tuple[str, ...] | None = None
    values: bool = False
    conflict: Conflict | None = None
    returns: bool = False
    defaults: bool = False
    may_insert: bool = False
    sets: tuple[str, ...] | None = None


def effects_of(name: str, node: Node, found: Iterable[Token]) -> Effects | None:
    """Return what a statement does.

    Args:
        name: Of the node at the root of its tree.
        node: The message in it.
        found: The tokens of its text.
    """
    if name not in _WRITES:
        return None
    relation = node.relation
    table = "" if _has_others(node) else relation.relname
    returns = node.HasField("returning_clause")
    if name == "merge_stmt":
        clauses = (clause.merge_when_clause for clause in node.merge_when_clauses)
        may_insert = any(clause.command_type == pb.CMD_INSERT for clause in clauses)
        return Effects(table, relation.schemaname, returns=returns, may_insert=may_insert)
    defaults = any(token.kind == pb.DEFAULT for token in found)
    if name != "insert_stmt":
        sets = None
        if name == "update_stmt":
            sets = tuple([target.res_target.name for target in node.target_list])
        return Effects(table, relation.schemaname, returns=returns, defaults=defaults, sets=sets)
    columns = tuple([column.res_target.name for column in node.cols]) or None
    select = node.select_stmt.select_stmt
    return Effects(
        table,
        relation.schemaname,
        inserts=True,
        columns=columns,
        values=not node.HasField("select_stmt")
        or bool(select.values_lists and not select.HasField("with_clause")),
        conflict=_conflict(node) if node.HasField("on_conflict_clause") else None,
        returns=returns,
        defaults=defaults,
    )


def _has_others(node: Node) -> bool:
    """Whether a WITH of the statement changes something, too."""
    return any(
        common.common_table_expr.ctequery.WhichOneof("node") in _WRITES
        for common in node.with_clause.ctes
    )


def _conflict(node: Node) -> Conflict:
    clause = node.on_conflict_clause
    keys = tuple(element.index_elem.name for element in clause.infer.index_elems)
    sets = tuple(target.res_target.name for target in clause.target_list)
    return Conflict(keys if all(keys) else (), sets)


def may_vary(found: Iterable[Token]) -> bool:
    """Whether a text that no rule has seen may depend on an order that nobody asked for."""
    return any(token.word in _BY_ORDER for token in found)
