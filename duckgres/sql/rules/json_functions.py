"""Functions and aggregates of json and jsonb whose calls DuckDB cannot take as they are.

Any number of arguments of any type go to a function of our own with the names of their types; an
aggregate becomes array_agg, which takes DISTINCT, ORDER BY, FILTER and OVER, with the document
made of its list. Source: PostgreSQL manual, 9.16 and 9.21.
"""

from __future__ import annotations

from collections.abc import Callable

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.constants import (
    constant_array,
    json_constant,
    jsonb_constant,
    path_constant,
    texts_argument,
)

Build = Callable[[Node, Context], Node | None]


def _typeof(node: Node) -> Node:
    return tree.call("typeof", node)


def _build(function: str, *, pairs: bool) -> Build:
    """``json_build_object`` and its kin."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if call.func_variadic:
            raise context.refusal(
                f"{_name(call)} with VARIADIC is not supported",
                "Write the arguments one by one.",
                call.location,
            )
        if pairs and len(call.args) % 2:
            raise context.error(
                "argument list must have even number of elements",
                "22023",
                hint=f"The arguments of {_name(call)}() must consist of alternating keys and"
                " values.",
            )
        types = tree.cast(tree.array(map(_typeof, call.args)), "text", array=True)
        return tree.call(function, types, *call.args, location=call.location)

    return rewrite


def _aggregate(function: str) -> Build:
    """``json_agg`` and ``jsonb_agg``."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if len(call.args) != 1:
            return None
        return _document_of(function, _collected(call, _whole_row(call.args[0])), call)

    return rewrite


def _object_aggregate(function: str) -> Build:
    """``json_object_agg`` and ``jsonb_object_agg``."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if len(call.args) != 2:
            return None
        return _document_of(function, _collected(call, tree.row(*call.args)), call)

    return rewrite


def _collected(call: Node, argument: Node) -> Node:
    """Return array_agg of an argument, with all else the aggregate's call says."""
    made = tree.call("array_agg", argument, location=call.location)
    made.func_call.agg_distinct = call.agg_distinct
    made.func_call.agg_order.extend(call.agg_order)
    if call.HasField("agg_filter"):
        tree.put(made.func_call.agg_filter, call.agg_filter)
    if call.HasField("over"):
        tree.put(made.func_call.over, call.over)
    if call.agg_distinct and not call.agg_order:
        return tree.sorted_list(made)
    return made


def _document_of(function: str, values: Node, call: Node) -> Node:
    return tree.call(function, values, _typeof(values), location=call.location)


def _whole_row(node: Node) -> Node:
    """Return ``t`` for ``t.*``."""
    if node.WhichOneof("node") == "column_ref":
        fields = node.column_ref.fields
        if len(fields) > 1 and fields[-1].WhichOneof("node") == "a_star":
            node = tree.copy(node)
            del node.column_ref.fields[-1]
    return node


def _row(function: str) -> Build:
    """``row_to_json``, ``array_to_json`` and ``to_json(b)``: one value, perhaps made pretty."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if len(call.args) == 2 and not _is_false(call.args[1]):
            raise context.refusal(
                f"{_name(call)} with line feeds is not supported",
                "Leave out the second argument, or use jsonb_pretty.",
                call.location,
            )
        if call.args:
            argument = _whole_row(call.args[0])
            return tree.call(("_pg", function), argument, location=call.location)
        return None

    return rewrite


def _is_false(node: Node) -> bool:
    return node.WhichOneof("node") == "a_const" and not node.a_const.boolval.boolval


def _extract(function: str) -> Build:
    """``json_extract_path`` and its kin: ``#>`` with the path in pieces."""

    def rewrite(call: Node, context: Context) -> Node | None:
        document, *steps = call.args
        path = tree.cast(tree.array(steps), "text", array=True)
        if call.func_variadic and len(steps) == 1:
            path = texts_argument(steps[0])
        return tree.call(function, document, path, tree.string(""), location=call.location)

    return rewrite


def _object(call: Node, context: Context) -> Node | None:
    """``json_object``: constants among its arguments are arrays of texts."""
    for argument in call.args:
        text = tree.string_value(argument)
        if text is not None:
            tree.put(argument, constant_array(text, argument, context))
        tree.put(argument, _flat_pairs(argument))
    return None


def _flat_pairs(node: Node) -> Node:
    """Return the argument as an array of texts; one of rows of two becomes a plain one."""
    if node.WhichOneof("node") == "a_array_expr":
        rows = list(node.a_array_expr.elements)
        if rows and all(row.WhichOneof("node") == "a_array_expr" for row in rows):
            node = tree.array([item for row in rows for item in row.a_array_expr.elements])
    return tree.cast(node, "text", array=True)


def _change(call: Node, context: Context) -> Node | None:
    """``jsonb_set`` and its kin: untyped constants get their types."""
    for place, argument in enumerate(call.args[:3]):
        typed = texts_argument(argument) if place == 1 else jsonb_constant(argument, context)
        if typed is not None:
            tree.put(argument, typed)
    return None


def _path(call: Node, context: Context) -> Node | None:
    """The jsonb_path functions: a document, a path, and the path's variables."""
    for place, argument in enumerate(call.args[:3]):
        read = path_constant if place == 1 else jsonb_constant
        typed = read(argument, context)
        if typed is not None:
            tree.put(argument, typed)
    return None


def _first(constant: Callable[[Node, Context], Node | None]) -> Build:
    """The document is the first argument: an untyped constant is checked."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if call.args and (typed := constant(call.args[0], context)) is not None:
            tree.put(call.args[0], typed)
        return None

    return rewrite


def _name(call: Node) -> str:
    return tree.names(call.funcname)[-1]


_FIRST_JSON = (
    "json_typeof", "json_array_length", "json_strip_nulls", "json_each", "json_each_text",
    "json_object_keys", "json_array_elements", "json_array_elements_text", "json_to_record",
    "json_to_recordset",
)  # fmt: skip
_FIRST_JSONB = (
    *(name.replace("json", "jsonb", 1) for name in _FIRST_JSON),
    "jsonb_pretty",
)
_PATHS = (
    "jsonb_path_query", "jsonb_path_query_array", "jsonb_path_query_first", "jsonb_path_exists",
    "jsonb_path_match",
)  # fmt: skip

CALLS: dict[str, Build] = {
    "json_build_object": _build("_pg_json_build_object", pairs=True),
    "jsonb_build_object": _build("_pg_jsonb_build_object", pairs=True),
    "json_build_array": _build("_pg_json_build_array", pairs=False),
    "jsonb_build_array": _build("_pg_jsonb_build_array", pairs=False),
    "json_agg": _aggregate("_pg_json_agg"),
    "jsonb_agg": _aggregate("_pg_jsonb_agg"),
    "json_object_agg": _object_aggregate("_pg_json_object_agg"),
    "jsonb_object_agg": _object_aggregate("_pg_jsonb_object_agg"),
    "row_to_json": _row("to_json"),
    "array_to_json": _row("to_json"),
    "to_json": _row("to_json"),
    "to_jsonb": _row("to_jsonb"),
    "json_extract_path": _extract("_pg_json_get"),
    "jsonb_extract_path": _extract("_pg_json_get"),
    "json_extract_path_text": _extract("_pg_json_get_text"),
    "jsonb_extract_path_text": _extract("_pg_json_get_text"),
    "json_object": _object,
    "jsonb_object": _object,
    "jsonb_set": _change,
    "jsonb_set_lax": _change,
    "jsonb_insert": _change,
    **dict.fromkeys(_PATHS, _path),
    **dict.fromkeys(_FIRST_JSON, _first(json_constant)),
    **dict.fromkeys(_FIRST_JSONB, _first(jsonb_constant)),
}
