"""CREATE TABLE: what of it DuckDB runs as it is, and what goes before and behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from postgast import pg_query_pb2 as pb

from duckgres.errors import Notice, PgError
from duckgres.sql import tree
from duckgres.sql.ddl import columns, fragments, sequences
from duckgres.sql.ddl.steps import (
    Constraint,
    FactItems,
    Like,
    Main,
    Name,
    NewSequence,
    OnCommit,
    Remember,
    Run,
    Tell,
    Unless,
)
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

Step = Like | Main | NewSequence | OnCommit | Remember | Run | Tell | Unless

_DEFAULTS, _CONSTRAINTS = 1 << 3, 1 << 2
_COMMENTS, _GENERATED, _IDENTITY, _INDEXES = 1, 1 << 4, 1 << 5, 1 << 6
_NO_PARTITIONS = Notice(
    "the table is not partitioned: all its rows are in one place",
    severity="WARNING",
    sqlstate="01000",
)


def create_table(create: Node, context: Context) -> list[Step]:
    """Leave in a CreateStmt what DuckDB understands, and return its steps.

    Raises:
        PgError: What cannot be given.
    """
    table = fragments.relation(create.relation)
    steps: list[Step] = []
    if create.if_not_exists:
        steps.append(Unless("relation", table))
    steps += _options(create, table)
    made, remembered = _elements(create, table, context)
    steps += made
    context.facts.clear()
    _check_keys(create, context)
    if not create.table_elts:
        raise fragments.refusal(
            "tables without columns are not supported", "Give the table a column."
        )
    steps.append(Main())
    likes = any(isinstance(step, Like) for step in made)
    if likes or remembered.columns or remembered.constraints:
        steps.append(remembered)
    if create.oncommit in (pb.ONCOMMIT_DELETE_ROWS, pb.ONCOMMIT_DROP):
        steps.append(OnCommit(table, create.oncommit == pb.ONCOMMIT_DROP))
        create.oncommit = pb.ONCOMMIT_NOOP
    return steps


def _elements(create: Node, table: Name, context: Context) -> tuple[list[Step], Remember]:
    """Read columns and constraints; return what goes before, and what is remembered behind."""
    before: list[Step] = []
    facts: list[tuple[str, FactItems]] = []
    constraints: list[Constraint] = []
    kept: list[Node] = []
    written = context.written.create_stmt.table_elts if context.written else ()
    for element, first in zip_longest(create.table_elts, written):
        kind = element.WhichOneof("node")
        if kind == "column_def":
            old = None if first is None else first.column_def
            column = columns.read(element.column_def, context, old)
            if column.sequence is not None:
                before.append(_sequence(element.column_def, column, table, context))
            if column.facts:
                facts.append((column.name, column.fact_items))
            constraints += column.constraints
        elif kind == "constraint":
            words = ""
            if first is not None and first.constraint.contype == pb.CONSTR_CHECK:
                words = fragments.written(first.constraint.raw_expr)
            constraints.append(columns.read_constraint(element.constraint, context, "", words))
            if constraints[-1].reference is not None:
                continue
        elif kind == "table_like_clause":
            step = _like(element.table_like_clause)
            before.append(step)
            element.CopyFrom(_placeholder(context.function_slot(step.slot)))
        kept.append(tree.copy(element))
    del create.table_elts[:]
    create.table_elts.extend(kept)
    return before, Remember(table, tuple(facts), tuple(constraints))


def _check_keys(create: Node, context: Context) -> None:
    """Let keys name columns that are there, and let there be one primary key."""
    names = {str(element.column_def.colname) for element in create.table_elts}
    copies = any(name.startswith("$") for name in names)  # LIKE brings more of them
    primary = 0
    for constraint in _constraints(create):
        if constraint.contype not in (pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE):
            continue
        primary += constraint.contype == pb.CONSTR_PRIMARY
        if primary > 1:
            name = create.relation.relname
            message = f'multiple primary keys for table "{name}" are not allowed'
            raise context.error(message, "42P16", constraint.location)
        for name in tree.names(constraint.keys):
            if name not in names and not copies:
                message = f'column "{name}" named in key does not exist'
                raise context.error(message, "42703", constraint.location)


def _constraints(create: Node) -> Iterator[Node]:
    for element in create.table_elts:
        if element.WhichOneof("node") == "constraint":
            yield element.constraint
        for part in element.column_def.constraints:
            yield part.constraint


def _options(create: Node, table: Name) -> list[Step]:
    """Take off what is harmless, and refuse what would change answers."""
    if create.HasField("partbound"):
        raise fragments.refusal(
            "PARTITION OF is not supported", "Put all rows into the partitioned table itself."
        )
    if create.inh_relations:
        raise fragments.refusal(
            "table inheritance is not supported",
            "Use CREATE TABLE … (LIKE parent), and a view with UNION ALL over both.",
        )
    if create.HasField("of_typename"):
        raise fragments.refusal("CREATE TABLE OF is not supported", "Write the columns out.")
    for name in ("tablespacename", "access_method"):
        create.ClearField(name)
    del create.options[:]
    if create.relation.relpersistence == "u":
        create.relation.relpersistence = "p"
    if create.oncommit in (pb.ONCOMMIT_DELETE_ROWS, pb.ONCOMMIT_DROP) and not table.temporary:
        raise PgError("ON COMMIT can only be used on temporary tables", sqlstate="42P16")
    if create.HasField("partspec"):
        create.ClearField("partspec")
        return [Tell(_NO_PARTITIONS)]
    return []


def _sequence(
    definition: Node, column: columns.Column, table: Name, context: Context
) -> NewSequence:
    """Give a column the values of a sequence that is made before."""
    columns.default_of(column)
    slot = f"sequence {column.name}"
    value = columns.next_value(context.session_value(slot, ""))
    definition.constraints.add().CopyFrom(columns.default_constraint(value))
    assert column.sequence is not None, "asked for those that have one"
    options = column.sequence
    if options.bits is None:
        kind = tree.name_of(definition.type_name.names)
        if kind not in sequences.BITS:
            message = "identity column type must be smallint, integer, or bigint"
            raise PgError(message, sqlstate="22023")
        options = replace(options, bits=sequences.BITS[kind])
    column.facts["sequence"] = f"\x02{slot}\x03"
    if column.identity:
        column.facts["identity"] = column.identity
    return NewSequence(slot, table, column.name, options)


def _like(clause: Node) -> Like:
    source, chosen = fragments.relation(clause.relation), clause.options
    return Like(
        f"like {source.shown}",
        source,
        defaults=bool(chosen & _DEFAULTS),
        constraints=bool(chosen & _CONSTRAINTS),
        indexes=bool(chosen & _INDEXES),
        identity=bool(chosen & _IDENTITY),
        generated=bool(chosen & _GENERATED),
        comments=bool(chosen & _COMMENTS),
    )


def _placeholder(name: str) -> Node:
    """Return a column definition of this name alone."""
    made = pb.Node()
    made.column_def.colname = name
    return made
