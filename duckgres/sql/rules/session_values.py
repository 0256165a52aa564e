"""The functions whose value is the session's: ``version()``, ``current_user`` and their kin.

Each becomes a slot that the session fills with a literal. In FROM, where a literal would be a file
name to DuckDB, the slot becomes a one-row subquery with PostgreSQL's column name. Everything else
that looks alike (a column ``version``, ``myschema.version()``, a string) is left alone, which only
the tree can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from duckgres.sql import rules
from duckgres.sql.parse import Node, ParsedStatement, Token, tokens
from duckgres.sql.positions import Source
from duckgres.sql.slots import Slot

# Function name -> slot.
FUNCTIONS = {
    "version": "version",
    "current_database": "current_database",
    "pg_backend_pid": "pg_backend_pid",
}
# SQL's own value functions, written without parentheses -> name and slot.
VALUE_FUNCTIONS = {
    pb.SVFOP_CURRENT_CATALOG: ("current_catalog", "current_database"),
    pb.SVFOP_CURRENT_USER: ("current_user", "current_user"),
    pb.SVFOP_CURRENT_ROLE: ("current_role", "current_user"),
    pb.SVFOP_USER: ("user", "current_user"),
    pb.SVFOP_SESSION_USER: ("session_user", "session_user"),
}
_WORDS = re.compile(
    r"\b(?:version|current_database|pg_backend_pid|current_catalog|current_user|current_role|user|session_user)\b",
    re.IGNORECASE,
)
_LONG = 64 * 1024  # characters


def concerns(text: str) -> bool:
    """Tell whether one of the words stands in the text."""
    if len(text) > _LONG:
        folded = text.lower()  # a nanosecond a character, the expression takes fifty
        if not any(word in folded for word in ("version", "current_", "pg_backend", "user")):
            return False
    return _WORDS.search(text) is not None


def slots(source: Source, parsed: ParsedStatement) -> list[Slot]:
    """Return a slot for each session value of the tree."""
    found = list(_named(parsed.node))
    if not found:
        return []
    scanned = tokens(source, parsed.start, parsed.end)
    starts = {token.start: index for index, token in enumerate(scanned)}
    result = []
    for location, slot, column, in_from in found:
        first = starts[location]
        end = _end(scanned, first)
        before = after = ""
        if in_from:
            alias = _alias(scanned, end + 1)
            before, after = "(SELECT ", f' AS "{alias or column}")'
            if not alias:
                after += f" AS {column}"
        result.append(Slot(location, scanned[end].end, slot, before, after))
    return result


def _named(root: Node) -> Iterator[tuple[int, str, str, bool]]:
    """Yield location, slot, column name and whether it is an item of FROM."""
    calls: list[tuple[int, str, str]] = []
    in_from: set[int] = set()
    for node in rules.walk(root):
        calls.extend(_session_value(node))
        if node.WhichOneof("node") == "range_function":
            for item in node.range_function.functions:
                in_from.update(found[0] for found in _session_value(item.list.items[0]))
    for location, slot, column in calls:
        yield location, slot, column, location in in_from


def _session_value(node: Node) -> Iterator[tuple[int, str, str]]:
    kind = node.WhichOneof("node")
    if kind == "sqlvalue_function":
        known = VALUE_FUNCTIONS.get(node.sqlvalue_function.op)
        if known:
            yield node.sqlvalue_function.location, known[1], known[0]
    elif kind == "func_call":
        call = node.func_call
        names = [part.string.sval for part in call.funcname]
        if len(names) == 2 and names[0] == "pg_catalog":
            del names[0]
        if len(names) == 1 and names[0] in FUNCTIONS and not call.args and not call.agg_star:
            yield call.location, FUNCTIONS[names[0]], names[0]


def _end(scanned: list[Token], first: int) -> int:
    """Return the index of the last token of the call that begins at ``first``."""
    index = first
    while scanned[index + 1 : index + 2] and scanned[index + 1].text == ".":
        index += 2
    if scanned[index + 1 : index + 2] and scanned[index + 1].text == "(":
        return index + 2
    return index


def _alias(scanned: list[Token], index: int) -> str | None:
    """Return the table alias at ``index``, which also names a function's only column."""
    if scanned[index : index + 1] and scanned[index].word == "as":
        index += 1
    if index >= len(scanned):
        return None
    token = scanned[index]
    if token.kind == pb.IDENT or (token.keyword and token.word not in _AFTER_FROM):
        return token.text[1:-1] if token.text.startswith('"') else token.word
    return None


# The keywords that may follow an item of FROM and are no alias.
_AFTER_FROM = frozenset(
    [
        "where",
        "group",
        "having",
        "window",
        "union",
        "intersect",
        "except",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "join",
        "cross",
        "natural",
        "left",
        "right",
        "full",
        "inner",
        "on",
        "using",
        "with",
    ]
)
