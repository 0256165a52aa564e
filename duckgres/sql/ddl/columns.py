"""The columns of CREATE and ALTER TABLE: types that DuckDB lacks or forgets, and constraints.

A serial or identity column is an integer with the values of a sequence as its default, which is
what PostgreSQL makes of it, too. ``varchar(n)`` and ``char(n)`` get a CHECK, which DuckDB's own do
not have. Source: PostgreSQL manual, 8.1.4 "Serial Types" and "CREATE TABLE".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from postgast import pg_query_pb2 as pb

from duckgres.errors import Notice, PgError
from duckgres.pgtypes.types import LENGTH_TYPMOD
from duckgres.sql import tree
from duckgres.sql.ddl import foreign_keys, fragments, sequences, words
from duckgres.sql.ddl.steps import Constraint, FactItems, Sequence
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, texts

SERIALS = {
    "serial": "int4", "serial4": "int4", "bigserial": "int8", "serial8": "int8",
    "smallserial": "int2", "serial2": "int2",
}  # fmt: skip
_LIMITED = {"varchar": "varchar", "bpchar": "bpchar"}
_PLAIN_COLLATIONS = frozenset({"C", "POSIX", "default", "ucs_basic"})
_KINDS = {
    pb.CONSTR_PRIMARY: "p",
    pb.CONSTR_UNIQUE: "u",
    pb.CONSTR_CHECK: "c",
    pb.CONSTR_FOREIGN: "f",
}
_ATTRIBUTES = frozenset({
    pb.CONSTR_ATTR_DEFERRABLE, pb.CONSTR_ATTR_NOT_DEFERRABLE, pb.CONSTR_ATTR_DEFERRED,
    pb.CONSTR_ATTR_IMMEDIATE, pb.CONSTR_ATTR_ENFORCED, pb.CONSTR_ATTR_NOT_ENFORCED,
})  # fmt: skip
_READ = frozenset({
    "bool", "bytea", "date", "interval", "time", "timestamp", "timestamptz", "timetz",
})  # fmt: skip
_AT_ONCE = Notice(
    "DEFERRABLE has no effect on a key: its rows are checked at once",
    severity="WARNING",
    sqlstate="01000",
)


@dataclass(slots=True)
class Column:
    """What a column's definition says besides what DuckDB gets.

    Attributes:
        sequence: For serial and identity columns.
        identity: ``a`` always, ``d`` by default.
        facts: What DuckDB forgets.
        constraints: Of the table, in the order in which DuckDB has them.
    """

    name: str
    sequence: Sequence | None = None
    identity: str = ""
    not_null: bool = False
    default: Node | None = None
    generated: Node | None = None
    facts: dict[str, str | int] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)

    @property
    def fact_items(self) -> FactItems:
        """The facts as a step holds them."""
        return tuple(self.facts.items())


def read(definition: Node, context: Context, before: Node | None = None) -> Column:
    """Read a ColumnDef and leave in it what DuckDB understands; no sequence is named yet.

    Args:
        definition: With the rules done.
        context: The statement's.
        before: The same from before the rules, whose words are kept.

    Raises:
        PgError: What cannot be kept.
    """
    found = Column(str(definition.colname))
    parts = [] if before is None else [part.constraint for part in before.constraints]
    for old in context.facts:
        if old.column == found.name and old.type_name:
            found.facts["type"] = old.type_name
    _collation(definition)
    definition.ClearField("storage_name")
    definition.ClearField("compression")
    _type(definition, found)
    if before is not None:
        words.keep(before, found.facts)
    for part in definition.constraints:
        if part.constraint.contype == pb.CONSTR_DEFAULT:
            _type_default(definition.type_name, part.constraint.raw_expr, context)
    kept = []
    checks = iter([fragments.written(p.raw_expr) for p in parts if p.contype == pb.CONSTR_CHECK])
    for part in definition.constraints:
        constraint = part.constraint
        check = next(checks, "") if constraint.contype == pb.CONSTR_CHECK else ""
        if _column_constraint(constraint, found, context, check):
            kept.append(tree.copy(part))
    if found.identity or found.sequence:
        found.not_null = True
        kept.append(_not_null())
    limit = length_check(definition, found.name)
    if limit is not None:
        kept.append(limit)
        found.constraints.append(Constraint("c", (found.name,), hidden=True))
    del definition.constraints[:]
    definition.constraints.extend(kept)
    return found


def _type(definition: Node, found: Column) -> None:
    kind = definition.type_name
    name = tree.name_of(kind.names)
    if name in SERIALS:
        if kind.array_bounds:
            raise PgError("array of serial is not implemented", sqlstate="0A000")
        wanted = SERIALS[name]
        found.sequence = Sequence(bits=sequences.BITS[wanted])
        del kind.names[:]
        kind.names.extend(map(tree.name_part, ("pg_catalog", wanted)))
    elif name in _LIMITED and not kind.array_bounds:
        found.facts["type"] = _LIMITED[name]
        if kind.typmods:
            found.facts["typmod"] = int(kind.typmods[0].a_const.ival.ival) + LENGTH_TYPMOD
    elif name in texts.TEXTS:
        found.facts["type"] = name
        texts.to_text(kind)
        if name in texts.CASELESS:
            _without_case(definition, found)
    elif not name or (name not in BUILT_IN and not name.startswith("_")):
        found.facts.setdefault("type", ".".join(tree.names(kind.names)))


def _without_case(definition: Node, found: Column) -> None:
    """Compare without case, which DuckDB's keys do not."""
    keys = (pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE)
    if any(part.constraint.contype in keys for part in definition.constraints):
        raise fragments.refusal(
            "a key of citext is not supported", "Use a unique index on lower(column)."
        )
    definition.coll_clause.collname.append(tree.name_part(texts.NO_CASE))


def _type_default(kind: Node, value: Node, context: Context) -> None:
    """Read a constant as the column's type reads it."""
    text = tree.string_value(value)
    name = tree.name_of(kind.names)
    if text is None or not (kind.array_bounds or name in _READ):
        return
    made = pb.Node()
    made.type_cast.arg.CopyFrom(value)
    made.type_cast.type_name.CopyFrom(kind)
    made.type_cast.location = tree.NOWHERE
    context.again(made)
    value.CopyFrom(made)


def length_check(definition: Node, name: str) -> Node | None:
    """Return the CHECK that keeps the length of a ``varchar(n)`` or ``char(n)``."""
    kind = definition.type_name
    type_name = tree.name_of(kind.names)
    if type_name not in _LIMITED or not kind.typmods or kind.array_bounds:
        return None
    value: Node = tree.column(name)
    if type_name == "bpchar":
        value = tree.call("rtrim", value, tree.string(" "))
    size = tree.integer(int(kind.typmods[0].a_const.ival.ival))
    made = pb.Node()
    made.constraint.contype = pb.CONSTR_CHECK
    made.constraint.raw_expr.CopyFrom(tree.operation(tree.call("length", value), "<=", size))
    made.constraint.initially_valid = made.constraint.is_enforced = True
    return made


def _not_null() -> Node:
    made = pb.Node()
    made.constraint.contype = pb.CONSTR_NOTNULL
    made.constraint.is_enforced = made.constraint.initially_valid = True
    return made


def _collation(definition: Node) -> None:
    """Take off a collation that is DuckDB's own order; others would be another order."""
    if definition.HasField("coll_clause"):
        name = tree.names(definition.coll_clause.collname)[-1]
        if name not in _PLAIN_COLLATIONS:
            raise fragments.refusal(
                f'collation "{name}" is not supported',
                'Texts are ordered by their bytes, as with COLLATE "C".',
            )
        definition.ClearField("coll_clause")


def _column_constraint(constraint: Node, found: Column, context: Context, check: str) -> bool:
    """Read one constraint of a column, and tell whether DuckDB gets it."""
    kind = constraint.contype
    if kind in _ATTRIBUTES:
        if found.constraints and found.constraints[-1].kind == "f":
            found.constraints[-1] = foreign_keys.with_attribute(found.constraints[-1], kind)
        else:
            check_attribute(kind, context)
        return False
    rule = _COLUMN_CONSTRAINTS.get(kind)
    if rule is not None:
        return rule(constraint, found)
    found.constraints.append(read_constraint(constraint, context, found.name, check))
    return bool(kind != pb.CONSTR_FOREIGN)


def _not_null_constraint(constraint: Node, found: Column) -> bool:
    already, found.not_null = found.not_null, True
    return not already


def _default_constraint(constraint: Node, found: Column) -> bool:
    found.default = constraint.raw_expr
    return True


def _identity(constraint: Node, found: Column) -> bool:
    if found.sequence is not None:
        message = f'both default and identity specified for column "{found.name}"'
        raise PgError(message, sqlstate="42601")
    found.sequence = sequences.options(constraint.options)
    found.identity = str(constraint.generated_when)
    return False


def _generated(constraint: Node, found: Column) -> bool:
    found.generated = constraint.raw_expr
    constraint.generated_kind = "v"  # the value is the same, and DuckDB has no other
    found.facts["generated"] = "s"
    return True


_COLUMN_CONSTRAINTS: dict[int, Callable[[Node, Column], bool]] = {
    pb.CONSTR_NULL: lambda constraint, found: False,
    pb.CONSTR_NOTNULL: _not_null_constraint,
    pb.CONSTR_DEFAULT: _default_constraint,
    pb.CONSTR_IDENTITY: _identity,
    pb.CONSTR_GENERATED: _generated,
}


def read_constraint(
    constraint: Node, context: Context, column: str = "", check: str = ""
) -> Constraint:
    """Read a constraint of a table, or of a column.

    Args:
        constraint: With the rules done.
        context: The statement's.
        column: The one it stands behind.
        check: A check's condition in PostgreSQL's words.

    Raises:
        PgError: What DuckDB cannot keep.
    """
    kind = _KINDS.get(constraint.contype)
    if kind is None:
        raise fragments.refusal(
            "exclusion constraints are not supported", "Check in the application, or use UNIQUE."
        )
    if kind != "f" and (constraint.deferrable or constraint.initdeferred):
        check_attribute(pb.CONSTR_ATTR_DEFERRABLE, context)
        constraint.deferrable = constraint.initdeferred = False
    if constraint.nulls_not_distinct:
        raise fragments.refusal(
            "UNIQUE NULLS NOT DISTINCT is not supported", "Declare the columns NOT NULL."
        )
    constraint.ClearField("options")
    constraint.ClearField("indexspace")
    constraint.is_no_inherit = False
    name = str(constraint.conname)
    if kind == "f":
        return foreign_keys.read(constraint, name, column)
    if kind == "c":
        columns = fragments.columns_of(constraint.raw_expr)
        text = fragments.expression(constraint.raw_expr, context)
        constraint.skip_validation = False
        constraint.initially_valid = True
        return Constraint("c", columns, text, name, written=check)
    del constraint.including[:]
    columns = tuple(tree.names(constraint.keys)) or (column,)
    return Constraint(kind, columns, "", name)


def check_attribute(kind: int, context: Context) -> None:
    """Take an attribute of a constraint; a key that is to be checked later is checked at once.

    Raises:
        PgError: It would not be checked at all.
    """
    late = kind in (pb.CONSTR_ATTR_DEFERRABLE, pb.CONSTR_ATTR_DEFERRED)
    if late and _AT_ONCE not in context.warnings:
        context.warnings.append(_AT_ONCE)
    if kind == pb.CONSTR_ATTR_NOT_ENFORCED:
        raise fragments.refusal(
            "constraints that are not enforced are not supported", "Leave the constraint out."
        )


def default_of(column: Column) -> Node | None:
    """Return the default that was written; one beside a sequence is PostgreSQL's error."""
    if column.default is not None and column.sequence is not None:
        kind = "identity" if column.identity else "serial"
        message = (
            f'both default and identity specified for column "{column.name}"'
            if kind == "identity"
            else f'multiple default values specified for column "{column.name}"'
        )
        raise PgError(message, sqlstate="42601")
    return column.default


def default_constraint(value: Node) -> Node:
    """Return ``DEFAULT value``."""
    made = pb.Node()
    made.constraint.contype = pb.CONSTR_DEFAULT
    made.constraint.raw_expr.CopyFrom(value)
    made.constraint.is_enforced = made.constraint.initially_valid = True
    return made


def next_value(slot: Node) -> Node:
    """Return ``nextval(slot)``."""
    return tree.call("nextval", slot)


BUILT_IN = frozenset(
    " ".join((
        "bool boolean int2 int4 int8 smallint integer int bigint float4 float8 real double",
        "numeric decimal dec text varchar bpchar char name date time timetz timestamp timestamptz",
        "interval uuid json jsonb bytea bit varbit blob hugeint uhugeint tinyint utinyint oid",
        "usmallint uinteger ubigint float string datetime struct map list union bignum varint",
        "int1 int16 int32 int64 int128 uint8 uint16 uint32 uint64 uint128 float32 float64",
        "timestamp_s timestamp_ms timestamp_ns logical short long signed integral bitstring",
    )).split()
)  # fmt: skip
"""The types whose names need not be remembered."""
