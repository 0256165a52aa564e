"""Where a parameter's value goes, or what it is compared with: part of ``origins``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes import oids
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import walk
from duckgres.sql.scope import Scope
from duckgres.sql.sources import Column, ElementOf, Known, Source

# Operators with values of one type on both sides, as far as documents and arrays go.
_OF_ONE_TYPE = frozenset({"||", "@>", "<@", "&&", "=", "<>", "<", "<=", ">", ">="})
# With an array on the right, whose elements are of the type of what is left of it.
_OF_SEVERAL = frozenset({pb.AEXPR_OP_ANY, pb.AEXPR_OP_ALL})


_PAIR = 2
# An array and one of its elements.
_OF_ELEMENTS = frozenset({
    "array_append", "array_position", "array_positions", "array_prepend", "array_remove",
    "array_replace",
})  # fmt: skip
# Functions whose arguments at these places are jsonb.
_DOCUMENTS = {
    **dict.fromkeys(("jsonb_set", "jsonb_insert", "jsonb_set_lax"), (0, 2)),
    **dict.fromkeys(
        (
            "jsonb_path_query", "jsonb_path_query_array", "jsonb_path_query_first",
            "jsonb_path_exists", "jsonb_path_match",
        ),
        (0, 2),
    ),
    **dict.fromkeys(
        (
            "jsonb_array_elements", "jsonb_array_elements_text", "jsonb_array_length",
            "jsonb_each", "jsonb_each_text", "jsonb_object_keys", "jsonb_pretty",
            "jsonb_strip_nulls", "jsonb_typeof",
        ),
        (0,),
    ),
}  # fmt: skip

Follow = Callable[[Node, Scope], Source]  # from an expression to its source


def parameters(
    name: str, node: Node, scope: Scope, source_of: Follow
) -> Iterator[tuple[int, Source]]:
    """Yield the parameters whose place tells what they are."""
    if name == "insert_stmt":
        yield from _inserted(node, scope)
    if name == "update_stmt":
        table = scope.named(node.relation.alias.aliasname or node.relation.relname)
        for target in node.target_list:
            value = target.res_target.val
            if value.WhichOneof("node") == "param_ref" and table is not None:
                yield value.param_ref.number, Column(target.res_target.name, (table,))
    for message in walk(node):
        kind = message.WhichOneof("node")
        if kind == "type_cast" and message.type_cast.arg.WhichOneof("node") == "param_ref":
            yield message.type_cast.arg.param_ref.number, source_of(message, scope)
        elif kind == "a_expr":
            yield from _compared(message.a_expr, scope, source_of)
        elif kind == "func_call":
            yield from _given(message.func_call, scope, source_of)


def _inserted(insert: Node, scope: Scope) -> Iterator[tuple[int, Source]]:
    table = scope.named(insert.relation.alias.aliasname or insert.relation.relname)
    names = [column.res_target.name for column in insert.cols]
    select = insert.select_stmt.select_stmt
    rows = [list(values.list.items) for values in select.values_lists]
    rows.append([target.res_target.val for target in select.target_list])
    if table is None:
        return
    for row in rows:
        for place, value in enumerate(row):
            if value.WhichOneof("node") == "param_ref":
                name = names[place] if place < len(names) else f"#{place + 1}"
                yield value.param_ref.number, Column(name, (table,))


def _compared(expression: Node, scope: Scope, source_of: Follow) -> Iterator[tuple[int, Source]]:
    if tree.name_of(expression.name) in _OF_ONE_TYPE and expression.kind not in _OF_SEVERAL:
        yield from _beside(expression.lexpr, expression.rexpr, scope, source_of)


def _given(call: Node, scope: Scope, source_of: Follow) -> Iterator[tuple[int, Source]]:
    """Yield the parameters that a function of arrays or documents is given."""
    name = tree.name_of(call.funcname)
    documents = _DOCUMENTS.get(name, ())
    for place, argument in enumerate(call.args):
        if place in documents and argument.WhichOneof("node") == "param_ref":
            yield argument.param_ref.number, Known(oids.JSONB)
    if len(call.args) < _PAIR:
        return
    first, second = call.args[:_PAIR]
    if name == "array_cat":
        yield from _beside(first, second, scope, source_of)
    elif name in _OF_ELEMENTS:
        for number, array in _beside(first, second, scope, source_of):
            yield number, ElementOf(array)


def _beside(
    left: Node, right: Node, scope: Scope, source_of: Follow
) -> Iterator[tuple[int, Source]]:
    """Yield a parameter that is of the same type as what stands beside it."""
    for side, other in ((left, right), (right, left)):
        if side.WhichOneof("node") == "param_ref":
            found = source_of(other, scope)
            if found is not None:
                yield side.param_ref.number, found
