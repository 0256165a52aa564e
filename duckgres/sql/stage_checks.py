"""Rows that a statement would change twice, found before it changes any.

DuckDB lets one of the changes win. Source: PostgreSQL manual, INSERT (ON CONFLICT) and MERGE.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.stage_trees import ITEM, ROW, add_target, column


def upserts_several(insert: Node) -> bool:
    """Whether a row may be updated twice, as far as the columns of the conflict are named."""
    conflict, query = insert.on_conflict_clause, insert.select_stmt.select_stmt
    if conflict.action != pb.ONCONFLICT_UPDATE or not insert.cols:
        return False
    keys = {element.index_elem.name for element in conflict.infer.index_elems}
    if not keys or not keys <= {column.res_target.name for column in insert.cols}:
        return False
    if not query.values_lists:
        return bool(query.from_clause or query.HasField("larg"))
    # Those of constants are looked at by a rule, and DEFAULT stands in no subselect.
    values = [value for row in query.values_lists for value in row.list.items]
    kinds = {value.WhichOneof("node") for value in values}
    return len(query.values_lists) > 1 and kinds != {"a_const"} and "set_to_default" not in kinds


_CHANGES = frozenset({pb.CMD_UPDATE, pb.CMD_DELETE})


MERGED_TWICE = (
    "pg_error:21000:MERGE command cannot affect row a second time\x1f\x1f"
    "Ensure that not more than one source row matches any one target row."
)


INSERTED_TWICE = (
    "pg_error:21000:ON CONFLICT DO UPDATE command cannot affect row a second time\x1f\x1fEnsure"
    " that no rows proposed for insertion within the same command have duplicate constrained"
    " values."
)


def changes_matched(merge: Node) -> bool:
    """Whether a row may be changed twice."""
    return any(
        when.merge_when_clause.command_type in _CHANGES for when in merge.merge_when_clauses
    )


def rows_merged_twice(merge: Node) -> Node:
    """Return ``SELECT 1 FROM target JOIN source ON … GROUP BY its row HAVING count(*) > 1``."""
    rows = pb.Node()
    query = rows.select_stmt
    query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    join = query.from_clause.add().join_expr
    join.jointype = pb.JOIN_INNER
    join.larg.range_var.CopyFrom(merge.relation)
    join.rarg.CopyFrom(merge.source_relation)
    join.quals.CopyFrom(merge.join_condition)
    query.where_clause.CopyFrom(_will_change(merge))
    name = merge.relation.alias.aliasname or merge.relation.relname
    query.group_clause.append(column(name, "rowid"))
    return _several(rows)


def rows_inserted_twice(insert: Node) -> Node:
    """Return ``SELECT 1 FROM (the rows to insert) GROUP BY the key HAVING count(*) > 1``."""
    rows = pb.Node()
    query = rows.select_stmt
    query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    item = query.from_clause.add().range_subselect
    item.subquery.CopyFrom(insert.select_stmt)
    item.alias.aliasname = ITEM
    item.alias.colnames.extend(tree.name_part(c.res_target.name) for c in insert.cols)
    keys = [e.index_elem.name for e in insert.on_conflict_clause.infer.index_elems]
    query.group_clause.extend(tree.column(key) for key in keys)
    # A NULL is in no one's way.
    equal = [tree.operation(tree.column(key), "=", tree.column(key)) for key in keys]
    query.where_clause.CopyFrom(equal[0] if len(equal) == 1 else tree.conjunction(*equal))
    return _several(rows)


def _several(rows: Node) -> Node:
    query = rows.select_stmt
    add_target(query, ROW, tree.integer(1))
    count = tree.call("count")
    count.func_call.agg_star = True
    query.having_clause.CopyFrom(tree.operation(count, ">", tree.integer(1)))
    query.limit_count.CopyFrom(tree.integer(1))
    query.limit_option = pb.LIMIT_OPTION_COUNT
    return rows


def _will_change(merge: Node) -> Node:
    """Return the condition that a matched row is updated or deleted."""
    made = tree.case(tree.boolean(False), tree.boolean(False))
    for when in merge.merge_when_clauses:
        clause = when.merge_when_clause
        if clause.match_kind != pb.MERGE_WHEN_MATCHED:
            continue
        branch = made.case_expr.args.add().case_when
        has_condition = clause.HasField("condition")
        branch.expr.CopyFrom(clause.condition if has_condition else tree.boolean(True))
        branch.result.CopyFrom(tree.boolean(clause.command_type in _CHANGES))
        branch.location = tree.NOWHERE
    return made
