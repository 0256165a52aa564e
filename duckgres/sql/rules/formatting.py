"""to_char, to_date, to_timestamp and to_number.

What is constant is computed when the text is planned; a template of everyday patterns becomes one
of DuckDB's. Source: PostgreSQL manual, 9.8.
"""

from __future__ import annotations

from collections.abc import Callable

from duckgres.catalog.registry import CATALOG
from duckgres.pgtypes import datetime_constants as constants
from duckgres.pgtypes.formatting.date_input import parse_date
from duckgres.pgtypes.formatting.number_input import parse_number
from duckgres.pgtypes.formatting.pattern import Kind, Part, date_parts
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.literals import numeric

# Patterns that strftime writes in the same way.
_DIRECTIVES = {
    "YYYY": "%Y",
    "MM": "%m",
    "DD": "%d",
    "HH24": "%H",
    "MI": "%M",
    "SS": "%S",
    "US": "%f",
    "DDD": "%j",
}
_BY_CASE = {"Mon": "%b", "Dy": "%a"}


def directives(template: str) -> str | None:
    """Return a template as strftime knows it, ``None`` where it does not."""
    found = [_directive(part) for part in date_parts(template)]
    return None if not found or None in found else "".join(filter(None, found))


def _directive(part: Part) -> str | None:
    if part.kind is not Kind.FIELD:
        return "%%" if part.text == "%" else part.text
    if part.suffix or part.fill or part.translated:
        return None
    return _BY_CASE.get(part.text) or _DIRECTIVES.get(part.name)


def _to_char(call: Node, context: Context) -> Node | None:
    if len(call.args) != 2:
        return None
    value, template = call.args
    if tree.string_value(value) is not None:
        raise context.error(
            "function to_char(unknown, unknown) is not unique",
            "42725",
            call.location,
            "Could not choose a best candidate function. You might need to add explicit type"
            " casts.",
        )
    text = tree.string_value(template)
    quick = directives(text) if text else None
    if quick is None or "%" not in quick:
        return tree.call((CATALOG, "to_char"), value, template)
    return tree.call((CATALOG, "to_char_quick"), value, template, tree.string(quick))


def _texts(call: Node) -> tuple[str, str] | None:
    """Return the text and the template where both are constants."""
    found = [tree.string_value(argument) for argument in call.args]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    return found[0], found[1]


def _to_date(call: Node, context: Context) -> Node | None:
    texts = _texts(call)
    if texts is None:
        return tree.call((CATALOG, "to_date"), *call.args) if len(call.args) == 2 else None
    days = parse_date(*texts)
    if days is None:
        return tree.cast(tree.null(), "date")
    return tree.cast(tree.string(constants.date_text(days)), "date")


def _to_timestamp(call: Node, context: Context) -> Node | None:
    return tree.call((CATALOG, "to_instant"), *call.args) if len(call.args) == 2 else None


def _to_number(call: Node, context: Context) -> Node | None:
    texts = _texts(call)
    if texts is None:
        return None
    value = parse_number(*texts)
    return None if value is None else numeric(value)


_FUNCTIONS: dict[str, Callable[[Node, Context], Node | None]] = {
    "to_char": _to_char,
    "to_date": _to_date,
    "to_timestamp": _to_timestamp,
    "to_number": _to_number,
}


def _call(node: Node, context: Context) -> Node | None:
    call = node.func_call
    rewrite = _FUNCTIONS.get(tree.name_of(call.funcname))
    return rewrite(call, context) if rewrite else None


CALLS = _FUNCTIONS
