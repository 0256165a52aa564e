"""Constants on their way into a column that is an array, a jsonb or a bytea.

``INSERT INTO t VALUES ('{1,2}')`` says nothing of what the constant is; the column does. The
function that reads it is named when the statement runs, by who has the catalog (``engine.facts``);
where the column is neither, it stays as it is. Source: PostgreSQL manual, 10.4 "Value Storage".
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from duckgres.sql import tree
from duckgres.sql.dated import is_dated
from duckgres.sql.kinds import Kind, is_open, kind_of
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.constants import jsonb_constant
from duckgres.sql.statement import ColumnFact, NewRelation

_JSONB = "jsonb"


def _slot(relation: Node, column: str) -> str:
    return json.dumps(["assign", str(relation.schemaname), str(relation.relname), column])


def _assign(value: Node, relation: Node, column: str, context: Context) -> None:
    """Send a constant through the function that the column asks for."""
    text = tree.string_value(value)
    # A json may be stored as jsonb; all else DuckDB casts as PostgreSQL does.
    if kind_of(value) is not Kind.JSON and (text is None or not (is_open(text) or is_dated(text))):
        return
    function = context.function_slot(_slot(relation, column))
    tree.put(value, tree.call(function, value))


def _insert(node: Node, context: Context) -> Node | None:
    insert = node.insert_stmt
    names = [column.res_target.name for column in insert.cols]
    for row in _rows(insert.select_stmt.select_stmt):
        for place, value in enumerate(row):
            column = names[place] if place < len(names) else f"#{place + 1}"
            _assign(value, insert.relation, column, context)
    for target in insert.on_conflict_clause.target_list:
        found = target.res_target
        _assign(found.val, insert.relation, found.name, context)
    return None


def _rows(select: Node) -> Iterator[list[Node]]:
    """Yield the values of VALUES, or those a SELECT without set operations puts there."""
    for values in select.values_lists:
        yield list(values.list.items)
    if select.target_list:
        yield [target.res_target.val for target in select.target_list]


def _update(node: Node, context: Context) -> Node | None:
    update = node.update_stmt
    for target in update.target_list:
        found = target.res_target
        if not found.indirection:
            _assign(found.val, update.relation, found.name, context)
    return None


def _create_table(node: Node, context: Context) -> Node | None:
    create = node.create_stmt
    for element in create.table_elts:
        if element.WhichOneof("node") == "column_def":
            _remember(element.column_def, create.relation, context)
    return None


def _alter_table(node: Node, context: Context) -> Node | None:
    alter = node.alter_table_stmt
    for command in alter.cmds:
        found = getattr(command, "alter_table_cmd", None)
        if found is not None and found.HasField("def") and found.name is not None:
            definition = getattr(found, "def")
            if definition.WhichOneof("node") == "column_def":
                column = definition.column_def
                column_name = column.colname or found.name
                _remember(column, alter.relation, context, column_name)
    return None


def _remember(column: Node, relation: Node, context: Context, name: str = "") -> None:
    """A jsonb column is JSON to DuckDB; that it is a jsonb is remembered."""
    parts = column.type_name.names
    if parts and tree.name_of(parts) == _JSONB:
        del parts[:]
        parts.append(tree.name_part("json"))
        found = (str(relation.schemaname), str(relation.relname), name or str(column.colname))
        context.facts.append(ColumnFact(*found, _JSONB))
        for constraint in column.constraints:
            value = constraint.constraint.raw_expr
            typed = jsonb_constant(value, context)
            if typed is not None:
                # A cast would be an expression, which DuckDB cannot add in a transaction.
                tree.put(value, typed.type_cast.arg)


def _create_table_as(node: Node, context: Context) -> Node | None:
    relation = node.create_table_as_stmt.into.rel
    context.makes = NewRelation(str(relation.schemaname), str(relation.relname))
    return None


def _view(node: Node, context: Context) -> Node | None:
    relation = node.view_stmt.view
    context.makes = NewRelation(str(relation.schemaname), str(relation.relname))
    return None


NODES = {
    "insert_stmt": _insert,
    "update_stmt": _update,
    "create_stmt": _create_table,
    "alter_table_stmt": _alter_table,
    "create_table_as_stmt": _create_table_as,
    "view_stmt": _view,
}
