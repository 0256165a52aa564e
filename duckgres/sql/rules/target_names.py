"""The columns of subselects, CTEs, views and new tables get the names PostgreSQL gives them.

DuckDB names an expression by its text, ``count_star()``; who selects ``count`` from such a
subselect finds nothing. Runs before the other rules, on what the client wrote.
"""

from __future__ import annotations

from duckgres.sql.names import is_star, target_name
from duckgres.sql.parse import Node

_SEVERAL = 2


def name_targets(select: Node, *, is_result: bool) -> None:
    """Write the names PostgreSQL's rule gives where the client wrote none.

    Args:
        select: A SELECT.
        is_result: It is the statement itself. Its columns are named when they are announced, but
            those between two stars, whose places nobody knows then, and those to sort by.
    """
    targets = select.target_list[:]
    if is_result and (len(targets) < _SEVERAL or sum(map(_is_star, targets)) < _SEVERAL):
        if select.sort_clause:
            _name_sorted(select)
        return
    for target in targets:
        found = target.res_target
        if not found.name and found.val.WhichOneof("node") != "column_ref":
            name = target_name(found)
            if name is not None:
                found.name = name


def _name_sorted(select: Node) -> None:
    """Name the result columns that ORDER BY names: ``SELECT x::text … ORDER BY x`` sorts texts."""
    nodes = [item.sort_by.node.column_ref.fields for item in select.sort_clause]
    wanted = {fields[0].string.sval for fields in nodes if len(fields) == 1} - {""}
    for target in select.target_list if wanted else ():
        found = target.res_target
        name = found.name or target_name(found)
        if name in wanted:
            if not found.name and found.val.WhichOneof("node") != "column_ref":
                found.name = name
            wanted.remove(name)


def _is_star(target: Node) -> bool:
    return is_star(target.res_target)
