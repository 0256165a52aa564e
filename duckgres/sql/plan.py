"""Query string to Statements, cached.

PostgreSQL's grammar is asked first. A text it refuses is split by its semicolons, and what of it
PostgreSQL still refuses goes to DuckDB's parser; if that refuses too, the answer is PostgreSQL's
syntax error. The result depends on the text alone, so one cache serves all users. A miss is
parsing plus a scan for the parameters; a walk over the tree happens only when a rule's words stand
in the text.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from types import ModuleType

from duckgres.errors import PgError
from duckgres.sql import explain, foreign, names, nesting, parse, tags
from duckgres.sql.parse import ParsedStatement
from duckgres.sql.positions import Source
from duckgres.sql.rules import Rule, session_values
from duckgres.sql.slots import Slot, cut
from duckgres.sql.statement import ForeignParser, Statement, StatementKind

_Rules = Sequence[Rule | ModuleType]
RULES: _Rules = (session_values,)

_ARRAY_WORDS = re.compile(r"\b(?:any|some|all)\s*\(", re.IGNORECASE)
# The kinds DuckDB runs; the server's own have no text to cut.
_RUN_BY_DUCKDB = frozenset({
    StatementKind.QUERY, StatementKind.MODIFY, StatementKind.UTILITY, StatementKind.EXPLAIN,
})  # fmt: skip
# Characters. What PostgreSQL's grammar refuses is looked at token by token in Python, for some
# microseconds each; ten megabytes of garbage would take half a minute and a gigabyte.
_FOREIGN_LIMIT = 256 * 1024
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
    rules = _concerned(source)
    try:
        return tuple([_statement(source, statement, rules) for statement in parsed])
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
                rules = _concerned(part)
                statements += [_statement(part, parsed, rules) for parsed in parse.parse(part)]
                continue
            except PgError as error:
                if error.sqlstate != refusal.sqlstate:
                    raise
        try:
            statements.append(foreign.statement(source, scanned, ask))
        except (PgError, RecursionError):  # EXPLAIN EXPLAIN EXPLAIN ...
            raise refusal from None
    return tuple(statements)


def _concerned(source: Source) -> _Rules:
    """Return the rules that may have something to do: asked once a text, not once a statement."""
    return [rule for rule in RULES if rule.concerns(source.text)]


def _statement(source: Source, parsed: ParsedStatement, rules: _Rules) -> Statement:
    """Plan one statement PostgreSQL's grammar takes."""
    classified = tags.classify(parsed.name, parsed.node)
    if classified.kind is StatementKind.EXPLAIN:
        return _explain(source, parsed, rules)
    slots, arrays = _parameters(source, parsed)
    if classified.kind is StatementKind.REFUSED:
        slots = []  # those of PREPARE are its own: the client is told of the refusal
    numbers = [int(slot.value) for slot in slots]
    start, head = parsed.start, ""
    if classified.kind in _RUN_BY_DUCKDB:
        if slots and classified.kind is StatementKind.UTILITY and classified.tag != "SELECT":
            raise _no_parameter(source, slots[0])
        for rule in rules:
            slots += rule.slots(source, parsed)
        if parsed.name == "call_stmt":
            # A relation can be described without being run, CALL cannot; the two mean the same.
            start, head = parsed.start + len("CALL"), "FROM"
    pieces = cut(source, start, parsed.end, slots, head)
    return Statement(
        kind=classified.kind,
        tag=classified.tag,
        counts=classified.counts,
        pieces=pieces.pieces,
        slots=pieces.slots,
        sources=pieces.sources,
        returns_rows=classified.returns_rows,
        column_names=names.column_names(parsed.name, parsed.node)
        if classified.returns_rows
        else None,
        result_oids=names.result_oids(parsed.name, parsed.node) if classified.returns_rows else (),
        computed=names.computed_targets(parsed.name, parsed.node)
        if classified.returns_rows
        else frozenset(),
        command=classified.command,
        refusal=classified.refusal,
        parameter_count=max(numbers, default=0),
        any_parameters=arrays,
        changes_catalog=classified.changes_catalog,
        writes=classified.writes,
    )


def _explain(source: Source, parsed: ParsedStatement, rules: _Rules) -> Statement:
    options = parsed.node.options
    head, runs = explain.head(source, options)
    scanned = parse.tokens(source, parsed.start, parsed.end)
    begin = explain.start(scanned, in_parentheses=bool(options) and scanned[1].text == "(")
    query = parsed.node.query
    name = query.WhichOneof("node")
    inner = _statement(
        source, ParsedStatement(name, getattr(query, name), begin, parsed.end), rules
    )
    if inner.kind is StatementKind.REFUSED:
        return inner
    return foreign.explaining(inner, head, runs)


def _parameters(source: Source, parsed: ParsedStatement) -> tuple[list[Slot], frozenset[int]]:
    """Return the parameters' slots, and which of them are arrays of ANY."""
    text = source.text
    begin, end = source.character(parsed.start), source.character(parsed.end)
    if text.find("$", begin, end) < 0:
        return [], frozenset()
    found = parse.parameters(source, parsed.start, parsed.end)
    slots = [Slot(start, end, number) for number, start, end in found]
    for slot in slots:
        if not 1 <= int(slot.value) <= _MAX_PARAMETERS:
            raise _no_parameter(source, slot)
    if not slots or not _ARRAY_WORDS.search(text, begin, end):
        return slots, frozenset()
    return slots, parse.array_parameters(parse.tokens(source, parsed.start, parsed.end))


def _no_parameter(source: Source, slot: Slot) -> PgError:
    position = source.character(slot.start) + 1
    return PgError(f"there is no parameter ${slot.value}", sqlstate="42P02", position=position)
