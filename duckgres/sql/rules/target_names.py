"""The columns of subselects, CTEs, views and new tables get the names PostgreSQL gives them.

DuckDB names an expression by its text, ``count_star()``; who selects ``count`` from such a
subselect finds nothing. Runs before the other rules, on what the client wrote.
"""

from __future__ import annotations

from duckgres.sql.names import target_name
from duckgres.sql.parse import Node


def name_targets(select: Node) -> None:
    """Write the names PostgreSQL's rule gives where the client wrote none."""
    for target in select.target_list:
        found = target.res_target
        if not found.name and found.val.WhichOneof("node") != "column_ref":
            name = target_name(found)
            if name is not None:
                found.name = name
