"""Arithmetic of dates, times and intervals.

What the operands are is seen in the tree, or decided by DuckDB when it binds: the macro ``minus``
of ``catalog/functions/datetime.sql``. Source: PostgreSQL manual, 9.9, table 9.32.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.pgtypes.datetime_decoder import decode
from duckgres.pgtypes.datetime_parts import Wrong
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import FIRST_SLOT, Context, binary


def is_interval(node: Node) -> bool:
    """Whether a value is certainly an interval."""
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        return tree.name_of(node.type_cast.type_name.names) == "interval"
    if kind == "func_call":
        return tree.names(node.func_call.funcname)[-1] in _INTERVAL_FUNCTIONS
    if kind == "a_expr" and node.a_expr.kind == pb.AEXPR_OP:
        return (
            node.a_expr.name[-1].string.sval == "-"
            and not node.a_expr.HasField("lexpr")
            and (is_interval(node.a_expr.rexpr))
        )
    return False


_INTERVAL_FUNCTIONS = frozenset({
    "age", "interval_divided", "interval_fields", "interval_of", "interval_times",
    "justify_days", "justify_hours", "justify_interval", "make_interval", "time_minus",
})  # fmt: skip


def _expression(node: Node, context: Context) -> Node | None:
    expression = node.a_expr
    if expression.kind != pb.AEXPR_OP or not expression.HasField("lexpr"):
        return None
    rewrite = _OPERATORS.get(tree.name_of(expression.name))
    return rewrite(expression, context) if rewrite else None


def _plus(expression: Node, context: Context) -> Node | None:
    _read_interval(expression.lexpr, expression.rexpr, context)
    _read_interval(expression.rexpr, expression.lexpr, context)
    return None


def _read_interval(constant: Node, other: Node, context: Context) -> None:
    """An untyped constant beside an interval is one."""
    if tree.string_value(constant) is not None and is_interval(other):
        made = tree.cast(constant, "interval")
        made.type_cast.arg.a_const.location = constant.a_const.location
        context.again(made)
        constant.CopyFrom(made)


def _minus(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    _read_interval(right, left, context)
    if _type_of(left) == "time" and _type_of(right) == "time":
        return _macro("time_minus", left, right)
    for constant, other in ((left, right), (right, left)):
        text = tree.string_value(constant)
        if text is not None and _may_be_date(other) and _is_date(text):
            constant.CopyFrom(_macro("dated_beside", constant, other))
    if context.makes_index or not (_may_be_date(left) and _may_be_date(right)):
        return None
    known = _difference(_static_type(left), _static_type(right), left, right)
    if known is not None:
        return known
    kinds = tree.operation(
        tree.operation(tree.call("typeof", left), "||", tree.string("-")),
        "||",
        tree.call("typeof", right),
    )
    fields = _macro("minus", left, right, kinds)
    return tree.call("struct_extract", fields, _macro("minus_field", kinds))


def _static_type(node: Node) -> str:
    """Return the type that a value has for certain, or nothing."""
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        return _type_of(node)
    if kind == "sqlvalue_function":
        return _VALUE_TYPES.get(node.sqlvalue_function.op, "")
    if kind == "func_call" and tree.names(node.func_call.funcname) == ["now"]:
        return "timestamptz"
    return ""


_VALUE_TYPES = {
    pb.SVFOP_CURRENT_DATE: "date",
    pb.SVFOP_CURRENT_TIMESTAMP: "timestamptz",
    pb.SVFOP_LOCALTIMESTAMP: "timestamp",
}


def _difference(left_type: str, right_type: str, left: Node, right: Node) -> Node | None:
    """Return the difference of values whose types are known, and decide."""
    if left_type == right_type == "date":
        return tree.cast(tree.operation(left, "-", right), "int4")
    if left_type == right_type == "timestamp":
        return tree.operation(left, "-", right)
    if left_type == right_type == "timestamptz":
        utc = (tree.call("timezone", tree.string("UTC"), side) for side in (left, right))
        return tree.operation(next(utc), "-", next(utc))
    return None


def _is_date(text: str) -> bool:
    """Whether an untyped constant beside a date is one."""
    try:
        decode(text)
    except Wrong:
        return False
    return True


def _type_of(node: Node) -> str:
    if node.WhichOneof("node") != "type_cast":
        return ""
    return tree.name_of(node.type_cast.type_name.names)


def _may_be_date(node: Node) -> bool:
    """Whether a value may be a date or an instant, and is short enough to be written twice."""
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        return _type_of(node) in ("date", "timestamp", "timestamptz")
    if kind == "func_call":
        return tree.names(node.func_call.funcname)[-1] not in _NUMERIC
    if kind == "param_ref":
        return bool(node.param_ref.number >= FIRST_SLOT)  # now(), among others
    return kind in ("column_ref", "sqlvalue_function")


_NUMERIC = frozenset({
    "abs", "avg", "ceil", "ceiling", "count", "float_numeric", "floor", "length", "mod", "nonzero",
    "power", "random", "round", "row_number", "sqrt", "sum", "trunc",
})  # fmt: skip


def _times(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    if is_interval(left):
        return _macro("interval_times", left, right)
    return _macro("interval_times", right, left) if is_interval(right) else None


def _divided(expression: Node, context: Context) -> Node | None:
    if not is_interval(expression.lexpr):
        return None
    return _macro("interval_divided", expression.lexpr, expression.rexpr)


_OPERATORS: dict[str, Callable[[Node, Context], Node | None]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
}


def _macro(name: str, *arguments: Node) -> Node:
    return tree.call((CATALOG, name), *arguments)


OPERATORS = {name: binary(rewrite) for name, rewrite in _OPERATORS.items()}
