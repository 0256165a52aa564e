"""The clauses of SELECT that DuckDB has not, or writes in another way.

Row locks say nothing in a snapshot; what they are refused with is PostgreSQL's. ``WITH TIES`` is
a limit that is counted first. A SELECT of no columns has one that nobody is shown. Source:
PostgreSQL manual, SELECT; ``CheckSelectLocking`` of ``parser/analyze.c``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.kinds import AGGREGATES
from duckgres.sql.names import target_name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_STRENGTHS = {
    pb.LCS_FORKEYSHARE: "FOR KEY SHARE",
    pb.LCS_FORSHARE: "FOR SHARE",
    pb.LCS_FORNOKEYUPDATE: "FOR NO KEY UPDATE",
    pb.LCS_FORUPDATE: "FOR UPDATE",
}
_RANK, _VALUES = "_pg_rank", "*VALUES*"
_METHODS = frozenset({"bernoulli", "system"})
_MOST_PERCENT = 100
NO_COLUMN = "_pg_none"
"""The column of a SELECT that has none."""


def _select(select: Node, context: Context) -> None:
    if select.locking_clause:
        _unlock(select, context)
    if select.distinct_clause and select.sort_clause:
        _check_distinct(select, context)
    if select.limit_option == pb.LIMIT_OPTION_WITH_TIES:
        _limit_ties(select, context)
    if select.op == pb.SETOP_NONE and not select.target_list and not select.values_lists:
        target = select.target_list.add().res_target
        target.name = NO_COLUMN
        target.val.CopyFrom(tree.null())


def _check_distinct(select: Node, context: Context) -> None:
    """Refuse an order of other columns than DISTINCT keeps; DuckDB keeps some row's."""
    keys = [_last_name(key) for key in select.distinct_clause if key.WhichOneof("node")]
    if keys:  # DISTINCT ON
        items = [_expression(item, select).sort_by.node for item in select.sort_clause]
        for item, node in zip(items[: len(keys)], select.distinct_clause, strict=False):
            name = _last_name(item)
            if name is not None and None not in keys and name not in keys:
                message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions"
                raise context.error(message, "42P10", _place(node))
        return
    names = [target_name(target.res_target) for target in select.target_list]
    columns = [_last_name(target.res_target.val) for target in select.target_list]
    for item in select.sort_clause:
        name = _last_name(item.sort_by.node)
        if name is not None and None not in names and name not in (*names, *columns):
            message = "for SELECT DISTINCT, ORDER BY expressions must appear in select list"
            raise context.error(message, "42P10", _place(item.sort_by.node))


def _last_name(node: Node) -> str | None:
    """Return a column's own name, ``None`` for any other expression."""
    if node.WhichOneof("node") != "column_ref":
        return None
    return str(node.column_ref.fields[-1].string.sval)


def _place(node: Node) -> int:
    return int(node.column_ref.location) if node.HasField("column_ref") else tree.NOWHERE


def _unlock(select: Node, context: Context) -> None:
    """Take FOR UPDATE off, where PostgreSQL would lock rows."""
    clause = select.locking_clause[0].locking_clause
    strength = _STRENGTHS[clause.strength]
    for what, is_there in _UNLOCKABLE:
        if is_there(select):
            raise context.error(f"{strength} is not allowed with {what}", "0A000")
    known = set(_from_names(select.from_clause))
    for lock in select.locking_clause:
        for relation in lock.locking_clause.locked_rels:
            name = relation.range_var.relname
            if name not in known:
                raise context.error(
                    f'relation "{name}" in {strength} clause not found in FROM clause',
                    "42P01",
                    relation.range_var.location,
                )
    del select.locking_clause[:]


def _from_names(items: list[Node]) -> list[str]:
    """Return what the items of FROM may be called by."""
    found = []
    for item in items:
        kind = item.WhichOneof("node")
        if kind == "join_expr":
            found += _from_names([item.join_expr.larg, item.join_expr.rarg])
        elif kind is not None:
            table = getattr(item, kind)
            found.append(table.alias.aliasname or getattr(table, "relname", ""))
    return found


def _aggregates(select: Node) -> bool:
    return any(
        _is_call(target, lambda call: not call.HasField("over") and _name(call) in AGGREGATES)
        for target in select.target_list
    )


def _windows(select: Node) -> bool:
    return any(
        _is_call(target, lambda call: bool(call.HasField("over"))) for target in select.target_list
    )


def _name(call: Node) -> str:
    return tree.name_of(call.funcname)


def _is_call(target: Node, wanted: Callable[[Node], bool]) -> bool:
    """Whether a target has such a call, itself or in its parts, but not in a subselect."""
    found = [target.res_target.val]
    while found:
        node = found.pop()
        kind = node.WhichOneof("node")
        if kind == "func_call" and wanted(node.func_call):
            return True
        if kind in ("a_expr", "func_call", "type_cast", "coalesce_expr"):
            inner = getattr(node, kind)
            found += [
                getattr(inner, side) for side in ("lexpr", "rexpr", "arg") if _has(inner, side)
            ]
            found += list(getattr(inner, "args", ()))
    return False


def _has(node: Node, name: str) -> bool:
    return name in node.DESCRIPTOR.fields_by_name and bool(node.HasField(name))


_UNLOCKABLE: tuple[tuple[str, Callable[[Node], bool]], ...] = (
    ("UNION/INTERSECT/EXCEPT", lambda select: select.op != pb.SETOP_NONE),
    ("DISTINCT clause", lambda select: bool(select.distinct_clause)),
    ("GROUP BY clause", lambda select: bool(select.group_clause)),
    ("HAVING clause", lambda select: bool(select.HasField("having_clause"))),
    ("aggregate functions", _aggregates),
    ("window functions", _windows),
)


def _limit_ties(select: Node, context: Context) -> None:
    """``FETCH FIRST n ROWS WITH TIES``: as many rows as have a rank up to n.

    ``LIMIT (SELECT count(*) FROM (the same query's ranks) WHERE rank <= n)``
    """
    if not select.sort_clause:
        raise context.error("WITH TIES cannot be specified without ORDER BY clause", "42601")
    if select.op != pb.SETOP_NONE or select.distinct_clause or select.values_lists:
        raise context.refusal(
            "WITH TIES on DISTINCT or on a set operation is not supported",
            "Put the query into a subselect in FROM.",
        )
    ranked = pb.SelectStmt()
    ranked.CopyFrom(select)
    for clause in ("target_list", "sort_clause", "limit_count", "limit_offset", "with_clause"):
        ranked.ClearField(clause)
    ranked.limit_option = pb.LIMIT_OPTION_DEFAULT
    rank = tree.call("rank")
    for item in select.sort_clause:
        rank.func_call.over.order_clause.add().CopyFrom(_expression(item, select))
    rank.func_call.over.frame_options = _DEFAULT_FRAME
    rank.func_call.over.location = tree.NOWHERE
    target = ranked.target_list.add().res_target
    target.name = _RANK
    target.val.CopyFrom(rank)
    last = select.limit_count
    if select.HasField("limit_offset"):
        last = tree.operation(select.limit_count, "+", select.limit_offset)
    counted = _counted(ranked, tree.operation(tree.column(_RANK), "<=", last))
    if select.HasField("limit_offset"):
        rest = tree.operation(counted, "-", select.limit_offset)
        counted = tree.call("greatest", rest, tree.integer(0))
    select.limit_count.CopyFrom(counted)
    select.limit_option = pb.LIMIT_OPTION_COUNT


_DEFAULT_FRAME = 1058  # FRAMEOPTION_DEFAULTS


def _counted(query: Node, condition: Node) -> Node:
    """Return ``(SELECT count(*) FROM (query) WHERE condition)``."""
    node = pb.Node()
    node.sub_link.sub_link_type = pb.EXPR_SUBLINK
    node.sub_link.location = tree.NOWHERE
    outer = node.sub_link.subselect.select_stmt
    count = tree.call("count")
    count.func_call.agg_star = True
    outer.target_list.add().res_target.val.CopyFrom(count)
    item = outer.from_clause.add().range_subselect
    item.subquery.select_stmt.CopyFrom(query)
    item.alias.aliasname = _RANK
    outer.where_clause.CopyFrom(condition)
    outer.op = pb.SETOP_NONE
    outer.limit_option = pb.LIMIT_OPTION_DEFAULT
    return node


def _expression(item: Node, select: Node) -> Node:
    """Return an item of ORDER BY with the expression in place of a column's number or name."""
    made = tree.copy(item)
    value = item.sort_by.node
    targets = list(select.target_list)
    if value.WhichOneof("node") == "a_const" and value.a_const.WhichOneof("val") == "ival":
        place = value.a_const.ival.ival
        if 1 <= place <= len(targets):
            made.sort_by.node.CopyFrom(targets[place - 1].res_target.val)
    elif value.WhichOneof("node") == "column_ref" and len(value.column_ref.fields) == 1:
        name = value.column_ref.fields[0].string.sval
        for target in targets:
            if target_name(target.res_target) == name:
                made.sort_by.node.CopyFrom(target.res_target.val)
                break
    return made


def _sort(node: Node, context: Context) -> Node | None:
    """``ORDER BY x USING >``, which is DESC."""
    item = node.sort_by
    if item.sortby_dir != pb.SORTBY_USING:
        return None
    direction = _DIRECTIONS.get(item.use_op[-1].string.sval)
    if direction is None:
        raise context.error(
            f"operator {item.use_op[-1].string.sval} is not a valid ordering operator",
            "42809",
            item.location,
            'Ordering operators must be "<" or ">" members of btree operator families.',
        )
    item.sortby_dir = direction
    del item.use_op[:]
    return None


_DIRECTIONS = {"<": pb.SORTBY_ASC, ">": pb.SORTBY_DESC}


def _sample(node: Node, context: Context) -> Node | None:
    """``TABLESAMPLE SYSTEM (10)``: ten per cent, which DuckDB wants to be told."""
    sample = node.range_table_sample
    method = tree.name_of(sample.method)
    if method not in _METHODS:
        raise context.error(
            f"tablesample method {tree.names(sample.method)[-1]} does not exist",
            "42704",
            sample.location,
        )
    percent = _percent(sample.args[0]) if len(sample.args) == 1 else None
    if percent is None:
        raise context.refusal(
            "TABLESAMPLE with a computed percentage is not supported",
            "Write the percentage as a number.",
            sample.location,
        )
    if not 0 <= percent <= _MOST_PERCENT:
        raise context.error("sample percentage must be between 0 and 100", "2202H")
    sample.args[0].CopyFrom(tree.number(f"{percent}%"))
    return None


def _percent(node: Node) -> Decimal | None:
    if node.WhichOneof("node") != "a_const":
        return None
    kind = node.a_const.WhichOneof("val")
    text = str(node.a_const.ival.ival) if kind == "ival" else node.a_const.fval.fval
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _values(node: Node, context: Context) -> Node | None:
    """``(VALUES (1)) AS v``, whose columns are called column1 and so on."""
    item = node.range_subselect
    lists = item.subquery.select_stmt.values_lists
    if lists and len(item.alias.colnames) < len(lists[0].list.items):
        width = len(lists[0].list.items)
        item.alias.aliasname = item.alias.aliasname or _VALUES
        for place in range(len(item.alias.colnames) + 1, width + 1):
            item.alias.colnames.append(tree.name_part(f"column{place}"))
    return None


def _join(node: Node, context: Context) -> Node | None:
    """``(a JOIN b ON …) AS j``, whose parts nobody sees."""
    join = node.join_expr
    if join.HasField("join_using_alias"):
        raise context.refusal(
            "an alias of the columns of JOIN USING is not supported",
            "Name the columns without a table.",
        )
    if not join.HasField("alias"):
        return None
    made = pb.Node()
    item = made.range_subselect
    item.alias.CopyFrom(join.alias)
    join.ClearField("alias")
    select = item.subquery.select_stmt
    select.op = pb.SETOP_NONE
    select.limit_option = pb.LIMIT_OPTION_DEFAULT
    star = select.target_list.add().res_target.val.column_ref
    star.fields.add().a_star.SetInParent()
    select.from_clause.add().join_expr.CopyFrom(join)
    return made


NODES = {
    "range_subselect": _values,
    "sort_by": _sort,
    "range_table_sample": _sample,
    "join_expr": _join,
}
MESSAGES = {"SelectStmt": _select}
