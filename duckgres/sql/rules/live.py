"""Relations whose rows only the server knows at the moment: ``pg_stat_activity``, ``pg_locks``.

Such a relation stands in the tree as one of the catalog's, ``CATALOG.slot.name``. In a statement
that runs it becomes a call of the macro ``now_<name>`` (``catalog/relations/live.sql``), whose
argument the session fills with the rows, as JSON: see docs/decisions/0014. In what is stored the
view stays, which has no rows.
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
    if relation.relname not in RELATIONS or relation.catalogname != CATALOG or not context.runs:
        return None
    function = PREFIX + relation.relname
    slot = f"call {len(context.calls)}"
    context.calls[slot] = PendingCall(
        function, "VARCHAR", (), (), acts=False, location=relation.location
    )
    rows = context.session_value(slot, function)
    made = pb.Node()
    item = made.range_function
    name = (CATALOG, relation.schemaname, function)
    item.functions.add().list.items.add().CopyFrom(tree.call(name, rows))
    item.functions[0].list.items.add()  # no list of columns behind it
    item.alias.aliasname = relation.relname
    if relation.HasField("alias"):
        tree.put(item.alias, relation.alias)
    return made


NODES = {"range_var": _range_var}
