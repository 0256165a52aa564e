"""Constants without a type in UNION, INTERSECT and EXCEPT take the type of the other side.

DuckDB takes a string there for a text, and what stands beside it too: ``SELECT 1 UNION SELECT
'2'`` would sort as texts. Source: PostgreSQL manual, 10.5.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.kinds import Kind, kind_of
from duckgres.sql.names import target_name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_MOST = 50  # branches; each is compared with those before


def _select(select: Node, context: Context) -> None:
    if select.op == pb.SETOP_NONE:
        return
    branches: list[Node] = []
    _collect(select, branches)
    if len(branches) > _MOST:
        return
    width = len(branches[0].target_list)
    if not width or any(len(branch.target_list) != width for branch in branches):
        return
    if any(_has_star(branch) for branch in branches):
        return
    for place in range(width):
        _unify(branches, place, context)


def _collect(select: Node, branches: list[Node]) -> None:
    for side in (select.larg, select.rarg):
        if side.op == pb.SETOP_NONE:
            branches.append(side)
        else:
            _collect(side, branches)


def _has_star(select: Node) -> bool:
    return any(target_name(target.res_target) is None for target in select.target_list)


def _unify(branches: list[Node], place: int, context: Context) -> None:
    """Give the strings of a column the type of what is beside them."""
    values = [branch.target_list[place].res_target.val for branch in branches]
    strings = [value for value in values if tree.string_value(value) is not None]
    if not strings:
        return
    for branch, value in zip(branches, values, strict=True):
        if tree.string_value(value) is not None or tree.is_null(value):
            continue
        if kind_of(value) is Kind.TEXT:
            return
        for text in strings:
            _take_type(text, value, branch, place, context)
        return


def _take_type(text: Node, value: Node, branch: Node, place: int, context: Context) -> None:
    """Make a string what the other branch's value is."""
    kind = value.WhichOneof("node")
    if kind == "type_cast":
        made = pb.Node()
        made.type_cast.arg.CopyFrom(text)
        made.type_cast.type_name.CopyFrom(value.type_cast.type_name)
        made.type_cast.location = tree.NOWHERE
        text.CopyFrom(made)
    elif kind == "a_const":
        name = _CONSTANTS.get(value.a_const.WhichOneof("val"))
        if name is not None:
            text.CopyFrom(tree.cast(text, name))
            context.again(text)
    else:
        # A constant beside a value takes its type in CASE; the value itself is never asked for.
        typed = tree.case(tree.boolean(False), _no_row(branch, place))
        typed.case_expr.defresult.CopyFrom(text)
        text.CopyFrom(typed)


_CONSTANTS = {"ival": "int4", "fval": "numeric", "boolval": "bool"}


def _no_row(branch: Node, place: int) -> Node:
    """Return a subselect of the branch's column and no row."""
    node = pb.Node()
    node.sub_link.sub_link_type = pb.EXPR_SUBLINK
    node.sub_link.location = tree.NOWHERE
    select = node.sub_link.subselect.select_stmt
    select.CopyFrom(branch)
    target = tree.copy(branch.target_list[place])
    del select.target_list[:]
    select.target_list.append(target)
    for clause in ("sort_clause", "distinct_clause", "limit_offset", "with_clause"):
        select.ClearField(clause)
    select.limit_count.CopyFrom(tree.integer(0))
    select.limit_option = pb.LIMIT_OPTION_COUNT
    return node


MESSAGES = {"SelectStmt": _select}
