"""What kind of value an expression has, as far as its tree alone tells.

Operators that PostgreSQL has for several kinds (``||``, ``@>``, ``-``, ``=``) are DuckDB's for
some of them only. A column's type is known to DuckDB alone, when it binds: there the answer is
that nothing is known, and a macro decides. Works on trees before and after the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, walk


class Kind(Enum):
    """A kind of value."""

    JSON = auto()
    JSONB = auto()
    ARRAY = auto()
    TEXT = auto()


JSONS = frozenset({Kind.JSON, Kind.JSONB})

_TEXT_TYPES = frozenset({"text", "varchar", "bpchar", "name"})


def _words(kind: Kind, text: str) -> dict[str, Kind]:
    return dict.fromkeys(text.split(), kind)


# The rules' own functions are here, too: an operator has become a call when its parent is seen.
FUNCTIONS = {
    **_words(
        Kind.JSON,
        """
        array_to_json json_agg json_array_elements json_build_array json_build_object
        json_extract_path json_object json_object_agg json_strip_nulls row_to_json to_json
        _pg_json _pg_json_agg _pg_json_build_array _pg_json_build_object _pg_json_object
        _pg_json_object_agg _pg_json_of _pg_json_strip_nulls json_get _pg_json_step _pg_json_get
        """,
    ),
    **_words(
        Kind.JSONB,
        """
        jsonb_agg jsonb_array_elements jsonb_build_array jsonb_build_object jsonb_extract_path
        jsonb_insert jsonb_object jsonb_object_agg jsonb_path_query jsonb_path_query_array
        jsonb_path_query_first jsonb_set jsonb_set_lax jsonb_strip_nulls to_jsonb
        _pg_jsonb _pg_jsonb_agg _pg_jsonb_build_array _pg_jsonb_build_object _pg_jsonb_concat
        _pg_jsonb_delete _pg_jsonb_delete_path _pg_jsonb_insert _pg_jsonb_object
        _pg_jsonb_object_agg _pg_jsonb_of _pg_jsonb_set _pg_jsonb_set_lax
        """,
    ),
    **_words(
        Kind.ARRAY,
        """
        array_agg array_append array_cat array_fill array_prepend array_remove array_replace
        array_positions regexp_match regexp_split_to_array string_to_array trim_array list_value
        _pg_array _pg_array_shape
        """,
    ),
    **_words(
        Kind.TEXT,
        """
        array_to_string concat concat_ws format initcap json_extract_path_text
        jsonb_extract_path_text jsonb_pretty left lower lpad ltrim btrim md5 quote_ident
        quote_literal repeat replace reverse right rpad rtrim split_part string_agg substr
        substring to_char translate trim upper json_get_text _pg_json_step_text
        _pg_json_get_text _pg_text as_text to_hex
        regclass_out regtype_out regproc_out regprocedure_out regnamespace_out regrole_out
        format_type obj_description col_description pg_get_expr pg_get_constraintdef
        pg_get_indexdef pg_get_viewdef
        """,
    ),
}

CATALOG_TEXTS = frozenset({
    "col_description", "format_type", "obj_description", "pg_get_constraintdef", "pg_get_expr",
    "pg_get_function_arguments", "pg_get_function_identity_arguments", "pg_get_function_result",
    "pg_get_functiondef", "pg_get_indexdef", "pg_get_ruledef",
    "pg_get_serial_sequence", "pg_get_triggerdef", "pg_get_userbyid", "pg_get_viewdef",
    "regclass_out", "regconfig_out", "regdictionary_out",
    "regnamespace_out", "regoper_out", "regoperator_out", "regproc_out", "regprocedure_out",
    "regrole_out", "regtype_out", "shobj_description",
})  # fmt: skip
"""Functions that read a text from the catalog; in a lambda, which ``as_text`` has, they fail."""

_OPERATORS = {
    "->>": Kind.TEXT,
    "#>>": Kind.TEXT,
    "#-": Kind.JSONB,
}
_SAME = frozenset({"->", "#>", "-"})  # the kind of the operand on the left, where it is JSON


def kind_of(node: Node) -> Kind | None:
    """Return the kind of an expression's value, ``None`` when its tree does not tell."""
    name = node.WhichOneof("node")
    rule = _RULES.get(name)
    return rule(getattr(node, name)) if rule else None


def is_of_catalog(node: Node) -> bool:
    """Whether the node is a text from the catalog."""
    if node.WhichOneof("node") != "func_call":
        return False
    return tree.names(node.func_call.funcname)[-1] in CATALOG_TEXTS


def is_json(node: Node) -> bool:
    """Whether the value is a json or a jsonb."""
    return kind_of(node) in JSONS


def of_type(type_name: Node) -> Kind | None:
    """Return the kind of a type."""
    if type_name.array_bounds:
        return Kind.ARRAY
    name = tree.name_of(type_name.names)
    if name in _TEXT_TYPES:
        return Kind.TEXT
    return {"json": Kind.JSON, "jsonb": Kind.JSONB}.get(name)


def _call(call: Node) -> Kind | None:
    # The name alone: what is qualified by a schema of the user's is no rule's business.
    found = tree.names(call.funcname)
    if len(found) > 1 and found[0] not in ("pg_catalog", "_pg"):
        return None
    name = found[-1]
    if name in _OF_ARGUMENT and call.args:
        return kind_of(call.args[0])
    return FUNCTIONS.get(name)


_OF_ARGUMENT = frozenset({"max", "min", "first_value", "last_value", "nth_value", "lag", "lead"})


def _operator(expression: Node) -> Kind | None:
    if expression.kind == pb.AEXPR_NULLIF:
        return kind_of(expression.lexpr)
    if expression.kind != pb.AEXPR_OP or not expression.HasField("lexpr"):
        return None
    operator = expression.name[-1].string.sval
    if operator in _SAME:
        left = kind_of(expression.lexpr)
        return left if left in JSONS else None
    if operator == "||":
        return _concatenation(expression)
    return _OPERATORS.get(operator)


def _concatenation(expression: Node) -> Kind | None:
    kinds = {kind_of(expression.lexpr), kind_of(expression.rexpr)}
    for kind in (Kind.ARRAY, Kind.JSONB):
        if kind in kinds:
            return kind
    if kinds == {Kind.TEXT}:
        return Kind.TEXT
    constants = [tree.string_value(side) for side in (expression.lexpr, expression.rexpr)]
    if any(text is not None and is_plain(text) for text in constants):
        return Kind.TEXT
    return None


def is_plain(text: str) -> bool:
    """Whether an untyped constant is no array and no JSON: beside it, ``||`` joins texts."""
    return text.lstrip()[:1] not in ("{", "[", '"') or not text.strip()


def is_open(text: str) -> bool:
    """Whether an untyped constant may be an array, a document or a bytea, as a column decides."""
    return not is_plain(text) or text.startswith("\\x")


AGGREGATES = frozenset({
    "any_value", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "corr",
    "count", "covar_pop", "covar_samp", "every", "first", "json_agg", "json_object_agg",
    "jsonb_agg", "jsonb_object_agg", "last", "list", "max", "median", "min", "mode",
    "percentile_cont", "percentile_disc", "quantile", "regr_avgx", "regr_avgy", "regr_count",
    "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev",
    "stddev_pop", "stddev_samp", "string_agg", "sum", "var_pop", "var_samp", "variance",
    "average_any", "sum_any",
})  # fmt: skip


def tells_types(context: Context, *nodes: Node) -> bool:
    """Whether DuckDB knows the types of arguments when it chooses a macro by them.

    It knows none of an aggregate, none of an outer query's column, and none of a column where a
    macro is stored with its table.
    """
    return not any(_hides_type(found, context) for node in nodes for found in walk(node))


def _hides_type(node: Node, context: Context) -> bool:
    kind = node.WhichOneof("node")
    if kind == "column_ref":
        return not context.knows_types
    if kind != "func_call":
        return False
    call = node.func_call
    if call.HasField("over") or call.agg_star:
        return True
    return tree.names(call.funcname)[-1] in AGGREGATES


def _first(parts: list[Node]) -> Kind | None:
    return next((found for part in parts if (found := kind_of(part))), None)


def _case(case: Node) -> Kind | None:
    results = [branch.case_when.result for branch in case.args]
    return _first([*results, case.defresult])


def _sublink(link: Node) -> Kind | None:
    if link.sub_link_type == pb.ARRAY_SUBLINK:
        return Kind.ARRAY
    if link.sub_link_type != pb.EXPR_SUBLINK:
        return None
    targets = link.subselect.select_stmt.target_list
    return kind_of(targets[0].res_target.val) if targets else None


_RULES: dict[str | None, Callable[[Node], Kind | None]] = {
    "func_call": _call,
    "a_expr": _operator,
    "type_cast": lambda cast: of_type(cast.type_name),
    "a_array_expr": lambda array: Kind.ARRAY,
    "sub_link": _sublink,
    "case_expr": _case,
    "coalesce_expr": lambda coalesce: _first(list(coalesce.args)),
    "min_max_expr": lambda expression: _first(list(expression.args)),
    "collate_clause": lambda clause: Kind.TEXT,
    "param_ref": lambda reference: None,
}
