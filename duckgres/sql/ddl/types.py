"""CREATE TYPE, CREATE DOMAIN and ALTER TYPE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql import tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.shown import kinds
from duckgres.sql.shown.kinds import Kind


@dataclass(frozen=True, slots=True)
class NewType:
    """CREATE TYPE … AS ENUM and AS (…).

    Attributes:
        text: DuckDB's text of what it is.
        attributes: Of a composite type: name, type and typmod of each.
    """

    name: Name
    text: str
    attributes: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NewDomain:
    """CREATE DOMAIN.

    Attributes:
        base: DuckDB's type.
        checks: Names, which may be empty, and conditions on ``value``.
        text: The kind of text it is, where DuckDB's type does not tell.
        kind: PostgreSQL's name of its base type, and the typmod.
        written: In PostgreSQL's words: its default, and the conditions in their order.
    """

    name: Name
    base: str
    not_null: bool
    default: str | None
    checks: tuple[tuple[str, str], ...]
    text: str = ""
    kind: Kind = ("", -1)
    written: tuple[str, tuple[str, ...]] = ("", ())


@dataclass(frozen=True, slots=True)
class EnumValue:
    """ALTER TYPE … ADD VALUE and RENAME VALUE.

    Attributes:
        old: The value that gets another name; empty for a new one.
        neighbor: Where the new one goes; empty is the end.
    """

    name: Name
    value: str
    old: str = ""
    neighbor: str = ""
    behind: bool = True
    skips: bool = False


_TAKEN = frozenset({
    "bignum", "bitstring", "blob", "datetime", "dec", "float", "float32", "float64", "hugeint",
    "int1", "int128", "int16", "int32", "int64", "integral", "list", "logical", "long", "map",
    "short", "signed", "string", "struct", "tinyint", "ubigint", "uhugeint", "uint128", "uint16",
    "uint32", "uint64", "uint8", "uinteger", "union", "usmallint", "utinyint", "variant",
})  # fmt: skip


def _free(name: Name) -> Name:
    """Return a new type's name.

    Raises:
        PgError: DuckDB has a type of this name, which is found first.
    """
    if name.name in _TAKEN:
        raise fragments.refusal(
            f'type "{name.name}" cannot be made: the name is the database engine\'s own',
            "Choose another name.",
        )
    return name


def enum(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE TYPE … AS ENUM."""
    labels = ", ".join(literal(label) for label in tree.names(node.vals))
    return [NewType(_free(fragments.name(node.type_name)), f"ENUM ({labels})")]


def composite(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE TYPE … AS (…).

    Raises:
        PgError: It has no columns.
    """
    fields = [
        f"{quoted(str(item.column_def.colname))}"
        f" {fragments.type_name(item.column_def.type_name, context)}"
        for item in node.coldeflist
    ]
    if not fields:
        raise fragments.refusal("types without columns are not supported", "Give it a column.")
    name = _free(fragments.relation(node.typevar))
    attributes: tuple[tuple[str, str, int], ...] = ()
    if context.written is not None:
        columns = [item.column_def for item in context.written.composite_type_stmt.coldeflist]
        attributes = tuple((str(c.colname), *kinds.kind_of(c.type_name)) for c in columns)
    return [NewType(name, f"STRUCT ({', '.join(fields)})", attributes)]


def domain(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE DOMAIN.

    Raises:
        PgError: Its collation is another order than DuckDB's.
    """
    checks: list[tuple[str, str]] = []
    default, not_null = None, False
    for item in node.constraints:
        constraint = item.constraint
        kind = constraint.contype
        if kind == pb.CONSTR_CHECK:
            text = fragments.expression(constraint.raw_expr, context)
            checks.append((str(constraint.conname), text))
        elif kind == pb.CONSTR_DEFAULT:
            default = fragments.expression(constraint.raw_expr, context)
        elif kind == pb.CONSTR_NOTNULL:
            not_null = True
    base = fragments.type_name(node.type_name, context)
    limit = _limit(node.type_name)
    if limit is not None:
        checks.append(("", limit))
    name = _free(fragments.name(node.domainname))
    kind = tree.name_of(node.type_name.names)
    text = kind if kind in ("varchar", "bpchar") and not node.type_name.array_bounds else ""
    known: Kind = ("", -1)
    words: tuple[str, tuple[str, ...]] = ("", ())
    if context.written is not None:
        before = context.written.create_domain_stmt
        known, words = kinds.kind_of(before.type_name), _words(before.constraints)
    return [NewDomain(name, base, not_null, default, tuple(checks), text, known, words)]


def _words(constraints: Iterable[Node]) -> tuple[str, tuple[str, ...]]:
    """Return a domain's default and conditions, from before the rules."""
    default, checks = "", []
    for item in constraints:
        if item.constraint.contype == pb.CONSTR_CHECK:
            checks.append(fragments.written(item.constraint.raw_expr))
        elif item.constraint.contype == pb.CONSTR_DEFAULT:
            default = fragments.written(item.constraint.raw_expr)
    return default, tuple(checks)


def _limit(kind: Node) -> str | None:
    """Return the CHECK of a ``varchar(n)``."""
    if tree.name_of(kind.names) != "varchar" or not kind.typmods or kind.array_bounds:
        return None
    return f"length(value) <= {kind.typmods[0].a_const.ival.ival}"


def alter_enum(node: Node, context: Context) -> list[object]:
    """Return the step of ALTER TYPE … ADD VALUE or RENAME VALUE."""
    return [
        EnumValue(
            fragments.name(node.type_name),
            str(node.new_val),
            str(node.old_val),
            str(node.new_val_neighbor),
            bool(node.new_val_is_after),
            bool(node.skip_if_new_val_exists),
        )
    ]
