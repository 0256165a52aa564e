"""Subscripts of documents, and parts of a column that are set: ``SET a[1] = …, j['k'] = …``.

DuckDB sets whole columns, so the column is set to itself with the part changed. Whether it is an
array or a jsonb is known when DuckDB binds the statement: a macro chooses. Source: PostgreSQL
manual, 8.14.5 and 8.15.4.
"""

from __future__ import annotations

from collections.abc import Sequence

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import JSONS, kind_of
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context


def _subscript(node: Node, context: Context) -> Node | None:
    """``j['a']['b']`` of a jsonb is ``j -> 'a' -> 'b'``."""
    indirection = node.a_indirection
    if indirection.arg.HasField("func_call") and indirection.indirection[-1].HasField("a_star"):
        raise context.refusal(
            "the columns of a function's row are not supported in the SELECT list",
            "Put the function into FROM: SELECT f.* FROM t, function(t.a) AS f.",
        )
    steps = [part.a_indices for part in indirection.indirection if part.HasField("a_indices")]
    if not steps or len(steps) != len(indirection.indirection):
        return None
    if len(steps) > 1 and any(step.is_slice for step in steps):
        raise context.refusal(
            "slices of several dimensions are not supported",
            "Take the rows with one slice, and their parts with list_transform().",
        )
    texts = [tree.string_value(step.uidx) for step in steps]
    if kind_of(indirection.arg) not in JSONS and not any(text is not None for text in texts):
        return None
    made = tree.copy(indirection.arg)
    for step in steps:
        made = tree.operation(made, "->", step.uidx)
        context.again(made)
    return made


def _update(node: Node, context: Context) -> Node | None:
    update = node.update_stmt
    _set_parts(update.target_list, update.relation, context)
    return None


def _insert(node: Node, context: Context) -> Node | None:
    insert = node.insert_stmt
    _set_parts(insert.on_conflict_clause.target_list, insert.relation, context)
    return None


def _set_parts(targets: Node, relation: Node, context: Context) -> None:
    """Make one assignment of all those to parts of one column; each sees those before it."""
    table = str(relation.alias.aliasname or relation.relname)
    wholes: dict[str, Node] = {}
    firsts: dict[str, Node] = {}
    merged = []
    for place, node in enumerate(targets):
        target = node.res_target
        parts = target.indirection
        if not parts or not all(part.HasField("a_indices") for part in parts):
            continue  # a whole column, or a field of a row
        name = str(target.name)
        if name in firsts:
            merged.append(place)
        else:
            firsts[name], wholes[name] = target, tree.column(table, name)
        wholes[name] = _with_part(wholes[name], target, context)
    for name, target in firsts.items():
        tree.put(target.val, wholes[name])
        del target.indirection[:]
    for place in reversed(merged):
        del targets[place]


def _with_part(whole: Node, assignment: Node, context: Context) -> Node:
    steps = [part.a_indices for part in assignment.indirection]
    if any(step.is_slice for step in steps):
        raise context.refusal(
            "setting a slice of an array is not supported",
            "Set the whole column: array[…] || column[n:].",
            assignment.location,
        )
    subscripts = [step.uidx for step in steps]
    path = tree.array(tree.cast(subscript, "text") for subscript in subscripts)
    value = assignment.val
    parts = [whole, whole, subscripts[0], path, tree.boolean(_is_number(subscripts)), value]
    function = "with_part" if len(steps) == 1 else "with_inner_part"
    return tree.call((CATALOG, function), *parts, location=assignment.location)


def _is_number(subscripts: Sequence[Node]) -> bool:
    """Whether what is missing is an array."""
    return tree.string_value(subscripts[0]) is None


NODES = {"a_indirection": _subscript, "update_stmt": _update, "insert_stmt": _insert}
