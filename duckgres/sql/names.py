"""The names PostgreSQL gives result columns, and the types the tree alone knows.

DuckDB names an expression by its text (``count_star()``); PostgreSQL by a rule on the raw tree,
the same one here. Source: ``FigureColnameInternal`` of ``parser/parse_target.c``, PostgreSQL 15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node

UNNAMED = "?column?"
INT4 = 23
INT8 = 20
TEXT = 25
FLOAT8 = 701
BIT = 1560
NAME = 19
_OIDS = {
    **dict.fromkeys(
        ("current_database", "current_schema", "getdatabaseencoding", "pg_client_encoding"), NAME
    ),
    "current_schemas": 1003,  # name[]
    **dict.fromkeys(
        (
            "pg_advisory_lock", "pg_advisory_lock_shared", "pg_advisory_unlock_all",
            "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared", "pg_notify", "pg_sleep",
            "pg_sleep_for", "pg_sleep_until", "setseed",
        ),
        2278,
    ),
    "date_part": FLOAT8,
    "pg_current_xact_id": 5069,
    "pg_typeof": 2206,
}  # fmt: skip
"""The functions whose types DuckDB has not, void and name among them."""
_CAST_OIDS = {"varchar": 1043, "bpchar": 1042, "name": 19, "char": 18, "bit": BIT}

# How sure the rule is of a name: a type's name gives way to one found further in.
_NONE, _WEAK, _SURE = 0, 1, 2
_Figured = tuple[str, int]
_NOTHING: _Figured = ("", _NONE)


class Columns(NamedTuple):
    """What the tree tells of a statement's result columns, one entry a target.

    Attributes:
        names: ``None`` for a star; ``None`` for a statement whose columns the tree does not show.
        oids: PostgreSQL's types where DuckDB has others, ``None`` for DuckDB's; empty when all are
            DuckDB's. ``length`` is int4, a bare NULL is text. ``sum`` is noted as int8: that is
            true when its argument is int2 or int4, which only a bind can tell.
        computed: The indexes of those that are expressions, whose typmod PostgreSQL forgets:
            ``numeric(10,2) + numeric(10,2)`` is announced as plain numeric; a column and a cast
            keep it.
    """

    names: tuple[str | None, ...] | None = None
    oids: tuple[int | None, ...] = ()
    computed: frozenset[int] = frozenset()


def columns(name: str, node: Node) -> Columns:
    """Return the result columns of a statement, given as its root's name and message."""
    if name == "select_stmt":
        leftmost = _leftmost(node)
        if leftmost.values_lists:
            width = len(leftmost.values_lists[0].list.items)
            return Columns(tuple(f"column{index}" for index in range(1, width + 1)))
        found = _of_targets(leftmost.target_list[:])  # a list is read faster
        return found if leftmost is node else found._replace(oids=())
    if name in _MODIFYING:
        return _of_targets(node.returning_clause.exprs[:])
    return Columns()


def _of_targets(targets: Iterable[Node]) -> Columns:
    names: list[str | None] = []
    oids: list[int | None] = []
    computed = []
    for index, target in enumerate(targets):
        # Held, as a message is wrapped anew for everyone who asks.
        found = target.res_target
        value = found.val
        kind = value.WhichOneof("node")
        inner = getattr(value, kind)
        names.append(found.name or _name(kind, inner))
        known = _RESULT_OIDS.get(kind)
        oids.append((known(inner) or None) if known is not None else None)
        if kind != "column_ref" and (kind != "type_cast" or not inner.type_name.typmods):
            computed.append(index)
    return Columns(tuple(names), tuple(oids) if any(oids) else (), frozenset(computed))


_MODIFYING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})


def _leftmost(node: Node) -> Node:
    """Return the SELECT that names a set operation's columns."""
    while node.HasField("larg"):
        node = node.larg
    return node


def target_name(target: Node) -> str | None:
    """Return the name of one result column, ``None`` for a star."""
    name = target.name
    if name:
        return str(name)
    value = target.val
    kind = value.WhichOneof("node")
    return _name(kind, getattr(value, kind))


def is_star(target: Node) -> bool:
    """Whether a result column stands for several."""
    if target.name:
        return False
    value = target.val
    kind = value.WhichOneof("node")
    return kind in _WITH_STARS and _ends_in_star(kind, getattr(value, kind))


def _name(kind: str, value: Node) -> str | None:
    """Return the name of an expression, given as the kind of its Node and the message in it."""
    if kind in _WITH_STARS and _ends_in_star(kind, value):
        return None
    return _figured(kind, value)[0] or UNNAMED


_WITH_STARS = frozenset({"column_ref", "a_indirection"})


def _ends_in_star(kind: str, value: Node) -> bool:
    parts = value.fields if kind == "column_ref" else value.indirection
    return bool(parts[-1].WhichOneof("node") == "a_star")


def _figure(node: Node) -> _Figured:
    kind = node.WhichOneof("node")
    return _figured(kind, getattr(node, kind)) if kind else _NOTHING


def _figured(kind: str, value: Node) -> _Figured:
    constant = _CONSTANT_NAMES.get(kind)
    if constant is not None:
        return constant, _SURE
    rule = _RULES.get(kind)
    return rule(value) if rule else _NOTHING


def _last_string(fields: Node) -> str:
    for field in reversed(fields):
        if field.WhichOneof("node") == "string":
            return str(field.string.sval)
    return ""


def _column(node: Node) -> _Figured:
    name = _last_string(node.fields)
    return (name, _SURE) if name else _NOTHING


def _indirection(node: Node) -> _Figured:
    name = _last_string(node.indirection)
    return (name, _SURE) if name else _figure(node.arg)


def _function(node: Node) -> _Figured:
    return node.funcname[-1].string.sval, _SURE


def _operator(node: Node) -> _Figured:
    return ("nullif", _SURE) if node.kind == pb.AEXPR_NULLIF else _NOTHING


def _cast(node: Node) -> _Figured:
    inner = _figure(node.arg)
    if inner[1] > _WEAK:
        return inner
    return node.type_name.names[-1].string.sval, _WEAK


def _collate(node: Node) -> _Figured:
    return _figure(node.arg)


def _sublink(node: Node) -> _Figured:
    kind = node.sub_link_type
    if kind == pb.EXISTS_SUBLINK:
        return "exists", _SURE
    if kind == pb.ARRAY_SUBLINK:
        return "array", _SURE
    if kind == pb.EXPR_SUBLINK:
        # PostgreSQL has transformed the subquery by now: its column has a name, if only
        # "?column?".
        return _first_name(node.subselect.select_stmt) or UNNAMED, _SURE
    return _NOTHING


def _first_name(select: Node) -> str | None:
    """Return the name of a subselect's first column, ``None`` where a star is one."""
    leftmost = _leftmost(select)
    if leftmost.values_lists:
        return "column1"
    targets = leftmost.target_list
    return target_name(targets[0].res_target) if targets else None


def _case(node: Node) -> _Figured:
    inner = _figure(node.defresult) if node.HasField("defresult") else _NOTHING
    return inner if inner[1] > _WEAK else ("case", _WEAK)


def _min_max(node: Node) -> _Figured:
    return ("greatest" if node.op == pb.IS_GREATEST else "least"), _SURE


def _value_function(node: Node) -> _Figured:
    # SVFOP_CURRENT_TIMESTAMP_N is current_timestamp(n).
    name = pb.SQLValueFunctionOp.Name(node.op).removeprefix("SVFOP_").removesuffix("_N")
    return name.lower(), _SURE


def _xml(node: Node) -> _Figured:
    if node.op == pb.IS_DOCUMENT:
        return _NOTHING
    return pb.XmlExprOp.Name(node.op).removeprefix("IS_").lower(), _SURE


_CONSTANT_NAMES = {
    "grouping_func": "grouping",
    "a_array_expr": "array",
    "row_expr": "row",
    "coalesce_expr": "coalesce",
    "xml_serialize": "xmlserialize",
}
_RULES: dict[str | None, Callable[[Node], _Figured]] = {
    "column_ref": _column,
    "a_indirection": _indirection,
    "func_call": _function,
    "a_expr": _operator,
    "type_cast": _cast,
    "collate_clause": _collate,
    "sub_link": _sublink,
    "case_expr": _case,
    "min_max_expr": _min_max,
    "sqlvalue_function": _value_function,
    "xml_expr": _xml,
}

# Functions that give int4 in PostgreSQL and BIGINT in DuckDB; from pg_proc of PostgreSQL 15.18.
INT4_FUNCTIONS = frozenset({
    "array_length", "array_lower", "array_ndims", "array_position", "array_upper", "ascii",
    "bit_length", "cardinality", "char_length", "character_length", "json_array_length",
    "jsonb_array_length", "length", "min_scale", "ntile", "octet_length", "position",
    "regexp_count", "regexp_instr", "scale", "strpos", "width_bucket",
})  # fmt: skip
# Functions whose result has the type of their first argument.
_SAME_TYPE = frozenset({"abs", "first_value", "lag", "last_value", "lead", "max", "min"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})
_MAX_DEPTH = 20  # operators; a long chain of them is no function's plain result
_NO_HINT = 0  # a whole number: it takes the type beside it


def _function_oid(call: Node) -> int | None:
    name = tree.name_of(call.funcname)
    return _OIDS.get(name) or _type_by_name(name, call, 0)


def _grouping_oid(call: Node) -> int | None:
    return INT4


def _constant_oid(constant: Node) -> int | None:
    if constant.isnull:
        return TEXT
    return BIT if constant.WhichOneof("val") == "bsval" else None


def _alternatives_oid(alternatives: Node) -> int | None:
    """Return text for nothing but NULLs."""
    parts = [part.WhichOneof("node") == "a_const" and part.a_const for part in alternatives.args]
    if all(part and part.isnull for part in parts):
        return TEXT
    return _widest(list(alternatives.args), 1)


def _value_function_oid(function: Node) -> int | None:
    return NAME if function.op in _OF_NAMES else None


def _expression_oid(expression: Node) -> int | None:
    if expression.name[-1].string.sval == "||":
        return _joined_oid(expression)
    return _widest(_arguments(expression), 1)


_OF_NAMES = frozenset({
    pb.SVFOP_CURRENT_CATALOG, pb.SVFOP_CURRENT_ROLE, pb.SVFOP_CURRENT_SCHEMA,
    pb.SVFOP_CURRENT_USER, pb.SVFOP_SESSION_USER, pb.SVFOP_USER,
})  # fmt: skip


def _cast_oid(cast: Node) -> int | None:
    """Return the type of a cast to one of the types that DuckDB has not."""
    if cast.type_name.array_bounds:
        return None
    name = [part.string.sval for part in cast.type_name.names][-1]
    return _CAST_OIDS.get(str(name))


def _joined_oid(expression: Node) -> int | None:
    """Return text for strings joined with a NULL, which DuckDB takes for an integer."""
    parts = list(_joined(expression))
    constants = [part.type_cast.arg if part.HasField("type_cast") else part for part in parts]
    nulls = [part.HasField("a_const") and bool(part.a_const.isnull) for part in constants]
    text = any(part.a_const.WhichOneof("val") == "sval" for part in constants)
    return TEXT if any(nulls) and (text or all(nulls)) else None


def _joined(expression: Node, depth: int = 0) -> Iterator[Node]:
    """Yield the operands of a chain of ``||``."""
    for side in (expression.lexpr, expression.rexpr):
        inner = side.a_expr
        if side.HasField("a_expr") and inner.name[-1].string.sval == "||" and depth < _MAX_DEPTH:
            yield from _joined(inner, depth + 1)
        else:
            yield side


def _integer(node: Node, depth: int = 0) -> int | None:
    """Return the integer type a function of the table gives the expression, ``None`` for none."""
    if depth > _MAX_DEPTH:
        return None
    kind = node.WhichOneof("node")
    if kind == "func_call":
        return _call_type(node.func_call, depth)
    if kind == "grouping_func":
        return INT4
    if kind == "a_const":
        return _NO_HINT if node.a_const.WhichOneof("val") == "ival" else None
    return _widest(_operands(node, kind), depth + 1)


def _call_type(call: Node, depth: int) -> int | None:
    return _type_by_name(tree.name_of(call.funcname), call, depth)


def _type_by_name(name: str, call: Node, depth: int) -> int | None:
    if name in INT4_FUNCTIONS:
        return INT4
    if name == "sum":
        return INT8
    if name not in _SAME_TYPE or not call.args:
        return None
    return _integer(call.args[0], depth + 1)


def _operands(node: Node, kind: str | None) -> list[Node]:
    """Return the parts of an expression that decide its type together."""
    if kind == "a_expr":
        return _arguments(node.a_expr)
    if kind in ("coalesce_expr", "min_max_expr"):
        return list(getattr(node, kind).args)
    return []


def _arguments(expression: Node) -> list[Node]:
    """Return the operands of arithmetic."""
    if expression.kind != pb.AEXPR_OP or expression.name[-1].string.sval not in _ARITHMETIC:
        return []
    left = [expression.lexpr] if expression.HasField("lexpr") else []
    return [*left, expression.rexpr]


def _widest(parts: list[Node], depth: int) -> int | None:
    found = [_integer(part, depth) for part in parts]
    known = [oid for oid in found if oid is not None]
    if not found or len(known) < len(found):
        return None
    # INT8's number is below INT4's.
    return INT8 if INT8 in known else max(known)


_RESULT_OIDS: dict[str, Callable[[Node], int | None]] = {
    "a_const": _constant_oid,
    "a_expr": _expression_oid,
    "coalesce_expr": _alternatives_oid,
    "func_call": _function_oid,
    "grouping_func": _grouping_oid,
    "min_max_expr": _alternatives_oid,
    "sqlvalue_function": _value_function_oid,
    "type_cast": _cast_oid,
}
