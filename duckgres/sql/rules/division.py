"""Quotients of numerics, which are numerics.

DuckDB makes doubles of them. A macro chooses by the operands' types, which DuckDB knows when it
binds; it knows none of an aggregate then, so that what stands for its type is written beside it:
its argument. Source: PostgreSQL manual, 9.3.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import AGGREGATES
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

_LONGEST = 200  # messages of both operands, which a quotient of numerics writes ten times
_FLOATS = frozenset({"float4", "float8", "real"})
# They have another value each time they are asked, or are quotients themselves.
_CHANGING = frozenset({
    "clock_timestamp", "gen_random_uuid", "nextval", "divided", "random", "setval", "timeofday",
})  # fmt: skip
_COUNTS = frozenset({"count", "dense_rank", "ntile", "rank", "row_number"})
_SAME_TYPE = frozenset({
    "any_value", "first_value", "lag", "last_value", "lead", "max", "min", "nth_value",
})  # fmt: skip
# The macros behind sum and avg, and the place of what they add up.
_SUMS = {"sum_any": 1, "sum_of": 2}
_AVERAGES = {"average_any": 1, "average_of": 3}


def quotient(expression: Node, context: Context) -> Node | None:
    """Return what ``a / b`` becomes; ``None`` where it may stay DuckDB's.

    It may where the tree tells that it is no numeric, and must where DuckDB cannot be asked for
    the types: beside a parameter, a subselect or an outer query's column, and in what is stored.
    """
    if not context.knows_types:
        return None
    operands = (expression.lexpr, expression.rexpr)
    if any(_is_open(operand) for operand in operands) or all(map(_is_whole, operands)):
        return None
    found = _first_messages(operands)
    if len(found) > _LONGEST or any(map(_must_stay, found)):
        return None
    typed = [_typed(operand) for operand in operands]
    parts = [part for part in typed if part is not None]
    if len(parts) < len(typed):
        return None
    location = expression.location
    return tree.call((CATALOG, "divided"), *operands, *parts, location=location)


def _first_messages(operands: tuple[Node, Node]) -> list[Node]:
    """Return all messages of the operands, or some more than are too many.

    A chain of quotients is not walked to its end at each of them.
    """
    found: list[Node] = list(operands)
    for message in found:
        if len(found) > _LONGEST:
            break
        for described, value in message.ListFields():
            if described.message_type is not None:
                found.extend(value if described.is_repeated else (value,))
    return found


def _is_open(node: Node) -> bool:
    """Whether an operand takes the other one's type."""
    return tree.string_value(node) is not None or tree.is_null(node)


def _is_whole(node: Node) -> bool:
    return bool(node.HasField("a_const") and node.a_const.WhichOneof("val") == "ival")


def _must_stay(message: Node) -> bool:
    kind = type(message)
    if kind is pb.TypeName:
        return bool(tree.name_of(message.names) in _FLOATS)
    if kind is pb.FuncCall:
        return tree.names(message.funcname)[-1] in _CHANGING
    return kind is pb.Node and bool(message.WhichOneof("node") in ("param_ref", "sub_link"))


def _typed(operand: Node) -> Node | None:
    """Return an expression of the operand's type without aggregates and windows."""
    made = tree.copy(operand)
    hidden: set[int] = set()
    for message in messages(made):  # parents first
        if id(message) in hidden or type(message) is not pb.Node:
            continue
        if message.WhichOneof("node") != "func_call":
            continue
        name = tree.names(message.func_call.funcname)[-1]
        typed = _aggregate(message.func_call, name)
        if typed is not None:
            hidden.update(map(id, messages(message)))
            message.CopyFrom(typed)
        elif message.func_call.HasField("over") or name in AGGREGATES:
            return None
    return made


def _aggregate(call: Node, name: str) -> Node | None:
    """Return an expression of an aggregate's type, ``None`` where it is not known."""
    if name in _COUNTS:
        return tree.cast(tree.integer(1), "int8")
    if name in _SUMS:
        return tree.call((CATALOG, "as_sum"), call.args[_SUMS[name]])
    if name in _AVERAGES:
        return tree.call((CATALOG, "as_average"), call.args[_AVERAGES[name]])
    if name in _SAME_TYPE and call.args:
        return _typed(call.args[0])
    return None
