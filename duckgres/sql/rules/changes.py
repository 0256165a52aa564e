"""INSERT and UPDATE in the forms that DuckDB has not.

What the table's definition decides (the columns of an INSERT that names none, the columns of a
constraint) is a slot. ``SET (a, b) = (SELECT …)`` becomes a subselect for each column. Source:
PostgreSQL manual, INSERT and UPDATE; ``transformInsertStmt`` and ``transformUpdateTargetList`` of
``parser/analyze.c``.
"""

from __future__ import annotations

import json

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

_NODE = pb.Node
_NO_OVERRIDE = frozenset({pb.OVERRIDING_KIND_UNDEFINED, pb.OVERRIDING_NOT_SET})
_SAME_LENGTH = "VALUES lists must all be the same length"
_PART, _COLUMN = "_pg_row", "_pg_{}"


def unnamed_columns(insert: Node, kind: str = "columns") -> str | None:
    """Return the slot for the columns of an INSERT that names none.

    Args:
        insert: The statement.
        kind: ``columns``, or ``listed`` for them in parentheses.

    Returns:
        ``None`` where they are named, or where only DuckDB knows how many values there are.
    """
    if insert.cols or not insert.HasField("select_stmt"):
        return None
    count = _width(insert.select_stmt.select_stmt)
    if count is None:
        return None
    schema, table = str(insert.relation.schemaname), str(insert.relation.relname)
    return json.dumps([kind, schema, table, count])


def _width(select: Node) -> int | None:
    """Return how many columns a query has, ``None`` for a star's."""
    while select.HasField("larg"):
        select = select.larg
    if select.values_lists:
        return len(select.values_lists[0].list.items)
    for target in select.target_list:
        value = target.res_target.val
        if value.WhichOneof("node") in ("column_ref", "a_indirection"):
            parts = getattr(value, value.WhichOneof("node"))
            last = (parts.fields if hasattr(parts, "fields") else parts.indirection)[-1]
            if last.WhichOneof("node") == "a_star":
                return None
    return len(select.target_list) or None


def is_plain(name: str, node: Node) -> bool:
    """Whether a statement has no form that is for the rules here to change or to refuse."""
    if name == "insert_stmt":
        if node.relation.alias.aliasname and node.returning_clause.exprs:
            return False
        if node.override not in _NO_OVERRIDE:
            return False
        lists = node.select_stmt.select_stmt.values_lists
        return len({len(values.list.items) for values in lists}) < 2
    if name == "update_stmt":
        names = [target.res_target.name for target in node.target_list]
        return len(set(names)) == len(names) and not any(
            target.res_target.indirection for target in node.target_list
        )
    return True


def _insert(node: Node, context: Context) -> Node | None:
    insert = node.insert_stmt
    _check_lengths(insert.select_stmt.select_stmt, context)
    if insert.relation.alias.aliasname:
        _drop_alias(insert)
    slot = unnamed_columns(insert)
    if slot is not None:
        insert.cols.add().res_target.name = context.function_slot(slot)
    conflict = insert.on_conflict_clause
    if conflict.HasField("infer") and conflict.infer.conname:
        relation = insert.relation
        wanted = [relation.schemaname, relation.relname, conflict.infer.conname]
        column = conflict.infer.index_elems.add().index_elem
        column.name = context.function_slot(json.dumps(["constraint", *map(str, wanted)]))
        column.ordering = pb.SORTBY_DEFAULT
        column.nulls_ordering = pb.SORTBY_NULLS_DEFAULT
        conflict.infer.conname = ""
    if any(type(message) is pb.SubLink for message in messages(conflict)):
        raise context.refusal(
            "a subselect in ON CONFLICT DO UPDATE is not supported",
            "Select the value into a column of the rows to insert, and use EXCLUDED.",
            conflict.location,
        )
    _check_twice(insert, context)
    if insert.override == pb.OVERRIDING_USER_VALUE:
        raise context.refusal(
            "OVERRIDING USER VALUE is not supported", "Leave the identity column out."
        )
    insert.override = pb.OVERRIDING_NOT_SET
    return None


def _drop_alias(insert: Node) -> None:
    """RETURNING sees one table, which DuckDB knows by no alias there."""
    alias = insert.relation.alias.aliasname
    for message in messages(insert.returning_clause):
        if type(message) is _NODE and message.WhichOneof("node") == "column_ref":
            fields = message.column_ref.fields
            if len(fields) == 2 and fields[0].string.sval == alias:
                del fields[0]


def _merge(node: Node, context: Context) -> Node | None:
    merge = node.merge_stmt
    for when in merge.merge_when_clauses:
        clause = when.merge_when_clause
        if clause.command_type == pb.CMD_INSERT and clause.values and not clause.target_list:
            schema, table = str(merge.relation.schemaname), str(merge.relation.relname)
            slot = json.dumps(["columns", schema, table, len(clause.values)])
            clause.target_list.add().res_target.name = context.function_slot(slot)
        clause.override = pb.OVERRIDING_NOT_SET
        _assign_rows(clause.target_list, context)
    return None


def _check_lengths(select: Node, context: Context) -> None:
    if not select.values_lists:
        return
    first = len(select.values_lists[0].list.items)
    for values in select.values_lists:
        items = values.list.items
        if len(items) != first:
            # The place of the list's first value.
            raise context.error(_SAME_LENGTH, "42601", location_of(items[0]))


def location_of(node: Node) -> int:
    """Return where a node begins, as far as it knows itself."""
    kind = node.WhichOneof("node")
    return int(getattr(getattr(node, kind), "location", tree.NOWHERE)) if kind else tree.NOWHERE


def _check_twice(insert: Node, context: Context) -> None:
    """Refuse to update a row twice, where the constants show that it would be."""
    conflict, lists = insert.on_conflict_clause, insert.select_stmt.select_stmt.values_lists
    if conflict.action != pb.ONCONFLICT_UPDATE or len(lists) < 2:
        return
    names = [column.res_target.name for column in insert.cols]
    keys = [element.index_elem.name for element in conflict.infer.index_elems]
    if not keys or not set(keys) <= set(names):
        return
    places = [names.index(key) for key in keys]
    seen: set[tuple[bytes, ...]] = set()
    for values in lists:
        parts = [values.list.items[place] for place in places]
        key = tuple(_constant(part) for part in parts)
        if b"" in key:
            continue
        if key in seen:
            raise context.error(
                "ON CONFLICT DO UPDATE command cannot affect row a second time",
                "21000",
                hint="Ensure that no rows proposed for insertion within the same command have"
                " duplicate constrained values.",
            )
        seen.add(key)


def _constant(node: Node) -> bytes:
    """Return what tells a constant from others, nothing for NULL and for what is none."""
    if node.WhichOneof("node") != "a_const" or node.a_const.isnull:
        return b""
    plain = pb.A_Const()
    plain.CopyFrom(node.a_const)
    plain.location = 0
    return plain.SerializeToString() or b"0"


def _update(node: Node, context: Context) -> Node | None:
    update = node.update_stmt
    _assign_rows(update.target_list, context)
    _check_targets(update.target_list, update.relation, context)
    return None


def _conflict(conflict: Node, context: Context) -> None:
    _assign_rows(conflict.target_list, context)


def _check_targets(targets: list[Node], relation: Node, context: Context) -> None:
    seen: set[str] = set()
    for target in targets:
        found = target.res_target
        if found.indirection and found.indirection[0].WhichOneof("node") == "string":
            if found.name == (relation.alias.aliasname or relation.relname):
                raise context.error(
                    f'column "{found.name}" of relation "{relation.relname}" does not exist',
                    "42703",
                    found.location,
                )
        elif found.name in seen and not found.indirection:
            raise context.error(f'multiple assignments to same column "{found.name}"', "42601")
        seen.add(found.name)


def _assign_rows(targets: list[Node], context: Context) -> None:
    """Give each column of ``(a, b) = …`` a value of its own."""
    for target in targets:
        value = target.res_target.val
        if value.WhichOneof("node") == "multi_assign_ref":
            value.CopyFrom(_part(value.multi_assign_ref, context))


def _part(part: Node, context: Context) -> Node:
    source, place, count = part.source, part.colno, part.ncolumns
    kind = source.WhichOneof("node")
    if kind == "row_expr":
        if len(source.row_expr.args) != count:
            raise _unequal(context, source.row_expr.location)
        return tree.copy(source.row_expr.args[place - 1])
    if kind == "sub_link" and source.sub_link.sub_link_type == pb.EXPR_SUBLINK:
        return _column_of(source.sub_link, place, count, context)
    raise context.error(
        "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression",
        "0A000",
        location_of(source),
    )


def _column_of(link: Node, place: int, count: int, context: Context) -> Node:
    """Return ``(SELECT its column FROM (the subselect))``."""
    query = link.subselect.select_stmt
    width = _width(query)
    if width is not None and width != count:
        raise _unequal(context, link.location)
    made = pb.Node()
    made.sub_link.sub_link_type = pb.EXPR_SUBLINK
    made.sub_link.location = tree.NOWHERE
    select = made.sub_link.subselect.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.add().res_target.val.CopyFrom(tree.column(_COLUMN.format(place)))
    item = select.from_clause.add().range_subselect
    item.subquery.select_stmt.CopyFrom(query)
    item.alias.aliasname = _PART
    names = [tree.name_part(_COLUMN.format(number)) for number in range(1, count + 1)]
    item.alias.colnames.extend(names)
    return made


def _unequal(context: Context, location: int) -> Exception:
    message = "number of columns does not match number of values"
    return context.error(message, "42601", location)


NODES = {"insert_stmt": _insert, "update_stmt": _update, "merge_stmt": _merge}
MESSAGES = {"OnConflictClause": _conflict}
