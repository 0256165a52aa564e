"""Strings put together: ``||``, ``concat``, ``format``; and collations.

What is no text yet is written as PostgreSQL writes it: a float as 1, not 1.0. Which operand of
``||`` is a float only DuckDB's binder knows (``casts.type_switch``).
"""

from __future__ import annotations

from collections.abc import Iterable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import CATALOG_TEXTS, is_of_catalog
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler, binary
from duckgres.sql.rules.casts import is_padded, type_switch, unpadded

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
# Comparisons with more than one value, or of another kind.
_OF_SEVERAL = frozenset({
    pb.AEXPR_IN, pb.AEXPR_OP_ANY, pb.AEXPR_OP_ALL, pb.AEXPR_BETWEEN, pb.AEXPR_NOT_BETWEEN,
    pb.AEXPR_DISTINCT, pb.AEXPR_NOT_DISTINCT, pb.AEXPR_NULLIF,
})  # fmt: skip
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
# Functions of text: their result needs no other form.
_TEXT_FUNCTIONS = frozenset({
    "array_to_string", "btrim", "chr", "concat", "concat_ws", "format", "initcap", "left", "lower",
    "lpad", "ltrim", "md5", "overlay", "regexp_replace", "repeat", "replace", "reverse", "right",
    "rpad", "rtrim", "split_part", "string_agg", "substr", "substring", "to_char", "to_hex",
    "translate", "trim", "upper", "as_text",
}) | CATALOG_TEXTS  # fmt: skip
# Collations that compare bytes, as DuckDB does when none is named.
_BINARY = frozenset({"C", "POSIX", "default", "ucs_basic", "C.UTF-8", "C.utf8", "unicode"})
_OWN = frozenset({"nocase", "noaccent", "nfc", "binary"})  # DuckDB's


def _compare_several(expression: Node, context: Context) -> Node | None:
    if context.has_padded and is_padded(expression.lexpr):
        tree.put(expression.lexpr, _without_blanks(expression.lexpr))
        for item in _items(expression.rexpr):
            tree.put(item, _without_blanks(item))
    return None


def _join(expression: Node, context: Context) -> Node | None:
    for side in (expression.lexpr, expression.rexpr):
        tree.put(side, joinable(side))
    return None


def _compare(expression: Node, context: Context) -> Node | None:
    if context.has_padded and (is_padded(expression.lexpr) or is_padded(expression.rexpr)):
        for side in (expression.lexpr, expression.rexpr):
            tree.put(side, _without_blanks(side))
    return None


def _items(node: Node) -> Iterable[Node]:
    """Return the parts of a list or an array, or the one value there is."""
    kind = node.WhichOneof("node")
    if kind == "list":
        return list(node.list.items)
    return list(node.a_array_expr.elements) if kind == "a_array_expr" else [node]


def joinable(node: Node) -> Node:
    """Return an operand of ``||`` as PostgreSQL would write it."""
    if is_padded(node):
        return unpadded(node)
    kind = node.WhichOneof("node")
    if kind == "a_expr":
        computed = tree.name_of(node.a_expr.name) in _ARITHMETIC
    elif kind == "func_call":
        computed = tree.names(node.func_call.funcname)[-1] not in _TEXT_FUNCTIONS
    else:
        computed = kind in ("column_ref", "case_expr", "coalesce_expr", "min_max_expr") or (
            kind == "type_cast" and not _is_text(node.type_cast)
        )
    return type_switch("joinable", node) if computed else node


def _is_text(cast: Node) -> bool:
    return not cast.type_name.array_bounds and tree.names(cast.type_name.names)[-1] in (
        "text", "varchar", "bpchar", "date", "timestamp", "timestamptz", "int4", "int8", "blob",
    )  # fmt: skip


def _without_blanks(node: Node) -> Node:
    """Return a side of a comparison with a char(n), where blanks at the end do not count."""
    if is_padded(node):
        return unpadded(node)
    text = tree.string_value(node)
    return node if text is None else tree.string(text.rstrip(" "))


def _concat(call: Node, context: Context) -> Node | None:
    if call.func_variadic and len(call.args) == 1:
        return _joined(call.args[0], tree.string(""), context)
    for argument in call.args:
        if tree.string_value(argument) is None and not call.func_variadic:
            tree.put(argument, _output(argument))
    return None


def _concat_ws(call: Node, context: Context) -> Node | None:
    if call.func_variadic and len(call.args) == 2:
        return _joined(call.args[1], call.args[0], context)
    for argument in call.args[1:]:
        if tree.string_value(argument) is None and not call.func_variadic:
            tree.put(argument, _output(argument))
    return None


def _joined(elements: Node, separator: Node, context: Context) -> Node:
    """Return the elements of an array joined, those that are NULL left out."""
    made = tree.call("array_to_string", elements, separator)
    context.again(made)
    return made


def _output(node: Node) -> Node:
    return node if is_of_catalog(node) else tree.call((CATALOG, "output_of"), node)


def _format(call: Node, context: Context) -> Node | None:
    if not call.args or (call.args[0].WhichOneof("node") == "named_arg_expr"):
        return None
    template, *values = call.args
    if call.func_variadic:
        made = tree.cast(values[-1], "text", array=True)
    else:
        outputs = tree.call("list_value", *map(_output, values))
        made = tree.cast(outputs, "text", array=True)
    return tree.call("_pg_format", template, made, location=call.location)


# What takes any value: a char(n) stays one there.
_KEEPING = frozenset(
    {
        "bpchar",
        "output_of",
        "octet_length",
        "like_escape",
        "regexp_matches",
        "coalesce",
        "count",
        "max",
        "min",
        "nullif",
    }
)


def _call(node: Node, context: Context) -> Node | None:
    """A char(n) is a text to a function."""
    call = node.func_call
    if context.has_padded and tree.names(call.funcname)[-1] not in _KEEPING:
        for argument in call.args:
            if is_padded(argument):
                tree.put(argument, unpadded(argument))
    return None


def _collate(node: Node, context: Context) -> Node | None:
    clause = node.collate_clause
    name = tree.names(clause.collname)[-1]
    if name in _BINARY:
        return tree.copy(clause.arg)
    if name.lower() in _OWN:
        return None
    raise context.error(
        f'collation "{name}" for encoding "UTF8" does not exist', "42704", clause.location
    )


OPERATORS: dict[str | int, Handler] = {
    "||": binary(_join),
    **dict.fromkeys(_COMPARISONS, binary(_compare)),
    **dict.fromkeys(_OF_SEVERAL, _compare_several),
}
CALLS: dict[str, Handler] = {"concat": _concat, "concat_ws": _concat_ws, "format": _format}
NODES = {"func_call": _call, "collate_clause": _collate}
