"""DDL: PostgreSQL's statements as steps that the engine takes; see ``steps``.

``steps_of`` gets a tree after the rules (``sql.rules``) and is asked for every statement but
queries. A planner leaves in the tree what DuckDB understands, and says with the step ``Main``
where it is run; without that step the tree is not run at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql.ddl import (
    alter,
    comments,
    functions,
    harmless,
    objects,
    relations,
    sequences,
    tables,
    types,
)
from duckgres.sql.ddl.steps import Main, Tell
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.statement import Insertion

MAIN = Main()

Planner = Callable[[Node, Context], Sequence[object]]

PLANNERS: dict[str, Planner] = {
    "create_stmt": tables.create_table,
    "alter_table_stmt": alter.alter_table,
    "rename_stmt": alter.rename,
    "alter_object_schema_stmt": alter.set_schema,
    "drop_stmt": objects.drop,
    "truncate_stmt": objects.truncate,
    "index_stmt": objects.index,
    "create_table_as_stmt": relations.create_table_as,
    "view_stmt": relations.view,
    "refresh_mat_view_stmt": relations.refresh,
    "create_function_stmt": functions.create,
    "grant_stmt": harmless.privileges,
    "alter_default_privileges_stmt": harmless.default_privileges,
    "alter_owner_stmt": harmless.skip,
    "reindex_stmt": harmless.skip,
    "cluster_stmt": harmless.skip,
    "create_stats_stmt": harmless.skip,
    "lock_stmt": harmless.lock,
    "vacuum_stmt": harmless.vacuum,
    "create_extension_stmt": harmless.extension,
    "comment_stmt": comments.comment,
    "create_enum_stmt": types.enum,
    "composite_type_stmt": types.composite,
    "create_domain_stmt": types.domain,
    "alter_enum_stmt": types.alter_enum,
    "create_seq_stmt": sequences.create,
    "alter_seq_stmt": sequences.change,
    "create_schema_stmt": objects.create_schema,
}
"""By the name of the statement's node."""

WORDS_KEPT = frozenset({
    "create_stmt", "alter_table_stmt", "index_stmt", "view_stmt", "create_table_as_stmt",
    "create_function_stmt", "create_domain_stmt", "composite_type_stmt",
})  # fmt: skip
"""The statements of which something is kept in PostgreSQL's words."""


def steps_of(name: str, node: Node, context: Context) -> tuple[object, ...]:
    """Return the steps of a statement; none when it is run as it is.

    Args:
        name: The root's node name.
        node: The root's message, with the rules done; it is changed.
        context: The statement's.

    Raises:
        PgError: What cannot be given.
    """
    if context.settings_of_sequences:
        return tuple(sequences.set_values(node, context))
    planner = PLANNERS.get(name)
    if planner is None and not context.warnings:
        return ()
    steps = tuple(planner(node, context)) if planner else ()
    steps = (*map(Tell, context.warnings), *steps)
    return () if steps == (MAIN,) else steps


def insertion(node: Node) -> Insertion:
    """Return where an INSERT puts its rows."""
    relation = node.relation
    width = None
    query = node.select_stmt.select_stmt
    if query.values_lists:
        width = len(query.values_lists[0].list.items)
    elif not node.HasField("select_stmt"):
        width = 0
    columns = tuple([str(column.res_target.name) for column in node.cols])
    overriding = _OVERRIDING.get(node.override, "")
    if overriding == "user":
        raise PgError(
            "OVERRIDING USER VALUE is not supported",
            sqlstate="0A000",
            hint="Leave the identity column out.",
        )
    return Insertion(str(relation.schemaname), str(relation.relname), columns, width, overriding)


_OVERRIDING = {pb.OVERRIDING_SYSTEM_VALUE: "system", pb.OVERRIDING_USER_VALUE: "user"}
