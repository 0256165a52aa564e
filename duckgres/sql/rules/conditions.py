"""Conditions are booleans: a number is none.

DuckDB takes any number for a condition. Where the tree alone shows one, the answer is
PostgreSQL's. Source: ``coerce_to_boolean`` of ``parser/parse_coerce.c``.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_TYPES = {"ival": "integer", "fval": "numeric"}
_WORDS = {pb.AND_EXPR: "AND", pb.OR_EXPR: "OR", pb.NOT_EXPR: "NOT"}


def _check(node: Node, what: str, context: Context) -> None:
    if node.WhichOneof("node") != "a_const":
        return
    name = _TYPES.get(node.a_const.WhichOneof("val"))
    if name is not None:
        raise context.error(
            f"argument of {what} must be type boolean, not type {name}",
            "42804",
            node.a_const.location,
        )


def _select(select: Node, context: Context) -> None:
    _check(select.where_clause, "WHERE", context)
    _check(select.having_clause, "HAVING", context)


def _change(change: Node, context: Context) -> None:
    _check(change.where_clause, "WHERE", context)


def _boolean(node: Node, context: Context) -> Node | None:
    expression = node.bool_expr
    for argument in expression.args:
        _check(argument, _WORDS[expression.boolop], context)
    return None


def _case(node: Node, context: Context) -> Node | None:
    if not node.case_expr.HasField("arg"):
        for branch in node.case_expr.args:
            _check(branch.case_when.expr, "CASE/WHEN", context)
    return None


def _join(node: Node, context: Context) -> Node | None:
    _check(node.join_expr.quals, "JOIN/ON", context)
    return None


NODES = {"bool_expr": _boolean, "case_expr": _case, "join_expr": _join}
MESSAGES = {"SelectStmt": _select, "UpdateStmt": _change, "DeleteStmt": _change}
