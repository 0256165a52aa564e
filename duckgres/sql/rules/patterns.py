"""Operators that match patterns: LIKE, SIMILAR TO, ``~`` and its kin, alone and with ANY or ALL.

DuckDB's LIKE has no escape unless one is given, its ``~`` and SIMILAR TO match the whole text, and
its regular expressions are RE2's. A constant pattern is translated here, any other by a function
when the statement runs. Source: PostgreSQL manual, 9.7.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes.regex.similar import BACKSLASH, similar
from duckgres.pgtypes.regex.translate import matching
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler

# Operator -> whether it is negated, and the flags.
_REGEX = {"~": (False, ""), "~*": (False, "i"), "!~": (True, ""), "!~*": (True, "i")}
_LIKE = {"~~": (False, ""), "~~*": (False, "i"), "!~~": (True, ""), "!~~*": (True, "i")}
# libpg_query does not write ESCAPE; DuckDB has it as functions, too.
_ESCAPED = {"": "like_escape", "i": "ilike_escape"}
_ANY_OR_ALL = {pb.AEXPR_OP_ANY: "any_true", pb.AEXPR_OP_ALL: "all_true"}
_EACH = {
    "~~": "like_each", "!~~": "not_like_each", "~~*": "ilike_each", "!~~*": "not_ilike_each",
    "~": "match_each", "~*": "match_each", "!~": "not_match_each", "!~*": "not_match_each",
}  # fmt: skip


def translated(
    context: Context, location: int, translate: Callable[..., str], *texts: str
) -> Node:
    """Return a constant pattern in RE2's syntax; what is wrong with it is told at its place."""
    try:
        return tree.string(translate(*texts))
    except PgError as error:
        hint = error.fields.hint
        raise context.error(error.message, error.sqlstate, location, hint) from None


def _matching(pattern: str, flags: str) -> str:
    return matching(pattern, flags).text


def test(text: Node, pattern: Node, flags: str, context: Context, location: int) -> Node:
    """Return whether a text matches a regular expression."""
    constant = tree.string_value(pattern)
    if constant is None:
        made = tree.call("_pg_matching", pattern, tree.string(flags))
    else:
        # PostgreSQL compiles a pattern when it runs, so its errors have no place.
        made = translated(context, tree.NOWHERE, _matching, constant, flags)
    return tree.call("regexp_matches", text, made, location=location)


def _regex(expression: Node, context: Context) -> Node | None:
    negated, flags = _REGEX[tree.name_of(expression.name)]
    if not expression.HasField("lexpr"):
        return None  # ~ of a number
    found = test(expression.lexpr, expression.rexpr, flags, context, expression.location)
    return tree.negation(found) if negated else found


def _like(expression: Node, context: Context) -> Node | None:
    r"""LIKE and ILIKE: with an ESCAPE, or with PostgreSQL's ``\``, of which DuckDB has none."""
    negated, flags = _LIKE[tree.name_of(expression.name)]
    pattern = expression.rexpr
    arguments = [pattern, tree.string(BACKSLASH)]
    if pattern.WhichOneof("node") == "func_call":
        call = pattern.func_call
        if tree.names(call.funcname) == ["pg_catalog", "like_escape"]:
            arguments = list(call.args)
    text = tree.string_value(arguments[0])
    if text is not None and arguments[0] is pattern:
        if "\\" not in text:
            return _as_keyword(expression)
        if text.endswith("\\") and not text.endswith("\\\\"):
            raise context.error("LIKE pattern must not end with escape character", "22025")
    function = _ESCAPED[flags]
    found = tree.call(function, expression.lexpr, *arguments, location=expression.location)
    return tree.negation(found) if negated else found


def _as_keyword(expression: Node) -> Node | None:
    """Leave LIKE as it is; where the operator was written, write the keyword."""
    if expression.kind == pb.AEXPR_OP:
        operator = tree.name_of(expression.name)
        expression.kind = pb.AEXPR_ILIKE if operator.endswith("*") else pb.AEXPR_LIKE
        del expression.name[:-1]
    return None


def _similar(expression: Node, context: Context) -> Node | None:
    pattern, *escape = expression.rexpr.func_call.args
    escapes = escape or [tree.string(BACKSLASH)]
    texts = [tree.string_value(node) for node in (pattern, *escapes)]
    if None in texts:
        made = tree.call("_pg_similar", pattern, *escapes)
    else:
        made = translated(context, tree.NOWHERE, similar, *texts)  # type: ignore[arg-type]  # none is None
    location = expression.location
    found = tree.call("regexp_matches", expression.lexpr, made, location=location)
    return tree.negation(found) if expression.name[0].string.sval.startswith("!") else found


def _of_several(expression: Node, context: Context) -> Node | None:
    """``LIKE ANY (array)``; of a subquery, DuckDB refuses it."""
    operator = tree.name_of(expression.name)
    if operator not in _EACH:
        return None
    arguments = [expression.lexpr, expression.rexpr]
    if operator in _REGEX:
        arguments.append(tree.string(_REGEX[operator][1]))
    answers = tree.call((CATALOG, _EACH[operator]), *arguments)
    return tree.call((CATALOG, _ANY_OR_ALL[expression.kind]), answers)


OPERATORS: dict[str | int, Handler] = {
    **dict.fromkeys(_REGEX, _regex),
    **dict.fromkeys((*_LIKE, pb.AEXPR_LIKE, pb.AEXPR_ILIKE), _like),
    **dict.fromkeys(_ANY_OR_ALL, _of_several),
    pb.AEXPR_SIMILAR: _similar,
}
