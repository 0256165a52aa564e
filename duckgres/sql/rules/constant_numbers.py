"""Numerics computed from constants: ``SELECT 7 / 2.0``, ``exp(1.0)``.

DuckDB divides in double precision, and holds 38 digits. A result column that is made of constants
alone is worked out when the text is planned, with the digits PostgreSQL gives it; only a result
column, as what is computed further is better off with DuckDB's own types. Runs before the other
rules, on what the client wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes import numeric_math
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.literals import MOST_DIGITS

_TEN = Decimal(10)
_DIGITS = frozenset("0123456789.eE+-")


def _log(*values: Decimal) -> Decimal:
    """Return the logarithm to a base, or to ten; with a base there is only one of numerics."""
    return numeric_math.log(*((_TEN, *values)[-2:]))


_FUNCTIONS: dict[str, tuple[Callable[..., Decimal], range]] = {
    "exp": (numeric_math.exp, range(1, 2)),
    "ln": (numeric_math.ln, range(1, 2)),
    "log": (_log, range(1, 3)),
    "log10": (lambda value: numeric_math.log(_TEN, value), range(1, 2)),
    "pow": (numeric_math.power, range(2, 3)),
    "power": (numeric_math.power, range(2, 3)),
    "sqrt": (numeric_math.sqrt, range(1, 2)),
}
_COMPUTED = frozenset({"a_expr", "func_call"})
_INT8_SIZE = 2**63
_SPECIAL = {
    "nan": "NaN",
    **dict.fromkeys(("inf", "+inf", "infinity", "+infinity"), "Infinity"),
    **dict.fromkeys(("-inf", "-infinity"), "-Infinity"),
}


class _Value(NamedTuple):
    """A number; an integer is no numeric, and divided in another way."""

    number: Decimal
    is_numeric: bool


def evaluate(select: Node, context: Context) -> None:
    """Put numbers where a SELECT's result columns are numerics computed from constants.

    Args:
        select: The statement's own SELECT.
        context: Is told of the columns whose numbers have too many digits for DuckDB, which are
            texts to it.
    """
    if select.HasField("larg"):
        return
    for place, target in enumerate(select.target_list[:]):
        node = target.res_target.val
        kind = node.WhichOneof("node")
        if kind not in _RULES or (kind == "a_const" and node.a_const.HasField("ival")):
            continue
        special = _special(node) if kind == "type_cast" else None
        if special is not None:
            tree.put(node, tree.cast(tree.string(special), "text"))
            context.digits.add(place)
            continue
        try:
            found = _value(node)
        except (ArithmeticError, ValueError):
            continue  # DuckDB, or another rule, says what is wrong
        if found is not None and found.is_numeric:
            _write(node, found.number, place, context)


def _special(node: Node) -> str | None:
    """Return the name of what no decimal holds, where a cast is one to numeric."""
    if not _is_numeric(node.type_cast.type_name):
        return None
    text = tree.string_value(node.type_cast.arg)
    return None if text is None else _SPECIAL.get(text.strip().lower())


def _write(node: Node, number: Decimal, place: int, context: Context) -> None:
    text = numeric_math.text(number)
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    if max(len(digits), numeric_math.scale(number)) > MOST_DIGITS:
        tree.put(node, tree.cast(tree.string(text), "text"))
        context.digits.add(place)
    elif node.WhichOneof("node") in _COMPUTED:
        tree.put(node, tree.number(text if "." in text else f"{text}."))


def _value(node: Node) -> _Value | None:
    """Return the value of an expression of numbers, ``None`` where something else is in it."""
    kind = node.WhichOneof("node")
    rule = _RULES.get(kind)
    found = rule(getattr(node, kind)) if rule else None
    if found is not None and len(found.number.as_tuple().digits) > numeric_math.MOST_DIGITS:
        return None
    return found


def _constant(constant: Node) -> _Value | None:
    kind = constant.WhichOneof("val")
    if kind == "ival":
        return _Value(Decimal(constant.ival.ival), is_numeric=False)
    if kind != "fval" or not set(constant.fval.fval) <= _DIGITS:
        return None
    number = Decimal(constant.fval.fval)
    is_integer = constant.fval.fval.isdecimal() and number < _INT8_SIZE
    return _Value(_plain(number), not is_integer)


def _plain(number: Decimal) -> Decimal:
    """Return a number without an exponent: ``1e5`` is 100000."""
    exponent = int(number.as_tuple().exponent)
    if exponent <= 0:
        return number
    if exponent > numeric_math.MOST_DIGITS:
        raise OverflowError
    return Decimal(int(number))


def _operator(expression: Node) -> _Value | None:
    operator = tree.name_of(expression.name)
    if expression.kind != pb.AEXPR_OP or operator not in numeric_math.OPERATORS:
        return None
    right = _value(expression.rexpr)
    if right is None:
        return None
    if not expression.HasField("lexpr"):
        if operator not in ("-", "+"):
            return None
        return right if operator == "+" else _Value(-right.number, right.is_numeric)
    left = _value(expression.lexpr)
    if left is None or not (left.is_numeric or right.is_numeric):
        return None  # integers are DuckDB's own
    return _Value(numeric_math.OPERATORS[operator](left.number, right.number), is_numeric=True)


def _call(call: Node) -> _Value | None:
    known_as = _FUNCTIONS.get(tree.name_of(call.funcname))
    if known_as is None:
        return None
    function, counts = known_as
    if len(call.args) not in counts or call.HasField("over"):
        return None
    values = [_value(argument) for argument in call.args]
    known = [value for value in values if value is not None]
    is_numeric = any(value.is_numeric for value in known) or (function is _log and len(known) > 1)
    if len(known) < len(values) or not is_numeric:
        return None  # of integers they are double precision
    return _Value(function(*(value.number for value in known)), is_numeric=True)


def _cast(cast: Node) -> _Value | None:
    """A number as a numeric without precision."""
    if not _is_numeric(cast.type_name):
        return None
    found = _value(cast.arg)
    return None if found is None else _Value(found.number, is_numeric=True)


def _is_numeric(kind: Node) -> bool:
    """Whether a type is numeric without precision."""
    is_plain = not kind.array_bounds and not kind.typmods
    return is_plain and tree.name_of(kind.names) in ("numeric", "decimal")


_RULES: dict[str | None, Callable[[Node], _Value | None]] = {
    "a_const": _constant,
    "a_expr": _operator,
    "func_call": _call,
    "type_cast": _cast,
}
