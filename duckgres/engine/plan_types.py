"""Integer types that PostgreSQL has smaller than DuckDB, read off a bound plan.

``sum`` of int2 and int4 is int8 to PostgreSQL, a HUGEINT to DuckDB; a difference of dates is int4,
a BIGINT to DuckDB. What a result column is made of is followed through the operators below it.
The plan is that of ``bound_plan.serialize``.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from duckgres.engine.bound_plan import Node, Plan, projection_node, serialize, strip
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import with_oid
from duckgres.pgtypes.types import ColumnType

_SUMS = frozenset({"sum", "sum_no_overflow"})
_AGGREGATE, _PROJECTION = "LOGICAL_AGGREGATE_AND_GROUP_BY", "LOGICAL_PROJECTION"
# They hand on the columns of what is below them.
_SAME_COLUMNS = frozenset({
    "LOGICAL_DISTINCT", "LOGICAL_FILTER", "LOGICAL_LIMIT", "LOGICAL_ORDER_BY", "LOGICAL_TOP_N",
})  # fmt: skip
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT"})
# BIGINT to DuckDB, int4 to PostgreSQL.
_INT4_FUNCTIONS = frozenset({"ascii", "bit_length", "instr", "length", "len", "strlen"})
_PASSING = frozenset({"any_value", "first", "max", "min"})
_ARITHMETIC = frozenset({"+", "-", "*", "abs"})
_DAYS, _SMALL, _OTHER = "days", "small", "other"

_INT4, _INT8 = oids.OID_OF["int4"], oids.OID_OF["int8"]
_WIDE = frozenset({"HUGEINT", "BIGINT"})

Place = tuple[Node, Node]
"""An expression, and the operator below it."""


def narrowed(
    cursor: duckdb.DuckDBPyConnection, text: str, found: list[ColumnType]
) -> list[ColumnType]:
    """Announce sums of small integers as int8, and differences of dates as int4.

    Args:
        cursor: Asked for the plan, where there is a column that may be one.
        text: The query.
        found: The types of its columns; changed.
    """
    plan: Plan | None = None
    for place, kind in enumerate(found):
        if kind.source not in _WIDE or kind.oid == _INT4:
            continue
        plan = plan or serialize(cursor, text)
        if plan["error"]:
            break
        if kind.source == "HUGEINT" and is_int8(plan, place):
            found[place] = with_oid(kind, _INT8)
        elif kind.source == "BIGINT" and is_int4(plan, place):
            found[place] = with_oid(kind, _INT4)
    return found


def is_int8(plan: Plan, place: int) -> bool:
    """Tell whether a HUGEINT result column adds integers of at most 32 bits.

    A column that is more than a sum (``sum(a) + 1``) takes the narrow type when all its sums do;
    so does one that cannot be followed, when all sums of the plan do.
    """
    column = _column(plan, place)
    found = list(_sums(column)) if column else []
    sums = found or [node for node in _nodes(plan) if node.get("name") in _SUMS]
    return bool(sums) and all(map(_adds_small, sums))


def is_int4(plan: Plan, place: int) -> bool:
    """Tell whether a BIGINT result column counts days between dates."""
    column = _column(plan, place)
    return column is not None and _kind(column) == _DAYS


def _column(plan: Plan, place: int) -> Place | None:
    node = projection_node(plan)
    if node is None or place >= len(node["expressions"]):
        return None
    return node["expressions"][place], node["children"][0]


def _followed(column: Place) -> Place:
    """Follow a reference down to the expression it stands for."""
    expression, below = column
    expression = strip(expression)[0]
    while expression.get("expression_class") == "BOUND_REF":
        while below["type"] in _SAME_COLUMNS:
            below = below["children"][0]
        index, kind = expression.get("index", 0), below["type"]
        groups = below.get("groups", [])
        if kind == _AGGREGATE and index < len(groups):
            expressions = groups
        elif kind in (_AGGREGATE, _PROJECTION):
            index -= len(groups) if kind == _AGGREGATE else 0
            expressions = below["expressions"]
        else:
            break
        if not 0 <= index < len(expressions):
            break
        expression, below = strip(expressions[index])[0], below["children"][0]
    return expression, below


def _sums(column: Place) -> Iterator[Node]:
    """Yield the sums that a column is made of."""
    expression, below = _followed(column)
    if expression.get("name") in _SUMS:
        yield expression
        return
    for child in expression.get("children", []):
        yield from _sums((child, below))


def _adds_small(call: Node) -> bool:
    """Whether a sum adds integers of at most 32 bits."""
    types = [argument["id"] for argument in call.get("arguments", ())]
    if _INTEGERS.issuperset(types):
        return bool(types)
    arguments = [strip(child)[0] for child in call.get("children", [])]
    return bool(arguments) and all(node.get("name") in _INT4_FUNCTIONS for node in arguments)


def _kind(column: Place) -> str:
    """Return what a column is: days, another integer of at most 32 bits, or neither."""
    expression, below = _followed(column)
    kind, name = expression.get("expression_class"), expression.get("name")
    children = expression.get("children", [])
    if kind == "BOUND_AGGREGATE" and name in _PASSING:
        return _kind((children[0], below))
    if kind == "BOUND_FUNCTION":
        if name == "-" and [_type(child) for child in children] == ["DATE", "DATE"]:
            return _DAYS
        parts = {_kind((child, below)) for child in children}
        if name in _ARITHMETIC and _OTHER not in parts:
            return _DAYS if _DAYS in parts else _SMALL
        return _OTHER
    return _SMALL if _type(expression) in _INTEGERS else _OTHER


def _type(expression: Node) -> str:
    found = expression.get("return_type") or expression.get("value", {}).get("type", {})
    return str(found.get("id", ""))


def _nodes(plan: Plan) -> Iterator[Node]:
    stack: list[object] = [plan]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
