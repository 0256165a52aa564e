"""Aggregates that DuckDB lacks, or whose order it does not keep.

A hypothetical-set aggregate asks which place a row would have: it counts the rows in front of it.
DISTINCT sorts in PostgreSQL, so the strings come joined in their order. Source: PostgreSQL manual,
9.21, 4.2.7.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import tells_types
from duckgres.sql.names import INT4_FUNCTIONS
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

Rewrite = Callable[[Node, Context], Node | None]


def _hypothetical(build: Callable[[Node, Node, Node], Node]) -> Rewrite:
    """A hypothetical-set aggregate of one value.

    Args:
        build: Makes the expression from the call, the sorted value, and the condition that a row
            is in front.
    """

    def rewrite(call: Node, context: Context) -> Node | None:
        if not call.agg_within_group:
            return None
        if len(call.args) != len(call.agg_order):
            raise context.error(
                f"function {tree.names(call.funcname)[-1]} needs as many direct arguments as it"
                " has columns to order by",
                "42883",
                call.location,
            )
        if len(call.args) != 1:
            raise context.refusal(
                "hypothetical-set aggregates of several values are not supported",
                "Count the rows in front: count(*) FILTER (WHERE …) + 1.",
                call.location,
            )
        sort = call.agg_order[0].sort_by
        operator = ">" if sort.sortby_dir == pb.SORTBY_DESC else "<"
        return build(call, sort.node, tree.operation(sort.node, operator, call.args[0]))

    return rewrite


def _count(call: Node, condition: Node | None = None, *distinct: Node) -> Node:
    """Return ``count(*)`` or ``count(DISTINCT …)`` of the rows the call takes."""
    made = tree.call("count", *distinct)
    count = made.func_call
    count.agg_star = not distinct
    count.agg_distinct = bool(distinct)
    conditions = [condition] if condition is not None else []
    if call.HasField("agg_filter"):
        conditions.append(call.agg_filter)
    if conditions:
        both = conditions[0] if len(conditions) == 1 else tree.conjunction(*conditions)
        tree.put(count.agg_filter, both)
    return made


def _rank(call: Node, value: Node, in_front: Node) -> Node:
    return tree.operation(_count(call, in_front), "+", tree.integer(1))


def _dense_rank(call: Node, value: Node, in_front: Node) -> Node:
    return tree.operation(_count(call, in_front, value), "+", tree.integer(1))


def _percent_rank(call: Node, value: Node, in_front: Node) -> Node:
    rows = tree.call("nullif", _count(call), tree.integer(0))
    share = tree.operation(tree.cast(_count(call, in_front), "float8"), "/", rows)
    return tree.coalesce(share, tree.integer(0))


def _cume_dist(call: Node, value: Node, in_front: Node) -> Node:
    same = tree.operation(value, "=", call.args[0])
    before = tree.operation(_count(call, tree.disjunction(in_front, same)), "+", tree.integer(1))
    rows = tree.operation(_count(call), "+", tree.integer(1))
    return tree.operation(tree.cast(before, "float8"), "/", rows)


def _string_agg(call: Node, context: Context) -> Node | None:
    if call.agg_distinct and not call.agg_order and call.args:
        sort = call.agg_order.add().sort_by
        tree.put(sort.node, call.args[0])
        sort.sortby_dir = pb.SORTBY_DEFAULT
        sort.sortby_nulls = pb.SORTBY_NULLS_DEFAULT
        sort.location = tree.NOWHERE
    return None


def _mode(call: Node, context: Context) -> Node | None:
    """Of several values that are the most frequent, the first in the order."""
    if not call.agg_within_group or len(call.agg_order) != 1:
        return None
    tree.put(call.args.add(), call.agg_order[0].sort_by.node)
    call.agg_within_group = False
    return None


def _sum(call: Node, context: Context) -> Node | None:
    """int8 of the smaller integers, float4 of float4: DuckDB has one type for all of a kind.

    It adds up no intervals; a list of them can be.
    """
    if len(call.args) == 1 and _is_int4(call.args[0]):
        return tree.cast(_named(call, "sum"), "int8")
    if not _tells_type(call, context):
        return None
    if _is_plain(call):
        total = tree.call((CATALOG, "sum_any"), call.args[0], call.args[0])
    else:
        every = _named(call, "array_agg")
        total = tree.call((CATALOG, "sum_of"), _named(call, "sum"), every, call.args[0])
    return total


def _is_int4(node: Node) -> bool:
    """Whether the tree shows an integer whose sum is an int8.

    A function of type int4 is BIGINT to DuckDB.
    """
    if node.HasField("func_call"):
        return tree.names(node.func_call.funcname)[-1] in INT4_FUNCTIONS
    kind = node.type_cast.type_name
    return not kind.array_bounds and tree.name_of(kind.names) in ("int2", "int4")


def _avg(call: Node, context: Context) -> Node | None:
    """Numeric of integers and numerics: DuckDB's is a float8."""
    if not _tells_type(call, context):
        return None
    if _is_plain(call):
        return tree.call((CATALOG, "average_any"), call.args[0], call.args[0])
    parts = (_named(call, name) for name in ("avg", "sum", "count"))
    return tree.call((CATALOG, "average_of"), *parts, call.args[0])


def _is_plain(call: Node) -> bool:
    """Whether a macro may make the call, which takes nothing but the argument."""
    return not (
        call.agg_distinct or call.agg_order or call.HasField("agg_filter") or call.HasField("over")
    )


def _tells_type(call: Node, context: Context) -> bool:
    return len(call.args) == 1 and tells_types(context, call.args[0])


def _named(call: Node, name: str) -> Node:
    """Return the same call of another aggregate."""
    made = pb.Node()
    tree.put(made.func_call, call)
    del made.func_call.funcname[:]
    made.func_call.funcname.append(tree.name_part(name))
    return made


def _nth_value(call: Node, context: Context) -> Node | None:
    place = call.args[1] if len(call.args) == 2 else None
    if place is not None and _number(place) is not None and (_number(place) or 0) <= 0:
        message = "argument of nth_value must be greater than zero"
        raise context.error(message, "22016")
    return None


def _percentile(call: Node, context: Context) -> Node | None:
    share = _number(call.args[0]) if call.agg_within_group and call.args else None
    if share is not None and not 0 <= share <= 1:
        message = f"percentile value {share:g} is not between 0 and 1"
        raise context.error(message, "22003")
    return None


def _percentile_cont(call: Node, context: Context) -> Node | None:
    """PostgreSQL has it for float8 and intervals: other numbers become a float8."""
    _percentile(call, context)
    if call.agg_within_group and len(call.agg_order) == 1:
        value = call.agg_order[0].sort_by.node
        if tells_types(context, value):
            tree.put(value, tree.call((CATALOG, "continuous"), value))
    return None


def _number(node: Node) -> float | None:
    """Return the value of a constant number."""
    if node.WhichOneof("node") != "a_const":
        return None
    kind = node.a_const.WhichOneof("val")
    if kind == "ival":
        return float(node.a_const.ival.ival)
    return float(node.a_const.fval.fval) if kind == "fval" else None


CALLS: dict[str, Rewrite] = {
    "rank": _hypothetical(_rank),
    "dense_rank": _hypothetical(_dense_rank),
    "percent_rank": _hypothetical(_percent_rank),
    "cume_dist": _hypothetical(_cume_dist),
    "string_agg": _string_agg,
    "mode": _mode,
    "sum": _sum,
    "avg": _avg,
    "nth_value": _nth_value,
    "percentile_cont": _percentile_cont,
    "percentile_disc": _percentile,
}
