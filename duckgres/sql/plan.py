"""Query string to Statements, cached.

PostgreSQL's grammar is asked first. A text it refuses is split by its semicolons, and what of it
PostgreSQL still refuses goes to DuckDB's parser; if that refuses too, the answer is PostgreSQL's
syntax error. A text known to mean the same to both goes to DuckDB as it is (``safe``); any other
is rewritten (``rewrite``). The result depends on the text alone, so one cache serves all users.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from duckgres.errors import PgError
from duckgres.sql import ddl, explain, foreign, names, nesting, parse, rewrite, safe, tags
from duckgres.sql.ddl import relations
from duckgres.sql.parse import ParsedStatement, Token
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context
from duckgres.sql.slots import Slot, cut
from duckgres.sql.statement import ForeignParser, Origin, Refusal, Statement, StatementKind

# The kinds DuckDB runs; the server's own have no text to cut.
_RUN_BY_DUCKDB = frozenset({
    StatementKind.QUERY, StatementKind.MODIFY, StatementKind.UTILITY, StatementKind.EXPLAIN,
})  # fmt: skip
# Characters. What PostgreSQL's grammar refuses is looked at token by token in Python, for some
# microseconds each; ten megabytes of garbage would take half a minute and a gigabyte.
_FOREIGN_LIMIT = 256 * 1024
_NO_TEXT = rewrite.Text(("",), ())
_MAX_PARAMETERS = 65535  # Bind counts its values with 16 bits


class Planner:
    """Plans texts and remembers the plans.

    Greenlets may share one; threads may too, at the price of planning a text twice.
    """

    def __init__(self, capacity: int = 1000, text_limit: int = 8192) -> None:
        """Make an empty cache.

        Args:
            capacity: How many texts it holds; the one unused for longest goes first.
            text_limit: Characters; longer texts, which are bulk loads, are not kept.
        """
        self._capacity = capacity
        self._text_limit = text_limit
        self._cache: OrderedDict[str, tuple[Statement, ...]] = OrderedDict()

    def plan(self, text: str, ask: ForeignParser) -> tuple[Statement, ...]:
        """Return the statements of a query string; none when it is empty.

        Args:
            text: As the client sent it.
            ask: DuckDB's parser, for what PostgreSQL's grammar refuses.

        Raises:
            PgError: Both grammars refuse the text; the error is PostgreSQL's.
        """
        found = self._cache.get(text)
        if found is not None:
            self._cache.move_to_end(text)
            return found
        statements = plan(text, ask)
        if len(text) <= self._text_limit and self._capacity:
            self._cache[text] = statements
            if len(self._cache) > self._capacity:
                self._cache.popitem(last=False)
        return statements


def plan(text: str, ask: ForeignParser) -> tuple[Statement, ...]:
    """Plan a query string without a cache; see ``Planner.plan``."""
    source = Source(text)
    try:
        parsed = parse.parse(source)
    except PgError as refusal:
        if refusal.sqlstate == nesting.TOO_DEEP or len(text) > _FOREIGN_LIMIT:
            raise
        return _plan_foreign(source, ask, refusal)
    try:
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
                statements += [_statement(part, parsed) for parsed in parse.parse(part)]
                continue
            except PgError as error:
                if error.sqlstate != refusal.sqlstate:
                    raise
        try:
            statements.append(foreign.statement(source, scanned, ask))
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
    planned = Statement(
        kind=classified.kind,
        tag=classified.tag,
        counts=classified.counts,
        returns_rows=classified.returns_rows,
        command=classified.command,
        refusal=classified.refusal,
        changes_catalog=classified.changes_catalog,
        writes=classified.writes,
    )
    if classified.kind not in _RUN_BY_DUCKDB:
        pieces = cut(source, parsed.start, parsed.end, ())
        return replace(planned, pieces=pieces.pieces, sources=pieces.sources)
    scanned = parse.tokens(source, parsed.start, parsed.end)
    slots = _parameters(source, scanned)
    if slots and classified.kind is StatementKind.UTILITY and classified.tag != "SELECT":
        raise _no_parameter(source, slots[0])
    if classified.returns_rows:
        planned = replace(
            planned,
            column_names=names.column_names(name, node),
            result_oids=names.result_oids(name, node),
            computed=names.computed_targets(name, node),
        )
    planned = replace(
        planned,
        parameter_count=max((int(slot.value) for slot in slots), default=0),
        any_parameters=parse.array_parameters(scanned) if slots else frozenset(),
    )
    if name == "insert_stmt":
        planned = replace(planned, inserts=ddl.insertion(node))
    if _stays(parsed, scanned):
        return _as_written(planned, source, parsed, slots)
    return _rewritten(planned, source, parsed, slots)


def _stays(parsed: ParsedStatement, scanned: list[Token]) -> bool:
    """Whether DuckDB gets the text as the client wrote it."""
    if parsed.name == "call_stmt":
        return True
    return parsed.name in safe.STATEMENTS and safe.is_safe(scanned)


def _as_written(
    planned: Statement, source: Source, parsed: ParsedStatement, slots: list[Slot]
) -> Statement:
    start, head = parsed.start, ""
    if parsed.name == "call_stmt":
        # A relation can be described without being run, CALL cannot; the two mean the same.
        start, head = parsed.start + len("CALL"), "FROM"
    pieces = cut(source, start, parsed.end, slots, head)
    return replace(planned, pieces=pieces.pieces, slots=pieces.slots, sources=pieces.sources)


def _rewritten(
    planned: Statement, source: Source, parsed: ParsedStatement, slots: list[Slot]
) -> Statement:
    context = Context(source)
    rewrite.apply(parsed.tree, context)
    try:
        steps = ddl.steps_of(parsed.name, parsed.node, context)
    except PgError as error:
        return _refused(planned, error)
    text = _NO_TEXT
    if not steps or ddl.MAIN in steps:
        text = rewrite.write(parsed.tree, context)
    written = cut(source, parsed.start, parsed.end, slots)
    origin = Origin(
        source.cut(parsed.start, parsed.end),
        source.character(parsed.start),
        written.pieces,
        written.slots,
    )
    return replace(
        planned,
        pieces=text.pieces,
        slots=text.slots,
        sources=(),
        origin=origin,
        before=tuple(context.before),
        after=tuple(context.after),
        facts=tuple(context.facts),
        makes=context.makes,
        steps=steps,
    )


def _refused(planned: Statement, error: PgError) -> Statement:
    """Return a statement that is refused when it is run, and not before those in front of it."""
    fields = error.fields
    refusal = Refusal(error.message, error.sqlstate, fields.hint, fields.detail, fields.position)
    return replace(planned, kind=StatementKind.REFUSED, refusal=refusal)


def _explain(source: Source, parsed: ParsedStatement) -> Statement:
    options = parsed.node.options
    head, runs = explain.head(source, options)
    scanned = parse.tokens(source, parsed.start, parsed.end)
    begin = explain.start(scanned, in_parentheses=bool(options) and scanned[1].text == "(")
    query = parsed.node.query
    inner = _statement(source, ParsedStatement(query.WhichOneof("node"), query, begin, parsed.end))
    if inner.kind is StatementKind.REFUSED:
        return inner
    return foreign.explaining(inner, head, runs)


def _parameters(source: Source, scanned: list[Token]) -> list[Slot]:
    """Return the slots of the parameters; in a text that parses each PARAM token is one."""
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
