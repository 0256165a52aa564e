"""Which statements ask the catalog, and what is done with them as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from postgast import pg_query_pb2 as pb

from duckgres.catalog import columns as system_columns
from duckgres.catalog import relations
from duckgres.pgtypes import oids
from duckgres.sql import tree
from duckgres.sql.names import target_name
from duckgres.sql.parse import Node, Token
from duckgres.sql.rules import Context
from duckgres.sql.system.conversions import NUMBERS, REG, VECTORS
from duckgres.sql.system.queries import Queries
from duckgres.sql.system.scopes import Columns, Level

Told = tuple[int | None, ...]
"""PostgreSQL's types of result columns, where DuckDB has others."""

# What the words begin with, or are: to look for these in a text is cheaper than to scan it.
_SIGNS = (
    "pg_", "information_schema", "reg", "oid", "xid", '"char"', "int2vector", "aclitem", "xmin",
)  # fmt: skip
_TYPES = frozenset({
    *REG.values(), "oid", "xid", "cid", "oidvector", "int2vector", "aclitem", "pg_node_tree",
    '"char"',
})  # fmt: skip
_WRITTEN = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
_MAKING = frozenset({"create_table_as_stmt", "view_stmt"})
_TOLD = (
    frozenset({oids.NAME, oids.CHAR, oids.VARCHAR, oids.INT2, oids.INT4, *NUMBERS, *REG, *VECTORS})
    | {oids.OID_OF[name] for name in ("pg_node_tree", "aclitem", "pg_lsn", "tid")}
)  # fmt: skip
_ALL_TOLD = _TOLD | {oids.ARRAY_OF[oid] for oid in _TOLD if oid in oids.ARRAY_OF}
_REG_ARRAYS = frozenset(oids.ARRAY_OF[oid] for oid in REG)
_INNER, _ELEMENT = "_pg_result", "_pg_element"


@cache
def _words() -> frozenset[str]:
    return (
        system_columns.names()
        | system_columns.SCHEMAS
        | relations.function_names()
        | _TYPES
        | {"tableoid"}
    )


@cache
def _signs() -> tuple[str, ...]:
    more = (word for word in _words() if not any(sign in word for sign in _SIGNS))
    return (*_SIGNS, *sorted(more))


def may_ask(text: str, tokens: Iterable[Token]) -> bool:
    """Whether a statement names something of the catalog."""
    lower = text.lower()
    if not any(sign in lower for sign in _signs()):
        return False
    words = _words()
    return any(token.word in words or token.word.strip('"') in words for token in tokens)


def resolve(name: str, node: Node, context: Context) -> Told:
    """Write a statement, given as its root's name and message, in DuckDB's words.

    Returns:
        The types of its result columns.

    Raises:
        PgError: It names what the catalog has not, or would change it.
    """
    if name == "select_stmt":
        queries = Queries(context, stored=False)
        columns = queries.select(node, Level(), is_result=True)
        return _shown(node, columns, queries)
    if name in _WRITTEN:
        queries = Queries(context, stored=False)
        queries.modify(name, node, Level())
        return _shown_targets(node.returning_clause.exprs, queries)
    if name in _MAKING and node.query.WhichOneof("node") == "select_stmt":
        queries = Queries(context, stored=name == "view_stmt")
        query = node.query.select_stmt
        _shown(query, queries.select(query, Level(), is_result=True), queries)
    return ()


def united(told: Told, others: Told) -> Told:
    """Return types of result columns, and those others where none is told."""
    if not any(told):
        return others
    longer = others + (None,) * (len(told) - len(others))
    return tuple(one or other for one, other in zip(told, longer, strict=False))


def _shown(select: Node, columns: Columns | None, queries: Queries) -> Told:
    """Let the reg* values of a result be names."""
    is_one = not select.HasField("larg") and not select.values_lists
    if columns is None:
        return _shown_targets(select.target_list, queries) if is_one else ()
    if not any(column.oid in REG or column.oid in _REG_ARRAYS for column in columns):
        return tuple(_told(column.oid) for column in columns)
    if is_one and not _must_wrap(select, columns):
        return _shown_targets(select.target_list, queries)
    _wrap(select, columns, queries)
    return tuple(_told(column.oid) for column in columns)


def _must_wrap(select: Node, columns: Columns) -> bool:
    """Whether its values are not to be shown where they are made."""
    return bool(select.sort_clause or select.distinct_clause) or any(
        column.oid in _REG_ARRAYS and target.res_target.val.WhichOneof("node") != "a_array_expr"
        for target, column in zip(select.target_list, columns, strict=False)
    )


def _shown_targets(targets: Node, queries: Queries) -> Told:
    places_known = None not in queries.result
    for place, (node, oid) in enumerate(zip(targets, queries.result, strict=True)):
        target = node.res_target
        if oid in _REG_ARRAYS and target.val.WhichOneof("node") == "a_array_expr":
            element = oids.ELEMENT_OF[oid]
            for item in target.val.a_array_expr.elements:
                tree.put(item, queries.convert.shown(item, element))
        if oid not in REG or oid is None:
            continue
        target.name = target.name or target_name(target) or ""
        if places_known:
            tree.put(target.val, queries.convert.result(target.val, oid, place))
        else:
            tree.put(target.val, queries.convert.shown(target.val, oid))
    return tuple(_told(oid) for oid in queries.result)


def _wrap(select: Node, columns: Columns, queries: Queries) -> None:
    """Select from the query what it returns, so that it sorts and tells apart by numbers."""
    made = pb.SelectStmt()
    made.limit_option = pb.LIMIT_OPTION_DEFAULT
    made.op = pb.SETOP_NONE
    item = made.from_clause.add().range_subselect
    item.alias.aliasname = _INNER
    tree.put(item.subquery.select_stmt, select)
    for place, column in enumerate(columns):
        name = f"c{place + 1}"
        item.alias.colnames.append(tree.name_part(name))
        target = made.target_list.add().res_target
        target.name = column.name
        value = tree.column(_INNER, name)
        if column.oid in REG:
            value = queries.convert.result(value, column.oid, place)
        elif column.oid in _REG_ARRAYS:
            value = _shown_array(value, oids.ELEMENT_OF[column.oid], queries)
        tree.put(target.val, value)
    tree.put(select, made)


def _shown_array(array: Node, element: int, queries: Queries) -> Node:
    """Return ``(SELECT list(shown(e)) FROM (SELECT unnest(array) AS e))``."""
    made = pb.Node()
    link = made.sub_link
    link.sub_link_type = pb.EXPR_SUBLINK
    link.location = tree.NOWHERE
    select = link.subselect.select_stmt
    item = select.from_clause.add().range_subselect
    item.alias.aliasname = _ELEMENT
    for query in (select, item.subquery.select_stmt):
        query.limit_option = pb.LIMIT_OPTION_DEFAULT
        query.op = pb.SETOP_NONE
    source = item.subquery.select_stmt.target_list.add().res_target
    source.name = _ELEMENT
    tree.put(source.val, tree.call("unnest", array))
    shown = queries.convert.shown(tree.column(_ELEMENT, _ELEMENT), element)
    tree.put(select.target_list.add().res_target.val, tree.call("list", shown))
    return made


def _told(oid: int | None) -> int | None:
    return oid if oid in _ALL_TOLD else None
