"""SQL/JSON's path language: a path's items in a document.

In lax mode arrays are opened where an item is wanted, an item is an array of one where an array is
wanted, and what is missing is nothing; in strict mode all three are errors. A condition is true,
false or ``None``, unknown: an error inside one is unknown. Source: PostgreSQL 16,
``utils/adt/jsonpath_exec.c``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from itertools import product
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import order
from duckgres.pgtypes.jsonb.path import (
    COMPARISONS,
    Anywhere,
    Filter,
    Literal,
    Match,
    Member,
    Method,
    Name,
    Node,
    Operation,
    Parsed,
    Path,
    Subscripts,
)
from duckgres.pgtypes.jsonb.path_numbers import ARITHMETIC
from duckgres.pgtypes.jsonb.value import Number, Value, is_number, kind

Truth = bool | None
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Failure(PgError):
    """What goes wrong while a path is followed, and is nothing where errors are silenced."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One path in one document.

    Attributes:
        root: The document.
        strict: The mode.
        variables: What names with ``$`` stand for.
        current: ``@``.
        last: The last subscript of the array whose subscripts are read.
    """

    root: Value
    strict: bool
    variables: Mapping[str, Value]
    current: Value = None
    last: int | None = None


def query(path: Parsed, document: Value, variables: Value = None) -> Iterator[Value]:
    """Yield the items of a path.

    Raises:
        Failure: The path cannot be followed.
        PgError: A variable is missing.
    """
    if variables is not None and not isinstance(variables, dict):
        raise PgError(
            '"vars" argument is not an object',
            sqlstate="22023",
            detail='Jsonpath parameters should be encoded as key-value pairs of "vars" object.',
        )
    run = _Run(document, path.strict, variables or {}, document)
    if path.is_predicate:
        yield _truth(path.root, run)
    elif isinstance(path.root, Path):
        yield from _followed(path.root, run)
    else:
        yield from _items(path.root, run)


def _items(node: Node, run: _Run) -> list[Value]:
    if isinstance(node, Literal):
        return [node.value]
    if isinstance(node, Name):
        return [_named(node.name, run)]
    if isinstance(node, Path):
        return list(_followed(node, run))
    if isinstance(node, Operation) and node.operator in _UNARY:
        return _unary(node, run)
    if isinstance(node, Operation) and node.operator in ARITHMETIC:
        return [_arithmetic(node, run)]
    return [_truth(node, run)]


def _followed(path: Path, run: _Run) -> Iterator[Value]:
    for value in _items(path.start, run):
        yield from _below_steps(value, path.steps, run)


def _below_steps(value: Value, steps: Sequence[Any], run: _Run) -> Iterator[Value]:
    """Yield what is at the end of the steps, one item after the other: an error ends it there."""
    if not steps:
        yield value
        return
    for item in _STEPS[type(steps[0])](steps[0], value, run):
        yield from _below_steps(item, steps[1:], run)


def _named(name: str, run: _Run) -> Value:
    if name == "$":
        return run.root
    if name == "@":
        return run.current
    if name == "last":
        if run.last is None:
            raise PgError("LAST is allowed only in array subscripts", sqlstate="42601")
        return run.last
    if name[1:] not in run.variables:
        raise PgError(f'could not find jsonpath variable "{name[1:]}"', sqlstate="42704")
    return run.variables[name[1:]]


def _opened(value: Value, run: _Run) -> list[Value]:
    """Return the elements of an array in lax mode, else the value alone."""
    return value if isinstance(value, list) and not run.strict else [value]


def _member(step: Member, value: Value, run: _Run) -> Iterator[Value]:
    for item in _opened(value, run):
        if isinstance(item, dict):
            if step.key is None:
                yield from item.values()
            elif step.key in item:
                yield item[step.key]
            elif run.strict:
                raise Failure(f'JSON object does not contain key "{step.key}"', sqlstate="2203A")
        elif run.strict:
            name, state = (
                ("member", "2203A")
                if step.key is not None
                else (
                    "wildcard member",
                    "2203C",
                )
            )
            message = f"jsonpath {name} accessor can only be applied to an object"
            raise Failure(message, sqlstate=state)


def _anywhere(step: Anywhere, value: Value, run: _Run) -> Iterator[Value]:
    low = math.inf if step.low is None else step.low
    high = math.inf if step.high is None else step.high
    yield from _below(value, 0, low, high)


def _below(value: Value, level: int, low: float, high: float) -> Iterator[Value]:
    children = _children(value)
    if low <= level <= high or (low == math.inf and not children):
        yield value
    if level < high:
        for child in children:
            yield from _below(child, level + 1, low, high)


def _children(value: Value) -> list[Value]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _subscripts(step: Subscripts, value: Value, run: _Run) -> Iterator[Value]:
    if not isinstance(value, list):
        if run.strict:
            name = "array" if step.ranges else "wildcard array"
            message = f"jsonpath {name} accessor can only be applied to an array"
            raise Failure(message, sqlstate="22039")
        value = [value]
    if not step.ranges:
        yield from value
    inside = replace(run, last=len(value) - 1)
    for low, high in step.ranges:
        first = _subscript(low, inside)
        end = first if high is None else _subscript(high, inside)
        if run.strict and not 0 <= first <= end < len(value):
            raise Failure("jsonpath array subscript is out of bounds", sqlstate="22033")
        yield from value[max(first, 0) : max(end + 1, 0)]


def _subscript(node: Node, run: _Run) -> int:
    found = _items(node, run)
    if len(found) != 1 or not is_number(found[0]):
        message = "jsonpath array subscript is not a single numeric value"
        raise Failure(message, sqlstate="22033")
    return int(found[0])


def _filter(step: Filter, value: Value, run: _Run) -> Iterator[Value]:
    for item in _opened(value, run):
        if _truth(step.condition, replace(run, current=item)):
            yield item


def _method(step: Method, value: Value, run: _Run) -> Iterator[Value]:
    if step.name == "type":
        yield kind(value)
    elif step.name == "size":
        if not isinstance(value, list) and run.strict:
            message = "jsonpath item method .size() can only be applied to an array"
            raise Failure(message, sqlstate="22039")
        yield len(value) if isinstance(value, list) else 1
    else:
        for item in _opened(value, run):
            yield _double(item) if step.name == "double" else _rounded(item, step.name)


def _rounded(value: Value, name: str) -> Number:
    if not is_number(value):
        message = f"jsonpath item method .{name}() can only be applied to a numeric value"
        raise Failure(message, sqlstate="22036")
    number: Number = abs(value) if name == "abs" else value
    if name == "abs" or isinstance(number, int):
        return number
    return int(number.to_integral_value(ROUND_CEILING if name == "ceiling" else ROUND_FLOOR))


def _double(value: Value) -> Number:
    try:
        if is_number(value) or isinstance(value, str):
            found = float(value)
            if math.isfinite(found):
                text = repr(found)
                return int(found) if text.endswith(".0") else Decimal(text)
    except ValueError:
        pass
    if isinstance(value, str):
        message = (
            "string argument of jsonpath item method .double() is not a valid representation of a"
            " double precision number"
        )
        raise Failure(message, sqlstate="22036")
    message = "jsonpath item method .double() can only be applied to a string or numeric value"
    raise Failure(message, sqlstate="22036")


_STEPS: Mapping[type, Callable[[Any, Value, _Run], Iterator[Value]]] = {
    Member: _member,
    Anywhere: _anywhere,
    Subscripts: _subscripts,
    Filter: _filter,
    Method: _method,
}


def _truth(node: Node, run: _Run) -> Truth:
    if isinstance(node, Match):
        return _any(_values(node.value, run), lambda v: _matches(node, v), run)
    if not isinstance(node, Operation):
        found = _items(node, run)  # a constant, as in ?(true)
        return found[0] if len(found) == 1 and isinstance(found[0], bool) else None
    if node.operator in COMPARISONS or node.operator == "starts with":
        left, right = (_values(operand, run) for operand in node.operands)
        pairs = None if left is None or right is None else list(product(left, right))
        return _any(pairs, lambda pair: _compared(node.operator, *pair), run)
    if node.operator == "exists":
        return _exists(node.operands[0], run)
    return _logic(node, run)


def _logic(node: Operation, run: _Run) -> Truth:
    first = _truth(node.operands[0], run)
    if node.operator == "is unknown":
        return first is None
    if node.operator == "!":
        return None if first is None else not first
    decided = node.operator == "||"  # the value that decides alone
    if first is decided:
        return decided
    second = _truth(node.operands[1], run)
    if second is decided:
        return decided
    return None if first is None or second is None else not decided


def _exists(node: Node, run: _Run) -> Truth:
    try:
        return bool(_items(node, run))
    except Failure:
        return None


def _values(node: Node, run: _Run) -> list[Value] | None:
    """Return the items a condition looks at, ``None`` for an error, which makes it unknown."""
    try:
        return [item for value in _items(node, run) for item in _opened(value, run)]
    except Failure:
        return None


def _any(values: list[Any] | None, holds: Callable[[Any], Truth], run: _Run) -> Truth:
    """Whether it holds for one; in strict mode all are looked at, and an unknown one counts."""
    if values is None:
        return None
    found = [holds(value) for value in values]
    if run.strict and None in found:
        return None
    if True in found:
        return True
    return None if None in found else False


def _matches(node: Match, value: Value) -> Truth:
    return node.pattern.search(value) is not None if isinstance(value, str) else None


def _compared(sign: str, left: Value, right: Value) -> Truth:
    if sign == "starts with":
        both = isinstance(left, str) and isinstance(right, str)
        return left.startswith(right) if both else None
    if isinstance(left, dict | list) or isinstance(right, dict | list):
        return None
    if kind(left) != kind(right):
        # null is comparable with all, and different from it.
        return sign in ("!=", "<>") if left is None or right is None else None
    return _COMPARE[sign](order.compare(left, right), 0)


_UNARY = frozenset({"unary +", "unary -"})


def _unary(node: Operation, run: _Run) -> list[Value]:
    sign = node.operator[-1]
    found = []
    for value in _items(node.operands[0], run):
        for item in _opened(value, run):
            if not is_number(item):
                message = f"operand of unary jsonpath operator {sign} is not a numeric value"
                raise Failure(message, sqlstate="2203B")
            found.append(-item if sign == "-" else item)
    return found


def _arithmetic(node: Operation, run: _Run) -> Number:
    left, right = (
        _operand(operand, side, node.operator, run)
        for operand, side in zip(node.operands, ("left", "right"), strict=True)
    )
    if node.operator in "/%" and right == 0:
        raise Failure("division by zero", sqlstate="22012")
    try:
        return ARITHMETIC[node.operator](left, right)
    except InvalidOperation:
        raise Failure("value overflows numeric format", sqlstate="22003") from None


def _operand(node: Node, side: str, sign: str, run: _Run) -> Number:
    found = [item for value in _items(node, run) for item in _opened(value, run)]
    if len(found) != 1 or not is_number(found[0]):
        message = f"{side} operand of jsonpath operator {sign} is not a single numeric value"
        raise Failure(message, sqlstate="22038")
    number: Number = found[0]
    return number
