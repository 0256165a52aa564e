"""Rows compared with rows, part by part.

DuckDB compares rows as values: two NULLs in them are equal, and a string in one is not read as the
number beside it. PostgreSQL compares their parts, and a NULL may leave the answer open. Source:
PostgreSQL manual, 9.25 (row constructor comparison); ``make_row_comparison_op`` of
``parser/parse_expr.c``.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler

_EQUAL, _UNEQUAL = "=", "<>"
_STRICT = {"<": "<", "<=": "<", ">": ">", ">=": ">"}


def _of_rows(rewrite: Callable[[Node, list[Node], Context], Node | None]) -> Handler:
    """Return the handler of what has a row on its left."""

    def handler(expression: Node, context: Context) -> Node | None:
        left = _parts(expression.lexpr)
        return None if left is None else rewrite(expression, left, context)

    return handler


def _compare(expression: Node, left: list[Node], context: Context) -> Node | None:
    operator = tree.name_of(expression.name)
    right = _parts(expression.rexpr)
    if right is None and _is_subselect(expression.rexpr):
        return _with_subselect(expression, left, operator, context)
    if right is None:
        return None
    return _compared(left, operator, right, context, expression.location)


def _is_subselect(node: Node) -> bool:
    kind = node.WhichOneof("node")
    return kind == "sub_link" and bool(node.sub_link.sub_link_type == pb.EXPR_SUBLINK)


def _with_subselect(expression: Node, left: list[Node], operator: str, context: Context) -> Node:
    """``row = (SELECT …)``: ``(SELECT the parts compared FROM (SELECT …) _pg_row(columns))``."""
    columns = _columns(len(left))
    right = [tree.column(name) for name in columns]
    compared = _compared(left, operator, right, context, expression.location)
    node = pb.Node()
    node.sub_link.sub_link_type = pb.EXPR_SUBLINK
    node.sub_link.location = tree.NOWHERE
    select = node.sub_link.subselect.select_stmt
    select.limit_option, select.op = pb.LIMIT_OPTION_DEFAULT, pb.SETOP_NONE
    select.target_list.add().res_target.val.CopyFrom(compared)
    select.from_clause.append(_named_rows(expression.rexpr.sub_link.subselect, columns))
    return node


def _is_in(expression: Node, left: list[Node], context: Context) -> Node | None:
    """``row IN (row, …)``; a list with anything else in it is DuckDB's."""
    rows = [_parts(item) for item in expression.rexpr.list.items]
    if not rows or None in rows:
        return None
    operator = expression.name[0].string.sval
    compared = [
        _compared(left, operator, row, context, expression.location) for row in rows if row
    ]
    return tree.conjunction(*compared) if operator == _UNEQUAL else tree.disjunction(*compared)


def _between(expression: Node, left: list[Node], context: Context) -> Node | None:
    low, high = (_parts(item) for item in expression.rexpr.list.items)
    if low is None or high is None:
        return None
    location = expression.location
    found = tree.conjunction(
        _compared(left, ">=", low, context, location),
        _compared(left, "<=", high, context, location),
    )
    return tree.negation(found) if expression.kind == pb.AEXPR_NOT_BETWEEN else found


def _compared(
    left: list[Node], operator: str, right: list[Node], context: Context, location: int
) -> Node:
    if len(left) != len(right):
        raise _unequal(context, location)
    pairs = list(zip(left, right, strict=True))
    if operator in (_EQUAL, _UNEQUAL):
        found = [tree.operation(a, operator, b, location) for a, b in pairs]
        return _several(found, tree.conjunction if operator == _EQUAL else tree.disjunction)
    (a, b), *behind = reversed(pairs)
    result = tree.operation(a, operator, b, location)
    for a, b in behind:
        # The next parts count when these are equal.
        tied = tree.conjunction(tree.operation(a, _EQUAL, b, location), result)
        first = tree.operation(a, _STRICT[operator], b, location)
        result = tree.disjunction(first, tied)
    return result


def _unequal(context: Context, location: int) -> PgError:
    return context.error("unequal number of entries in row expressions", "42601", location)


def _several(found: list[Node], join: Callable[..., Node]) -> Node:
    return found[0] if len(found) == 1 else join(*found)


def _null_test(node: Node, context: Context) -> Node | None:
    """``row IS NULL``: all parts are; ``row IS NOT NULL``: none is."""
    test = node.null_test
    parts = _parts(test.arg)
    if not parts:
        return None
    found = []
    for part in parts:
        made = pb.Node()
        tree.put(made.null_test.arg, part)
        made.null_test.nulltesttype = test.nulltesttype
        made.null_test.location = tree.NOWHERE
        found.append(made)
    return _several(found, tree.conjunction)


def _parts(node: Node) -> list[Node] | None:
    """Return the parts of a row constructor, ``None`` for anything else."""
    if node.WhichOneof("node") != "row_expr":
        return None
    return list(node.row_expr.args)


def _negation(node: Node, context: Context) -> Node | None:
    """``row NOT IN (SELECT …)``: DuckDB gives up at any NULL in the row.

    ``NOT CASE WHEN EXISTS (… equal) THEN true WHEN EXISTS (… unknown) THEN NULL ELSE false END``
    """
    expression = node.bool_expr
    if expression.boolop != pb.NOT_EXPR or expression.args[0].WhichOneof("node") != "sub_link":
        return None
    link = expression.args[0].sub_link
    if link.sub_link_type != pb.ANY_SUBLINK or link.oper_name:
        return None
    return _is_not_in(link)


def _unequal_all(node: Node, context: Context) -> Node | None:
    """``row <> ALL (SELECT …)`` is ``row NOT IN (SELECT …)``."""
    link = node.sub_link
    if link.sub_link_type != pb.ALL_SUBLINK or tree.names(link.oper_name)[-1] != _UNEQUAL:
        return None
    return _is_not_in(link)


def _is_not_in(link: Node) -> Node | None:
    parts = _parts(link.testexpr)
    if parts is None:
        return None
    columns = _columns(len(parts))
    pairs = [
        tree.operation(part, _EQUAL, tree.column(name))
        for part, name in zip(parts, columns, strict=True)
    ]
    equal = _several(pairs, tree.conjunction)
    found = tree.case(_exists(link.subselect, columns, equal), tree.boolean(True))
    unknown = found.case_expr.args.add().case_when
    tree.put(unknown.expr, _exists(link.subselect, columns, _is_unknown(equal)))
    tree.put(unknown.result, tree.cast(tree.null(), "bool"))
    tree.put(found.case_expr.defresult, tree.boolean(False))
    return tree.negation(found)


def _columns(count: int) -> list[str]:
    return [f"_pg_{number}" for number in range(1, count + 1)]


def _named_rows(query: Node, columns: list[str]) -> Node:
    """Return ``(query) _pg_row(columns)``."""
    node = pb.Node()
    node.range_subselect.subquery.CopyFrom(query)
    node.range_subselect.alias.aliasname = "_pg_row"
    node.range_subselect.alias.colnames.extend(map(tree.name_part, columns))
    return node


def _is_unknown(condition: Node) -> Node:
    node = pb.Node()
    tree.put(node.boolean_test.arg, condition)
    node.boolean_test.booltesttype = pb.IS_UNKNOWN
    node.boolean_test.location = tree.NOWHERE
    return node


def _exists(query: Node, columns: list[str], condition: Node) -> Node:
    """Return ``EXISTS (SELECT 1 FROM (query) _pg_row(columns) WHERE condition)``."""
    node = pb.Node()
    link = node.sub_link
    link.sub_link_type = pb.EXISTS_SUBLINK
    link.location = tree.NOWHERE
    select = link.subselect.select_stmt
    select.limit_option = pb.LIMIT_OPTION_DEFAULT
    select.op = pb.SETOP_NONE
    tree.put(select.target_list.add().res_target.val, tree.integer(1))
    select.from_clause.append(_named_rows(query, columns))
    tree.put(select.where_clause, condition)
    return node


def _whole_row(node: Node, context: Context) -> Node | None:
    """``ROW(t.*)`` is the row ``t``."""
    parts = node.row_expr.args
    if len(parts) != 1 or parts[0].WhichOneof("node") != "column_ref":
        return None
    fields = parts[0].column_ref.fields
    if len(fields) < 2 or fields[-1].WhichOneof("node") != "a_star":
        return None
    return tree.column(fields[-2].string.sval)


OPERATORS: dict[str | int, Handler] = {
    **dict.fromkeys((_EQUAL, _UNEQUAL, *_STRICT), _of_rows(_compare)),
    pb.AEXPR_IN: _of_rows(_is_in),
    pb.AEXPR_BETWEEN: _of_rows(_between),
    pb.AEXPR_NOT_BETWEEN: _of_rows(_between),
}
NODES = {
    "row_expr": _whole_row,
    "null_test": _null_test,
    "bool_expr": _negation,
    "sub_link": _unequal_all,
}
