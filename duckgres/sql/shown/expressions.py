"""One expression in PostgreSQL's normal form: ``get_rule_expr``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.shown import calls, comparisons, kinds, resolve
from duckgres.sql.shown.comparisons import infix
from duckgres.sql.shown.signatures import UNKNOWN
from duckgres.sql.shown.value import LINE, NotShown, Scope, Value

_STEP = 4  # blanks
_MOST_INT4, _MOST_INT8 = 2**31 - 1, 2**63 - 1


class Writer:
    """Writes expressions of one scope."""

    def __init__(self, scope: Scope, level: int = 0) -> None:
        """Begin.

        Args:
            scope: What they can name.
            level: Blanks in front of a new line.
        """
        self.scope = scope
        self.level = level

    def value(self, node: Node) -> Value:
        """Return an expression written out.

        Raises:
            NotShown: There is something in it that cannot be.
        """
        name = node.WhichOneof("node")
        handler = _NODES.get(name)
        if handler is None:
            raise NotShown(name)
        return handler(self, getattr(node, name))

    def values(self, nodes: Iterable[Node]) -> list[Value]:
        """Return some expressions written out."""
        return [self.value(node) for node in nodes]

    def line(self, text: str) -> str:
        """Return a text that begins a line."""
        return f"{LINE}{' ' * self.level}{text}"


def finished(text: str) -> str:
    """Return a text with its lines' ends."""
    first, *others = text.split(LINE)
    if not others:
        return text
    *inner, last = others
    return "\n".join([first.rstrip(" "), *(part.rstrip(" ") for part in inner), last])


def _constant(writer: Writer, node: Node) -> Value:
    if node.isnull:
        return Value("NULL::unknown", UNKNOWN, null=True)
    which = node.WhichOneof("val")
    if which == "sval":
        text = str(node.sval.sval)
        return Value(kinds.constant(text, "text"), UNKNOWN, literal=text)
    if which == "boolval":
        text = "true" if node.boolval.boolval else "false"
        return Value(text, "bool", bare=text)
    if which == "bsval":
        text = str(node.bsval.bsval)
        return Value(f"'{text[1:]}'::\"bit\"", "bit", bare=f"'{text[1:]}'")
    text = str(node.ival.ival) if which == "ival" else str(node.fval.fval)
    return number(text)


def number(text: str) -> Value:
    """Return a number that is written so."""
    kind = "numeric"
    if text.lstrip("-").isdecimal():
        size = abs(int(text))
        kind = "int4" if size <= _MOST_INT4 else "int8" if size <= _MOST_INT8 else kind
    return Value(kinds.constant(text, kind), kind, bare=kinds.constant(text, kind, labelled=False))


def _column(writer: Writer, node: Node) -> Value:
    if node.fields[-1].WhichOneof("node") == "a_star":
        raise NotShown("*")
    text, (kind, typmod) = writer.scope.column(tree.names(node.fields))
    return Value(text, kind, typmod)


def _cast(writer: Writer, node: Node) -> Value:
    kind, typmod = kinds.kind_of(node.type_name)
    inner = node.arg
    if inner.WhichOneof("node") == "a_array_expr" and kind.endswith("[]"):
        return array(writer, inner.a_array_expr, kind[:-2])
    return cast(writer.value(inner), kind, typmod)


def cast(value: Value, kind: str, typmod: int) -> Value:
    """Return an explicit cast of a value."""
    label = kinds.format_type(kind, typmod)
    if value.kind == UNKNOWN:
        if value.null:
            return Value(f"NULL::{label}", kind, typmod, null=True)
        assert value.literal is not None, "of type unknown"
        bare = kinds.constant(value.literal, kind, labelled=False)
        plain = typmod < 0 and kind in ("bool", "int4", "numeric")
        text = kinds.constant(value.literal, kind) if plain else f"{bare}::{label}"
        return Value(text, kind, typmod, bare=bare)
    if value.kind == kind and typmod in (-1, value.typmod):
        return value
    if value.kind == kind and value.bare:
        return Value(f"{value.bare}::{label}", kind, typmod)
    return Value(f"({value.text})::{label}", kind, typmod)


def _operation(writer: Writer, node: Node) -> Value:
    special = comparisons.KINDS.get(node.kind)
    if special is not None:
        return special(writer, node)
    name = tree.names(node.name)[-1]
    rows = [side.row_expr.args for side in (node.lexpr, node.rexpr)
            if side.WhichOneof("node") == "row_expr"]  # fmt: skip
    if len(rows) == 2 and name in _OF_ROWS and len(rows[0]) == len(rows[1]):
        pairs = zip(writer.values(rows[0]), writer.values(rows[1]), strict=True)
        return Value(f"({_OF_ROWS[name].join(infix(a, name, b).text for a, b in pairs)})", "bool")
    right = writer.value(node.rexpr)
    if node.HasField("lexpr"):
        return infix(writer.value(node.lexpr), name, right)
    return _prefix(name, right)


_OF_ROWS = {"=": " AND ", "<>": " OR "}


def _prefix(name: str, right: Value) -> Value:
    found = resolve.operator(name, [right.kind])
    if found is None:
        return Value(f"({name} {right.text})")
    return Value(f"({name} {right.as_type(found.arguments[0])})", found.result)


def _boolean(writer: Writer, node: Node) -> Value:
    texts = [value.as_type("bool") for value in writer.values(node.args)]
    if node.boolop == pb.NOT_EXPR:
        return Value(f"(NOT {texts[0]})", "bool")
    word = " AND " if node.boolop == pb.AND_EXPR else " OR "
    return Value(f"({word.join(texts)})", "bool")


def _null_test(writer: Writer, node: Node) -> Value:
    word = "IS NULL" if node.nulltesttype == pb.IS_NULL else "IS NOT NULL"
    return Value(f"({writer.value(node.arg).text} {word})", "bool")


def _boolean_test(writer: Writer, node: Node) -> Value:
    word = pb.BoolTestType.Name(node.booltesttype).replace("_", " ")
    return Value(f"({writer.value(node.arg).as_type('bool')} {word})", "bool")


def _joined(word: str, writer: Writer, nodes: Iterable[Node]) -> Value:
    found = writer.values(nodes)
    kind = resolve.common([value.kind for value in found])
    return Value(f"{word}({', '.join(value.as_type(kind) for value in found)})", kind)


def _coalesce(writer: Writer, node: Node) -> Value:
    return _joined("COALESCE", writer, node.args)


def _extreme(writer: Writer, node: Node) -> Value:
    word = "GREATEST" if node.op == pb.IS_GREATEST else "LEAST"
    return _joined(word, writer, node.args)


def _case(writer: Writer, node: Node) -> Value:
    """Write CASE, a line for each branch."""
    start = writer.line("CASE")
    writer.level += _STEP
    operand = writer.value(node.arg) if node.HasField("arg") else None
    if operand is not None:
        start += f" {operand.text}"
    branches = [(writer.value(a.case_when.expr), writer.value(a.case_when.result))
                for a in node.args]  # fmt: skip
    last = writer.value(node.defresult) if node.HasField("defresult") else None
    last = last or Value("", UNKNOWN, null=True)
    results = [last, *(result for _, result in branches)]  # PostgreSQL asks the ELSE first
    kind = resolve.common([value.kind for value in results])
    lines = [start]
    for condition, result in branches:
        asked = condition.as_type("bool")
        if operand is not None:
            asked = _compared(operand, condition)
        lines.append(writer.line(f"WHEN {asked} THEN {result.as_type(kind)}"))
    lines.append(writer.line(f"ELSE {last.as_type(kind)}"))
    writer.level -= _STEP
    return Value("".join([*lines, writer.line("END")]), kind)


def _compared(operand: Value, value: Value) -> str:
    """Return what stands behind WHEN where the CASE has an operand."""
    found = resolve.operator("=", [operand.kind, value.kind])
    return value.text if found is None else value.as_type(found.arguments[1])


def _session(writer: Writer, node: Node) -> Value:
    word = pb.SQLValueFunctionOp.Name(node.op).removeprefix("SVFOP_")
    digits = f"({node.typmod})" if word.endswith("_N") and node.typmod >= 0 else ""
    word = word.removesuffix("_N")
    return Value(word + digits, _SESSION.get(word, "name"))


_SESSION = {
    "CURRENT_DATE": "date", "CURRENT_TIME": "timetz", "CURRENT_TIMESTAMP": "timestamptz",
    "LOCALTIME": "time", "LOCALTIMESTAMP": "timestamp",
}  # fmt: skip


def _array(writer: Writer, node: Node) -> Value:
    return array(writer, node, "")


def array(writer: Writer, node: Node, element: str) -> Value:
    """Return ``ARRAY[…]``, of a type that it is cast to or of what its elements have."""
    if not node.elements:
        return Value(f"ARRAY[]::{kinds.format_type(element)}[]", f"{element}[]")
    if any(item.WhichOneof("node") == "a_array_expr" for item in node.elements):
        inner = [array(writer, item.a_array_expr, element) for item in node.elements]
        return Value(f"ARRAY[{', '.join(item.text for item in inner)}]", inner[0].kind)
    found = writer.values(node.elements)
    kind = element or resolve.common([value.kind for value in found])
    texts = [cast(value, kind, -1).text if element else value.as_type(kind) for value in found]
    return Value(f"ARRAY[{', '.join(texts)}]", f"{kind}[]" if kind else "")


def _row(writer: Writer, node: Node) -> Value:
    return Value(f"ROW({', '.join(v.text for v in writer.values(node.args))})", "record")


def _indirection(writer: Writer, node: Node) -> Value:
    base = writer.value(node.arg)
    text, kind = base.text, base.kind
    if node.arg.WhichOneof("node") not in ("column_ref", "param_ref"):
        text = f"({text})"
    for part in node.indirection:
        which = part.WhichOneof("node")
        if which == "string":
            text, kind = f"({text}).{quote_identifier(str(part.string.sval))}", ""
            continue
        if which != "a_indices":
            raise NotShown(which)
        bounds = part.a_indices
        ends = [writer.value(n).text if n.ByteSize() else "" for n in (bounds.lidx, bounds.uidx)]
        text += f"[{ends[0]}:{ends[1]}]" if bounds.is_slice else f"[{ends[1]}]"
        kind = kind if bounds.is_slice else kind.removesuffix("[]")
    return Value(text, kind)


def _collate(writer: Writer, node: Node) -> Value:
    inner = writer.value(node.arg)
    name = ".".join(map(quote_identifier, tree.names(node.collname)))
    return Value(f"({inner.as_type('text' if inner.kind == UNKNOWN else '')} COLLATE {name})",
                 inner.kind)  # fmt: skip


def _subselect(writer: Writer, node: Node) -> Value:
    """Write a subselect; its lines are indented further."""
    text, types = writer.scope.query(node.subselect, writer.level)
    kind = types[0][0] if types else ""
    if node.sub_link_type == pb.EXISTS_SUBLINK:
        return Value(f"(EXISTS ({text}))", "bool")
    if node.sub_link_type == pb.ARRAY_SUBLINK:
        return Value(f"ARRAY({text})", f"{kind}[]" if kind else "")
    if node.sub_link_type == pb.EXPR_SUBLINK:
        return Value(f"({text})", kind)
    left = writer.value(node.testexpr)
    name = tree.names(node.oper_name)[-1] if node.oper_name else ""
    found = resolve.operator(name or "=", [left.kind, kind])
    one = left.as_type(found.arguments[0]) if found is not None else left.text
    if not name:
        return Value(f"({one} IN ({text}))", "bool")
    word = "ANY" if node.sub_link_type == pb.ANY_SUBLINK else "ALL"
    return Value(f"({one} {name} {word} ({text}))", "bool")


def _parameter(writer: Writer, node: Node) -> Value:
    return Value(f"${node.number}")


_NODES: dict[str | None, Callable[[Writer, Node], Value]] = {
    "a_const": _constant,
    "column_ref": _column,
    "type_cast": _cast,
    "a_expr": _operation,
    "bool_expr": _boolean,
    "null_test": _null_test,
    "boolean_test": _boolean_test,
    "coalesce_expr": _coalesce,
    "min_max_expr": _extreme,
    "case_expr": _case,
    "sqlvalue_function": _session,
    "a_array_expr": _array,
    "row_expr": _row,
    "a_indirection": _indirection,
    "collate_clause": _collate,
    "sub_link": _subselect,
    "param_ref": _parameter,
    "func_call": calls.call,
}
