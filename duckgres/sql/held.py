"""The statements that keep another one: PREPARE, EXECUTE and DECLARE CURSOR.

The statement inside is planned as if it had been sent alone, so that PREPARE leads to what Parse
leads to, and its places are those of the query string. EXECUTE knows nothing of what it executes:
EXPLAIN and CREATE TABLE AS of it are texts that are put round the prepared one when they run.
Source: PostgreSQL's ``gram.y`` (PrepareStmt, ExecuteStmt, DeclareCursorStmt).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import parse, tree
from duckgres.sql.parse import Node, ParsedStatement, Token
from duckgres.sql.positions import Source
from duckgres.sql.rules.literals import INTEGER_DIGITS
from duckgres.sql.session_commands import DeclareCommand, ExecuteCommand, PrepareCommand
from duckgres.sql.statement import Statement, StatementKind
from duckgres.sql.tags import Classified

Planner = Callable[[Source, ParsedStatement], Statement]

# Bits of ``DeclareCursorStmt.options``, from PostgreSQL's parsenodes.h.
_BINARY, _SCROLL, _NO_SCROLL, _HOLD = 0x1, 0x2, 0x4, 0x20


def prepare(
    source: Source, parsed: ParsedStatement, classified: Classified, plan: Planner
) -> Statement:
    """Plan PREPARE."""
    node = parsed.node
    scanned = parse.tokens(source, parsed.start, parsed.end)
    behind = _behind_parentheses(scanned, 2)
    inner = _inner(source, parsed, scanned[behind + 1], plan)
    if inner.kind is StatementKind.REFUSED:
        return inner
    types = tuple(_type_oid(item.type_name) for item in node.argtypes)
    named = tuple(
        (_written(item.type_name), source.character(item.type_name.location) + 1)
        for item, oid in zip(node.argtypes, types, strict=True)
        if not oid
    )
    text = source.cut(parsed.start, parsed.end)
    command = PrepareCommand(node.name, inner, types, named, text)
    return _made(source, parsed, classified, command)


def execute(
    source: Source, parsed: ParsedStatement, classified: Classified, plan: Planner
) -> Statement:
    """Plan EXECUTE, or CREATE TABLE AS EXECUTE."""
    head, tail, node = "", "", parsed.node
    scanned = parse.tokens(source, parsed.start, parsed.end)
    for token in scanned:
        if token.kind == parse.PARAMETER:
            message = f"there is no parameter {token.text}"
            position = source.character(token.start) + 1
            raise PgError(message, sqlstate="42P02", position=position)
    if parsed.name == "create_table_as_stmt":
        place = next(
            index
            for index, token in enumerate(scanned)
            if token.word == "execute" and scanned[index - 1].word == "as"
        )
        head = source.cut(parsed.start, scanned[place].start)
        behind = _behind_parentheses(scanned, place + 2)
        tail = source.cut(scanned[behind].start, parsed.end) if behind < len(scanned) else ""
        node = node.query.execute_stmt
    constants = tuple(_constant(item) for item in node.params)
    others = [item for item, known in zip(node.params, constants, strict=True) if known is None]
    values = _values(source, parsed, others, plan) if others else None
    places = tuple(_place(source, item) for item in node.params)
    command = ExecuteCommand(node.name, constants, places, values, head, tail and " " + tail)
    return _made(source, parsed, classified, command)


def explaining(inner: Statement, head: str) -> Statement:
    """Return the EXPLAIN of an EXECUTE; ``head`` are the words in front of it."""
    assert isinstance(inner.command, ExecuteCommand), "the planner's promise"
    command = replace(inner.command, head=head + inner.command.head)
    return replace(inner, tag="EXPLAIN", returns_rows=True, command=command)


def declare(
    source: Source, parsed: ParsedStatement, classified: Classified, plan: Planner
) -> Statement:
    """Plan DECLARE CURSOR.

    Raises:
        PgError: Its query changes something.
    """
    node = parsed.node
    scanned = parse.tokens(source, parsed.start, parsed.end)
    place = next(index for index, token in enumerate(scanned) if index > 1 and token.word == "for")
    locks = bool(node.query.select_stmt.locking_clause)  # the rules take it away
    inner = _inner(source, parsed, scanned[place + 1], plan)
    if inner.kind is StatementKind.REFUSED:
        return inner
    if inner.writes:
        raise PgError(
            "DECLARE CURSOR must not contain data-modifying statements in WITH", sqlstate="0A000"
        )
    options = node.options
    scroll = True if options & _SCROLL else False if options & _NO_SCROLL else None
    if scroll and locks:
        raise PgError(
            "DECLARE SCROLL CURSOR ... FOR UPDATE is not supported",
            sqlstate="0A000",
            detail="Scrollable cursors must be READ ONLY.",
        )
    command = DeclareCommand(
        node.portalname,
        inner,
        scroll,
        bool(options & _HOLD),
        bool(options & _BINARY),
        source.cut(parsed.start, parsed.end),
    )
    made = _made(source, parsed, classified, command)
    return replace(made, parameter_count=inner.parameter_count)


READERS: dict[
    StatementKind, Callable[[Source, ParsedStatement, Classified, Planner], Statement]
] = {
    StatementKind.PREPARE: prepare,
    StatementKind.EXECUTE: execute,
    StatementKind.DECLARE: declare,
}


def _made(
    source: Source,
    parsed: ParsedStatement,
    classified: Classified,
    command: PrepareCommand | ExecuteCommand | DeclareCommand,
) -> Statement:
    return Statement(
        kind=classified.kind,
        tag=classified.tag,
        returns_rows=classified.returns_rows,
        pieces=(source.cut(parsed.start, parsed.end),),
        sources=(source.character(parsed.start),),
        command=command,
    )


def _inner(source: Source, parsed: ParsedStatement, first: Token, plan: Planner) -> Statement:
    """Plan the statement inside, which begins with ``first``."""
    query = parsed.node.query
    return plan(source, ParsedStatement(query.WhichOneof("node"), query, first.start, parsed.end))


def _behind_parentheses(scanned: Sequence[Token], index: int) -> int:
    """Return the index behind the list in parentheses that may begin at ``index``."""
    if index >= len(scanned) or scanned[index].text != "(":
        return index
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(scanned[index].text, 0)
        index += 1
        if depth == 0:
            return index


def _type_oid(type_name: Node) -> int:
    """Return the oid of a type, 0 for one that only the catalog knows."""
    oid = oids.OID_OF.get(tree.name_of(type_name.names), 0)
    return oids.ARRAY_OF.get(oid, 0) if type_name.array_bounds else oid


def _written(type_name: Node) -> str:
    """Return the name of a type as DuckDB writes it."""
    parts = [quoted(name) for name in tree.names(type_name.names)]
    return ".".join(parts) + "[]" * len(type_name.array_bounds)


def _place(source: Source, node: Node) -> int:
    """Return the place of an expression: a cast's is that of what is cast."""
    while node.WhichOneof("node") == "type_cast":
        node = node.type_cast.arg
    location = getattr(getattr(node, node.WhichOneof("node")), "location", tree.NOWHERE)
    return source.character(location) + 1 if location >= 0 else 0


def _constant(node: Node) -> tuple[int, bytes | None] | None:
    """Return type and text of a constant, ``None`` for what has to be computed."""
    if node.WhichOneof("node") != "a_const":
        return None
    constant = node.a_const
    kind = constant.WhichOneof("val")
    if kind == "sval":
        return oids.UNKNOWN, constant.sval.sval.encode()
    if kind == "boolval":
        return oids.BOOL, b"t" if constant.boolval.boolval else b"f"
    if kind == "ival":
        return oids.INT4, str(constant.ival.ival).encode()
    if kind == "fval":
        text = constant.fval.fval
        whole = text.lstrip("-").isdecimal() and len(text) <= INTEGER_DIGITS
        oid = oids.INT8 if whole else oids.NUMERIC
        return oid, text.encode()
    return (oids.UNKNOWN, None) if constant.isnull else None


def _values(
    source: Source, parsed: ParsedStatement, items: Sequence[Node], plan: Planner
) -> Statement:
    """Plan a query that selects the values of expressions."""
    made = pb.Node()
    select = made.select_stmt
    select.limit_option = pb.LIMIT_OPTION_DEFAULT
    select.op = pb.SETOP_NONE
    for item in items:
        target = select.target_list.add().res_target
        target.val.CopyFrom(item)
    return plan(source, ParsedStatement("select_stmt", made, parsed.start, parsed.end, True))
