"""Functions that meet values of the catalog's types: where they go, and what they return.

Those that read the catalog (``catalog.relations``) are in the schema of the session's variant.
What they return is from pg_proc of PostgreSQL 15.18; only types that DuckDB has not are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from duckgres.catalog import relations
from duckgres.catalog.registry import CATALOG
from duckgres.pgtypes import oids
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import server_calls
from duckgres.sql.system.conversions import REG, TEXTS, VECTORS, Conversions
from duckgres.sql.system.scopes import UNKNOWN, UNTYPED, known

OF_SEQUENCES = frozenset({"currval", "nextval", "setval"})
"""Their first argument is a name, with a cast to regclass or without (``rules.sequences``)."""

TYPE_OF = "pg_typeof"

RECORDS: dict[str, tuple[tuple[str, int], ...]] = {
    "aclexplode": (
        ("grantor", oids.OID),
        ("grantee", oids.OID),
        ("privilege_type", oids.TEXT),
        ("is_grantable", oids.BOOL),
    ),
    "_pg_expandarray": (("x", UNKNOWN), ("n", oids.INT4)),
    "pg_options_to_table": (("option_name", oids.TEXT), ("option_value", oids.TEXT)),
    "pg_get_keywords": (
        ("word", oids.TEXT),
        ("catcode", oids.CHAR),
        ("barelabel", oids.BOOL),
        ("catdesc", oids.TEXT),
        ("baredesc", oids.TEXT),
    ),
}
"""Functions whose rows have several columns: their names and types."""

_RESULTS: dict[str, int] = {
    **{
        name: oids.NAME
        for name in (
            "current_database", "current_schema", "getdatabaseencoding", "pg_client_encoding",
            "pg_encoding_to_char", "pg_get_userbyid",
        )
    },
    "current_schemas": oids.ARRAY_OF[oids.NAME],
    "acldefault": 1034,
    "get_current_ts_config": oids.OID_OF["regconfig"],
    "pg_char_to_encoding": oids.INT4,
    "pg_my_temp_schema": oids.OID,
    "pg_partition_ancestors": oids.REGCLASS,
    "pg_partition_root": oids.REGCLASS,
    "pg_relation_filenode": oids.OID,
    TYPE_OF: oids.OID_OF["regtype"],
    **{
        f"to_{name}": oids.OID_OF[name]
        for name in (
            "regclass", "regnamespace", "regoper", "regoperator", "regproc", "regprocedure",
            "regrole", "regtype",
        )
    },
    **dict.fromkeys(("count", "pg_relation_size", "row_number"), oids.INT8),
    **{
        name: oids.TEXT
        for name in (
            "array_to_string", "col_description", "concat", "concat_ws", "format", "format_type",
            "lower", "obj_description", "pg_get_constraintdef", "pg_get_expr",
            "pg_get_function_arguments", "pg_get_function_identity_arguments",
            "pg_get_function_result", "pg_get_functiondef", "pg_get_indexdef", "pg_get_ruledef",
            "pg_get_triggerdef", "pg_get_viewdef", "quote_ident", "replace", "shobj_description",
            "split_part", "string_agg", "substr", "substring", "to_char", "upper",
        )
    },
    **dict.fromkeys(("array_length", "array_lower", "array_upper", "cardinality"), oids.INT4),
}  # fmt: skip
_OF_ARGUMENT = frozenset(
    {
        "any_value",
        "first_value",
        "lag",
        "last_value",
        "lead",
        "nth_value",
    }
)
_EXTREMES = frozenset({"max", "min"})
# They take any type, and write it as text.
_WRITING = frozenset({
    "concat", "concat_ws", "format", "json_agg", "json_build_array", "json_build_object",
    "jsonb_agg", "jsonb_build_array", "jsonb_build_object", "quote_literal", "quote_nullable",
    "to_json", "to_jsonb", "upper", "lower", "string_agg",
})  # fmt: skip
_OF_RELATION = frozenset({
    "pg_indexes_size", "pg_relation_filenode", "pg_relation_filepath", "pg_relation_size",
    "pg_table_size", "pg_total_relation_size",
})  # fmt: skip
_FIRST = "information_schema"


def call(function: Node, types: Sequence[int], convert: Conversions) -> tuple[Node | None, int]:
    """Write a call for DuckDB as far as the catalog's types are concerned.

    Args:
        function: Changed in place.
        types: Those of its arguments, which have been written already.
        convert: The statement's.

    Returns:
        What stands in its place, ``None`` for itself, and the type of the value.
    """
    names = tree.names(function.funcname)
    name = tree.name_of(function.funcname)
    if len(names) > 1 and names[-2] == _FIRST:
        name = names[-1]
    if name == "_pg_expandarray" and len(types) == 1:
        return tree.call("unnest", convert.call("expanded", function.args[0])), UNKNOWN
    special = _SPECIAL.get(name)
    if special is not None and types and types[0] in VECTORS:
        return special(function), oids.INT4
    result = _result(name, types)
    asks = name in relations.function_names() and not _is_told(function)
    if asks and name in _OF_RELATION and types and types[0] == UNTYPED:
        tree.put(function.args[0], convert.number(function.args[0], UNTYPED, oids.REGCLASS))
    elif name in _WRITING or (name in server_calls.SIGNATURES and not asks):
        for argument, given in zip(function.args, types, strict=False):
            if given in REG:
                tree.put(argument, convert.shown(argument, given))
    if asks:
        del function.funcname[:]
        tree.add_parts(function.funcname, (CATALOG, convert.schema("main", "main"), name))
        function.funcformat = tree.EXPLICIT_CALL
    return None, result


def _is_told(function: Node) -> bool:
    """Whether the server tells the value: of one relation it knows more than of all."""
    name = tree.name_of(function.funcname)
    return name in server_calls.SIGNATURES and not server_calls.depends_on_rows(function)


def _result(name: str, types: Sequence[int]) -> int:
    first = types[0] if types else UNKNOWN
    if name in _OF_ARGUMENT:
        return first
    if name in _EXTREMES:
        return oids.TEXT if first in TEXTS else first
    if name == "array_agg":
        return oids.ARRAY_OF.get(first, UNKNOWN)
    if name == "unnest":
        return VECTORS.get(first) or oids.ELEMENT_OF.get(first, UNKNOWN)
    if name in ("array_append", "array_cat", "array_prepend", "array_remove"):
        return next((oid for oid in types if known(oid) and oid in oids.ELEMENT_OF), UNKNOWN)
    return _RESULTS.get(name, UNKNOWN)


def _subscripts(function: Node) -> Node:
    """``generate_subscripts(indkey, 1)``: from 0."""
    return tree.call(
        "generate_series", tree.integer(0), _last(function), location=function.location
    )


def _last(function: Node) -> Node:
    length = tree.call("array_length", function.args[0], tree.integer(1))
    return tree.cast(tree.operation(length, "-", tree.integer(1)), "int4")


def _lower(function: Node) -> Node:
    return tree.integer(0)


def _position(function: Node) -> Node:
    """``array_position(indkey, attnum)``: from 0."""
    made = tree.call("array_position", *function.args)
    return tree.operation(made, "-", tree.integer(1))


_SPECIAL: dict[str, Callable[[Node], Node]] = {
    "array_lower": _lower,
    "array_position": _position,
    "array_upper": _last,
    "generate_subscripts": _subscripts,
}
