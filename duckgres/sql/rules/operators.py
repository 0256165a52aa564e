"""Operators that mean something else to DuckDB, or nothing.

Division: DuckDB answers NULL for a divisor of zero, PostgreSQL raises 22012. A divisor that is a
number other than zero needs no check. Source: PostgreSQL manual, chapter 9; measured differences
in docs/compatibility.md.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler, binary
from duckgres.sql.rules.division import quotient

_DIVISIONS = frozenset({"/", "%"})


def _divide(expression: Node, context: Context) -> Node | None:
    """Divide numerics as such, and check a divisor that may be zero."""
    if tree.name_of(expression.name) == "/":
        exact = quotient(expression, context)
        if exact is not None:
            return exact
    if _is_nonzero(expression.rexpr):
        return None
    checked = tree.call((CATALOG, "nonzero"), expression.rexpr)
    tree.put(expression.rexpr, checked)
    return None


def _is_nonzero(node: Node) -> bool:
    """Whether the node is a number other than zero."""
    if node.WhichOneof("node") != "a_const":
        return False
    kind = node.a_const.WhichOneof("val")
    if kind == "ival":
        return bool(node.a_const.ival.ival)
    return kind == "fval" and any(digit in "123456789" for digit in node.a_const.fval.fval)


def _unary(function: str | tuple[str, str]) -> Handler:
    def rewrite(expression: Node, context: Context) -> Node | None:
        if expression.HasField("lexpr"):
            return None
        return tree.call(function, expression.rexpr, location=expression.location)

    return rewrite


def _binary(function: str | tuple[str, str]) -> Handler:
    def rewrite(expression: Node, context: Context) -> Node | None:
        left, right = expression.lexpr, expression.rexpr
        return tree.call(function, left, right, location=expression.location)

    return binary(rewrite)


def _symmetric(expression: Node, context: Context) -> Node | None:
    """``BETWEEN SYMMETRIC``: one way round or the other."""
    value = expression.lexpr
    first, second = expression.rexpr.list.items
    found = tree.disjunction(_within(value, first, second), _within(value, second, first))
    negated = expression.kind == pb.AEXPR_NOT_BETWEEN_SYM
    return tree.negation(found) if negated else found


def _within(value: Node, low: Node, high: Node) -> Node:
    return tree.conjunction(tree.operation(value, ">=", low), tree.operation(value, "<=", high))


def _qualified(node: Node, context: Context) -> Node | None:
    """``OPERATOR(pg_catalog.+)``."""
    name = node.a_expr.name
    if len(name) > 1 and tree.name_of(name):
        del name[0]
    return None


OPERATORS: dict[str | int, Handler] = {
    **dict.fromkeys(_DIVISIONS, binary(_divide)),
    "#": _binary("xor"),
    "^": _binary((CATALOG, "power")),
    "|/": _unary((CATALOG, "sqrt")),
    "||/": _unary("cbrt"),
    "@": _unary("abs"),
    pb.AEXPR_BETWEEN_SYM: _symmetric,
    pb.AEXPR_NOT_BETWEEN_SYM: _symmetric,
}
NODES = {"a_expr": _qualified}
