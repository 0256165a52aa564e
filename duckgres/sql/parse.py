"""PostgreSQL's own grammar: text to parse trees, tokens, and PostgreSQL's syntax errors.

libpg_query (PostgreSQL 18's grammar) does the work, reached through postgast; nobody else in the
package imports that. Nodes are protobuf messages; their ``location`` counts bytes of the query
string from 0. It does not know DuckDB. Source: PostgreSQL's ``gram.y`` and ``scan.l``; the
SQLSTATEs and hints, which libpg_query does not hand over, were recorded from PostgreSQL 15.18.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import postgast
from google._upb import _message
from google.protobuf.message import DecodeError
from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import nesting
from duckgres.sql.positions import Source

# upb refuses messages nested deeper than 100, which is 47 terms of a + b + …. This lifts it;
# ``nesting`` keeps the C stack safe instead.
_message.SetAllowOversizeProtos(True)

Node = Any  # a protobuf message; postgast's classes are made at run time and have no usable types

PARAMETER = pb.PARAM
WORDS = frozenset(
    {pb.RESERVED_KEYWORD, pb.UNRESERVED_KEYWORD, pb.COL_NAME_KEYWORD, pb.TYPE_FUNC_NAME_KEYWORD}
)
_RESERVED = WORDS - {pb.UNRESERVED_KEYWORD}
# For each class of words: whether it is one of keywords, and whether of reserved ones.
_CLASSES = {kind: (kind in WORDS, kind in _RESERVED) for kind in pb.KeywordKind.values()}
_COMMENTS = frozenset({pb.SQL_COMMENT, pb.C_COMMENT})
_SPACE = " \t\n\r\f\v"

_NOT_IMPLEMENTED = ("not yet implemented", "not supported on recursive views")
_STATES = {
    "frame start cannot be UNBOUNDED FOLLOWING": "42P20",
    "frame end cannot be UNBOUNDED PRECEDING": "42P20",
    "frame starting from current row cannot have preceding rows": "42P20",
    "frame starting from following row cannot have preceding rows": "42P20",
    "precision for type float must be at least 1 bit": "22023",
    "precision for type float must be less than 54 bits": "22023",
}
_HINTS = {"LIMIT #,# syntax is not supported": "Use separate LIMIT and OFFSET clauses."}


class ParsedStatement(NamedTuple):
    """One statement's tree.

    Attributes:
        name: The node's name: ``select_stmt``, ``transaction_stmt``…
        tree: The Node around it.
        start: Bytes from 0 in the query string where it begins, white space left out.
        end: Where it ends, the semicolon left out.
        made: The tree is not that of the text between them, but made of a part of it.
    """

    name: str
    tree: Node
    start: int
    end: int
    made: bool = False

    @property
    def node(self) -> Node:
        """The statement's own message."""
        return getattr(self.tree, self.name)


class Token(NamedTuple):
    """A token that is no comment.

    Attributes:
        text: As written.
        start: Where it begins, in bytes.
        end: The byte behind it.
        keyword: One of PostgreSQL's, reserved or not.
        reserved: A keyword that cannot name a column.
    """

    kind: int
    text: str
    start: int
    end: int
    keyword: bool
    reserved: bool = False

    @property
    def word(self) -> str:
        """The text in lower case."""
        return self.text.lower()


_make = tuple.__new__  # what Token(…) comes to, without its arguments being sorted


class Tokens:
    """The tokens of a stretch of text, made as far as somebody looks at them.

    A token takes half a microsecond to make; that a text must be rewritten is often seen at the
    first of them.
    """

    __slots__ = ("_made", "_rest")

    def __init__(self, source: Source, start: int, end: int) -> None:
        """Take the text between two byte offsets, which PostgreSQL's scanner takes."""
        self._made: list[Token] = []
        self._rest = _scan(source, start, end)

    def __iter__(self) -> Iterator[Token]:
        """Yield all tokens, comments left out."""
        made = self._made
        yield from made
        for token in self._rest:
            made.append(token)
            yield token

    def all(self) -> list[Token]:
        """Return all of them."""
        self._made += self._rest
        return self._made


def parse(source: Source) -> list[ParsedStatement]:
    """Parse a query string.

    Returns:
        Its statements; none when there are only blanks, comments and semicolons.

    Raises:
        PgError: PostgreSQL's syntax error, with its position, or 54001.
    """
    nesting.check(source.text)
    try:
        tree: Node = postgast.parse(source.text)
    except postgast.PgQueryError as error:
        raise _syntax_error(error) from None
    except DecodeError:
        raise nesting.too_deep() from None
    return [_statement(source, raw) for raw in tree.stmts]


def tokens(source: Source, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens between two byte offsets, comments left out.

    Raises:
        PgError: PostgreSQL's scanner refuses the text.
    """
    return list(_scan(source, start, len(source) if end is None else end))


def _scan(source: Source, start: int, end: int) -> Iterator[Token]:
    """Scan a text when its first token is wanted, and make the tokens one by one."""
    text = source.cut(start, end)
    try:
        scanned: Node = postgast.scan(text).tokens
    except postgast.PgQueryError as error:
        raise _syntax_error(error) from None
    cut = None if source.ascii else Source(text).cut
    make, token, classes, comments = _make, Token, _CLASSES, _COMMENTS
    for found in scanned:
        kind = found.token
        if kind not in comments:
            first, behind = found.start, found.end
            keyword, reserved = classes[found.keyword_kind]
            word = text[first:behind] if cut is None else cut(first, behind)
            yield make(token, (kind, word, first + start, behind + start, keyword, reserved))


def array_parameters(found: list[Token]) -> frozenset[int]:
    """Return the numbers of the parameters that stand alone in ``op ANY ($n)``, SOME or ALL."""
    numbers = set()
    for index in range(1, len(found) - 3):
        word, opening, inner, closing = found[index : index + 4]
        if word.kind not in (pb.ANY, pb.SOME, pb.ALL) or inner.kind != PARAMETER:
            continue
        # SELECT ALL ($1) and count(ALL ($1)) have no operator before the word.
        if found[index - 1].text in ("(", ",") or found[index - 1].kind == pb.SELECT:
            continue
        if opening.text == "(" and closing.text == ")":
            numbers.add(int(inner.text[1:]))
    return frozenset(numbers)


def _statement(source: Source, raw: Node) -> ParsedStatement:
    start: int = raw.stmt_location
    end: int = start + raw.stmt_len if raw.stmt_len else len(source)
    text = source.cut(start, end)
    if text[:1] in _SPACE or text[-1:] in _SPACE:
        # The blanks are ASCII, so characters are bytes here.
        start += len(text) - len(text.lstrip(_SPACE))
        end -= len(text) - len(text.rstrip(_SPACE))
    node = raw.stmt
    return ParsedStatement(node.WhichOneof("node"), node, start, end)


def _syntax_error(error: postgast.PgQueryError) -> PgError:
    """Turn libpg_query's error into PostgreSQL's; its ``cursorpos`` counts characters from 1."""
    message = error.message
    sqlstate = _STATES.get(message, "42601")
    hint = _HINTS.get(message)
    if any(part in message for part in _NOT_IMPLEMENTED):
        sqlstate = "0A000"
    elif message == "invalid Unicode escape":
        if error.funcname == "str_udeescape":  # U&'…'
            hint = "Unicode escapes must be \\XXXX or \\+XXXXXX."
        else:  # E'…'
            sqlstate, hint = "22025", "Unicode escapes must be \\uXXXX or \\UXXXXXXXX."
    position = None if message.startswith("CREATE ASSERTION") else error.cursorpos or None
    return PgError(message, sqlstate=sqlstate, hint=hint, position=position)
