"""Arrays: constants, ``||``, containment, ANY and ALL, and array_agg.

PostgreSQL has one array type for every number of dimensions, DuckDB a list of lists: a type that
is named is given the depth of what is cast to it. What an untyped constant ``'{1,2}'`` means is
decided by what stands beside it. Source: PostgreSQL manual, 8.15, 9.19 and 9.24.
"""

from __future__ import annotations

from collections.abc import Sequence

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.dated import is_dated
from duckgres.sql.kinds import JSONS, Kind, is_open, is_plain, kind_of, tells_types
from duckgres.sql.parse import Node
from duckgres.sql.rules import ARRAY, Context, Handler, binary
from duckgres.sql.rules.constants import constant_array, jsonb_constant
from duckgres.sql.rules.strings import joinable

_CONTAINMENTS = frozenset({"@>", "<@", "&&"})
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
# With a list on the right, each of whose items is compared.
_LISTED = frozenset({
    pb.AEXPR_IN, pb.AEXPR_BETWEEN, pb.AEXPR_NOT_BETWEEN, pb.AEXPR_BETWEEN_SYM,
    pb.AEXPR_NOT_BETWEEN_SYM,
})  # fmt: skip
_QUANTIFIED = frozenset({pb.AEXPR_OP_ANY, pb.AEXPR_OP_ALL})
# Arrays that are written out; a parameter that is NULL is seldom meant.
_NOT_NULL = frozenset({"a_array_expr", "param_ref"})
_MOST_FILLED = 2  # dimensions of array_fill


def _depth(node: Node) -> int:
    """Return how deep arrays are nested in an expression, 0 when it does not show."""
    if node.WhichOneof("node") != "a_array_expr":
        return 0
    elements = node.a_array_expr.elements
    return 1 + (_depth(elements[0]) if elements else 0)


def _to_array(cast: Node, context: Context) -> Node | None:
    """Read a constant, and give the type the depth of the value."""
    text = tree.string_value(cast.arg)
    if text is not None:
        tree.put(cast.arg, constant_array(text, cast.arg, context))
    elif kind_of(cast.arg) is Kind.TEXT:
        tree.put(cast.arg, tree.call("_pg_array", cast.arg))
    bounds = cast.type_name.array_bounds
    for _ in range(_depth(cast.arg) - len(bounds)):
        bounds.add().integer.ival = -1
    if text is not None and len(bounds) > max(_depth(cast.arg), 1):
        del bounds[max(_depth(cast.arg), 1) :]
    return None


def _type_name(kind: Node, context: Context) -> Node | None:
    """Forget an array's size, which PostgreSQL does not keep either."""
    for bound in kind.array_bounds:
        bound.integer.ival = -1
    return None


def beside(constant: Node, other: Node, context: Context) -> Node:
    """Return an untyped constant as the value that stands beside it wants it."""
    text = tree.string_value(constant)
    if text is None:
        return constant
    if is_open(text):
        return tree.call((CATALOG, "constant_beside"), constant, other)
    if is_dated(text) and kind_of(other) is None and not tree.is_null(other):
        return tree.call((CATALOG, "dated_beside"), constant, other)
    return constant


def _dispatched(function: str, left: Node, right: Node, location: int) -> Node:
    """Call a macro that chooses by the types of its arguments."""
    return tree.call((CATALOG, function), left, right, left, right, location=location)


def _concat(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    if tree.is_null(left) or tree.is_null(right):
        value = left if tree.is_null(right) else right
        return tree.call((CATALOG, "concat_null"), value, location=expression.location)
    kinds = kind_of(left), kind_of(right)
    if _is_plain_constant(left) or _is_plain_constant(right):
        return _concat_constant(expression, context)
    left, right = beside(left, right, context), beside(right, left, context)
    if kinds == (Kind.ARRAY, Kind.ARRAY):
        return tree.call("list_concat", left, right, location=expression.location)
    may_be_element = Kind.ARRAY in kinds or _is_element(left) or _is_element(right)
    if may_be_element and tells_types(context, left, right):
        return _dispatched("concat_element", left, right, expression.location)
    element = _with_element(left, right, expression.location)
    if element is not None or Kind.TEXT in kinds:
        return element
    parts = joinable(left), joinable(right)
    return tree.call((CATALOG, "concat_values"), *parts, location=expression.location)


def _with_element(left: Node, right: Node, location: int) -> Node | None:
    """Return an array with an element more, ``None`` where the tree does not show one."""
    if kind_of(left) is Kind.ARRAY and _is_element(right):
        return tree.call("list_append", left, right, location=location)
    if kind_of(right) is Kind.ARRAY and _is_element(left):
        return tree.call("list_prepend", left, right, location=location)
    return None


def _concat_constant(expression: Node, context: Context) -> Node | None:
    """An untyped constant that is no array: texts are joined, and an array cannot be."""
    sides = (expression.lexpr, expression.rexpr)
    if Kind.ARRAY in map(kind_of, sides):
        for side in sides:
            if _is_plain_constant(side):
                constant_array(tree.string_value(side) or "", side, context)
    return None


def _is_plain_constant(node: Node) -> bool:
    text = tree.string_value(node)
    return text is not None and is_plain(text)


def _is_element(node: Node) -> bool:
    """Whether the value is a number, a truth value or the like: beside a column, an element."""
    kind = node.WhichOneof("node")
    if kind == "a_const":
        return tree.string_value(node) is None
    return kind == "type_cast" and kind_of(node) in (None, Kind.TEXT)


def _contains(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    operator = expression.name[-1].string.sval
    left, right = beside(left, right, context), beside(right, left, context)
    if operator == "&&" or Kind.ARRAY in (kind_of(left), kind_of(right)):
        tree.put(expression.lexpr, tree.copy(left))
        tree.put(expression.rexpr, tree.copy(right))
        return None
    if operator == "<@":
        left, right = right, left
    if tells_types(context, left, right):
        return _dispatched("contains_values", left, right, expression.location)
    return tree.call((CATALOG, "contains_any"), left, right, location=expression.location)


def _compare(expression: Node, context: Context) -> Node | None:
    """An array constant is read as its neighbour's type."""
    left, right = expression.lexpr, expression.rexpr
    if tree.string_value(right) is not None:
        tree.put(right, beside(right, left, context))
    elif tree.string_value(left) is not None:
        tree.put(left, beside(left, right, context))
    return None


def _in(expression: Node, context: Context) -> Node | None:
    if expression.rexpr.WhichOneof("node") == "list":
        for item in expression.rexpr.list.items:
            tree.put(item, beside(item, expression.lexpr, context))
    return None


def _quantified(expression: Node, context: Context) -> Node | None:
    """``op ANY ('{1,2}')``: compared with each element, which so gets the type on the left."""
    text = tree.string_value(expression.rexpr)
    operator = tree.name_of(expression.name)
    if text is None:
        return _of_null(expression, operator)
    array = constant_array(text, expression.rexpr, context)
    elements = array.a_array_expr.elements
    compared = [_comparison(expression.lexpr, operator, item, context) for item in elements]
    is_any = expression.kind == pb.AEXPR_OP_ANY
    if not compared:
        return tree.boolean(not is_any)
    if len(compared) == 1:
        return compared[0]
    return tree.disjunction(*compared) if is_any else tree.conjunction(*compared)


def _of_null(expression: Node, operator: str) -> Node | None:
    """An array that is NULL leaves the answer open; to DuckDB it is an empty one."""
    array = expression.rexpr
    value = array.type_cast.arg if array.HasField("type_cast") else array
    if operator not in _COMPARISONS or value.WhichOneof("node") in _NOT_NULL:
        return None
    test = pb.Node()
    test.null_test.arg.MergeFrom(array)
    test.null_test.nulltesttype = pb.IS_NULL
    test.null_test.location = tree.NOWHERE
    made = tree.case(test, tree.cast(tree.null(), "bool"))
    made.case_expr.defresult.a_expr.MergeFrom(expression)
    return made


def _comparison(left: Node, operator: str, right: Node, context: Context) -> Node:
    made = tree.operation(left, operator, right)
    context.again(made)
    return made


def _elements(node: Node) -> Sequence[Node] | None:
    """Return the elements of ARRAY[…], which may be cast."""
    if node.WhichOneof("node") == "type_cast" and node.type_cast.type_name.array_bounds:
        node = node.type_cast.arg
    if node.WhichOneof("node") != "a_array_expr":
        return None
    return list(node.a_array_expr.elements)


def _array_agg(call: Node, context: Context) -> Node | None:
    """DISTINCT sorts in PostgreSQL."""
    if not call.agg_distinct or call.agg_order or call.HasField("over"):
        return None
    plain = tree.copy(_as_node(call))
    del plain.func_call.funcname[:]
    plain.func_call.funcname.append(tree.name_part("array_agg"))
    return tree.sorted_list(plain)


def _as_node(call: Node) -> Node:
    node = pb.Node()
    tree.put(node.func_call, call)
    return node


def _array_fill(call: Node, context: Context) -> Node | None:
    if len(call.args) > 2:
        raise context.refusal(
            "array_fill with lower bounds is not supported",
            "Leave out the third argument: bounds begin at 1.",
            call.location,
        )
    text = tree.string_value(call.args[1])
    sizes = constant_array(text, call.args[1], context) if text is not None else call.args[1]
    lengths = _elements(sizes)
    if lengths is None:
        first = tree.call("list_extract", sizes, tree.integer(1))
        return tree.call((CATALOG, "array_fill_1"), call.args[0], first, location=call.location)
    if not 1 <= len(lengths) <= _MOST_FILLED:
        raise context.refusal(
            f"array_fill of {len(lengths)} dimensions is not supported",
            "Fill an array of at most two dimensions.",
            call.location,
        )
    function = (CATALOG, f"array_fill_{len(lengths)}")
    sizes_of = [tree.cast(length, "int4") for length in lengths]
    return tree.call(function, call.args[0], *sizes_of, location=call.location)


def _alternatives(node: Node, context: Context) -> Node | None:
    """COALESCE, CASE, NULLIF, GREATEST: a constant is of the type of the other values."""
    values = _values(node)
    typed = next((value for value in values if not _is_untyped(value)), None)
    if typed is None:
        return None
    is_json = kind_of(typed) in JSONS
    for value in values:
        if tree.string_value(value) is not None:
            made = jsonb_constant(value, context) if is_json else beside(value, typed, context)
            tree.put(value, made)
    return None


def _values(node: Node) -> list[Node]:
    kind = node.WhichOneof("node")
    if kind == "case_expr":
        results = [branch.case_when.result for branch in node.case_expr.args]
        return [
            *results,
            *([node.case_expr.defresult] if node.case_expr.HasField("defresult") else []),
        ]
    return list(getattr(node, kind).args)


def _is_untyped(node: Node) -> bool:
    return tree.string_value(node) is not None or tree.is_null(node)


OPERATORS: dict[str | int, Handler] = {
    "||": binary(_concat),
    **dict.fromkeys(_CONTAINMENTS, binary(_contains)),
    **dict.fromkeys(_COMPARISONS, binary(_compare)),
    **dict.fromkeys(_QUANTIFIED, _quantified),
    **dict.fromkeys((pb.AEXPR_NULLIF, pb.AEXPR_DISTINCT, pb.AEXPR_NOT_DISTINCT), _compare),
    **dict.fromkeys(_LISTED, _in),
}
CALLS = {"array_agg": _array_agg, "array_fill": _array_fill}
CASTS = {ARRAY: _to_array}
NODES = {
    **dict.fromkeys(("coalesce_expr", "case_expr", "min_max_expr"), _alternatives),
}
MESSAGES = {"TypeName": _type_name}
