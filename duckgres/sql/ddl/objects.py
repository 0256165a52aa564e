"""DROP, TRUNCATE, CREATE INDEX and CREATE SCHEMA."""

from __future__ import annotations

from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.errors import Notice, PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Main, Name, Tell, Unless
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.shown import indexes


@dataclass(frozen=True, slots=True)
class Drop:
    """DROP of one kind of object.

    Attributes:
        skips: IF EXISTS.
        arguments: Of functions: the types that are written, ``None`` where none are.
    """

    kind: str
    names: tuple[Name, ...]
    skips: bool
    cascades: bool
    arguments: tuple[tuple[str, ...] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Truncate:
    """TRUNCATE; ``restarts`` is RESTART IDENTITY."""

    names: tuple[Name, ...]
    restarts: bool
    cascades: bool


@dataclass(frozen=True, slots=True)
class NewIndex:
    """CREATE INDEX.

    Attributes:
        name: Empty for PostgreSQL's own choice.
        keys: The text of each key.
        labels: What each key adds to a chosen name.
        written: What the client says of it.
    """

    table: Name
    name: str
    unique: bool
    skips: bool
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    written: indexes.Index | None = None


DROPPED = {
    pb.OBJECT_TABLE: "table",
    pb.OBJECT_VIEW: "view",
    pb.OBJECT_MATVIEW: "materialized view",
    pb.OBJECT_INDEX: "index",
    pb.OBJECT_SEQUENCE: "sequence",
    pb.OBJECT_SCHEMA: "schema",
    pb.OBJECT_TYPE: "type",
    pb.OBJECT_DOMAIN: "type",
    pb.OBJECT_FUNCTION: "function",
    pb.OBJECT_ROUTINE: "function",
    pb.OBJECT_EXTENSION: "extension",
}
_LOOKED_FOR = {
    pb.OBJECT_TRIGGER: "trigger", pb.OBJECT_RULE: "rule", pb.OBJECT_POLICY: "policy",
    pb.OBJECT_PROCEDURE: "procedure", pb.OBJECT_AGGREGATE: "aggregate",
}  # fmt: skip


def drop(node: Node, context: Context) -> list[object]:
    """Return the steps of DROP.

    Raises:
        PgError: A kind of object that there is none of.
    """
    kind = DROPPED.get(node.remove_type)
    if kind is None:
        return _none_there(node)
    names = tuple(_dropped_name(item) for item in node.objects)
    arguments = tuple(map(_arguments, node.objects)) if kind == "function" else ()
    cascades = node.behavior == pb.DROP_CASCADE
    return [Drop(kind, names, bool(node.missing_ok), cascades, arguments)]


def _arguments(item: Node) -> tuple[str, ...] | None:
    """Return the types of a function's arguments."""
    written = item.object_with_args
    if written.args_unspecified:
        return None
    return tuple(".".join(tree.names(kind.type_name.names)) for kind in written.objargs)


def _none_there(node: Node) -> list[object]:
    """Answer for kinds of object that cannot be made here: they do not exist."""
    word = _LOOKED_FOR.get(node.remove_type)
    if word is None:
        shown = pb.ObjectType.Name(node.remove_type).removeprefix("OBJECT_").replace("_", " ")
        raise fragments.refusal(f"DROP {shown} is not supported", "There is none to drop.")
    found = [_described(word, item) for item in node.objects]
    if node.missing_ok:
        return [Tell(Notice(f"{what} does not exist, skipping")) for what in found]
    raise PgError(f"{found[0]} does not exist", sqlstate="42704")


def _described(word: str, item: Node) -> str:
    """Return what PostgreSQL calls an object in a message; some belong to a relation."""
    name = _dropped_name(item)
    if name.schema and word in ("trigger", "rule", "policy"):
        return f'{word} "{name.name}" for relation "{name.schema}"'
    return f'{word} "{name.name}"'


def _dropped_name(item: Node) -> Name:
    kind = item.WhichOneof("node")
    if kind == "string":
        return Name("", str(item.string.sval))
    if kind == "type_name":
        return fragments.name(item.type_name.names)
    if kind == "object_with_args":
        return fragments.name(item.object_with_args.objname)
    return fragments.name(item.list.items)


def truncate(node: Node, context: Context) -> list[object]:
    """Return the steps of TRUNCATE."""
    names = tuple(fragments.relation(item.range_var) for item in node.relations)
    cascades = node.behavior == pb.DROP_CASCADE
    return [Truncate(names, bool(node.restart_seqs), cascades)]


_METHODS = frozenset({"btree", "hash", "brin", "gin", "gist", "spgist", ""})


def index(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE INDEX.

    Raises:
        PgError: An access method PostgreSQL does not have, or a unique index that would hold more.
    """
    method = str(node.access_method)
    if method not in _METHODS:
        raise PgError(f'access method "{method}" does not exist', sqlstate="42704")
    if node.nulls_not_distinct:
        raise fragments.refusal(
            "UNIQUE NULLS NOT DISTINCT is not supported", "Declare the columns NOT NULL."
        )
    where = None
    if node.HasField("where_clause"):
        where = fragments.expression(node.where_clause, context)
    keys, labels = [], []
    for item in node.index_params:
        element = item.index_elem
        if element.name:
            keys.append(quoted(str(element.name)))
            labels.append(str(element.name))
        else:
            keys.append(f"({fragments.expression(element.expr, context)})")
            labels.append(_label(element.expr))
    if where is not None and node.unique:
        # A NULL is equal to none: rows outside the condition are in nobody's way.
        keys = [f"(CASE WHEN {where} THEN {key} END)" for key in keys]
    return [
        NewIndex(
            fragments.relation(node.relation),
            str(node.idxname),
            bool(node.unique),
            bool(node.if_not_exists),
            tuple(keys),
            tuple(labels),
            _written(context),
        )
    ]


def _written(context: Context) -> indexes.Index | None:
    """Return what the statement says of an index, from before the rules."""
    if context.written is None:
        return None
    node = context.written.index_stmt
    elements = [item.index_elem for item in node.index_params]
    keys = ["" if e.name else fragments.written(e.expr) for e in elements]
    where = node.where_clause if node.HasField("where_clause") else None
    return indexes.read(node, keys, fragments.written(where))


def _label(node: Node) -> str:
    """Return what an expression is called in an index's name."""
    if node.WhichOneof("node") == "func_call":
        return tree.names(node.func_call.funcname)[-1]
    return "expr"


def create_schema(node: Node, context: Context) -> list[object]:
    """Return the steps of CREATE SCHEMA.

    Raises:
        PgError: It has elements.
    """
    name = str(node.schemaname) or str(node.authrole.rolename)
    if name.startswith("pg_"):
        raise PgError(
            f'unacceptable schema name "{name}"',
            sqlstate="42939",
            detail='The prefix "pg_" is reserved for system schemas.',
        )
    if node.schema_elts:
        raise fragments.refusal(
            "CREATE SCHEMA with elements is not supported",
            "Make the schema first and its objects behind it.",
        )
    steps: list[object] = [Unless("schema", Name("", name))] if node.if_not_exists else []
    node.schemaname = name
    node.ClearField("authrole")
    return [*steps, Main()]
