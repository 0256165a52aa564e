"""Statements in DuckDB's own syntax, which PostgreSQL's grammar refuses.

DuckDB's parser says what kind a statement is; what else we need comes from the tokens. Some
statements are refused by their first word, before DuckDB's parser sees them: parsing IMPORT
DATABASE already reads files, and none of them is for a user of a shared server. Source: DuckDB 1.5
manual, "Statements".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duckgres.errors import PgError
from duckgres.sql import explain, parse, tags
from duckgres.sql.parse import Token
from duckgres.sql.positions import Source
from duckgres.sql.session_commands import ExplainCommand, PrepareCommand
from duckgres.sql.slots import Slot, cut
from duckgres.sql.statement import ForeignParser, Statement, StatementKind
from duckgres.sql.tags import Classified

# First word -> what the refusal names.
DENIED_WORDS = {
    "attach": "ATTACH",
    "checkpoint": "CHECKPOINT of another database",
    "copy": "COPY",
    "detach": "DETACH",
    "export": "EXPORT DATABASE",
    "force": "FORCE",
    "install": "INSTALL",
    "load": "LOAD",
    "reset": "RESET",
    "set": "SET",
    "use": "USE",
}
# The pragmas that only read what the user may see; the others set something or tell about the
# machine.
PRAGMAS = frozenset(
    [
        "collations",
        "functions",
        "platform",
        "show",
        "show_tables",
        "show_tables_expanded",
        "storage_info",
        "table_info",
        "version",
    ]
)
_CLIENT_ENDS = frozenset({"stdin", "stdout"})
_MODIFY = {"INSERT": "INSERT 0", "UPDATE": "UPDATE", "DELETE": "DELETE", "MERGE_INTO": "MERGE"}
_SKIPPED = frozenset(
    ["or", "replace", "temp", "temporary", "persistent", "local", "unique", "recursive"]
)
_PREPARE = "Write PREPARE and EXECUTE as PostgreSQL does; what is prepared may be DuckDB's."
_PLAIN = {
    "SELECT": tags.SELECT,
    "VACUUM": Classified(StatementKind.UTILITY, "VACUUM"),
    "ANALYZE": Classified(StatementKind.UTILITY, "ANALYZE"),
    "PREPARE": tags.refused("PREPARE", _PREPARE),
    "EXECUTE": tags.refused("EXECUTE", _PREPARE),
}
_HEAD = 3  # tokens of PREPARE in front of what is prepared
_DOCUMENTS = {"json": 114, "xml": 142}  # oids of EXPLAIN's column


def split(scanned: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens of each statement; semicolons part them."""
    parts: list[list[Token]] = [[]]
    for token in scanned:
        if token.text == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def statement(source: Source, scanned: Sequence[Token], ask: ForeignParser) -> Statement:
    """Plan one statement in DuckDB's syntax.

    Args:
        source: The query string.
        scanned: The statement's tokens, at least one.
        ask: DuckDB's parser.

    Raises:
        PgError: DuckDB's parser refuses it too, or it has parameters PostgreSQL does not know.
    """
    start, end = scanned[0].start, scanned[-1].end
    text = source.cut(start, end)
    classified = _denied_unread(scanned)
    if classified is not None:
        return Statement(
            classified.kind,
            classified.tag,
            pieces=(text,),
            refusal=classified.refusal,
            duckdb_syntax=True,
        )
    if scanned[0].word == "explain":
        return _explain(source, scanned, ask)
    if scanned[0].word == "copy" and any(token.word in _CLIENT_ENDS for token in scanned):
        # To DuckDB these are files of the server with such names.
        raise PgError("not a COPY of PostgreSQL's", sqlstate="42601")
    if [token.word for token in scanned[:3:2]] == ["prepare", "as"] and len(scanned) > _HEAD:
        return _prepare(source, scanned, ask)
    parsed = ask(text)
    # PIVOT is a CREATE TYPE and a SELECT to DuckDB, without texts: the last is what was asked for.
    if not parsed or any(found.text for found in parsed[:-1]):
        raise PgError("not one statement", sqlstate="42601")
    slots = _slots(scanned)
    names = frozenset().union(*(found.parameters for found in parsed))
    if names != {str(slot.value) for slot in slots}:
        # ?, $name: the client has no way to give them values.
        raise PgError("unknown form of parameter", sqlstate="42601")
    classified = _classify(parsed[-1].kind, scanned)
    head = ""
    if scanned[0].word == "call":
        # A relation can be described without being run, CALL cannot; the two mean the same.
        start, head = scanned[0].end, "FROM"
    pieces = cut(source, start, end, slots, head)
    return Statement(
        kind=classified.kind,
        tag=classified.tag,
        counts=classified.counts,
        pieces=pieces.pieces,
        slots=pieces.slots,
        sources=pieces.sources,
        returns_rows=classified.returns_rows,
        refusal=classified.refusal,
        parameter_count=max((int(slot.value) for slot in slots), default=0),
        any_parameters=parse.array_parameters(list(scanned)),
        changes_catalog=classified.changes_catalog,
        writes=classified.writes,
        duckdb_syntax=True,
    )


def _denied_unread(scanned: Sequence[Token]) -> Classified | None:
    """Return the refusal of what DuckDB must not even parse: its parser acts on these."""
    first = scanned[0].word
    if first == "import":
        return tags.denied("IMPORT DATABASE")
    if first == "pragma" and (len(scanned) < 2 or scanned[1].word not in PRAGMAS):
        return tags.denied("PRAGMA")
    if first == "update" and len(scanned) == 2 and scanned[1].word == "extensions":
        return tags.denied("UPDATE EXTENSIONS")
    return None


def _object(scanned: Sequence[Token]) -> str:
    """Return the word that says what is created, dropped or altered."""
    return next((token.word for token in scanned[1:] if token.word not in _SKIPPED), "")


def _slots(scanned: Sequence[Token]) -> list[Slot]:
    return [
        Slot(token.start, token.end, int(token.text[1:]))
        for token in scanned
        if token.kind == parse.PARAMETER
    ]


def _classify(kind: str, scanned: Sequence[Token]) -> Classified:
    first = scanned[0].word
    if first in DENIED_WORDS:
        return tags.denied(DENIED_WORDS[first])
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _MODIFY:
        plain = Classified(StatementKind.MODIFY, _MODIFY[kind], counts=True, writes=True)
        return replace(plain, returns_rows=_has_word(scanned, "returning"))
    if kind in ("CREATE", "CREATE_FUNC", "DROP", "ALTER"):
        return _ddl(first.upper(), scanned)
    if kind == "CALL" and first == "call":
        return tags.CALL
    return tags.denied(kind.replace("_", " "))


def _ddl(verb: str, scanned: Sequence[Token]) -> Classified:
    word = _object(scanned).upper()
    if word == "SECRET":
        return tags.denied(f"{verb} SECRET")
    if verb == "CREATE" and word == "TABLE" and _has_word(scanned, "as"):
        return tags.CREATE_TABLE_AS
    return tags.ddl("COMMENT" if verb == "COMMENT" else f"{verb} {word}")


def _has_word(scanned: Sequence[Token], word: str) -> bool:
    """Tell whether a bare word stands outside all parentheses."""
    depth = 0
    for token in scanned:
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth -= 1
        elif depth == 0 and token.word == word:
            return True
    return False


def _explain(source: Source, scanned: Sequence[Token], ask: ForeignParser) -> Statement:
    """Plan EXPLAIN of a statement in DuckDB's syntax; ANALYZE and FORMAT JSON are kept."""
    in_parentheses = len(scanned) > 1 and scanned[1].text == "(" and _options(scanned)
    begin = explain.start(scanned, in_parentheses)
    inner = [token for token in scanned if token.start >= begin]
    words = {token.word for token in scanned if token.start < begin}
    explained = statement(source, inner, ask)
    if explained.kind is StatementKind.REFUSED:
        return explained
    analyze = "analyze" in words
    command = ExplainCommand(analyze, "json" if "json" in words else "text", summary=analyze)
    return explaining(explained, command)


def _prepare(source: Source, scanned: Sequence[Token], ask: ForeignParser) -> Statement:
    """Plan PREPARE of a statement in DuckDB's syntax, whose parameters have no types yet."""
    inner = statement(source, scanned[_HEAD:], ask)
    if inner.kind not in (StatementKind.QUERY, StatementKind.MODIFY):
        return replace(inner, kind=StatementKind.REFUSED, refusal=_PLAIN["PREPARE"].refusal)
    name, text = scanned[1], source.cut(scanned[0].start, scanned[-1].end)
    known = name.text[1:-1].replace('""', '"') if name.text.startswith('"') else name.word
    return Statement(
        StatementKind.PREPARE,
        "PREPARE",
        pieces=(text,),
        command=PrepareCommand(known, inner, (), (), text),
        duckdb_syntax=True,
    )


def explaining(explained: Statement, command: ExplainCommand) -> Statement:
    """Return the EXPLAIN of a statement.

    Args:
        explained: The statement.
        command: The options.

    Raises:
        PgError: 0A000, it would have to be run, and is several of DuckDB's statements.
    """
    runs, head = command.analyze, command.head
    if runs and (explained.before or explained.after):
        raise PgError(
            "EXPLAIN ANALYZE of a statement that DuckDB runs as several is not supported",
            sqlstate="0A000",
            hint="Leave ANALYZE out.",
        )
    first, *rest = explained.pieces
    oid = _DOCUMENTS.get(command.format)
    return replace(
        explained,
        kind=tags.EXPLAIN.kind,
        tag=tags.EXPLAIN.tag,
        counts=False,
        pieces=(head + first, *rest),
        sources=tuple(
            place - (0 if index else len(head)) for index, place in enumerate(explained.sources)
        ),
        returns_rows=True,
        column_names=("QUERY PLAN",),
        result_oids=() if oid is None else (oid,),
        changes_catalog=runs and explained.changes_catalog,
        writes=runs and explained.writes,
        explained=explained,
        command=command,
    )


def _options(scanned: Sequence[Token]) -> bool:
    """Tell whether the parenthesis behind EXPLAIN holds options and not a query."""
    return len(scanned) > 2 and scanned[2].word in (
        "analyze",
        "analyse",
        "format",
        "verbose",
        "costs",
    )
