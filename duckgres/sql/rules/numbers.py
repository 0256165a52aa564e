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
from duckgres.sql.rules.literals import MOST_DIGITS

_MOST_SCALE = 18  # leaves as many digits before the point as an int8 has
_DIGITS = {"round": "round_digits", "trunc": "trunc_digits"}


def _call(call: Node, context: Context) -> Node | None:
    if not call.args:
        return None
    name = tree.name_of(call.funcname)
    argument = call.args[0]
    if len(call.args) == 1:
        return type_switch("round_of", argument) if name == "round" else None
    digits = _constant(call.args[1])
    if digits is None:
        return None
    kind = tree.call("typeof", argument)
    whole = tree.cast(argument, "numeric", MOST_DIGITS, min(max(digits, 0), _MOST_SCALE))
    fields = tree.call((CATALOG, _DIGITS[name]), argument, call.args[1], kind, whole)
    field = tree.call((CATALOG, "digits_of_field"), kind)
    return tree.call("struct_extract", fields, field, location=call.location)


def _constant(node: Node) -> int | None:
    """Return a whole number, with or without a sign; ``None`` for anything else."""
    if node.WhichOneof("node") == "a_expr":
        expression = node.a_expr
        if expression.HasField("lexpr") or tree.name_of(expression.name) != "-":
            return None
        inner = _constant(expression.rexpr)
        return None if inner is None else -inner
    if node.WhichOneof("node") == "a_const" and node.a_const.WhichOneof("val") == "ival":
        return int(node.a_const.ival.ival)
    return None


CALLS = dict.fromkeys(_DIGITS, _call)
