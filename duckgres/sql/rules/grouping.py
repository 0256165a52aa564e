"""GROUP BY the primary key: the table's other columns need not be named.

DuckDB wants all of them. Which columns follow from which key, only the catalog knows; here a slot
says which tables and columns there are, and ``engine.relations`` adds those that follow. Source:
PostgreSQL manual, 7.2.3; ``check_ungrouped_columns`` of ``parser/parse_agg.c``.
"""

from __future__ import annotations

import json

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import AGGREGATES
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

_NODE = pb.Node
Reference = tuple[str, str]
# Macros of which only these first arguments are evaluated; the others tell the types.
_EVALUATED = {"divided": 2, "sum_of": 2, "average_of": 3}


def may_follow(select: Node) -> bool:
    """Whether a SELECT uses columns that it does not group by, or groups by what it has twice."""
    return select.group_distinct or (bool(select.group_clause) and _slot(select) is not None)


def _select(select: Node, context: Context) -> None:
    slot = _slot(select) if select.group_clause else None
    if slot is not None:
        select.group_clause.append(context.session_value(slot, ""))


def _slot(select: Node) -> str | None:
    """Return the slot for the columns that GROUP BY may leave out, ``None`` where it does not."""
    grouped = [_reference(item) for item in select.group_clause]
    known = [reference for reference in grouped if reference is not None]
    if not known:
        return None
    names = {column for _, column in known}
    named = {target.res_target.name for target in select.target_list} - {""}
    wanted = {
        reference
        for part in _parts(select, names)
        for reference in _ungrouped(part)
        if reference[1] not in names or (reference[0] and reference not in known)
    }
    # What ORDER BY names may be a result.
    wanted = {found for found in wanted if found[0] or found[1] not in named}
    tables = _tables(select.from_clause) if wanted else []
    if not tables:
        return None
    return json.dumps(["group", tables, known, sorted(wanted)])


def _parts(select: Node, grouped: set[str]) -> list[Node]:
    """Return the expressions that are evaluated for a group, but those it is made by."""
    targets = [target.res_target for target in select.target_list]
    parts = [
        target.val
        for target in targets
        if target.name not in grouped or target.val.WhichOneof("node") == "column_ref"
    ]
    parts += [item.sort_by.node for item in select.sort_clause]
    if select.HasField("having_clause"):
        parts.append(select.having_clause)
    return parts


def _reference(node: Node) -> Reference | None:
    """Return a column as it is written."""
    if node.WhichOneof("node") != "column_ref":
        return None
    fields = node.column_ref.fields
    last = fields[-1]
    name = "*" if last.WhichOneof("node") == "a_star" else str(last.string.sval)
    return (str(fields[-2].string.sval) if len(fields) > 1 else "", name)


def _ungrouped(node: Node) -> set[Reference]:
    """Return the columns an expression uses outside of aggregates and subselects."""
    found: set[Reference] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if type(here) is _NODE:
            reference = _reference(here)
            if reference is not None:
                found.add(reference)
                continue
            kind = here.WhichOneof("node")
            if kind == "sub_link" or kind is None or kind == "a_const":
                continue
            if kind == "func_call" and _aggregates(here.func_call):
                continue
            here = getattr(here, kind)
            count = _EVALUATED.get(_made_name(here)) if kind == "func_call" else None
            if count is not None:
                waiting.extend(here.args[:count])
                continue
        for described, value in here.ListFields():
            if described.message_type is not None:
                waiting.extend(value if described.is_repeated else (value,))
    return found


def _aggregates(call: Node) -> bool:
    name = tree.name_of(call.funcname) or _made_name(call)
    return name in AGGREGATES and not call.HasField("over")


def _made_name(call: Node) -> str:
    """Return the name of a macro that another rule put there."""
    schema, name = (*tree.names(call.funcname), "")[:2]
    return name if schema == CATALOG else ""


def _tables(items: list[Node]) -> list[tuple[str, str, str]]:
    """Return schema, name and alias of the tables of FROM."""
    found: list[tuple[str, str, str]] = []
    for item in items:
        kind = item.WhichOneof("node")
        if kind == "range_var":
            table = item.range_var
            alias = table.alias.aliasname or table.relname
            found.append((str(table.schemaname), str(table.relname), str(alias)))
        elif kind == "join_expr":
            found += _tables([item.join_expr.larg, item.join_expr.rarg])
    return found


def group_clauses(statement: Node) -> list[Node]:
    """Return the SELECTs of a statement that have GROUP BY."""
    return [
        message
        for message in messages(statement)
        if type(message) is pb.SelectStmt and message.group_clause
    ]


MESSAGES = {"SelectStmt": _select}
