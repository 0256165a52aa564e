"""Reading the plans of DuckDB's ``json_serialize_plan``: bound, with types, and not run.

A *mark* is an expression that stands for parameter n and can be recognised in a plan; the cast the
binder puts round it is the type the place asks for. Here marks are made and read; ``probe``
decides which to use. The plans' shape is DuckDB 1.5's; its keys with default values are not
written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type

Plan = dict[str, Any]  # what json_serialize_plan answers
Node = dict[str, Any]  # an operator, expression or type in it

MARK = "\x01"  # begins the literal mark; nobody writes it into a literal of his own
_NUMBER_BASE = 1_000_000  # added to the parameter's number in the number mark

_SERIALIZE = """
    SELECT json_serialize_plan(?, skip_null := true, skip_empty := true, skip_default := true)
"""
_DECIMAL, _INTEGER, _DOUBLE = {"id": "DECIMAL"}, {"id": "INTEGER"}, {"id": "DOUBLE"}
# DuckDB's functions that take BIGINT where PostgreSQL takes int4.
_INT4_ARGUMENTS = frozenset({
    "array_extract", "left", "list_extract", "make_date", "make_time", "make_timestamp", "repeat",
    "right", "split_part", "substr", "substring",
})  # fmt: skip
# Types with parts have no name of their own in a plan.
_NAMED = {"DECIMAL": oids.NUMERIC, "STRUCT": oids.RECORD, "ENUM": oids.TEXT}


def serialize(cursor: duckdb.DuckDBPyConnection, text: str) -> Plan:
    """Bind a statement.

    Returns:
        ``{"error": false, "plans": [...]}``, or ``{"error": true, "error_message": ...}``.
    """
    row = cursor.execute(_SERIALIZE, [text]).fetchone()
    plan: Plan = json.loads(row[0]) if row else {"error": True, "error_message": ""}
    return plan


def literal_mark(number: int) -> str:
    """Return an untyped literal, which is to DuckDB what an untyped parameter is to PostgreSQL."""
    return f"'{MARK}{number}'"


def number_mark(number: int) -> str:
    """Return a number that is not folded and smaller than any: the operand beside it decides."""
    return f"CAST(random() + {_NUMBER_BASE + number} AS TINYINT)"


def types(plan: Plan) -> dict[int, int]:
    """Return the PostgreSQL type of each mark in a plan; of several places the first one tells."""
    found: dict[int, int] = {}
    stack: list[Any] = [plan]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            told = _told(item)
            for number, kind in (told,) if told else _from_outside(item):
                oid = _oid(kind)
                if oid is not None:
                    found.setdefault(number, oid)
            if told is None:
                stack.extend(reversed(item.values()))
    return found


def projection(plan: Plan) -> list[Node]:
    """Return the expressions of a statement's result columns; none when they are not shown."""
    node = projection_node(plan)
    return node["expressions"] if node else []


def type_name(kind: Node) -> str:
    """Return DuckDB's name of a type in a plan."""
    info = kind.get("type_info") or {}
    if kind["id"] == "LIST":
        return f"{type_name(info['child_type'])}[]"
    if kind["id"] == "DECIMAL":
        return f"DECIMAL({info['width']},{info.get('scale', 0)})"
    return str(info.get("alias") or kind["id"])


def projection_node(plan: Plan) -> Node | None:
    """Return the operator that makes the result columns: the first projection from the top."""
    node = plan["plans"][0]
    while node["type"] != "LOGICAL_PROJECTION":
        children = node.get("children", [])
        if len(children) != 1:
            return None
        node = children[0]
    found: Node = node
    return found


def strip(item: Node) -> tuple[Node, list[Node]]:
    """Return an expression without the casts round it, and their types, the innermost last."""
    casts = []
    while item.get("expression_class") == "BOUND_CAST":
        casts.append(item["return_type"])
        item = item["child"]
    return item, casts


def _marked(item: Node) -> int | None:
    """Return the parameter whose mark this expression is."""
    kind = item.get("expression_class")
    if kind == "BOUND_CONSTANT":
        value = item["value"].get("value")
        if isinstance(value, str) and value.startswith(MARK) and value[1:].isdigit():
            return int(value[1:])
    elif kind == "BOUND_FUNCTION" and item.get("name") == "+":
        left, right = (*item.get("children", ()), {}, {})[:2]
        if left.get("name") == "random":
            value = strip(right)[0].get("value", {}).get("value")
            if isinstance(value, int | float) and value > _NUMBER_BASE:
                return int(value) - _NUMBER_BASE
    return None


def _told(item: Node) -> tuple[int, Node] | None:
    """Return parameter and type when the object is a mark, under any casts."""
    inner, casts = strip(item)
    number = _marked(inner)
    if number is None:
        return None
    # The innermost cast is what the binder, or the statement itself, asked of the parameter.
    if inner.get("expression_class") == "BOUND_CONSTANT":
        return number, casts[-1] if casts else inner["value"]["type"]
    # The number mark brings its own cast, TINYINT: left alone, nothing said which number it is.
    return number, casts[-2] if len(casts) > 1 else _DECIMAL


def _from_outside(item: Node) -> Iterator[tuple[int, Node]]:
    """Yield what an expression tells of marks right below it beyond their own casts."""
    kind = item.get("expression_class")
    if kind == "BOUND_COMPARISON":
        for side, other in ((item["left"], item["right"]), (item["right"], item["left"])):
            row, casts = strip(side)
            if not casts:  # (a, b) = ($1, $2): DuckDB casts the columns to text instead
                yield from _parts(row, strip(other)[0].get("return_type", {}))
    elif kind == "BOUND_CAST":
        inner, casts = strip(item)
        yield from _parts(inner, casts[-1])
    elif kind in ("BOUND_FUNCTION", "BOUND_WINDOW"):
        yield from _arguments(item)


def _parts(inner: Node, whole: Node) -> Iterator[tuple[int, Node]]:
    """Yield the types of marks in a row or array whose type as a whole is known."""
    info = whole.get("type_info") or {}
    children = inner.get("children", [])
    kinds: list[Node] = []
    if inner.get("name") == "row" and whole.get("id") == "STRUCT":
        kinds = [field["second"] for field in info["child_types"]]
    elif inner.get("name") == "list_value" and whole.get("id") == "LIST":
        kinds = [info["child_type"]] * len(children)
    for child, kind in zip(children, kinds, strict=False):
        number = _marked(child)
        if number is not None:
            yield number, kind


def _arguments(item: Node) -> Iterator[tuple[int, Node]]:
    """Yield the arguments that are int4 or float8 to PostgreSQL where DuckDB takes a BIGINT."""
    children = item.get("children", [])
    if item.get("name") == "/" and len(children) == 2:
        yield from _quotient(*children)
    kind = _INTEGER if item.get("name") in _INT4_ARGUMENTS else None
    if item.get("expression_class") == "BOUND_WINDOW":
        children, kind = [item.get("offset_expr", {}), *children], _INTEGER
    elif item.get("name") == "*" and item.get("return_type", {}).get("id") == "INTERVAL":
        kind = _DOUBLE
    for child in children if kind else ():
        told = _told(child)
        if told is not None and told[1]["id"] in ("BIGINT", "DOUBLE"):
            yield told[0], kind or _INTEGER


def _quotient(left: Node, right: Node) -> Iterator[tuple[int, Node]]:
    """Yield the type of a mark that divides or is divided by an integer.

    The setting ``integer_division`` holds when a statement runs, but not in serialised plans:
    there both sides are DOUBLE.
    """
    for side, other in ((left, right), (right, left)):
        told = _told(side)
        kind = strip(other)[0].get("return_type", {})
        if told is not None and kind.get("id") in ("SMALLINT", "INTEGER", "BIGINT"):
            yield told[0], kind


def _oid(kind: Node) -> int | None:
    """Return PostgreSQL's type of a type in a plan; ``None`` when the binder left it open."""
    info = kind.get("type_info") or {}
    if kind["id"] in ("LIST", "ARRAY"):
        element = _oid(info["child_type"])
        return None if element is None else oids.ARRAY_OF.get(element, element)
    if kind["id"] in _NAMED:
        return _NAMED[kind["id"]]
    try:
        return column_type(str(info.get("alias") or kind["id"])).oid
    except PgError:
        return None
