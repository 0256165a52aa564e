"""json and jsonb: operators, casts, and what is decided by constants when the text is planned.

``->`` binds weaker than ``=`` to DuckDB; a chain of steps that are constants becomes one call with
one path. jsonb has its normal form from the moment it is made: a constant gets it here. Source:
PostgreSQL manual, 9.16 and 8.14.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import JSONS, Kind, is_json, kind_of
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler, binary, walk
from duckgres.sql.rules.constants import (
    constant_texts,
    json_constant,
    jsonb_constant,
    path_constant,
    texts,
    texts_argument,
)

_DELETE = "_pg_jsonb_delete"
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_NUMBERS = frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"})
_INTEGERS = frozenset({"int2", "int4", "int8"})
_FRACTION = (38, 15)  # digits: what an int8 may have, and as many behind the point
# PostgreSQL's names in messages.
_NAMES = {
    "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real",
    "float8": "double precision",
}  # fmt: skip
# Texts that are no number, date or interval: what is subtracted is a key.
_NO_KEYS = frozenset({"infinity", "epoch", "now", "today", "tomorrow", "yesterday", "nan", "p"})


def path_of(steps: Sequence[str], how: str) -> str | None:
    """Return DuckDB's path to a part, ``None`` where it has none that means the same."""
    parts = []
    for step, letter in zip(steps, how, strict=True):
        if letter == "i":
            parts.append(f"[{step}]" if int(step) >= 0 else f"[#{step}]")
        elif not step or any(sign in step for sign in '"\\*'):
            return None
        else:
            parts.append(f'."{step}"')
    return "$" + "".join(parts)


def _step(node: Node) -> tuple[str, str] | None:
    """Return a constant step and whether it is a key or an index."""
    text = tree.string_value(node)
    if text is not None:
        return text, "k"
    if node.WhichOneof("node") == "a_const" and node.a_const.WhichOneof("val") == "ival":
        return str(node.a_const.ival.ival), "i"
    return None


def _get(text: bool) -> Callable[[Node, Context], Node | None]:
    """``->`` and ``->>``."""
    step_function = "_pg_json_step_text" if text else "_pg_json_step"

    def rewrite(expression: Node, context: Context) -> Node | None:
        left, right = expression.lexpr, expression.rexpr
        if not text and _is_lambda(left, right):
            return None
        step = _step(right)
        if step is None:
            return tree.call(step_function, left, right, location=expression.location)
        steps, how = [step[0]], step[1]
        before = _chain(left)
        if before is not None:
            left, steps, how = before[0], [*before[1], *steps], before[2] + how
        return _part(left, steps, how, text=text, location=expression.location)

    return rewrite


def _part(document: Node, steps: Sequence[str], how: str, *, text: bool, location: int) -> Node:
    """Return the call for a part at the end of constant steps."""
    path = path_of(steps, how)
    keys, letters = tree.array(map(tree.string, steps)), tree.string(how)
    function = "json_get_text" if text else "json_get"
    if path is None:
        return tree.call(f"_pg_{function}", document, keys, letters, location=location)
    parts = (document, tree.string(path), keys, letters)
    return tree.call((CATALOG, function), *parts, location=location)


def _chain(node: Node) -> tuple[Node, list[str], str] | None:
    """Return document, steps and letters of a ``->`` that has been rewritten."""
    if node.WhichOneof("node") != "func_call":
        return None
    call = node.func_call
    name = tree.names(call.funcname)[-1]
    if name not in ("json_get", "_pg_json_get") or len(call.args) < 3:
        return None
    steps, how = call.args[-2], tree.string_value(call.args[-1])
    if not how or steps.WhichOneof("node") != "a_array_expr":
        return None
    texts = [tree.string_value(item) for item in steps.a_array_expr.elements]
    return call.args[0], [text for text in texts if text is not None], how


def _is_lambda(left: Node, right: Node) -> bool:
    """Whether ``x -> x + 1`` or ``(x, y) -> x`` stands there, DuckDB's function without a name."""
    kind = left.WhichOneof("node")
    if kind == "row_expr":
        return True
    if kind != "column_ref" or len(left.column_ref.fields) > 1:
        return False
    name = left.column_ref.fields[0].string.sval
    return any(
        node.WhichOneof("node") == "column_ref" and node.column_ref.fields[0].string.sval == name
        for node in walk(right)
    )


def _get_path(text: bool) -> Callable[[Node, Context], Node | None]:
    """``#>`` and ``#>>``."""
    function = "_pg_json_get_text" if text else "_pg_json_get"

    def rewrite(expression: Node, context: Context) -> Node | None:
        left, right = expression.lexpr, expression.rexpr
        steps = constant_texts(right)
        if steps is None:
            return tree.call(function, left, right, tree.string(""), location=expression.location)
        if steps and all(step is not None and not _is_index(step) for step in steps):
            keys = [step for step in steps if step is not None]
            letters = "k" * len(keys)
            return _part(left, keys, letters, text=text, location=expression.location)
        path = texts(steps)
        return tree.call(function, left, path, tree.string(""), location=expression.location)

    return rewrite


def _is_index(step: str) -> bool:
    return step.strip().lstrip("+-").isdecimal()


def _document(node: Node, context: Context) -> Node:
    """Return an operand of type jsonb: an untyped constant gets its normal form."""
    return jsonb_constant(node, context) or node


def _simple(function: str) -> Callable[[Node, Context], Node | None]:
    """An operator that is jsonb's alone."""

    def rewrite(expression: Node, context: Context) -> Node | None:
        left, right = _document(expression.lexpr, context), expression.rexpr
        return tree.call(function, left, right, location=expression.location)

    return rewrite


def _with_texts(function: str) -> Callable[[Node, Context], Node | None]:
    """An operator between a jsonb and an array of texts."""

    def rewrite(expression: Node, context: Context) -> Node | None:
        left = _document(expression.lexpr, context)
        right = texts_argument(expression.rexpr)
        return tree.call(function, left, right, location=expression.location)

    return rewrite


def _contains(swapped: bool) -> Callable[[Node, Context], Node | None]:
    """``@>`` and ``<@``, which arrays have, too."""

    def rewrite(expression: Node, context: Context) -> Node | None:
        left, right = expression.lexpr, expression.rexpr
        if not _one_is_json(left, right):
            return None
        parts = [_document(left, context), _document(right, context)]
        if swapped:
            parts.reverse()
        return tree.call("_pg_jsonb_contains", *parts, location=expression.location)

    return rewrite


def _path(function: str) -> Callable[[Node, Context], Node | None]:
    """``@?`` and ``@@``, in which errors are silent."""

    def rewrite(expression: Node, context: Context) -> Node | None:
        document = _document(expression.lexpr, context)
        path = path_constant(expression.rexpr, context) or tree.cast(expression.rexpr, "text")
        rest = (tree.string("{}"), tree.boolean(True))
        return tree.call(function, document, path, *rest, location=expression.location)

    return rewrite


def _one_is_json(left: Node, right: Node) -> bool:
    return any(is_json(side) or _is_json_text(side) for side in (left, right))


def _is_json_text(node: Node) -> bool:
    """Whether an untyped constant is JSON and no array: ``'{"a": 1}'`` or ``'[1]'``."""
    text = (tree.string_value(node) or "").lstrip()
    if text.startswith("["):
        return "=" not in text.partition("]")[2][:2]  # [1:2]={…} is an array with bounds
    return (
        text.startswith("{")
        and text[1:].lstrip().startswith('"')
        and '":' in text.replace('" :', '":')
    )


def _concat(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    kinds = {kind_of(left), kind_of(right)}
    if Kind.ARRAY in kinds or Kind.TEXT in kinds:
        return None
    if not _one_is_json(left, right):
        return None
    parts = (_document(left, context), _document(right, context))
    return tree.call("_pg_jsonb_concat", *parts, location=expression.location)


def _minus(expression: Node, context: Context) -> Node | None:
    if not expression.HasField("lexpr"):
        return None
    left, right = expression.lexpr, expression.rexpr
    text = tree.string_value(right)
    if text is not None:
        if kind_of(left) not in JSONS and not _is_key(text):
            return None
        return tree.call(_DELETE, _document(left, context), _as_text(right))
    if kind_of(left) not in JSONS and kind_of(right) not in (Kind.ARRAY, Kind.TEXT):
        return None
    return tree.call(_DELETE, _document(left, context), right)


def _as_text(node: Node) -> Node:
    return tree.cast(node, "text")


def _is_key(text: str) -> bool:
    """Whether a constant that is subtracted can be nothing but a key."""
    word = text.strip().lower()
    return word[:1].isalpha() and word not in _NO_KEYS and not word.startswith("p")


def _compare(expression: Node, context: Context) -> Node | None:
    left, right = expression.lexpr, expression.rexpr
    if not (is_json(left) or is_json(right)):
        return None
    if Kind.TEXT in (kind_of(left), kind_of(right)):
        return None
    parts = (_document(left, context), _document(right, context))
    operator = expression.name[-1].string.sval
    if operator in ("=", "<>", "!="):
        equal = tree.call((CATALOG, "jsonb_equal"), *parts, location=expression.location)
        return equal if operator == "=" else tree.negation(equal)
    difference = tree.call("_pg_jsonb_compare", *parts, location=expression.location)
    return tree.operation(difference, operator, tree.integer(0))


_BINARY: dict[str, Handler] = {
    "->": _get(text=False),
    "->>": _get(text=True),
    "#>": _get_path(text=False),
    "#>>": _get_path(text=True),
    "@>": _contains(swapped=False),
    "<@": _contains(swapped=True),
    "?": _simple("_pg_jsonb_exists"),
    "?|": _with_texts("_pg_jsonb_exists_any"),
    "?&": _with_texts("_pg_jsonb_exists_all"),
    "@?": _path("_pg_jsonb_path_exists"),
    "@@": _path("_pg_jsonb_path_match"),
    "#-": _with_texts("_pg_jsonb_delete_path"),
    "||": _concat,
    "-": _minus,
    **dict.fromkeys(_COMPARISONS, _compare),
}


def _in(expression: Node, context: Context) -> Node | None:
    """Constants of a list get their normal form beside a jsonb."""
    if is_json(expression.lexpr) and expression.rexpr.WhichOneof("node") == "list":
        for item in expression.rexpr.list.items:
            tree.put(item, _document(item, context))
    return None


def _to_boolean(cast: Node, context: Context) -> Node | None:
    """A document as a truth value."""
    return tree.call((CATALOG, "json_boolean"), cast.arg) if is_json(cast.arg) else None


def _to_number(cast: Node, context: Context) -> Node | None:
    """A document as a number."""
    if is_json(cast.arg):
        name = tree.name_of(cast.type_name.names)
        title = tree.string(_NAMES.get(name, name))
        number = tree.call((CATALOG, "json_number"), cast.arg, title)
        if name in _INTEGERS:
            number = tree.cast(number, "numeric", *_FRACTION)  # which is rounded, as no text is
        tree.put(cast.arg, number)
    return None


def _to_json(cast: Node, context: Context) -> Node | None:
    return json_constant(cast.arg, context)


def _to_path(cast: Node, context: Context) -> Node | None:
    return path_constant(cast.arg, context) or tree.cast(cast.arg, "text")


def _to_jsonb(cast: Node, context: Context) -> Node | None:
    argument = cast.arg
    kind = argument.WhichOneof("node")
    constant = jsonb_constant(argument, context)
    if constant is not None:
        return constant
    if kind == "param_ref" or tree.is_null(argument) or kind_of(argument) is Kind.JSONB:
        return tree.cast(argument, "json")
    return tree.call("_pg_jsonb", tree.cast(argument, "text"), location=cast.location)


_IS_JSON = {
    pb.JS_TYPE_ANY: "value",
    pb.JS_TYPE_OBJECT: "object",
    pb.JS_TYPE_ARRAY: "array",
    pb.JS_TYPE_SCALAR: "scalar",
}


def _is_json(node: Node, context: Context) -> Node | None:
    """``IS JSON``."""
    predicate = node.json_is_predicate
    kind = tree.string(_IS_JSON[predicate.item_type])
    text = tree.cast(predicate.expr, "text")
    return tree.call("_pg_is_json", text, kind, tree.boolean(predicate.unique_keys))


OPERATORS: dict[str | int, Handler] = {
    **{name: binary(handler) for name, handler in _BINARY.items()},
    pb.AEXPR_IN: _in,
}
CASTS: dict[str, Handler] = {
    "jsonb": _to_jsonb,
    "json": _to_json,
    "jsonpath": _to_path,
    "bool": _to_boolean,
    **dict.fromkeys(_NUMBERS, _to_number),
}
NODES = {"json_is_predicate": _is_json}
