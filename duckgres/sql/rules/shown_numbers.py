"""Quotients and averages of aggregates as a result shows them: numerics with PostgreSQL's digits.

How many digits a quotient of numerics has behind the point depends on its operands, row by row;
DuckDB's decimals have one scale for a column, and its quotient is double precision. So where a
result column is ``sum(a) / sum(b)`` or ``avg(a)``, DuckDB gives the digits as a text, which is
announced as a numeric. What is sorted, stored or computed further is DuckDB's own. Only
aggregates: they are few rows, and a quotient of two columns costs some microseconds a row. Runs
behind the other rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import AGGREGATES
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, walk

_AVERAGES = ("average_any", "average_of")
_DIVISION, _DIVIDED = "/", "divided"
_FLOATS = frozenset({"float4", "float8"})


def finish(select: Node, context: Context) -> None:
    """Show the numbers of a SELECT's result.

    Args:
        select: The statement's own SELECT, rewritten.
        context: Is told which columns may be numerics written as texts.
    """
    if select.HasField("larg") or select.distinct_clause or context.series:
        return
    for place, node in enumerate(select.target_list[:]):
        target = node.res_target
        shown = _shown(target.val)
        if shown is None:
            continue
        for sort in _sorted_by(select, target.name, place):
            tree.put(sort, target.val)
        tree.put(target.val, shown)
        context.digits.add(place)


def _shown(node: Node) -> Node | None:
    """Return what shows the value of a node, ``None`` where DuckDB's own value does."""
    kind = node.WhichOneof("node")
    if kind == "func_call":
        return _shown_call(node)
    if kind != "a_expr" or node.a_expr.kind != pb.AEXPR_OP:
        return None
    expression = node.a_expr
    if tree.name_of(expression.name) != _DIVISION:
        return None
    if _is_float(expression.lexpr) or _is_float(expression.rexpr):
        return None
    divisor = _divisor(expression.rexpr)
    return _quotient(node, expression.lexpr, divisor, expression.location)


def _shown_call(node: Node) -> Node | None:
    call = node.func_call
    schema, name = (*tree.names(call.funcname), "")[:2]
    if schema == CATALOG and name == _DIVIDED:
        return _quotient(node, call.args[0], call.args[1], call.location)
    if schema != CATALOG or name not in _AVERAGES or _is_window(call.args[0]):
        return None
    return tree.call((CATALOG, f"{name}_shown"), *call.args, location=call.location)


def _quotient(node: Node, dividend: Node, divisor: Node, location: int) -> Node | None:
    """Return what shows a quotient, ``None`` where it is not of aggregates."""
    if not _is_of_aggregates(node):
        return None
    parts = dividend, divisor, node
    return tree.call((CATALOG, "quotient_shown"), *parts, location=location)


def _is_float(node: Node) -> bool:
    """Whether the node is a cast to double precision."""
    return node.HasField("type_cast") and tree.name_of(node.type_cast.type_name.names) in _FLOATS


def _is_window(node: Node) -> bool:
    """Whether there is a value for each row."""
    return node.HasField("func_call") and bool(node.func_call.HasField("over"))


def _divisor(node: Node) -> Node:
    """Return a divisor without the check, which the quotient makes itself."""
    if node.HasField("func_call"):
        call = node.func_call
        if tree.names(call.funcname) == [CATALOG, "nonzero"]:
            return tree.copy(call.args[0])
    return node


def _is_of_aggregates(node: Node) -> bool:
    """Whether an aggregate is computed in it, and no window function."""
    found = False
    for part in walk(node):
        if part.WhichOneof("node") == "func_call":
            if _is_window(part):
                return False
            found = found or tree.names(part.func_call.funcname)[-1] in AGGREGATES
    return found


def _sorted_by(select: Node, name: str, place: int) -> Iterator[Node]:
    """Yield the nodes of ORDER BY that stand for a result column."""
    for item in select.sort_clause:
        node = item.sort_by.node
        if node.HasField("a_const") and node.a_const.HasField("ival"):
            if node.a_const.ival.ival == place + 1:
                yield node
        elif node.HasField("column_ref") and name:
            fields = node.column_ref.fields
            if len(fields) == 1 and fields[0].string.sval == name:
                yield node
