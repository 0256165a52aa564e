"""A tree with PostgreSQL's meaning becomes a text with the same meaning for DuckDB.

The rules change the tree, libpg_query writes it out, and words that only DuckDB reserves are
quoted. Where a place of the new text comes from is worked out when an error needs it
(``alignment``), not here.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from postgast import pg_query_pb2 as pb
from postgast.errors import check_error
from postgast.native import PgQueryProtobuf, lib

from duckgres.sql import parse
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.rules import (
    FIRST_SLOT,
    Context,
    Handler,
    aggregates,
    arrays,
    assignments,
    casts,
    functions,
    json,
    json_functions,
    literals,
    messages,
    numbers,
    operators,
    patterns,
    records,
    regexps,
    rows,
    sequences,
    series,
    session_values,
    strings,
    target_names,
    types,
)

RULES: tuple[ModuleType, ...] = (
    session_values, sequences, json, json_functions, arrays, aggregates, records, types, literals,
    rows, patterns, operators, casts, strings, regexps, series, numbers, functions, assignments,
)  # fmt: skip

# What is run and not stored; a macro that is stored with a table cannot ask for types.
_KNOWING_TYPES = frozenset({
    "select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt",
    "create_table_as_stmt", "view_stmt",
})  # fmt: skip
_PARSER_VERSION = 180_000  # of the tree's form; libpg_query wants one
# Names to PostgreSQL, reserved by DuckDB 1.5: found by trying all of duckdb_keywords().
_RESERVED = frozenset({
    "anti", "asof", "describe", "glob", "lambda", "pivot", "pivot_longer", "pivot_wider",
    "positional", "qualify", "semi", "show", "summarize", "unpack", "unpivot",
})  # fmt: skip
# Whether it is worth to look at the tokens of a text; they decide.
_SUSPECT = re.compile(rf"\b(?:{'|'.join(_RESERVED)}|at|by)\b")
_FUNCTION_SLOT = '"$'  # a name that ``Context.function_slot`` made
_AT, _BY = "at", "by"
_BEFORE_BY = frozenset({"order", "group", "partition", "increment", "owned"})


def _collect(attribute: str) -> Mapping[str, tuple[Handler, ...]]:
    found: defaultdict[str, list[Handler]] = defaultdict(list)
    for module in RULES:
        for name, handler in getattr(module, attribute, {}).items():
            found[name].append(handler)
    return {name: tuple(handlers) for name, handlers in found.items()}


NODES = _collect("NODES")
MESSAGES = _collect("MESSAGES")
_MESSAGES_BY_CLASS = {getattr(pb, name): handlers for name, handlers in MESSAGES.items()}


@dataclass(frozen=True, slots=True)
class Text:
    """A statement written for DuckDB, cut at its slots; see ``Statement``."""

    pieces: tuple[str, ...]
    slots: tuple[int | str, ...]


def apply(statement: Node, context: Context) -> None:
    """Run the rules over a statement, given as the Node around it.

    Raises:
        PgError: A rule knows that the statement cannot mean what PostgreSQL means by it.
    """
    found = messages(statement)
    correlated: set[int] = set()
    for message in found:
        kind = type(message)
        if kind is pb.SelectStmt:
            target_names.name_targets(message, is_result=message is statement.select_stmt)
        elif kind is pb.SubLink or (kind is pb.RangeSubselect and message.lateral):
            correlated.update(map(id, messages(message)))
    context.root = statement.WhichOneof("node")
    knows_types = context.root in _KNOWING_TYPES
    context.again = lambda node: _rewrite(node, context)
    # Reversed, children come before their parents.
    for message in reversed(found):
        context.knows_types = knows_types and id(message) not in correlated
        _rewrite(message, context)


def _rewrite(message: Node, context: Context) -> None:
    kind = type(message)
    if kind is pb.Node:
        handlers = NODES.get(message.WhichOneof("node"))
        if handlers is not None:
            _replace(message, handlers, context)
    elif kind in _MESSAGES_BY_CLASS:
        for handler in _MESSAGES_BY_CLASS[kind]:
            handler(message, context)


def _replace(node: Node, handlers: tuple[Handler, ...], context: Context) -> None:
    kind = node.WhichOneof("node")
    for handler in handlers:
        replacement = handler(node, context)
        if replacement is not None and replacement is not node:
            node.CopyFrom(replacement)
        if node.WhichOneof("node") != kind:
            return


def write(statement: Node, context: Context) -> Text:
    """Return DuckDB's text of a statement, given as the Node around it."""
    result = pb.ParseResult(version=_PARSER_VERSION)
    result.stmts.add().stmt.CopyFrom(statement)
    return _cut(Source(deparse(result)), context)


def deparse(tree: Node) -> str:
    """Return the text of a tree.

    As ``postgast.deparse``, whose buffer becomes part of a reference cycle: a statement of 100 MB
    stayed until the collector's next full round, which a server seldom makes.
    """
    data = tree.SerializeToString()
    pointer = ctypes.c_char_p(data)  # to the bytes themselves, which live as long as this does
    address = ctypes.c_void_p.from_buffer(pointer).value
    found = lib.pg_query_deparse_protobuf(PgQueryProtobuf(len(data), address))
    try:
        check_error(found)
        return str(found.query, "utf-8")
    finally:
        lib.pg_query_free_deparse_result(found)


def _cut(text: Source, context: Context) -> Text:
    """Quote the words DuckDB reserves, and cut at the parameters."""
    if "$" not in text.text and _SUSPECT.search(text.text) is None:
        return Text((text.text,), ())
    pieces: list[str] = []
    slots: list[int | str] = []
    piece, done = "", 0
    scanned = parse.tokens(text)
    for index, token in enumerate(scanned):
        if token.kind == parse.PARAMETER or token.text.startswith(_FUNCTION_SLOT):
            pieces.append(piece + text.cut(done, token.start))
            slots.append(_slot(int(token.text.strip('$"')), context))
            piece, done = "", token.end
        elif token.word in _RESERVED or _is_name(scanned, index):
            piece += f'{text.cut(done, token.start)}"{token.text}"'
            done = token.end
    pieces.append(piece + text.cut(done, len(text)))
    return Text(tuple(pieces), tuple(slots))


def _slot(number: int, context: Context) -> int | str:
    return context.slots[number - FIRST_SLOT][0] if number >= FIRST_SLOT else number


def _is_name(scanned: list[parse.Token], index: int) -> bool:
    """Whether ``at`` or ``by`` stands there as a name."""
    word = scanned[index].word
    if word == _AT:
        return index + 1 == len(scanned) or scanned[index + 1].word != "time"
    return word == _BY and (index == 0 or scanned[index - 1].word not in _BEFORE_BY)
