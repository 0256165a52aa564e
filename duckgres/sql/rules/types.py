"""Names of types: PostgreSQL's, as DuckDB knows them."""

from __future__ import annotations

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context


def _type_name(kind: Node, context: Context) -> Node | None:
    """Take off pg_catalog, which DuckDB does not know, where libpg_query would write it out."""
    name = tree.name_of(kind.names)
    if len(kind.names) > 1 and name and not tree.is_built_in(name):
        del kind.names[0]
    return None


MESSAGES = {"TypeName": _type_name}
