"""DuckDB's physical plan as a tree of PostgreSQL's nodes.

DuckDB gives a tree of operators as JSON: their names, what it estimates of their rows and, behind
ANALYZE, how many rows came and how long each took. Every operator is one row of ``_OPERATORS``;
those that have no place in PostgreSQL's trees (PROJECTION, FILTER) become part of the node below.
DuckDB has no costs: ours grow with the rows that it expects, so that a plan can be read and two
nodes of one plan be compared, and mean nothing else. Source: src/backend/commands/explain.c.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from duckgres.engine.explain.words import Raw, column, conditions, items, resolved, sort_key

TUPLE_COST = 0.01  # cpu_tuple_cost
OPERATOR_COST = 0.0025  # cpu_operator_cost
COLUMN_WIDTH = 8  # bytes; DuckDB estimates none
INT4_WIDTH = 4


@dataclass(slots=True)
class Node:
    """A node of PostgreSQL's plan.

    Attributes:
        type: ``Node Type``.
        title: The node's name in the text form, without what it reads.
        about: What stands in front of the costs, by key: strategy, relation, join type.
        details: What stands behind them: conditions and keys.
        rows: As estimated.
        width: Bytes of a row.
        startup: Cost of the first row.
        total: Cost of all.
        actual_rows: Behind ANALYZE.
        milliseconds: Behind ANALYZE, with those below.
        children: In PostgreSQL's order.
    """

    type: str
    title: str = ""
    about: dict[str, str] = field(default_factory=dict)
    details: dict[str, str | int | list[str]] = field(default_factory=dict)
    rows: int = 1
    width: int = 0
    startup: float = 0.0
    total: float = 0.0
    actual_rows: int | None = None
    milliseconds: float = 0.0
    children: list[Node] = field(default_factory=list)


def plan(raw: Raw, relation: str = "") -> Node:
    """Return the tree of a plan.

    Args:
        raw: The root of DuckDB's plan, or its profile.
        relation: What the statement changes, of which DuckDB's INSERT says nothing.
    """
    if not _name(raw) and raw["children"]:
        raw = raw["children"][0]
    made = _node(raw)
    if relation and made.type == "ModifyTable":
        made.about["Relation Name"] = made.about["Alias"] = relation
    return made


def _node(raw: Raw) -> Node:
    name = _name(raw)
    make = _OPERATORS.get(name)
    if make is not None:
        return make(raw)
    if name in _TRANSPARENT and raw["children"]:
        return _node(raw["children"][0])
    if not raw["children"] and _info(raw, "Table"):
        return _scan(raw)
    if not raw["children"]:
        return _function(raw)
    made = _plain("Custom Scan")(raw)
    made.title = f"Custom Scan ({name})"
    made.about["Custom Plan Provider"] = name
    return made


def _name(raw: Raw) -> str:
    return str(
        raw.get("operator_type") or raw.get("name") or raw.get("operator_name") or ""
    ).strip()


def _info(raw: Raw, key: str) -> str:
    """Return a word of DuckDB about the operator; several are joined as a list is read."""
    found = raw.get("extra_info", {}).get(key, "")
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _made(raw: Raw, kind: str, children: Sequence[Node], title: str = "") -> Node:
    """Return a node with what all have."""
    made = Node(kind, title or kind, children=list(children))
    estimate = _info(raw, "Estimated Cardinality")
    made.rows = (
        int(estimate) if estimate.isdecimal() else max((c.rows for c in children), default=1)
    )
    made.rows = max(made.rows, 1)
    columns = len(items(raw, "Projections"))
    made.width = columns * COLUMN_WIDTH or max(
        (child.width for child in children), default=INT4_WIDTH
    )
    below = sum(child.total for child in children)
    made.total = below + made.rows * TUPLE_COST
    made.startup = sum(child.startup for child in children)
    if "operator_cardinality" in raw:
        made.actual_rows = int(raw["operator_cardinality"])
        own = 1000 * float(raw.get("operator_timing", 0.0))
        made.milliseconds = own + sum(child.milliseconds for child in children)
    return made


def _children(raw: Raw) -> list[Node]:
    return [_node(child) for child in raw["children"]]


def _blocking(made: Node) -> Node:
    """A node that has read all before its first row."""
    made.startup = max(made.total - made.rows * TUPLE_COST, 0.0)
    return made


def _plain(kind: str, title: str = "", *, blocking: bool = False) -> Callable[[Raw], Node]:
    def make(raw: Raw) -> Node:
        made = _made(raw, kind, _children(raw), title)
        return _blocking(made) if blocking else made

    return make


def _scan(raw: Raw) -> Node:
    by_index = _info(raw, "Type") == "Index Scan"
    made = _made(raw, "Index Scan" if by_index else "Seq Scan", ())
    parts = _info(raw, "Table").split(".")
    if parts[-1]:
        made.about["Relation Name"] = parts[-1]
        made.about["Alias"] = parts[-1]
        if len(parts) > 1:
            made.about["Schema"] = parts[-2]
    filters = items(raw, "Filters")
    if filters:
        made.details["Filter"] = conditions(filters)
        removed = int(raw.get("operator_rows_scanned", 0)) - (made.actual_rows or 0)
        if made.actual_rows is not None and removed > 0:
            made.details["Rows Removed by Filter"] = removed
    return made


def _function(raw: Raw) -> Node:
    name = (_info(raw, "Function") or _name(raw)).lower()
    made = _made(raw, "Function Scan", ())
    made.about["Function Name"] = made.about["Alias"] = name
    return made


def _filter(raw: Raw) -> Node:
    """FILTER is a condition of the node below."""
    made = _node(raw["children"][0])
    wanted = items(raw, "Expression") or items(raw, "Filters")
    known = made.details.get("Filter")
    text = conditions(wanted) if wanted else ""
    if text:
        made.details["Filter"] = f"({known} AND {text})" if known else text
    outer = _made(raw, made.type, ())
    made.rows = outer.rows
    if made.actual_rows is not None:
        removed = made.actual_rows - (outer.actual_rows or 0)
        made.actual_rows = outer.actual_rows
        made.milliseconds += outer.milliseconds
        if text:
            made.details["Rows Removed by Filter"] = removed
    return made


def _projection(raw: Raw) -> Node:
    made = _node(raw["children"][0])
    made.width = max(sum(map(_width, items(raw, "Projections"))), INT4_WIDTH)
    if made.actual_rows is not None:
        made.milliseconds += 1000 * float(raw.get("operator_timing", 0.0))
    return made


def _width(expression: str) -> int:
    """Return the bytes of a column; only an integer tells its own."""
    is_int4 = expression.lstrip("-").isdecimal() and abs(int(expression)) < 2**31
    return INT4_WIDTH if is_int4 else COLUMN_WIDTH


def _join(kind: str, condition: str) -> Callable[[Raw], Node]:
    """A join; of a hash join the second child is the one that is hashed."""

    def make(raw: Raw) -> Node:
        children = _children(raw)[:2]
        if kind == "Hash Join" and len(children) > 1:
            inner = children[1]
            hashed = Node("Hash", "Hash", rows=inner.rows, width=inner.width, children=[inner])
            hashed.startup = hashed.total = inner.total
            hashed.actual_rows, hashed.milliseconds = inner.actual_rows, inner.milliseconds
            children[1] = hashed
        made = _made(raw, kind, children)
        word = _JOIN_TYPES.get(_info(raw, "Join Type"), "Inner")
        made.about["Join Type"] = word
        made.title = kind if word == "Inner" else f"{kind.removesuffix(' Join')} {word} Join"
        if len(children) > 1:
            made.startup = children[0].startup + (children[1].total if kind == "Hash Join" else 0)
        wanted = items(raw, "Conditions") or items(raw, "Condition")
        if wanted:
            made.details[condition] = conditions(wanted)
        return made

    return make


def _aggregate(strategy: str, title: str) -> Callable[[Raw], Node]:
    def make(raw: Raw) -> Node:
        made = _blocking(_made(raw, "Aggregate", _children(raw), title))
        made.about["Strategy"] = strategy
        made.about["Partial Mode"] = "Simple"
        groups = [column(resolved(group, raw)) for group in items(raw, "Groups")]
        if groups:
            made.details["Group Key"] = groups
        made.width = (len(groups) + len(items(raw, "Aggregates"))) * COLUMN_WIDTH or 8
        return made

    return make


def _sort(raw: Raw) -> Node:
    made = _blocking(_made(raw, "Sort", _children(raw)))
    made.details["Sort Key"] = [sort_key(key) for key in items(raw, "Order By")]
    return made


def _top_n(raw: Raw) -> Node:
    """TOP_N is a Limit over a Sort."""
    sort = _sort(raw)
    limit = _made(raw, "Limit", ())
    top = _info(raw, "Top")
    limit.rows = min(int(top), sort.rows) if top.isdecimal() else sort.rows
    limit.width, limit.startup = sort.width, sort.startup
    limit.total = sort.startup + limit.rows * TUPLE_COST
    limit.actual_rows, limit.milliseconds = sort.actual_rows, sort.milliseconds
    limit.children = [sort]
    return limit


def _modify(operation: str) -> Callable[[Raw], Node]:
    def make(raw: Raw) -> Node:
        made = _made(raw, "ModifyTable", _children(raw), operation)
        made.about["Operation"] = operation
        table = _info(raw, "Table") or _table_below(made)
        if table:
            made.about["Relation Name"] = made.about["Alias"] = table.split(".")[-1]
        made.rows = made.width = 0
        made.total = sum(child.total for child in made.children)
        if made.actual_rows is not None:
            made.actual_rows = 0
        return made

    return make


def _table_below(node: Node) -> str:
    """Return the first table that is read below a node: that of UPDATE and DELETE."""
    for child in node.children:
        found = child.about.get("Relation Name") or _table_below(child)
        if found:
            return found
    return ""


def _values(raw: Raw) -> Node:
    """VALUES; of one row it is a Result."""
    if _info(raw, "Estimated Cardinality") == "1":
        return _made(raw, "Result", _children(raw))
    return _made(raw, "Values Scan", _children(raw), 'Values Scan on "*VALUES*"')


def _empty(raw: Raw) -> Node:
    made = _made(raw, "Result", ())
    made.rows = 0
    made.details["One-Time Filter"] = "false"
    return made


_JOIN_TYPES = {
    "INNER": "Inner",
    "LEFT": "Left",
    "SINGLE": "Left",
    "RIGHT": "Right",
    "OUTER": "Full",
    "FULL": "Full",
    "SEMI": "Semi",
    "MARK": "Semi",
    "ANTI": "Anti",
    "RIGHT_SEMI": "Right Semi",
    "RIGHT_ANTI": "Right Anti",
}
_TRANSPARENT = frozenset({
    "EXPLAIN_ANALYZE", "RESULT_COLLECTOR", "QUERY", "EXPLAIN", "CREATE_TABLE_AS",
    "BATCH_CREATE_TABLE_AS", "DELIM_JOIN", "RESERVOIR_SAMPLE", "STREAMING_SAMPLE",
})  # fmt: skip
_HASH_JOIN = _join("Hash Join", "Hash Cond")
_NESTED_LOOP = _join("Nested Loop", "Join Filter")
_MERGE_JOIN = _join("Merge Join", "Merge Cond")
_OPERATORS: dict[str, Callable[[Raw], Node]] = {
    **dict.fromkeys(("SEQ_SCAN", "TABLE_SCAN", "INDEX_SCAN"), _scan),
    "FILTER": _filter,
    "PROJECTION": _projection,
    **dict.fromkeys(("HASH_JOIN", "LEFT_DELIM_JOIN", "RIGHT_DELIM_JOIN"), _HASH_JOIN),
    **dict.fromkeys(
        ("NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "CROSS_PRODUCT", "POSITIONAL_JOIN"), _NESTED_LOOP
    ),
    **dict.fromkeys(("PIECEWISE_MERGE_JOIN", "IE_JOIN", "ASOF_JOIN"), _MERGE_JOIN),
    **dict.fromkeys(
        ("HASH_GROUP_BY", "PERFECT_HASH_GROUP_BY", "PARTITIONED_AGGREGATE"),
        _aggregate("Hashed", "HashAggregate"),
    ),
    **dict.fromkeys(("UNGROUPED_AGGREGATE", "SIMPLE_AGGREGATE"), _aggregate("Plain", "Aggregate")),
    "ORDER_BY": _sort,
    "TOP_N": _top_n,
    **dict.fromkeys(("LIMIT", "STREAMING_LIMIT", "LIMIT_PERCENT"), _plain("Limit")),
    **dict.fromkeys(("WINDOW", "STREAMING_WINDOW"), _plain("WindowAgg")),
    "UNION": _plain("Append"),
    "RECURSIVE_CTE": _plain("Recursive Union"),
    "CTE": _plain("Append"),
    "CTE_SCAN": _plain("CTE Scan"),
    "RECURSIVE_CTE_SCAN": _plain("WorkTable Scan"),
    "UNNEST": _plain("ProjectSet"),
    "INOUT_FUNCTION": _plain("ProjectSet"),
    **dict.fromkeys(("COLUMN_DATA_SCAN", "EXPRESSION_SCAN"), _values),
    "DUMMY_SCAN": _plain("Result"),
    "EMPTY_RESULT": _empty,
    **dict.fromkeys(("INSERT", "BATCH_INSERT"), _modify("Insert")),
    "UPDATE": _modify("Update"),
    "DELETE_OPERATOR": _modify("Delete"),
    "DELETE": _modify("Delete"),
    "MERGE_INTO": _modify("Merge"),
}
