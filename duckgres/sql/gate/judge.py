"""Whether a statement names what not every user may reach: functions, views, inner catalogs.

DuckDB is locked down, but the lock has holes: functions that end the process, run a text, write
logs, or show paths. So what a client wrote is looked at before anything is made of it, and
everything inside of it, however deep: EXPLAIN, PREPARE, a view, a default, a function's body. Most
texts are done with at a look at their words. Where one of those is in a list, the tree decides, or
the tokens of what only DuckDB's grammar takes: a table or a column may be called ``query``.

What the rules write into a statement is theirs, so the client's text is judged and not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import foreign, parse, tags
from duckgres.sql.gate import functions
from duckgres.sql.parse import Node, ParsedStatement, Token
from duckgres.sql.positions import Source
from duckgres.sql.rules import messages
from duckgres.sql.statement import ForeignParser, Refusal, Statement, StatementKind
from duckgres.sql.tree import string_value

Plan = Callable[[Source, ParsedStatement], Statement]
_DENIED = "42501"
# For each byte: a letter in lower case, a blank for what is in no word.
_LETTERS = bytes(
    ord(chr(byte).lower()) if byte < 128 and (chr(byte).isalnum() or byte == ord("_")) else 32
    for byte in range(256)
)
_PIECE = 64 * 1024  # characters looked at in one go: a list of all words of 100 MB is gigabytes
# In an address they lead elsewhere: ``s3://bucket/x?s3_endpoint=host`` asks any host.
_ELSEWHERE = re.compile(r"://.*(?:\.\.|[?#%])", re.DOTALL)
_ADDRESS = "://"
_LONGEST = 64  # characters of a name in the lists, at most
_ESCAPED = '&"'  # of U&"…", a name whose letters are not seen
# A function's body may be a string with escapes in it.
_ALWAYS = frozenset({"function", "procedure"})
_SETTING = "current_setting"
_NAMES = frozenset({pb.IDENT, pb.UIDENT})
# DuckDB takes these for blanks, PostgreSQL for letters. Source: Parser::StripUnicodeSpaces.
_BLANKS = re.compile("[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]")
# Behind these, a name in front of a parenthesis is that of a table with its columns.
_BEFORE_TABLE = frozenset({"into", "table", "exists", "references"})
_BEFORE_RELATION = frozenset({"from", "join"})
_CLAUSES = _BEFORE_RELATION | {"on", "select", "set", "using", "values", "where", "with"}
_BODY_TEXT = "as"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a statement may not reach.

    Attributes:
        what: As PostgreSQL's message has it: ``function read_csv``.
        files: Users that are trusted with files may.
    """

    what: str
    files: bool = False

    @property
    def refusal(self) -> Refusal:
        """What those are told who may not."""
        return Refusal(f"permission denied for {self.what}", sqlstate=_DENIED)


def is_suspect(text: str) -> bool:
    """Whether it is worth to look closer at a text: one of the names is in it, or may be.

    Two microseconds for 200 characters; a search for words takes six.
    """
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE + _LONGEST]
        letters = piece.encode(errors="replace").translate(_LETTERS).decode("ascii")
        words = letters.split()
        if not (functions.REFUSED.isdisjoint(words) and _OTHERS.isdisjoint(words)):
            return True
        if functions.PREFIX in letters or _ESCAPED in piece or _ADDRESS in piece:
            return True
    return False


_OTHERS = frozenset({*functions.VIEWS, *functions.CATALOGS, *_ALWAYS})


def plan(source: Source, parsed: ParsedStatement, make: Plan) -> Statement:
    """Plan a statement that PostgreSQL's grammar takes, unless nobody may run it.

    Args:
        source: The query string.
        parsed: The statement.
        make: Plans it.
    """
    finding = of_tree(parsed.tree)
    if finding is not None and not finding.files:
        return _refused(tags.classify(parsed.name, parsed.node).tag, finding)
    return _guarded(make(source, parsed), finding)


def plan_foreign(source: Source, scanned: Sequence[Token], ask: ForeignParser) -> Statement:
    """Plan a statement that only DuckDB's grammar may take; its parser sees nothing refused.

    Raises:
        PgError: As ``of_tokens`` and ``foreign.statement``.
    """
    finding = of_tokens(scanned)
    if finding is not None and not finding.files:
        return _refused(scanned[0].word.upper(), finding)
    return _guarded(foreign.statement(source, scanned, ask), finding)


def _guarded(statement: Statement, finding: Finding | None) -> Statement:
    return statement if finding is None else replace(statement, only_trusted=finding.refusal)


def _refused(tag: str, finding: Finding) -> Statement:
    return Statement(StatementKind.REFUSED, tag, refusal=finding.refusal)


def permitted(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return what an ordinary user's statements come to."""
    for statement in statements:
        if statement.only_trusted is not None:
            return tuple(map(_for_ordinary, statements))
    return statements


def _for_ordinary(statement: Statement) -> Statement:
    if statement.only_trusted is None:
        return statement
    return Statement(StatementKind.REFUSED, statement.tag, refusal=statement.only_trusted)


def of_tree(tree: Node) -> Finding | None:
    """Look at a statement that PostgreSQL's grammar takes."""
    return _worst(_in_tree(tree))


def of_tokens(scanned: Sequence[Token]) -> Finding | None:
    """Look at a statement that only DuckDB's grammar may take.

    Raises:
        PgError: 42601, a name holds what DuckDB would take for a blank, or escapes.
    """
    return _worst(_in_tokens(scanned))


def _worst(findings: Iterator[Finding]) -> Finding | None:
    found = None
    for found in findings:
        if not found.files:
            return found
    return found


def _in_tree(tree: Node) -> Iterator[Finding]:
    for message in messages(tree):
        kind = type(message)
        if kind is pb.FuncCall:
            name = str(message.funcname[-1].string.sval).lower()
            yield from _function(name)
            if name in functions.FILES and not _is_plain(message.args[:1]):
                yield Finding(f"function {name} of a computed path")
        elif kind is pb.RangeVar:
            yield from _relation(
                (message.catalogname.lower(), message.schemaname.lower()), message.relname.lower()
            )
        elif kind is pb.String or (kind is pb.Node and message.WhichOneof("node") == "string"):
            name = _string(message).lower()  # of what is dropped, say
            yield from _relation((name,), name)
        elif kind is pb.CreateFunctionStmt:
            yield from _in_body(message)


def _is_plain(arguments: Sequence[Node]) -> bool:
    """Whether what files are named by is constant, and leads nowhere else."""
    for argument in arguments:
        kind = argument.WhichOneof("node")
        if kind == "a_array_expr":
            if not _is_plain(argument.a_array_expr.elements):
                return False
        elif (text := string_value(argument)) is None or _ELSEWHERE.search(text):
            return False
    return bool(arguments)


def _string(message: Node) -> str:
    return str(message.sval if type(message) is pb.String else message.string.sval)


def _in_body(node: Node) -> Iterator[Finding]:
    """Look at the text of a function; one that is no SQL is refused later."""
    for option in node.options:
        if option.def_elem.defname != _BODY_TEXT:
            continue
        for item in option.def_elem.arg.list.items:
            try:
                statements = parse.parse(Source(item.string.sval))
            except PgError:
                continue
            for statement in statements:
                yield from _in_tree(statement.tree)


def _in_tokens(scanned: Sequence[Token]) -> Iterator[Finding]:
    names = [_name(token) for token in scanned]
    makes_index = names[:2] == ["create", "index"] or names[:3] == ["create", "unique", "index"]
    clause = ""
    for place, name in enumerate(names):
        if not name:
            if clause in _BEFORE_RELATION and _is_address(scanned[place - 1 : place + 1]):
                yield Finding("an address with options")
            continue
        behind = scanned[place + 1].text if place + 1 < len(scanned) else ""
        before = names[place - 1] if place else ""
        clause = name if name in _CLAUSES else clause
        if behind == "(":
            if before in _BEFORE_TABLE or (makes_index and before == "on"):
                continue
            yield from _function(name)
            if name in functions.FILES and not _names_files(scanned[place + 2 :]):
                yield Finding(f"function {name} of a computed path")
            if name == _SETTING:
                yield from _setting(scanned[place + 2 : place + 4])
        elif behind == "." or before in ("schema", "database", "catalog"):
            yield from _relation((name,), "")
        yield from _relation((), name)


def _is_address(tokens: Sequence[Token]) -> bool:
    """Whether the last token is an address with options where a relation may stand."""
    before, token = tokens[0], tokens[-1]
    if token.kind != pb.SCONST or not _ELSEWHERE.search(token.text):
        return False
    return before.text == "," or before.word in _BEFORE_RELATION


def _names_files(arguments: Sequence[Token]) -> bool:
    """Whether the first argument is a constant, or a list of them, that leads nowhere else."""
    listed = bool(arguments) and arguments[0].text == "["
    for place, token in enumerate(arguments[listed:]):
        if place % 2:
            if not listed or token.text != ",":
                return token.text in ("]" if listed else (",", ")"))
        elif token.kind != pb.SCONST or _ELSEWHERE.search(token.text):
            return False
    return False


def _name(token: Token) -> str:
    """Return the name a token may be, in lower case; nothing for any other token."""
    if token.kind not in _NAMES and not token.keyword:
        return ""
    text = token.text
    if token.kind == pb.UIDENT:
        raise PgError("Unicode escapes are not supported here", sqlstate="42601")
    if not text.isascii() and _BLANKS.search(text):
        raise PgError("a name holds a blank that is not ASCII", sqlstate="42601")
    if text.startswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.lower()


def _is_own(name: str) -> bool:
    """Whether a name is one of the server's own."""
    return name.startswith(functions.PREFIX) and name not in functions.OF_INFORMATION


def _function(name: str) -> Iterator[Finding]:
    if name in functions.REFUSED or _is_own(name):
        yield Finding(f"function {name}", files=name in functions.FILES)


def _relation(qualifiers: Sequence[str], name: str) -> Iterator[Finding]:
    for qualifier in qualifiers:
        if qualifier in functions.CATALOGS:
            yield Finding(f"database {qualifier}")
    if _ELSEWHERE.search(name):
        yield Finding("an address with options")
    if name in functions.VIEWS:
        yield Finding(f"view {name}")
    if _is_own(name):  # the session's own snapshot of the catalog
        yield Finding(f"table {name}")


def _setting(arguments: Sequence[Token]) -> Iterator[Finding]:
    """Look at what a text of DuckDB's own asks ``current_setting`` for."""
    if len(arguments) < 2 or arguments[0].kind != pb.SCONST or arguments[1].text != ")":
        yield Finding(f"function {_SETTING}")
    elif arguments[0].text.strip("'").lower() not in functions.SETTINGS:
        yield Finding(f"parameter {arguments[0].text}")
