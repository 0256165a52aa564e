"""DDL: PostgreSQL's statements as steps that the engine takes; see ``steps``.

``steps_of`` gets a tree after the rules (``sql.rules``) and is asked for every statement but
queries. A planner leaves in the tree what DuckDB understands, and says with the step ``Main``
where it is run; without that step the tree is not run at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from duckgres.sql.ddl import alter, objects, tables
from duckgres.sql.ddl.steps import Main
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

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
    "create_schema_stmt": objects.create_schema,
}
"""By the name of the statement's node."""


def steps_of(name: str, node: Node, context: Context) -> tuple[object, ...]:
    """Return the steps of a statement; none when it is run as it is.

    Args:
        name: The root's node name.
        node: The root's message, with the rules done; it is changed.
        context: The statement's.

    Raises:
        PgError: What cannot be given.
    """
    planner = PLANNERS.get(name)
    steps = tuple(planner(node, context)) if planner else ()
    return () if steps == (MAIN,) else steps
