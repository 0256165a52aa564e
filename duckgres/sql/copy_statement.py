"""COPY's tree to a Statement with a CopyCommand.

PostgreSQL looks at options and query only when the statement runs, and so their errors are kept
for then: a client hears ParseComplete first, and the results of the statements before. Source:
``DoCopy`` of ``commands/copy.c``, ``BeginCopyTo`` of ``copyto.c``; messages recorded.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import parse, rewrite, tree
from duckgres.sql.copy_command import CopyCommand, CopyOptions, CopySide
from duckgres.sql.copy_options import copy_options
from duckgres.sql.parse import Node, ParsedStatement
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context, messages
from duckgres.sql.slots import cut
from duckgres.sql.statement import Refusal, Statement, StatementKind

Plan = Callable[[Source, ParsedStatement], Statement]


def statement(source: Source, parsed: ParsedStatement, plan: Plan) -> Statement:
    """Plan a COPY.

    Args:
        source: The query string.
        parsed: The statement.
        plan: Plans the query in it.
    """
    node = parsed.node
    options, refusal = CopyOptions(), None
    try:
        options = copy_options(source, node.options, incoming=node.is_from)
    except PgError as error:
        refusal = Refusal.of(error)
    query, where = None, ""
    try:
        if node.HasField("query"):
            query = _query(source, parsed, plan)
        elif node.HasField("where_clause"):
            where = _condition(source, parsed, node.where_clause)
    except PgError as error:
        refusal = refusal or Refusal.of(error)
    command = CopyCommand(
        incoming=node.is_from,
        options=options,
        side=_side(node),
        path=node.filename,
        catalog=node.relation.catalogname,
        schema=node.relation.schemaname,
        table=node.relation.relname,
        columns=tuple(item.string.sval for item in node.attlist) or None,
        where=where,
        query=query,
        refusal=refusal,
    )
    pieces = cut(source, parsed.start, parsed.end, ())
    return Statement(
        kind=StatementKind.COPY,
        tag="COPY",
        counts=True,
        pieces=pieces.pieces,
        sources=pieces.sources,
        command=command,
        writes=node.is_from,
    )


def _side(node: Node) -> CopySide:
    if node.is_program:
        return CopySide.PROGRAM
    # COPY t TO '' is a file without a name to PostgreSQL; the tree cannot tell it from STDOUT.
    return CopySide.FILE if node.filename else CopySide.CLIENT


def _query(source: Source, parsed: ParsedStatement, plan: Plan) -> Statement:
    """Plan the query between the parentheses."""
    query = parsed.node.query
    name = query.WhichOneof("node")
    if name == "select_stmt" and query.select_stmt.HasField("into_clause"):
        raise PgError("COPY (SELECT INTO) is not supported", sqlstate="0A000")
    start, end = _inside(parse.tokens(source, parsed.start, parsed.end))
    inner = plan(source, ParsedStatement(name, query, start, end))
    if inner.refusal is not None:
        raise inner.refusal.error()
    if not inner.returns_rows:
        raise PgError("COPY query must have a RETURNING clause", sqlstate="0A000")
    if inner.parameter_count:
        _refuse_parameters(source, parse.tokens(source, start, end))
    return inner


def _inside(scanned: list[parse.Token]) -> tuple[int, int]:
    """Return where the query in the first parentheses begins and ends."""
    depth = 0
    for index, token in enumerate(scanned):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == ")" and depth == 0:
            return scanned[2].start, scanned[index - 1].end
    raise AssertionError("the grammar's promise")


def _condition(source: Source, parsed: ParsedStatement, where: Node) -> str:
    """Return COPY FROM's condition as DuckDB's text."""
    for message in messages(where):
        if hasattr(message, "subselect"):
            raise _at(source, "cannot use subquery in COPY FROM WHERE condition", message.location)
    _refuse_parameters(source, parse.tokens(source, parsed.start, parsed.end))
    around = pb.Node()
    around.select_stmt.op = pb.SETOP_NONE
    around.select_stmt.limit_option = pb.LIMIT_OPTION_DEFAULT
    around.select_stmt.target_list.add().res_target.val.CopyFrom(tree.integer(1))
    around.select_stmt.where_clause.CopyFrom(where)
    context = Context(source)
    rewrite.apply(around, context)
    text = rewrite.write(around, context)
    if text.slots or context.before:
        raise PgError(
            "values of the session are not supported in COPY FROM WHERE conditions",
            sqlstate="0A000",
            hint="Write the value itself, or load into a temporary table and select from it.",
        )
    around.select_stmt.ClearField("where_clause")
    (head,) = rewrite.write(around, context).pieces
    return text.pieces[0].removeprefix(head).removeprefix(" WHERE ")


def _refuse_parameters(source: Source, scanned: list[parse.Token]) -> None:
    for token in scanned:
        if token.kind == parse.PARAMETER:
            position = source.character(token.start) + 1
            message = f"there is no parameter {token.text}"
            raise PgError(message, sqlstate="42P02", position=position)


def _at(source: Source, message: str, location: int) -> PgError:
    return PgError(message, sqlstate="0A000", position=source.character(location) + 1)
