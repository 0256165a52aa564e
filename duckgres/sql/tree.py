"""Making nodes of PostgreSQL's parse tree: what the rules put in place of what they found.

Every function returns a new ``Node``; arguments are copied into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from postgast import pg_query_pb2 as pb

from duckgres.sql.parse import Node

NOWHERE = -1  # the location of what the client did not write
EXPLICIT_CALL = pb.COERCE_EXPLICIT_CALL  # written as name(argument, …), without words between

# Types that the grammar knows by words of its own; libpg_query quotes them without pg_catalog.
_BUILT_IN = frozenset({
    "bit", "bool", "bpchar", "float4", "float8", "int2", "int4", "int8", "interval", "numeric",
    "time", "timestamp", "timestamptz", "timetz", "varbit", "varchar",
})  # fmt: skip


def put(place: Node, node: Node) -> None:
    """Let a copy of a message stand in a place, as ``CopyFrom`` does in three times the time."""
    if place is not node:
        place.Clear()
        place.MergeFrom(node)


def names(parts: Iterable[Node]) -> list[str]:
    """Return the strings of a qualified name."""
    return [part.string.sval for part in parts]


def name_of(parts: Sequence[Node]) -> str:
    """Return the name of a function or type of PostgreSQL's own.

    Returns:
        The last part of an unqualified or pg_catalog name; nothing for any other.
    """
    count = len(parts)
    if count == 1:
        return str(parts[0].string.sval)
    if count == 2 and parts[0].string.sval == "pg_catalog":
        return str(parts[1].string.sval)
    return ""


def is_built_in(type_name: str) -> bool:
    """Whether libpg_query writes the type without its pg_catalog, which must stay there."""
    return type_name in _BUILT_IN


def name_part(text: str) -> Node:
    """Return one part of a qualified name."""
    node = pb.Node()
    node.string.sval = text
    return node


def add_parts(name: Node, parts: Iterable[str]) -> None:
    """Add parts to a qualified name, in place: a Node made first would be copied into it."""
    for part in parts:
        name.add().string.sval = part


def string(text: str) -> Node:
    """Return a string constant."""
    node = pb.Node()
    made = node.a_const
    made.sval.sval = text
    made.location = NOWHERE
    return node


def integer(value: int) -> Node:
    """Return an integer constant."""
    node = pb.Node()
    node.a_const.ival.ival = value
    node.a_const.ival.SetInParent()  # 0 is a value, too
    node.a_const.location = NOWHERE
    return node


def number(digits: str) -> Node:
    """Return a number that is written so."""
    node = pb.Node()
    node.a_const.fval.fval = digits
    node.a_const.location = NOWHERE
    return node


def boolean(value: bool) -> Node:
    """Return TRUE or FALSE."""
    node = pb.Node()
    node.a_const.boolval.boolval = value
    node.a_const.boolval.SetInParent()
    node.a_const.location = NOWHERE
    return node


def null() -> Node:
    """Return NULL."""
    node = pb.Node()
    node.a_const.isnull = True
    node.a_const.location = NOWHERE
    return node


def call(name: str | Iterable[str], *arguments: Node, location: int = NOWHERE) -> Node:
    """Return a function call.

    Args:
        name: One name, or the parts of a qualified one.
        arguments: Copied.
        location: Where the client wrote it.
    """
    node = pb.Node()
    made = node.func_call
    add_parts(made.funcname, (name,) if isinstance(name, str) else name)
    if arguments:
        made.args.extend(arguments)
    made.funcformat = EXPLICIT_CALL
    made.location = location
    return node


def cast(argument: Node, type_name: str, *modifiers: int, array: bool = False) -> Node:
    """Return ``CAST(argument AS type_name(modifiers))``."""
    node = pb.Node()
    made = node.type_cast
    made.arg.MergeFrom(argument)
    made.location = NOWHERE
    kind = made.type_name
    add_parts(kind.names, ("pg_catalog", type_name) if type_name in _BUILT_IN else (type_name,))
    kind.typemod = -1
    kind.location = NOWHERE
    if modifiers:
        kind.typmods.extend(map(integer, modifiers))
    if array:
        kind.array_bounds.add().integer.ival = -1
    return node


def array(items: Iterable[Node]) -> Node:
    """Return ``ARRAY[item, …]``."""
    node = pb.Node()
    node.a_array_expr.elements.extend(items)
    node.a_array_expr.location = NOWHERE
    return node


def coalesce(*items: Node) -> Node:
    """Return ``COALESCE(item, …)``."""
    node = pb.Node()
    node.coalesce_expr.args.extend(items)
    node.coalesce_expr.location = NOWHERE
    return node


def named(name: str, argument: Node) -> Node:
    """Return ``name => argument``."""
    node = pb.Node()
    node.named_arg_expr.name = name
    put(node.named_arg_expr.arg, argument)
    node.named_arg_expr.argnumber = NOWHERE
    node.named_arg_expr.location = NOWHERE
    return node


def row(*items: Node) -> Node:
    """Return ``ROW(item, …)``."""
    node = pb.Node()
    node.row_expr.args.extend(items)
    node.row_expr.row_format = EXPLICIT_CALL
    node.row_expr.location = NOWHERE
    return node


def sorted_list(values: Node) -> Node:
    """Return a list in PostgreSQL's ascending order, NULL last."""
    return call("list_sort", values, string("ASC"), string("NULLS LAST"))


def operation(left: Node | None, operator: str, right: Node, location: int = NOWHERE) -> Node:
    """Return ``left operator right``, or ``operator right``."""
    node = pb.Node()
    expression = node.a_expr
    expression.kind = pb.AEXPR_OP
    expression.name.add().string.sval = operator
    if left is not None:
        expression.lexpr.MergeFrom(left)
    expression.rexpr.MergeFrom(right)
    expression.location = location
    return node


def negation(argument: Node) -> Node:
    """Return ``NOT argument``."""
    return _boolean_expression(pb.NOT_EXPR, (argument,))


def conjunction(*arguments: Node) -> Node:
    """Return ``a AND b AND …``."""
    return _boolean_expression(pb.AND_EXPR, arguments)


def disjunction(*arguments: Node) -> Node:
    """Return ``a OR b OR …``."""
    return _boolean_expression(pb.OR_EXPR, arguments)


def column(*names: str) -> Node:
    """Return the column of this name, which may be qualified."""
    node = pb.Node()
    made = node.column_ref
    add_parts(made.fields, names)
    made.location = NOWHERE
    return node


def parameter(number: int) -> Node:
    """Return ``$number``."""
    node = pb.Node()
    node.param_ref.number = number
    node.param_ref.location = NOWHERE
    return node


def case(condition: Node, value: Node) -> Node:
    """Return ``CASE WHEN condition THEN value END``."""
    node = pb.Node()
    when = node.case_expr.args.add().case_when
    put(when.expr, condition)
    put(when.result, value)
    when.location = node.case_expr.location = NOWHERE
    return node


def string_value(node: Node) -> str | None:
    """Return the text of a string constant, ``None`` for any other node."""
    if node.WhichOneof("node") == "a_const" and node.a_const.WhichOneof("val") == "sval":
        return str(node.a_const.sval.sval)
    return None


def is_null(node: Node) -> bool:
    """Whether the node is the constant NULL."""
    return node.WhichOneof("node") == "a_const" and bool(node.a_const.isnull)


def copy(node: Node) -> Node:
    """Return a copy."""
    made = pb.Node()
    made.MergeFrom(node)
    return made


def _boolean_expression(operator: int, arguments: Iterable[Node]) -> Node:
    node = pb.Node()
    node.bool_expr.boolop = operator
    node.bool_expr.args.extend(arguments)
    node.bool_expr.location = NOWHERE
    return node
