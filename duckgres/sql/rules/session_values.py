"""The functions whose value is the session's: ``version()``, ``current_user`` and their kin.

Each becomes a slot that the session fills with a literal. In FROM, where a literal would be a file
name to DuckDB, it becomes a one-row subquery with PostgreSQL's column name. Everything else that
looks alike (a column ``version``, ``myschema.version()``, a string) is another node.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import FIRST_SLOT, Context

# Function name -> slot.
FUNCTIONS = {
    "version": "version",
    "current_database": "current_database",
    "pg_backend_pid": "pg_backend_pid",
}
# SQL's own value functions, written without parentheses -> name and slot.
VALUE_FUNCTIONS = {
    pb.SVFOP_CURRENT_CATALOG: ("current_catalog", "current_database"),
    pb.SVFOP_CURRENT_USER: ("current_user", "current_user"),
    pb.SVFOP_CURRENT_ROLE: ("current_role", "current_user"),
    pb.SVFOP_USER: ("user", "current_user"),
    pb.SVFOP_SESSION_USER: ("session_user", "session_user"),
}


def _call(call: Node, context: Context) -> Node | None:
    if call.args or call.agg_star:
        return None
    name = tree.name_of(call.funcname)
    return context.session_value(FUNCTIONS[name], name)


def _value_function(node: Node, context: Context) -> Node | None:
    known = VALUE_FUNCTIONS.get(node.sqlvalue_function.op)
    return context.session_value(known[1], known[0]) if known else None


def _range_function(node: Node, context: Context) -> Node | None:
    """Select the value where a row of it is wanted."""
    item = node.range_function
    if len(item.functions) != 1 or item.ordinality or item.coldeflist:
        return None
    value = item.functions[0].list.items[0]
    if value.WhichOneof("node") != "param_ref" or value.param_ref.number < FIRST_SLOT:
        return None
    made = pb.Node()
    subselect = made.range_subselect
    column = item.alias.aliasname or context.slots[value.param_ref.number - FIRST_SLOT][1]
    if item.HasField("alias"):
        tree.put(subselect.alias, item.alias)
    else:
        subselect.alias.aliasname = column
    target = subselect.subquery.select_stmt.target_list.add().res_target
    target.name = column
    tree.put(target.val, value)
    return made


CALLS = dict.fromkeys(FUNCTIONS, _call)
NODES = {
    "sqlvalue_function": _value_function,
    "range_function": _range_function,
}
