"""A tree with PostgreSQL's meaning becomes a text with the same meaning for DuckDB.

The rules change the tree, libpg_query writes it out, and words that only DuckDB reserves are
quoted. Where a place of the new text comes from is worked out when an error needs it
(``alignment``), not here.
"""

from __future__ import annotations

import ctypes
import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from postgast import pg_query_pb2 as pb
from postgast.errors import check_error
from postgast.native import PgQueryProtobuf, lib

from duckgres.sql import parse
from duckgres.sql.dispatch import Dispatch
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.rules import (
    FIRST_SLOT,
    Context,
    aggregates,
    arrays,
    assignments,
    casts,
    changes,
    conditions,
    constant_numbers,
    date_arithmetic,
    date_functions,
    datetimes,
    formatting,
    functions,
    grouping,
    grouping_sets,
    json,
    json_functions,
    literals,
    live,
    messages,
    numbers,
    operators,
    patterns,
    queries,
    records,
    regexps,
    rows,
    sequences,
    series,
    server_calls,
    session_values,
    shown_numbers,
    strings,
    subscripts,
    target_names,
    temporary,
    time_zones,
    types,
    unions,
    values,
    volatility,
)

RULES: tuple[ModuleType, ...] = (
    volatility, session_values, server_calls, live, sequences, grouping_sets, grouping, queries,
    conditions, json, json_functions, arrays, subscripts, aggregates, records, types, literals,
    values, rows, patterns, formatting, date_functions, time_zones, date_arithmetic, operators,
    datetimes, casts, strings, regexps, series, numbers, functions, assignments, changes,
    unions, temporary,
)  # fmt: skip

# What is run and not stored; a macro that is stored with a table cannot ask for types.
_KNOWING_TYPES = frozenset({
    "select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt",
    "create_table_as_stmt", "view_stmt",
})  # fmt: skip
_RUN = _KNOWING_TYPES - {"view_stmt"}
_PARSER_VERSION = 180_000  # of the tree's form; libpg_query wants one
# Names to PostgreSQL, reserved by DuckDB 1.5: found by trying all of duckdb_keywords().
_RESERVED = frozenset({
    "anti", "asof", "describe", "glob", "lambda", "pivot", "pivot_longer", "pivot_wider",
    "positional", "qualify", "semi", "show", "summarize", "unpack", "unpivot",
})  # fmt: skip
# Whether it is worth to look at the tokens of a text; they decide. The search takes four
# microseconds a hundred characters, and few texts have any of the words even inside of others.
_SUSPECTS = (*sorted(_RESERVED), "at", "by")
_SUSPECT = re.compile(rf"\b(?:{'|'.join(_RESERVED)})\b")
_SUSPECT_SHORT = re.compile(r"[ab][ty](?<=\b..)\b")  # begins with letters: the search is faster
_FUNCTION_SLOT = '"$'  # a name that ``Context.function_slot`` made
_NOT_ON_TOP = "WITH clause containing a data-modifying statement must be at the top level"
_AT, _BY = "at", "by"
_BEFORE_BY = frozenset({"order", "group", "partition", "increment", "owned"})


DISPATCH = Dispatch(RULES, (pb.CommonTableExpr, pb.SelectStmt, pb.SubLink, pb.RangeSubselect))


@dataclass(frozen=True, slots=True)
class Text:
    """A statement written for DuckDB, cut at its slots; see ``Statement``."""

    pieces: tuple[str, ...]
    slots: tuple[int | str, ...]


def apply_to_result(statement: Node, context: Context) -> None:
    """Do what ``apply`` does for the statement whose rows the client gets.

    Its numerics are shown with PostgreSQL's digits, some of them as texts; so it is not for what
    is stored, or read by another statement.

    Raises:
        PgError: As ``apply``.
    """
    is_select = statement.HasField("select_stmt")
    if is_select:
        constant_numbers.evaluate(statement.select_stmt, context)
    apply(statement, context)
    if is_select:
        shown_numbers.finish(statement.select_stmt, context)


def apply(statement: Node, context: Context) -> None:
    """Run the rules over a statement, given as the Node around it.

    Raises:
        PgError: A rule knows that the statement cannot mean what PostgreSQL means by it.
    """
    context.root = statement.WhichOneof("node")
    found, todo = DISPATCH.find(statement)
    correlated: set[int] = set()
    is_select = context.root == "select_stmt"
    alone = is_select and _has_no_columns(statement.select_stmt)
    inside: set[int] = set()
    for message in [message for message, name in todo if name is None]:
        kind = type(message)
        if kind is pb.CommonTableExpr:
            _check_cte(message, context)
        elif kind is pb.SelectStmt:
            target_names.name_targets(message, is_result=message is statement.select_stmt)
        elif kind is pb.SubLink or (kind is pb.RangeSubselect and message.lateral):
            hidden = inside if alone and id(message) not in inside else correlated
            hidden.update(map(id, messages(message)))
    knows_types = context.root in _KNOWING_TYPES
    context.makes_index = context.root == "index_stmt"
    context.runs = context.root in _RUN
    if context.runs and not is_select:
        volatility.look(found, context)
    context.again = _again(context)
    # Reversed, children come before their parents.
    context.knows_types = knows_types
    run = DISPATCH.rewrite
    for message, name in reversed(todo):
        if correlated:
            context.knows_types = knows_types and id(message) not in correlated
        run(message, name, context)


def _has_no_columns(select: Node) -> bool:
    """Whether a subselect in it can be no correlated one: ``SELECT (SELECT avg(a) FROM t)``."""
    return not (select.from_clause or select.HasField("with_clause") or select.HasField("larg"))


def _again(context: Context) -> Callable[[Node], None]:
    """Return what runs the rules over a node; it does not keep its context, nor its text."""
    known = weakref.ref(context)

    def again(node: Node) -> None:
        found = known()
        assert found is not None, "only its rules call it"
        DISPATCH.rewrite(node, node.WhichOneof("node"), found)

    return again


def _check_cte(cte: Node, context: Context) -> None:
    if cte.ctequery.WhichOneof("node") != "select_stmt":
        raise context.error(_NOT_ON_TOP, "0A000", cte.location)
    for clause in ("search_clause", "cycle_clause"):
        if cte.HasField(clause):
            word = clause.partition("_")[0].upper()
            raise context.refusal(
                f"{word} of a recursive query is not supported",
                "Collect the path of each row in an array, and compare with it or order by it.",
                getattr(cte, clause).location,
            )


def write(statement: Node, context: Context) -> Text:
    """Return DuckDB's text of a statement, given as the Node around it."""
    return _cut(Source(deparse(_result(statement))), context)


def in_postgres(statement: Node) -> str:
    """Return PostgreSQL's text of a statement, given as the Node around it."""
    return deparse(_result(statement))


def _result(statement: Node) -> bytes:
    """Return a ParseResult of one statement as bytes; a copy of the tree would take as long."""
    data: bytes = statement.SerializeToString()
    raw = _STATEMENT + _size(len(data)) + data
    return _HEAD + _size(len(raw)) + raw


def _size(number: int) -> bytes:
    """Return a number as protobuf writes it: seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


# The fields of ParseResult and RawStmt: a tag in front of each.
_HEAD = b"\x08" + _size(_PARSER_VERSION) + b"\x12"  # version; stmts
_STATEMENT = b"\x0a"  # stmt


def deparse(data: bytes) -> str:
    """Return the text of a ParseResult that has been made bytes.

    As ``postgast.deparse``, whose buffer becomes part of a reference cycle: a statement of 100 MB
    stayed until the collector's next full round, which a server seldom makes.
    """
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
    if "$" not in text.text and not _is_suspect(text.text):
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


def _is_suspect(text: str) -> bool:
    """Whether a word may be in the text that DuckDB reserves."""
    found = [word for word in _SUSPECTS if word in text]
    if not found:
        return False
    if len(found[0]) > len(_AT) and _SUSPECT.search(text) is not None:
        return True
    return _SUSPECT_SHORT.search(text) is not None


def _slot(number: int, context: Context) -> int | str:
    return context.slots[number - FIRST_SLOT][0] if number >= FIRST_SLOT else number


def _is_name(scanned: list[parse.Token], index: int) -> bool:
    """Whether ``at`` or ``by`` stands there as a name."""
    word = scanned[index].word
    if word == _AT:
        return index + 1 == len(scanned) or scanned[index + 1].word != "time"
    return word == _BY and (index == 0 or scanned[index - 1].word not in _BEFORE_BY)
