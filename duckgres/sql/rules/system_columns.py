"""``ctid``: the place of a row, which tells rows apart that are alike.

DuckDB numbers the rows of a table, and calls that ``rowid``; it stands for ``ctid`` wherever rows
are compared, and is written ``(0,n)``, n from 1, where it is shown. As PostgreSQL's it holds
within one statement. Source: PostgreSQL manual, 5.5 (system columns).
"""

from __future__ import annotations

import re

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

_CTID, _ROWID = "ctid", "rowid"
_BEHIND_ALL = str(2**62)  # all rows are in block 0
_PLACE = re.compile(r"\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*")  # of a constant, as PostgreSQL reads it


def name_rows(statement: Node) -> None:
    """Write ``rowid`` for ``ctid``, but where it is the column of a subselect or of WITH.

    Args:
        statement: The Node around it.
    """
    found = messages(statement)
    derived = _derived(found)
    shown = _shown(statement)
    for message in found:
        if type(message) is pb.ResTarget and _is_ctid(message.val, derived):
            message.name = message.name or _CTID
        elif type(message) is pb.A_Expr:
            _compare(message, derived)
    for message in found:
        if type(message) is pb.Node and _is_ctid(message, derived):
            message.column_ref.fields[-1].string.sval = _ROWID
            if any(message is target for target in shown):
                message.CopyFrom(_written(message))


def _derived(found: list[Node]) -> set[str]:
    """Return the names of subselects, of items of WITH, and what these are called in FROM."""
    names = {item.alias.aliasname for item in found if type(item) is pb.RangeSubselect}
    ctes = {item.ctename for item in found if type(item) is pb.CommonTableExpr}
    used = {
        item.alias.aliasname
        for item in found
        if type(item) is pb.RangeVar and item.relname in ctes
    }
    return names | ctes | used


def _is_ctid(node: Node, derived: set[str]) -> bool:
    if node.WhichOneof("node") != "column_ref":
        return False
    fields = node.column_ref.fields
    if fields[-1].string.sval != _CTID:
        return False
    return len(fields) == 1 or fields[-2].string.sval not in derived


def _shown(statement: Node) -> list[Node]:
    """Return the values of the result columns."""
    kind = statement.WhichOneof("node")
    node = getattr(statement, kind)
    targets = node.target_list if kind == "select_stmt" else ()
    return [target.res_target.val for target in targets]


def _compare(expression: Node, derived: set[str]) -> None:
    """Read the constants that are compared with a ctid: one, or those of IN and BETWEEN."""
    sides = (expression.lexpr, expression.rexpr)
    for column, value in (sides, sides[::-1]):
        if _is_ctid(column, derived):
            listed = value.WhichOneof("node") == "list"
            for constant in value.list.items if listed else (value,):
                _read(constant)


def _read(value: Node) -> None:
    """Make the number of a row of a constant place."""
    constant = value.type_cast.arg if value.WhichOneof("node") == "type_cast" else value
    place = _PLACE.fullmatch(tree.string_value(constant) or "")
    if place is not None:
        block, number = map(int, place.groups())
        value.CopyFrom(tree.number(_BEHIND_ALL) if block else tree.integer(number - 1))


def _written(node: Node) -> Node:
    """Return ``'(0,' || rowid + 1 || ')'``."""
    number = tree.cast(tree.operation(node, "+", tree.integer(1)), "text")
    return tree.call("concat", tree.string("(0,"), number, tree.string(")"))


def uses_ctid(context: Context) -> bool:
    """Whether the client's text has the word at all."""
    return _CTID in context.source.text.lower()
