"""Query string to Statements.

PostgreSQL's grammar is asked first. A text it refuses is split by its semicolons, and what of it
PostgreSQL still refuses goes to DuckDB's parser; if that refuses too, the answer is PostgreSQL's
syntax error. A text known to mean the same to both goes to DuckDB as it is (``safe``); any other
is rewritten (``rewrite``). The result depends on the text alone, so ``planner`` can keep it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import (
    calls,
    copy_statement,
    ddl,
    effects,
    explain,
    foreign,
    held,
    names,
    nesting,
    parse,
    rewrite,
    safe,
    stages,
    tags,
    tree,
)
from duckgres.sql.ddl import relations
from duckgres.sql.gate import judge
from duckgres.sql.parse import Node, ParsedStatement, Tokens
from duckgres.sql.positions import Source
from duckgres.sql.rules import (
    Context,
    changes,
    grouping,
    messages,
    system_columns,
    volatility,
)
from duckgres.sql.session_commands import DeclareCommand
from duckgres.sql.slots import Slot, cut
from duckgres.sql.statement import (
    ForeignParser,
    Origin,
    Refusal,
    Statement,
    StatementKind,
    Step,
)
from duckgres.sql.system import statements as system

# The kinds DuckDB runs; the server's own have no text to cut.
_RUN_BY_DUCKDB = frozenset({
    StatementKind.QUERY, StatementKind.MODIFY, StatementKind.UTILITY, StatementKind.EXPLAIN,
})  # fmt: skip
# Characters. What PostgreSQL's grammar refuses is looked at token by token in Python, for some
# microseconds each; ten megabytes of garbage would take half a minute and a gigabyte.
_FOREIGN_LIMIT = 256 * 1024
# What may follow the table that INSERT names, where it names no columns.
_GROUP, _SUM = "group", "sum"
_NUMBERS = frozenset({pb.ICONST, pb.FCONST})
_CHANGING = frozenset({"insert", "update", "delete"})
_BEHIND_TABLE = frozenset({"values", "select", "(", "with", "table"})
_NO_TEXT = rewrite.Text(("",), ())
_MAX_PARAMETERS = 65535  # Bind counts its values with 16 bits


def plan(text: str, ask: ForeignParser) -> tuple[Statement, ...]:
    """Return the statements of a query string; none when it is empty.

    Args:
        text: As the client sent it.
        ask: DuckDB's parser, for what PostgreSQL's grammar refuses.

    Raises:
        PgError: Both grammars refuse the text; the error is PostgreSQL's.
    """
    source = Source(text)
    try:
        parsed = parse.parse(source)
    except PgError as refusal:
        if refusal.sqlstate == nesting.TOO_DEEP or len(text) > _FOREIGN_LIMIT:
            raise
        return _plan_foreign(source, ask, refusal)
    try:
        if judge.is_suspect(text):
            return tuple([judge.plan(source, found, _statement) for found in parsed])
        return tuple([_statement(source, statement) for statement in parsed])
    except RecursionError:
        raise nesting.too_deep() from None


def _plan_foreign(source: Source, ask: ForeignParser, refusal: PgError) -> tuple[Statement, ...]:
    """Plan a text PostgreSQL's grammar refuses, statement by statement."""
    try:
        parts = foreign.split(parse.tokens(source))
    except PgError:
        raise refusal from None
    statements: list[Statement] = []
    for scanned in parts:
        start, end = scanned[0].start, scanned[-1].end
        if len(parts) > 1:
            # Blanks in front keep the places of the tree those of the whole text.
            blanks = source.character(start)
            part = Source(" " * blanks + source.cut(start, end))
            try:
                found = parse.parse(part)
                statements += [judge.plan(part, parsed, _statement) for parsed in found]
                continue
            except PgError as error:
                if error.sqlstate != refusal.sqlstate:
                    raise
        try:
            statements.append(judge.plan_foreign(source, scanned, ask))
        except (PgError, RecursionError):  # EXPLAIN EXPLAIN EXPLAIN ...
            raise refusal from None
    return tuple(statements)


def _statement(source: Source, parsed: ParsedStatement) -> Statement:
    """Plan one statement PostgreSQL's grammar takes."""
    parsed = relations.without_into(parsed)
    name, node = parsed.name, parsed.node
    classified = tags.classify(name, node)
    if classified.kind is StatementKind.EXPLAIN:
        return _explain(source, parsed)
    if classified.kind is StatementKind.COPY:
        return copy_statement.statement(source, parsed, _statement)
    if classified.kind in held.READERS:
        return held.READERS[classified.kind](source, parsed, classified, _statement)
    # Collected, as making a Statement takes some microseconds each time.
    known: dict[str, Any] = {  # Any: as the fields of Statement are
        "kind": classified.kind,
        "tag": classified.tag,
        "counts": classified.counts,
        "returns_rows": classified.returns_rows,
        "command": classified.command,
        "refusal": classified.refusal,
        "changes_catalog": classified.changes_catalog,
        "writes": classified.writes,
    }
    if classified.kind not in _RUN_BY_DUCKDB:
        pieces = cut(source, parsed.start, parsed.end, ())
        return Statement(**known, pieces=pieces.pieces, sources=pieces.sources)
    scanned = parse.Tokens(source, parsed.start, parsed.end)
    context = None
    oids: system.Told = ()
    if system.may_ask(source.text, scanned):
        context = _context(source, parsed)
        oids = system.resolve(name, node, context)
    slots = _parameters(source, scanned)
    if slots and classified.kind is StatementKind.UTILITY and classified.tag != "SELECT":
        raise _no_parameter(source, slots[0])
    # One copy of the statement for all; it costs more than what it is told.
    told: dict[str, Any] = {  # Any: the fields of Statement
        "parameter_count": max((int(slot.value) for slot in slots), default=0),
        "any_parameters": parse.array_parameters(scanned.all()) if slots else frozenset(),
    }
    if classified.returns_rows:
        columns = names.columns(name, node)
        told["column_names"] = columns.names
        told["result_oids"] = system.united(oids, columns.oids)
        told["computed"] = columns.computed
        told["sums"] = _has_sums(source.text, scanned)
    if classified.kind is StatementKind.MODIFY:
        told["effects"] = effects.effects_of(name, node, scanned)
    if name == "insert_stmt":
        told["inserts"] = ddl.insertion(node)
    known.update(told)
    known.update(_texts(source, parsed, scanned, slots, context))
    return Statement(**known)


def _texts(
    source: Source,
    parsed: ParsedStatement,
    scanned: Tokens,
    slots: list[Slot],
    context: Context | None,
) -> dict[str, Any]:
    """Return the fields of a Statement that say what DuckDB gets.

    The context is that of one that has been changed.
    """
    if context is None and _stays(source, parsed, scanned):
        written = _as_written(source, parsed, slots)
        if parsed.name != "select_stmt" and effects.may_vary(scanned):
            context = Context(source)
            volatility.look(messages(parsed.tree), context)
            written["volatile"] = context.volatile
        return written
    return _rewritten(source, parsed, slots, context or _context(source, parsed))


def _has_sums(text: str, tokens: Tokens) -> bool:
    """Whether a sum is in the text, or a difference of what may be dates."""
    if "-" not in text and _SUM not in text.lower():
        return False
    scanned = tokens.all()
    for before, token, behind in zip(scanned, scanned[1:], scanned[2:], strict=False):
        if token.word == _SUM and behind.text == "(":
            return True
        if token.text == "-" and before.kind not in _NUMBERS and behind.kind not in _NUMBERS:
            return before.kind == pb.IDENT or before.keyword or before.text == ")"
    return len(scanned) > 1 and scanned[0].word == _SUM


def _stays(source: Source, parsed: ParsedStatement, scanned: Tokens) -> bool:
    """Whether DuckDB gets the text as the client wrote it."""
    if parsed.made:
        return False
    if parsed.name == "call_stmt":
        return True
    if parsed.name not in safe.STATEMENTS or not safe.is_safe(scanned):
        return False
    name, node = parsed.name, parsed.node
    if name == "select_stmt" and any(token.word in _CHANGING for token in scanned):
        return False
    if _GROUP in source.text.lower() and any(
        grouping.may_follow(select) for select in grouping.group_clauses(parsed.tree)
    ):
        return False
    return changes.is_plain(name, node) and not stages.are_needed(name, node)


def _as_written(source: Source, parsed: ParsedStatement, slots: list[Slot]) -> dict[str, Any]:
    start, head = parsed.start, ""
    if parsed.name == "call_stmt":
        # A relation can be described without being run, CALL cannot; the two mean the same.
        start, head = parsed.start + len("CALL"), "FROM"
    elif parsed.name == "insert_stmt":
        slots = [*slots, *_unnamed_columns(source, parsed)]
    pieces = cut(source, start, parsed.end, slots, head)
    return {"pieces": pieces.pieces, "slots": pieces.slots, "sources": pieces.sources}


def _unnamed_columns(source: Source, parsed: ParsedStatement) -> list[Slot]:
    """Return the slot for the columns of an INSERT that names none."""
    value = changes.unnamed_columns(parsed.node, "listed")
    if value is None:
        return []
    for token in parse.tokens(source, parsed.start, parsed.end):
        if token.word in _BEHIND_TABLE:
            return [Slot(token.start, token.start, value)]
    return []


def _context(source: Source, parsed: ParsedStatement) -> Context:
    """Return the context of a statement that is about to be changed."""
    context = Context(source)
    if parsed.name in ddl.WORDS_KEPT:
        context.written = tree.copy(parsed.tree)
    return context


def _rewritten(
    source: Source, parsed: ParsedStatement, slots: list[Slot], context: Context
) -> dict[str, Any]:
    if system_columns.uses_ctid(context):
        system_columns.name_rows(parsed.tree)
    staged = stages.split(parsed.tree, context)
    before: tuple[Step, ...] = ()
    main = parsed.tree
    if staged is not None:
        before = tuple(_step(stage, context) for stage in staged.before)
        main = staged.main
    rewrite.apply_to_result(main, context)
    try:
        steps = ddl.steps_of(parsed.name, parsed.node, context)
    except PgError as error:
        return _refused(error)
    text = _NO_TEXT
    if not steps or ddl.MAIN in steps:
        text = rewrite.write(main, context)
    written = cut(source, parsed.start, parsed.end, slots)
    origin = Origin(
        source.cut(parsed.start, parsed.end),
        source.character(parsed.start),
        written.pieces,
        written.slots,
    )
    answered = None
    if context.calls:
        _refuse_calls(before)
        text, answered = calls.divide(parsed.name, text, origin, context)
    return {
        "pieces": text.pieces,
        "slots": text.slots,
        "sources": (),
        "origin": origin,
        "answered": answered,
        "before": tuple(context.before),
        "after": tuple(context.after),
        "stages": before,
        "selects": main.WhichOneof("node") == "select_stmt",
        "facts": tuple(context.facts),
        "makes": context.makes,
        "steps": steps,
        "volatile": context.volatile,
        "takes_numbers": context.takes_numbers,
        "digits": frozenset(context.digits),
    }


def _refuse_calls(before: tuple[Step, ...]) -> None:
    """Raise for a call of the server in a statement of several parts."""
    if before:
        raise PgError(
            "functions of the server in a statement of several parts are not supported",
            sqlstate="0A000",
            hint="Call the function in a statement of its own.",
        )


def _step(stage: stages.Stage, context: Context) -> Step:
    shape = None
    if stage.shape is not None:
        text = _written_for_duckdb(tree.copy(stage.shape), context)
        shape = Step(text.pieces, text.slots)
    text = _written_for_duckdb(stage.statement, context)
    return Step(text.pieces, text.slots, stage.kept, shape)


def _written_for_duckdb(statement: Node, context: Context) -> rewrite.Text:
    rewrite.apply(statement, context)
    return rewrite.write(statement, context)


def _refused(error: PgError) -> dict[str, Any]:
    """Return what refuses a statement when it is run, and not before those in front of it."""
    fields = error.fields
    refusal = Refusal(error.message, error.sqlstate, fields.hint, fields.detail, fields.position)
    return {"kind": StatementKind.REFUSED, "refusal": refusal}


def _explain(source: Source, parsed: ParsedStatement) -> Statement:
    options = parsed.node.options
    command = explain.options(source, options)
    scanned = parse.tokens(source, parsed.start, parsed.end)
    begin = explain.start(scanned, in_parentheses=bool(options) and scanned[1].text == "(")
    query = parsed.node.query
    inner = _statement(source, ParsedStatement(query.WhichOneof("node"), query, begin, parsed.end))
    if inner.kind is StatementKind.REFUSED:
        return inner
    if inner.stages:
        raise PgError(
            "EXPLAIN of a statement that is run in several parts is not supported",
            sqlstate="0A000",
            hint="Explain its parts one by one.",
        )
    if inner.kind is StatementKind.EXECUTE:
        return held.explaining(inner, source.cut(parsed.start, begin))
    if isinstance(inner.command, DeclareCommand):
        inner = inner.command.statement
    return foreign.explaining(inner, replace(command, relation=explain.changed(query)))


def _parameters(source: Source, scanned: Tokens) -> list[Slot]:
    """Return the slots of the parameters; in a text that parses each PARAM token is one."""
    if "$" not in source.text:
        return []
    slots = [
        Slot(token.start, token.end, int(token.text[1:]))
        for token in scanned
        if token.kind == parse.PARAMETER
    ]
    for slot in slots:
        if not 1 <= int(slot.value) <= _MAX_PARAMETERS:
            raise _no_parameter(source, slot)
    return slots


def _no_parameter(source: Source, slot: Slot) -> PgError:
    position = source.character(slot.start) + 1
    return PgError(f"there is no parameter ${slot.value}", sqlstate="42P02", position=position)
