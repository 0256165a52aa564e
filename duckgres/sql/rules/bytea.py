r"""A bytea in its hex form where only the column beside it says that it is one.

DuckDB would read ``'\xdeAD'`` as the byte DE and the letters AD, and say nothing. What stands
beside it is not known here, so the statement is refused.
"""

from __future__ import annotations

import re

from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

# A single byte means the same to both.
_HEX = re.compile(r"\\x[0-9a-fA-F]{2}(?:\s*[0-9a-fA-F]{2})+")
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def _check(node: Node, context: Context) -> None:
    text = tree.string_value(node)
    if text is not None and _HEX.fullmatch(text):
        raise _unclear(node, context)


def _unclear(node: Node, context: Context) -> PgError:
    return context.refusal(
        "a bytea constant without a type is not supported",
        "Write '\\x…'::bytea, or '\\x…'::text for a text that looks like one.",
        node.a_const.location,
    )


def _insert(node: Node, context: Context) -> Node | None:
    for row in node.insert_stmt.select_stmt.select_stmt.values_lists:
        for value in row.list.items:
            _check(value, context)
    return None


def _update(node: Node, context: Context) -> Node | None:
    for target in node.update_stmt.target_list:
        _check(target.res_target.val, context)
    return None


def _compare(node: Node, context: Context) -> Node | None:
    expression = node.a_expr
    if tree.name_of(expression.name) in _COMPARISONS:
        for one, other in (
            (expression.lexpr, expression.rexpr),
            (expression.rexpr, expression.lexpr),
        ):
            if other.WhichOneof("node") == "column_ref":
                _check(one, context)
    return None


NODES = {"insert_stmt": _insert, "update_stmt": _update, "a_expr": _compare}
