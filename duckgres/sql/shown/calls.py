"""Calls of functions in PostgreSQL's normal form: ``get_func_expr``, ``get_agg_expr``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.shown import resolve
from duckgres.sql.shown.value import NotShown, Value

if TYPE_CHECKING:
    from duckgres.sql.shown.expressions import Writer


def call(writer: Writer, node: Node) -> Value:
    """Write a call.

    Raises:
        NotShown: It has a form that is not written here.
    """
    parts = tree.names(node.funcname)
    name = parts[-1]
    given = writer.values(node.args)
    types = [value.kind for value in given]
    found = resolve.function(name, types) if len(parts) == 1 or parts[0] == "pg_catalog" else None
    texts = [
        value.as_type(found.arguments[place]) if found else _untyped(value)
        for place, value in enumerate(given)
    ]
    kind = found.result if found is not None else _KNOWN.get(name, "")
    if node.funcformat == pb.COERCE_SQL_SYNTAX:
        form = _FORMS.get(name)
        if form is None:
            raise NotShown(name)
        return Value(form([_bare(v, t) for v, t in zip(given, texts, strict=True)]), kind)
    if len(parts) > 1 and parts[0] == "pg_catalog":
        parts = parts[1:]
    shown = ".".join(map(quote_identifier, parts))
    arguments = list(zip([value.text for value in given], texts, strict=True))
    return Value(_written(writer, node, shown, arguments), kind)


_KNOWN = {"count": "int8", "row_number": "int8", "rank": "int8", "dense_rank": "int8"}


def _untyped(value: Value) -> str:
    """Return an argument of a function that is not known."""
    return value.constant("any") if value.literal is not None else value.text


def _bare(value: Value, text: str) -> str:
    """Return a text, and behind a sign a constant's characters, for what is syntax of it."""
    return f"{text}\x01{value.literal or ''}"


def _written(writer: Writer, node: Node, name: str, arguments: Sequence[tuple[str, str]]) -> str:
    """Write a call in the common form, with all that aggregates and windows have.

    Args:
        writer: Of the expression.
        node: The call.
        name: The function's.
        arguments: Each without its cast, and with it; a key of ORDER BY that is an argument
            has the same cast.
    """
    texts = [text for _, text in arguments]
    if node.agg_within_group:
        order = _ordered(writer, node.agg_order)
        text = f"{name}({', '.join(texts)}) WITHIN GROUP (ORDER BY {order})"
    else:
        words = "DISTINCT " if node.agg_distinct else ""
        words += "VARIADIC " if node.func_variadic else ""
        inside = "*" if node.agg_star else words + ", ".join(texts)
        if node.agg_order:
            inside += f" ORDER BY {_ordered(writer, node.agg_order, dict(arguments))}"
        text = f"{name}({inside})"
    if node.HasField("agg_filter"):
        text += f" FILTER (WHERE {writer.value(node.agg_filter).text})"
    if node.HasField("over"):
        text += f" OVER {_window(writer, node.over)}"
    return text


def _ordered(writer: Writer, items: Sequence[Node], casts: Mapping[str, str] | None = None) -> str:
    found = []
    for item in items:
        key = item.sort_by.node
        text = writer.value(key).text
        text = (casts or {}).get(text, text)
        text = f"({text})" if key.WhichOneof("node") == "func_call" else text
        found.append(text + direction(item.sort_by))
    return ", ".join(found)


def direction(item: Node) -> str:
    """Return what stands behind a key of ORDER BY."""
    descending = item.sortby_dir == pb.SORTBY_DESC
    text = " DESC" if descending else ""
    nulls = item.sortby_nulls
    if nulls == pb.SORTBY_NULLS_FIRST and not descending:
        text += " NULLS FIRST"
    elif nulls == pb.SORTBY_NULLS_LAST and descending:
        text += " NULLS LAST"
    return text


_FRAME = 0x00001  # FRAMEOPTION_NONDEFAULT


def _window(writer: Writer, node: Node) -> str:
    if node.name:
        return quote_identifier(str(node.name))
    if node.frame_options & _FRAME or node.refname:
        raise NotShown("frame")
    parts = []
    if node.partition_clause:
        texts = ", ".join(value.text for value in writer.values(node.partition_clause))
        parts.append(f"PARTITION BY {texts}")
    if node.order_clause:
        parts.append(f"ORDER BY {_ordered(writer, node.order_clause)}")
    return f"({' '.join(parts)})"


def _text(part: str) -> str:
    return part.partition("\x01")[0]


def _word(part: str) -> str:
    return part.partition("\x01")[2]


def _substring(parts: list[str]) -> str:
    first, *bounds = map(_text, parts)
    words = ("FROM", "FOR")
    ends = " ".join(f"{word} {text}" for word, text in zip(words, bounds, strict=False))
    return f"SUBSTRING({first} {ends})"


def _trim(side: str) -> Callable[[list[str]], str]:
    def form(parts: list[str]) -> str:
        texts = list(map(_text, parts))
        what = f"{texts[1]} " if len(texts) > 1 else ""
        return f"TRIM({side} {what}FROM {texts[0]})"

    return form


def _overlay(parts: list[str]) -> str:
    first, *others = map(_text, parts)
    words = ("PLACING", "FROM", "FOR")
    return f"OVERLAY({first} {' '.join(f'{w} {t}' for w, t in zip(words, others, strict=False))})"


def _overlaps(parts: list[str]) -> str:
    one, two, three, four = map(_text, parts)
    return f"(({one}, {two}) OVERLAPS ({three}, {four}))"


_FORMS: dict[str, Callable[[list[str]], str]] = {
    "extract": lambda parts: f"EXTRACT({_word(parts[0])} FROM {_text(parts[1])})",
    "timezone": lambda parts: f"({_text(parts[1])} AT TIME ZONE {_text(parts[0])})",
    "position": lambda parts: f"POSITION(({_text(parts[1])}) IN ({_text(parts[0])}))",
    "substring": _substring,
    "btrim": _trim("BOTH"),
    "ltrim": _trim("LEADING"),
    "rtrim": _trim("TRAILING"),
    "overlay": _overlay,
    "overlaps": _overlaps,
}
