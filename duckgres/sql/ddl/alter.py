"""ALTER TABLE and its kin: actions as changes of the table; RENAME and SET SCHEMA.

Source: PostgreSQL manual, "ALTER TABLE". The order of the passes is ``ATPrepCmd``'s: what drops
comes first, then types, columns, constraints and the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.ddl import columns, fragments, sequences, words
from duckgres.sql.ddl.changes import (
    AddColumn,
    AddConstraint,
    Alter,
    Change,
    ColumnType,
    Default,
    DropColumn,
    DropConstraint,
    DropExpression,
    Identity,
    KnownConstraint,
    Move,
    Nothing,
    NotNull,
    RenameColumn,
    RenameConstraint,
)
from duckgres.sql.ddl.steps import ColumnDefinition, Constraint, Name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_KINDS = {
    pb.OBJECT_TABLE: "table",
    pb.OBJECT_VIEW: "view",
    pb.OBJECT_MATVIEW: "materialized view",
    pb.OBJECT_SEQUENCE: "sequence",
    pb.OBJECT_INDEX: "index",
    pb.OBJECT_TYPE: "type",
    pb.OBJECT_DOMAIN: "type",
}
_PASSES = (
    (DropColumn, DropConstraint), (ColumnType,), (AddColumn,),
)  # fmt: skip


def alter_table(node: Node, context: Context) -> list[object]:
    """Return the steps of ALTER TABLE, VIEW, INDEX, SEQUENCE … of several actions.

    Raises:
        PgError: An action that cannot be given.
    """
    before = context.written.alter_table_stmt.cmds if context.written else ()
    found = [
        _change(command.alter_table_cmd, context, old and old.alter_table_cmd)
        for command, old in zip_longest(node.cmds, before)
    ]
    context.facts.clear()
    kind = _KINDS.get(node.objtype)
    if kind is None:
        raise fragments.refusal(
            f"ALTER {pb.ObjectType.Name(node.objtype)[7:]} is not supported", "Make it anew."
        )
    target = fragments.relation(node.relation)
    return [Alter(kind, target, bool(node.missing_ok), tuple(sorted(found, key=_pass)))]


def _pass(change: Change) -> int:
    for number, classes in enumerate(_PASSES):
        if isinstance(change, classes):
            return number
    return len(_PASSES)


def rename(node: Node, context: Context) -> list[object]:
    """Return the steps of ALTER … RENAME.

    Raises:
        PgError: Of something that is not renamed here.
    """
    kind, new = node.rename_type, str(node.newname)
    change: Change
    if kind == pb.OBJECT_COLUMN:
        change, kind = RenameColumn(str(node.subname), new), node.relation_type
    elif kind == pb.OBJECT_TABCONSTRAINT:
        change, kind = RenameConstraint(str(node.subname), new), pb.OBJECT_TABLE
    elif kind in _KINDS:
        change = Move(name=new)
    elif kind == pb.OBJECT_SCHEMA:
        raise fragments.refusal(
            "renaming a schema is not supported", "Make the new one and move its tables."
        )
    else:
        raise fragments.refusal(
            f"renaming a {pb.ObjectType.Name(kind)[7:].lower()} is not supported", "Make it anew."
        )
    return [Alter(_KINDS[kind], _target(node), bool(node.missing_ok), (change,))]


def set_schema(node: Node, context: Context) -> list[object]:
    """Return the steps of ALTER … SET SCHEMA."""
    kind = _KINDS.get(node.object_type)
    if kind is None:
        raise fragments.refusal("SET SCHEMA of this is not supported", "Make it anew.")
    change = Move(schema=str(node.newschema))
    return [Alter(kind, _target(node), bool(node.missing_ok), (change,))]


def _target(node: Node) -> Name:
    if node.HasField("relation"):
        return fragments.relation(node.relation)
    named = node.object
    kind = named.WhichOneof("node")
    parts = named.type_name.names if kind == "type_name" else named.list.items
    return fragments.name(parts)


def _change(command: Node, context: Context, before: Node | None) -> Change:
    """Return one action; ``before`` is the same from before the rules."""
    subtype = command.subtype
    if subtype in _HARMLESS:
        return Nothing()
    rule = _CHANGES.get(subtype)
    if rule is None:
        words = pb.AlterTableType.Name(subtype).removeprefix("AT_")
        raise fragments.refusal(f"ALTER TABLE … {words} is not supported", "Leave it out.")
    value = None if before is None else getattr(before, "def")
    return rule(command, getattr(command, "def"), context, value)


def _add_column(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    old = None if before is None else before.column_def
    definition, constraints = column_definition(value.column_def, context, old)
    return AddColumn(definition, constraints, bool(command.missing_ok))


def column_definition(
    node: Node, context: Context, before: Node | None = None
) -> tuple[ColumnDefinition, tuple[Constraint, ...]]:
    """Return a column as a definition, with the constraints that stand in it."""
    found = columns.read(node, context, before)
    kind = node.type_name
    options = found.sequence
    if options is not None and options.bits is None:
        options = replace(options, bits=sequences.BITS.get(_last(kind), 64))
    check = columns.length_check(node, found.name)
    constraints = [c for c in found.constraints if not c.hidden]
    if check is not None:
        text = fragments.expression(check.constraint.raw_expr, context)
        constraints.append(Constraint("c", (found.name,), text, hidden=True))
    default = columns.default_of(found)
    definition = ColumnDefinition(
        found.name,
        fragments.type_name(kind, context),
        found.not_null,
        None if default is None else fragments.expression(default, context),
        None if found.generated is None else fragments.expression(found.generated, context),
        options,
        found.identity,
        found.fact_items,
    )
    return definition, tuple(constraints)


def _last(kind: Node) -> str:
    return tree.name_of(kind.names)


def _column_type(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    node = value.column_def
    old = None if before is None else before.column_def
    using = None
    if node.HasField("raw_default"):
        using = fragments.expression(node.raw_default, context)
        node.ClearField("raw_default")
    node.colname = command.name
    if _last(node.type_name) in columns.SERIALS:
        raise PgError(f'type "{_last(node.type_name)}" does not exist', sqlstate="42704")
    definition, constraints = column_definition(node, context, old)
    checks = [constraint.text for constraint in constraints if constraint.hidden]
    return ColumnType(
        str(command.name),
        definition.type,
        using,
        definition.facts,
        checks[0] if checks else None,
    )


def _default(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    if not command.HasField("def"):
        return Default(str(command.name), None)
    text = fragments.expression(value, context)
    return Default(str(command.name), text, words.default(before))


def _add_constraint(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    node = value.constraint
    check = ""
    if before is not None and node.contype == pb.CONSTR_CHECK:
        check = fragments.written(before.constraint.raw_expr)
    if node.contype == pb.CONSTR_NOTNULL:
        return NotNull(tree.names(node.keys)[0], True)
    index = str(node.indexname)
    return AddConstraint(columns.read_constraint(node, context, "", check), index)


def _add_identity(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    node = value.constraint
    options = sequences.options(node.options)
    return Identity(str(command.name), "add", str(node.generated_when), options)


def _set_identity(command: Node, value: Node, context: Context, before: Node | None) -> Change:
    when, options = "", []
    for item in value.list.items:
        if item.def_elem.defname == "generated":
            when = chr(item.def_elem.arg.integer.ival)
        else:
            options.append(item)
    return Identity(str(command.name), "set", when, sequences.options(options))


Rule = Callable[[Node, Node, Context, Node | None], Change]

_CHANGES: dict[int, Rule] = {
    pb.AT_AddColumn: _add_column,
    pb.AT_DropColumn: lambda c, *_: DropColumn(
        str(c.name), bool(c.missing_ok), c.behavior == pb.DROP_CASCADE
    ),
    pb.AT_AlterColumnType: _column_type,
    pb.AT_ColumnDefault: _default,
    pb.AT_SetNotNull: lambda c, *_: NotNull(str(c.name), True),
    pb.AT_DropNotNull: lambda c, *_: NotNull(str(c.name), False),
    pb.AT_AddConstraint: _add_constraint,
    pb.AT_DropConstraint: lambda c, *_: DropConstraint(
        str(c.name), bool(c.missing_ok), c.behavior == pb.DROP_CASCADE
    ),
    pb.AT_ValidateConstraint: lambda c, *_: KnownConstraint(str(c.name)),
    pb.AT_AddIdentity: _add_identity,
    pb.AT_SetIdentity: _set_identity,
    pb.AT_DropIdentity: lambda c, *_: Identity(str(c.name), "drop", skips=bool(c.missing_ok)),
    pb.AT_DropExpression: lambda c, *_: DropExpression(str(c.name), bool(c.missing_ok)),
}
_HARMLESS = frozenset({
    pb.AT_ChangeOwner, pb.AT_SetStatistics, pb.AT_SetOptions, pb.AT_ResetOptions, pb.AT_SetStorage,
    pb.AT_SetCompression, pb.AT_ClusterOn, pb.AT_DropCluster, pb.AT_SetLogged, pb.AT_SetUnLogged,
    pb.AT_DropOids, pb.AT_SetAccessMethod, pb.AT_SetTableSpace, pb.AT_SetRelOptions,
    pb.AT_ResetRelOptions, pb.AT_ReplicaIdentity, pb.AT_DisableRowSecurity,
    pb.AT_NoForceRowSecurity, pb.AT_EnableTrigAll, pb.AT_DisableTrigUser, pb.AT_EnableTrigUser,
})  # fmt: skip
"""Actions that change no answer here: where things are kept, and for whom."""
