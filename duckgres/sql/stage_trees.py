"""Trees of the statements that one of several parts becomes; see ``stages``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.names import target_name
from duckgres.sql.parse import Node
from duckgres.sql.rules import messages

MODIFYING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
ROW, TARGET, ITEM = "_pg_row", "_pg_target", "_pg_item"

Table = tuple[str, str]


def table(relation: Node) -> Table:
    """Return schema and name of a table."""
    return str(relation.schemaname), str(relation.relname)


def others(kind: str, node: Node) -> list[Node]:
    """Return the items of UPDATE … FROM and DELETE … USING."""
    if kind == "update_stmt":
        return list(node.from_clause)
    return list(node.using_clause) if kind == "delete_stmt" else []


def relations(root: Node) -> Iterator[Node]:
    """Yield the tables a query reads; the one a statement changes is no Node."""
    for message in messages(root):
        if type(message) is pb.Node and message.WhichOneof("node") == "range_var":
            yield message.range_var


def written(statement: Node) -> Node | None:
    """Return the table a statement changes."""
    kind = statement.WhichOneof("node")
    return getattr(statement, kind).relation if kind in MODIFYING else None


def name_returning(node: Node) -> None:
    """Give the columns of RETURNING the names PostgreSQL gives them."""
    for target in node.returning_clause.exprs:
        found = target.res_target
        name = target_name(found)
        if not found.name and name is not None and found.val.WhichOneof("node") != "column_ref":
            found.name = name


def returns_more(kind: str, node: Node) -> bool:
    """Whether RETURNING has what DuckDB's cannot: a subselect, or a column of another table."""
    targets = node.returning_clause.exprs
    if not targets:
        return False
    found = [message for target in targets for message in messages(target)]
    if any(type(message) is pb.SubLink for message in found):
        return True
    if not others(kind, node):
        return False
    own = node.relation.alias.aliasname or node.relation.relname
    return names_others(targets, own)


def shape(kind: str, node: Node) -> Node | None:
    """Return a query whose columns are those of RETURNING."""
    targets = node.returning_clause.exprs
    if not targets:
        return None
    made = pb.Node()
    select = made.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.extend(targets)
    select.from_clause.add().range_var.CopyFrom(node.relation)
    if any(target.res_target.val.WhichOneof("node") != "column_ref" for target in targets):
        select.from_clause.extend(others(kind, node))
    return made


def names_others(targets: Iterable[Node], own: str) -> bool:
    """Whether RETURNING has a column that may be another table's."""
    for target in targets:
        for message in messages(target):
            if type(message) is pb.Node and message.WhichOneof("node") == "column_ref":
                fields = message.column_ref.fields
                if len(fields) == 1 or fields[-2].string.sval != own:
                    return True
    return False


def item_names(items: list[Node]) -> list[str]:
    """Return what the items of FROM are called."""
    found = []
    for item in items:
        kind = item.WhichOneof("node")
        if kind == "join_expr":
            found += item_names([item.join_expr.larg, item.join_expr.rarg])
        else:
            named = getattr(item, kind)
            found.append(str(named.alias.aliasname or getattr(named, "relname", "")))
    return found


def applied(kind: str, node: Node, new: list[tuple[str, str]], kept: str) -> Node:
    """Return the UPDATE or DELETE of the rows that were found."""
    made = pb.Node()
    changed = getattr(made, kind)
    changed.relation.CopyFrom(node.relation)
    item = changed.from_clause.add() if kind == "update_stmt" else changed.using_clause.add()
    item.range_var.relname = kept
    item.range_var.inh, item.range_var.relpersistence = True, "p"
    item.range_var.alias.aliasname = TARGET
    for assigned, value in new:
        target = changed.target_list.add().res_target
        target.name = assigned
        target.val.CopyFrom(column(TARGET, value))
    name = node.relation.alias.aliasname or node.relation.relname
    changed.where_clause.CopyFrom(tree.operation(column(name, "rowid"), "=", column(TARGET, ROW)))
    return made


def unnested(value: Node, alias: str) -> Node:
    """Return ``LATERAL (SELECT unnest(value)) AS alias``: the columns a row is made of."""
    made = pb.Node()
    item = made.range_subselect
    item.lateral = True
    item.alias.aliasname = alias
    select = item.subquery.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.add().res_target.val.CopyFrom(tree.call("unnest", value))
    return made


def spread_stars(select: Node, aliases: list[str]) -> None:
    """Write ``*`` as ``t.*, u.*``: the rows have columns of ours beside them."""
    targets = [tree.copy(target) for target in select.target_list]
    del select.target_list[:]
    for target in targets:
        if not _is_star(target.res_target.val):
            select.target_list.append(target)
            continue
        for alias in aliases:
            star = star_target()
            star.res_target.val.column_ref.fields.insert(0, tree.name_part(alias))
            select.target_list.append(star)


def _is_star(value: Node) -> bool:
    """Whether a target is a star with nothing in front."""
    if value.WhichOneof("node") != "column_ref" or len(value.column_ref.fields) != 1:
        return False
    return bool(value.column_ref.fields[0].WhichOneof("node") == "a_star")


def add_target(select: Node, name: str, value: Node) -> None:
    """Add a result column."""
    target = select.target_list.add().res_target
    target.name = name
    target.val.CopyFrom(value)


def column(table: str, name: str) -> Node:
    """Return ``table.name``."""
    node = tree.column(table)
    node.column_ref.fields.append(tree.name_part(name))
    return node


def star_target() -> Node:
    """Return the target ``*``."""
    node = pb.Node()
    node.res_target.val.column_ref.fields.add().a_star.SetInParent()
    node.res_target.val.column_ref.location = tree.NOWHERE
    return node


def star_of(relation: str) -> Node:
    """Return ``SELECT * FROM relation``."""
    made = pb.Node()
    select = made.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.append(star_target())
    item = select.from_clause.add().range_var
    item.relname, item.inh, item.relpersistence = relation, True, "p"
    return made
