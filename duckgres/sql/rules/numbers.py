"""``round`` and ``trunc``: what is rounded how depends on the argument's type.

A float8 goes to the even neighbour, a numeric away from zero. With digits to keep the argument is
a numeric, also where DuckDB computes one as DOUBLE (a quotient, an average): then the answer is a
numeric with these digits.
"""

from __future__ import annotations

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.casts import type_switch

_DIGITS = {"round": "round_digits", "trunc": "trunc_digits"}


def _call(node: Node, context: Context) -> Node | None:
    call = node.func_call
    name = tree.name_of(call.funcname)
    if name not in _DIGITS or not call.args:
        return None
    argument = call.args[0]
    if len(call.args) == 1:
        return type_switch("round_of", argument) if name == "round" else None
    if not _is_constant(call.args[1]) or argument.WhichOneof("node") == "a_const":
        return None
    kind = tree.call("typeof", argument)
    fields = tree.call((CATALOG, _DIGITS[name]), argument, call.args[1], kind)
    field = tree.call((CATALOG, "digits_of_field"), kind)
    return tree.call("struct_extract", fields, field, location=call.location)


def _is_constant(node: Node) -> bool:
    """Whether the node is a number with or without a sign."""
    if node.WhichOneof("node") == "a_expr":
        return not node.a_expr.HasField("lexpr") and _is_constant(node.a_expr.rexpr)
    return bool(node.WhichOneof("node") == "a_const")


NODES = {"func_call": _call}
