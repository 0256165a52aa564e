"""The relations of the catalog, which are functions without arguments (``catalog.relations``).

Such a relation stands in the tree as ``CATALOG.slot.name`` (``sql.system``) and becomes a call. Of
some only the server knows the rows at the moment: ``pg_stat_activity``, ``pg_locks``. In a
statement that runs, the function of one is ``now_<name>`` (``catalog/relations/live.sql``), whose
argument the session fills with the rows, as JSON: see docs/decisions/0015. In what is stored it
stays the relation, which has no rows.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, PendingCall

RELATIONS = frozenset({
    "pg_stat_activity", "pg_stat_ssl", "pg_stat_gssapi", "pg_stat_database", "pg_locks",
    "pg_cursors", "pg_prepared_statements", "pg_stat_progress_copy", "pg_settings",
})  # fmt: skip
PREFIX = "now_"
"""What stands before a relation's name in that of its macro, and of the server's function."""


def _range_var(node: Node, context: Context) -> Node | None:
    relation = node.range_var
    if relation.catalogname != CATALOG:
        return None
    name = relation.relname
    arguments: tuple[Node, ...] = ()
    if name in RELATIONS and context.runs:
        name, arguments = PREFIX + name, (_rows(PREFIX + name, relation.location, context),)
    made = pb.Node()
    item = made.range_function
    call = tree.call((CATALOG, relation.schemaname, name), *arguments)
    tree.put(item.functions.add().list.items.add(), call)
    item.functions[0].list.items.add()  # no list of columns behind it
    item.alias.aliasname = relation.relname
    if relation.HasField("alias"):
        tree.put(item.alias, relation.alias)
    return made


def _rows(function: str, location: int, context: Context) -> Node:
    slot = f"call {len(context.calls)}"
    context.calls[slot] = PendingCall(function, "VARCHAR", (), (), acts=False, location=location)
    return context.session_value(slot, function)


NODES = {"range_var": _range_var}
