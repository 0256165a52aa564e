"""Operators between two sides, and what PostgreSQL makes of IN, BETWEEN and their kin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.shown import resolve
from duckgres.sql.shown.signatures import UNKNOWN
from duckgres.sql.shown.value import Value

if TYPE_CHECKING:
    from duckgres.sql.shown.expressions import Writer


def infix(left: Value, name: str, right: Value) -> Value:
    """Return ``left name right``."""
    name = "<>" if name == "!=" else name
    found = resolve.operator(name, [left.kind, right.kind])
    if found is None:
        texts = [v.constant("any") if v.literal is not None else v.text for v in (left, right)]
        kind = "bool" if name in _TRUTHS else ""
        return Value(f"({texts[0]} {name} {texts[1]})", kind)
    one, two = (v.as_type(a) for v, a in zip((left, right), found.arguments, strict=True))
    return Value(f"({one} {name} {two})", found.result)


_TRUTHS = frozenset({"=", "<>", "<", "<=", ">", ">=", "~~", "~~*", "!~~", "!~~*", "~", "~*", "!~"})


def _between(writer: Writer, node: Node) -> Value:
    value = writer.value(node.lexpr)
    low, high = writer.values(node.rexpr.list.items)
    one, word, two = (
        (">=", "AND", "<=") if node.kind == pb.AEXPR_BETWEEN else ("<", "OR", ">")
    )  # fmt: skip
    return Value(f"({infix(value, one, low).text} {word} {infix(value, two, high).text})", "bool")


def _in(writer: Writer, node: Node) -> Value:
    left, name = writer.value(node.lexpr), tree.names(node.name)[-1]
    items = writer.values(node.rexpr.list.items)
    if len(items) == 1:
        return infix(left, name, items[0])
    kind = resolve.common([left.kind, *(item.kind for item in items)])
    word = "ANY" if name == "=" else "ALL"
    listed = ", ".join(item.as_type(kind) for item in items)
    return _over(left, name, word, Value(f"ARRAY[{listed}]", f"{kind}[]" if kind else ""))


def _over_array(writer: Writer, node: Node) -> Value:
    word = "ANY" if node.kind == pb.AEXPR_OP_ANY else "ALL"
    left, right = writer.value(node.lexpr), writer.value(node.rexpr)
    return _over(left, tree.names(node.name)[-1], word, right)


def _over(left: Value, name: str, word: str, right: Value) -> Value:
    name = "<>" if name == "!=" else name
    element = UNKNOWN if right.kind == UNKNOWN else right.kind.removesuffix("[]")
    found = resolve.operator(name, [left.kind, element])
    if found is None:
        return Value(f"({left.text} {name} {word} ({right.text}))", "bool")
    one, wanted = left.as_type(found.arguments[0]), found.arguments[1]
    return Value(f"({one} {name} {word} ({right.as_type(f'{wanted}[]')}))", "bool")


def _distinct(writer: Writer, node: Node) -> Value:
    word = "IS DISTINCT FROM"
    value = infix(writer.value(node.lexpr), word, writer.value(node.rexpr))
    left, right = writer.value(node.lexpr), writer.value(node.rexpr)
    found = resolve.operator("=", [left.kind, right.kind])
    if found is not None:
        one, two = (v.as_type(a) for v, a in zip((left, right), found.arguments, strict=True))
        value = Value(f"({one} {word} {two})", "bool")
    if node.kind == pb.AEXPR_NOT_DISTINCT:
        return Value(f"(NOT {value.text})", "bool")
    return value


def _nullif(writer: Writer, node: Node) -> Value:
    left, right = writer.value(node.lexpr), writer.value(node.rexpr)
    found = resolve.operator("=", [left.kind, right.kind])
    wanted = found.arguments if found is not None else ("", "")
    one, two = (v.as_type(a) for v, a in zip((left, right), wanted, strict=True))
    return Value(f"NULLIF({one}, {two})", left.kind, left.typmod)


def _similar(writer: Writer, node: Node) -> Value:
    name = "~" if tree.names(node.name)[-1] == "~" else "!~"
    return infix(writer.value(node.lexpr), name, writer.value(node.rexpr))


KINDS: dict[int, Callable[[Writer, Node], Value]] = {
    pb.AEXPR_BETWEEN: _between,
    pb.AEXPR_NOT_BETWEEN: _between,
    pb.AEXPR_IN: _in,
    pb.AEXPR_OP_ANY: _over_array,
    pb.AEXPR_OP_ALL: _over_array,
    pb.AEXPR_DISTINCT: _distinct,
    pb.AEXPR_NOT_DISTINCT: _distinct,
    pb.AEXPR_NULLIF: _nullif,
    pb.AEXPR_SIMILAR: _similar,
}
