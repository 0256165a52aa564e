"""json(b)_to_record(set) and json(b)_populate_record(set): documents as rows.

The columns are what the client defines behind ``AS``, or those of the table whose row is named.
Source: PostgreSQL manual, 9.16, "JSON Processing Functions".
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import Kind, of_type
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.constants import json_constant, jsonb_constant
from duckgres.sql.rules.json import path_of

_TO_RECORD = frozenset({"json_to_record", "jsonb_to_record"})
_TO_RECORDSET = frozenset({"json_to_recordset", "jsonb_to_recordset"})
_POPULATE = frozenset({"json_populate_record", "jsonb_populate_record"})
_POPULATE_SET = frozenset({"json_populate_recordset", "jsonb_populate_recordset"})
_FUNCTIONS = _TO_RECORD | _TO_RECORDSET
_DOCUMENT = "_document"  # a column of a subselect of ours


def table(item: Node, context: Context) -> Node | None:
    """Return the item of FROM for a function of this module, ``None`` for any other.

    Args:
        item: The range function.
        context: The statement's.
    """
    call = item.functions[0].list.items[0]
    if len(item.functions) != 1 or call.WhichOneof("node") != "func_call":
        return None
    name = tree.names(call.func_call.funcname)[-1]
    if name in _FUNCTIONS:
        return _defined(item, call.func_call, name, context)
    populated = context.series.get(call.func_call.location)
    if populated in _ROWS:
        return _fields(item, call, populated)
    return None


def _fields(item: Node, call: Node, name: str) -> Node:
    """Return the item of FROM whose columns are the fields of rows."""
    rows = call.func_call.args[0] if name in _POPULATE_SET else tree.array([call])
    made = pb.Node()
    found = made.range_subselect
    found.lateral = True
    tree.put(found.alias, item.alias)
    found.alias.aliasname = item.alias.aliasname or name
    depth = tree.named("max_depth", tree.integer(2))
    unnested = tree.call("unnest", rows, depth)
    tree.put(found.subquery.select_stmt.target_list.add().res_target.val, unnested)
    return made


def _defined(item: Node, call: Node, name: str, context: Context) -> Node:
    columns = list(item.coldeflist)
    if not columns:
        raise context.error(
            'a column definition list is required for functions returning "record"',
            "42601",
            call.location,
        )
    made = pb.Node()
    found = made.range_subselect
    found.lateral = True
    tree.put(found.alias, item.alias)
    found.alias.aliasname = item.alias.aliasname or name
    del found.alias.colnames[:]
    select = found.subquery.select_stmt
    inner = select.from_clause.add()
    tree.put(inner, _documents(call.args[0], name))
    for column in columns:
        target = select.target_list.add().res_target
        target.name = column.column_def.colname
        tree.put(target.val, _field(column.column_def))
    return made


def _documents(document: Node, name: str) -> Node:
    """Return the item of FROM with one document a row."""
    made = pb.Node()
    if name in _TO_RECORD:
        source = made.range_subselect
        target = source.subquery.select_stmt.target_list.add().res_target
        target.name = _DOCUMENT
        tree.put(target.val, document)
        source.lateral = True
        source.alias.aliasname = _DOCUMENT
        return made
    rows = made.range_function
    elements = tree.call("_pg_json_elements", document, tree.string(name))
    tree.put(rows.functions.add().list.items.add(), tree.call("unnest", elements))
    rows.functions[0].list.items.add()
    rows.alias.aliasname = _DOCUMENT
    rows.alias.colnames.append(tree.name_part(_DOCUMENT))
    return made


def _field(column: Node) -> Node:
    """Return one field of the document, as the column's type."""
    kind = of_type(column.type_name)
    path = path_of([column.colname], "k")
    text = kind not in (Kind.JSON, Kind.JSONB, Kind.ARRAY)
    function: str | tuple[str, str] = "json_get_text" if text else "json_get"
    parts = [_reference(), tree.array([tree.string(column.colname)]), tree.string("k")]
    if path is None:
        function = f"_pg_{function}"
    else:
        function = (CATALOG, str(function))
        parts.insert(1, tree.string(path))
    value = tree.call(function, *parts)
    if kind in (Kind.JSON, Kind.JSONB):
        return value
    if kind is Kind.ARRAY:
        value = tree.call("_pg_json_elements_text", value, tree.string("json_to_record"))
    made = pb.Node()
    tree.put(made.type_cast.arg, value)
    tree.put(made.type_cast.type_name, column.type_name)
    made.type_cast.location = tree.NOWHERE
    return made


def _reference() -> Node:
    node = pb.Node()
    node.column_ref.fields.extend([tree.name_part(_DOCUMENT), tree.name_part(_DOCUMENT)])
    node.column_ref.location = tree.NOWHERE
    return node


def _populate(call: Node, context: Context) -> Node | None:
    """``json_populate_record(null::t, document)``: the document cast to the type of t's rows."""
    if len(call.args) != 2:
        return None
    name = tree.name_of(call.funcname)
    row = _row_of(call.args[0])
    if row is None:
        raise context.refusal(
            f"{name} with a base row that is not NULL is not supported",
            "Write NULL::table as the first argument, and coalesce() the columns.",
            call.location,
        )
    context.series[call.location] = name
    constant = jsonb_constant if name.startswith("jsonb") else json_constant
    made = _ROWS[name](constant(call.args[1], context) or call.args[1], row, name)
    made.func_call.location = call.location
    return made


def _row_of(base: Node) -> Node | None:
    """Return a row of the table that ``NULL::t`` names, of which only the type counts."""
    if base.WhichOneof("node") != "type_cast" or not tree.is_null(base.type_cast.arg):
        return None
    made = pb.Node()
    link = made.sub_link
    link.sub_link_type = pb.EXPR_SUBLINK
    link.location = tree.NOWHERE
    select = link.subselect.select_stmt
    relation = select.from_clause.add().range_var
    names = tree.names(base.type_cast.type_name.names)
    relation.relname = names[-1]
    if len(names) > 1:
        relation.schemaname = names[-2]
    relation.inh = True
    relation.relpersistence = "p"
    relation.alias.aliasname = _DOCUMENT
    reference = select.target_list.add().res_target.val.column_ref
    reference.fields.append(tree.name_part(_DOCUMENT))
    tree.put(select.limit_count, tree.integer(0))
    select.limit_option = pb.LIMIT_OPTION_COUNT
    return made


def _populated(document: Node, row: Node, name: str) -> Node:
    return tree.call((CATALOG, "json_row"), document, row)


def _populated_set(document: Node, row: Node, name: str) -> Node:
    documents = tree.call("_pg_json_elements", document, tree.string(name))
    return tree.call("unnest", tree.call((CATALOG, "json_rows"), documents, row))


_ROWS: dict[str, Callable[[Node, Node, str], Node]] = {
    **dict.fromkeys(_POPULATE, _populated),
    **dict.fromkeys(_POPULATE_SET, _populated_set),
}

CALLS = dict.fromkeys(_ROWS, _populate)
