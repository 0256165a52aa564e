"""GROUP BY DISTINCT: each set of columns that is grouped by counts once.

DuckDB has ROLLUP, CUBE and GROUPING SETS, but not the word, so the sets are written out. Source:
PostgreSQL manual, 7.2.4; ``expand_grouping_sets`` of ``parser/parse_agg.c``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

_MOST = 4096  # as in PostgreSQL
Columns = tuple[Node, ...]


def _select(select: Node, context: Context) -> None:
    if not select.group_distinct:
        return
    select.group_distinct = False
    if not any(item.HasField("grouping_set") for item in select.group_clause):
        return
    sets: list[Columns] = [()]
    for item in select.group_clause:
        parts = _sets(item)
        if len(sets) * len(parts) > _MOST:
            message = f"too many grouping sets present (maximum {_MOST})"
            raise context.error(message, "54001")
        sets = [(*before, *part) for before in sets for part in parts]
    distinct = {frozenset(map(_key, columns)): columns for columns in reversed(sets)}
    made = pb.Node()
    made.grouping_set.kind = pb.GROUPING_SET_SETS
    made.grouping_set.content.extend(_set(columns) for columns in reversed(distinct.values()))
    del select.group_clause[:]
    select.group_clause.append(made)


def _sets(item: Node) -> Sequence[Columns]:
    """Return the sets of columns that an item of GROUP BY stands for."""
    if item.WhichOneof("node") != "grouping_set":
        return [_columns(item)]
    kind = item.grouping_set.kind
    content = list(item.grouping_set.content)
    if kind == pb.GROUPING_SET_EMPTY:
        return [()]
    if kind == pb.GROUPING_SET_SETS:
        return [columns for part in content for columns in _sets(part)]
    parts = [_columns(part) for part in content]
    sizes = range(len(parts), -1, -1)
    if kind == pb.GROUPING_SET_ROLLUP:
        return [_joined(parts[:size]) for size in sizes]
    return [_joined(chosen) for size in sizes for chosen in combinations(parts, size)]


def _columns(item: Node) -> Columns:
    """Return the expressions of an item that are grouped by together."""
    if item.WhichOneof("node") == "row_expr":
        return tuple(item.row_expr.args)
    return (item,)


def _joined(parts: Sequence[Columns]) -> Columns:
    return tuple(column for part in parts for column in part)


def _key(column: Node) -> bytes:
    """Return what tells an expression from others, wherever it stands."""
    plain = tree.copy(column)
    for message in messages(plain):
        for name in ("column_ref", "a_const"):  # whose insides are no messages to the walk
            if type(message) is pb.Node and message.HasField(name):
                getattr(message, name).location = 0
        if "location" in message.DESCRIPTOR.fields_by_name:
            message.location = 0
    found: bytes = plain.SerializeToString()
    return found


def _set(columns: Columns) -> Node:
    """Return a set as it is written in GROUPING SETS."""
    once = list({_key(column): column for column in columns}.values())
    made = pb.Node()
    if len(once) == 1:
        return tree.copy(once[0])
    if not once:
        made.grouping_set.kind = pb.GROUPING_SET_EMPTY
        return made
    made.row_expr.args.extend(once)
    made.row_expr.row_format = pb.COERCE_IMPLICIT_CAST
    return made


MESSAGES = {"SelectStmt": _select}
