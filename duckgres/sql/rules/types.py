"""Names of types: PostgreSQL's, as DuckDB knows them."""

from __future__ import annotations

from duckgres.pgtypes.duckdb_map import PLAIN_DIGITS
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, texts


def _type_name(kind: Node, context: Context) -> Node | None:
    """Take off pg_catalog, which DuckDB does not know, where libpg_query would write it out.

    A numeric without precision gets one that stands for none; DuckDB's own would have three
    digits behind the point.
    """
    name = tree.name_of(kind.names)
    if len(kind.names) > 1 and name and not tree.is_built_in(name):
        del kind.names[0]
    if name in _PLAIN_TEXTS and context.root not in _DEFINING:
        texts.to_text(kind)
    if name in _NUMERICS and not kind.typmods:
        kind.typmods.extend(map(tree.integer, PLAIN_DIGITS))
    return None


def _create_table_as(node: Node, context: Context) -> Node | None:
    """Make a column of a constant as wide as a numeric may be, not as wide as the constant."""
    query = node.create_table_as_stmt.query
    if query.WhichOneof("node") != "select_stmt":
        return None
    for target in query.select_stmt.target_list:
        value = target.res_target.val
        if value.WhichOneof("node") == "a_const" and value.a_const.WhichOneof("val") == "fval":
            tree.put(value, tree.cast(value, "numeric", *PLAIN_DIGITS))
    return None


_NUMERICS = frozenset({"numeric", "decimal"})
_PLAIN_TEXTS = texts.TEXTS - texts.CASELESS - {"name", "char"}  # which ``casts`` casts to
# Where the name a column's type has is remembered (``sql.ddl.columns``).
_DEFINING = frozenset({"create_stmt", "alter_table_stmt", "create_domain_stmt"})

NODES = {"create_table_as_stmt": _create_table_as}
MESSAGES = {"TypeName": _type_name}
