"""Errors about objects and clauses: dependents, wrong kinds, widths, positions.

Each function takes the report and the match of its row in ``rules``. Wording and fields as
recorded from PostgreSQL 15; a field is left out where neither DuckDB's report nor the statement
says it.
"""

from __future__ import annotations

import itertools
import re
from re import Match

from duckgres import sqlstate
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.type_names import postgres_type
from duckgres.errors import PgError, WriteConflict

_DEPENDS = re.compile(r'^(\w+) "(.*)" depends on (\w+) "(.*)"\.$', re.MULTILINE)
_CASCADE = "Use DROP ... CASCADE to drop the dependent objects too."


def has_dependents(report: Report, match: Match[str]) -> PgError:
    """DROP of what others need."""
    # DuckDB walks a hash table: sorted, the same error reads the same twice.
    lines = sorted(
        f"{a} {b} depends on {c} {d}" for a, b, c, d in _DEPENDS.findall(report.message)
    )
    tokens = report.statement.tokens
    verb = tokens[0].text.lower() if tokens else "drop"
    kind = tokens[1].text.lower() if len(tokens) > 1 else "object"
    return report.answer(
        sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
        f"cannot {verb} {kind} {match['name']} because other objects depend on it",
        detail="\n".join(lines) or None,
        hint=_CASCADE if verb == "drop" else None,
    )


def is_referenced(report: Report, match: Match[str]) -> PgError:
    """DROP TABLE of a foreign key's parent."""
    parts = report.statement.target_table()
    name = parts[-1].name if parts else ""
    return report.answer(
        sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
        f"cannot drop table {name} because other objects depend on it".replace("  ", " "),
        detail=f"foreign key of table {match['child']} depends on table {name}",
        hint=_CASCADE,
    )


def column_in_use(report: Report, match: Match[str]) -> PgError:
    """DROP COLUMN of a key's column."""
    parts = report.statement.target_table()
    table = f" of table {parts[-1].name}" if parts else ""
    return report.answer(
        sqlstate.DEPENDENT_OBJECTS_STILL_EXIST,
        f"cannot drop column {match['name']}{table} because other objects depend on it",
        hint=_CASCADE,
    )


def wrong_kind(report: Report, match: Match[str]) -> PgError:
    """DROP VIEW of a table and the like."""
    actual = match["actual"].upper()
    article = "an" if match["wanted"].lower().startswith("i") else "a"
    hint = f"Use DROP {actual} to remove {'an' if actual == 'INDEX' else 'a'} {actual.lower()}."
    return report.answer(
        sqlstate.WRONG_OBJECT_TYPE,
        f'"{match["name"]}" is not {article} {match["wanted"].lower()}',
        hint=hint if match["verb"] == "drop" else None,
    )


def index_on_view(report: Report, match: Match[str]) -> PgError:
    """CREATE INDEX on a view."""
    parts: list[str] = []
    start = report.statement.find_word("ON")
    following = [t for t in report.statement.tokens if start is not None and t.start > start]
    if following:
        parts = [part.name for part in report.statement.dotted_name(following[0].start)]
    named = f'relation "{parts[-1]}"' if parts else "a view"
    return report.answer(
        sqlstate.WRONG_OBJECT_TYPE,
        f"cannot create index on {named}",
        detail="This operation is not supported for views.",
    )


def unequal_elements(report: Report, match: Match[str]) -> PgError:
    """An array of values without a common type."""
    one, other = postgres_type(match["type"]), postgres_type(match["other"])
    return report.answer(
        sqlstate.DATATYPE_MISMATCH, f"ARRAY types {one} and {other} cannot be matched"
    )


def duplicate_cte(report: Report, match: Match[str]) -> PgError:
    """WITH of two queries of one name; PostgreSQL points at the second."""
    name = match["name"]
    first = report.statement.find_name(name)
    at = None if first is None else report.statement.find_name(name, first + 1)
    return report.answer(
        sqlstate.DUPLICATE_ALIAS, f'WITH query name "{name}" specified more than once', at=at
    )


def wrong_insert_width(report: Report, match: Match[str]) -> PgError:
    """More or fewer values than columns."""
    wanted, given = int(match["wanted"]), int(match["given"])
    statement = report.statement
    at = None
    if given > wanted:
        message = "INSERT has more expressions than target columns"
        at = _nth_value(report, wanted)
    else:
        message = "INSERT has more target columns than expressions"
        parts = statement.target_table()
        columns = statement.call_arguments(parts[0].start) if parts else None
        if columns and given < len(columns) and columns[given]:
            at = columns[given][0].start
    return report.answer(sqlstate.SYNTAX_ERROR, message, at=at)


def _nth_value(report: Report, index: int) -> int | None:
    """Return where a value of the first VALUES list begins."""
    values = report.statement.call_arguments(report.statement.find_word("VALUES"))
    if values and index < len(values) and values[index]:
        return values[index][0].start
    return None


def negative_limit(report: Report, match: Match[str]) -> PgError:
    """DuckDB says one thing for both; the word before the place tells."""
    before = [t.text.upper() for t in report.statement.tokens if t.start < (report.offset or 0)]
    if before[-1:] == ["OFFSET"]:
        code, word = sqlstate.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET"
    else:
        code, word = sqlstate.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT"
    return report.answer(code, f"{word} must not be negative")


def position_not_in_list(report: Report, match: Match[str]) -> PgError:
    """ORDER BY 5 or GROUP BY 5 of fewer columns."""
    clause = "ORDER BY" if match["clause"] == "ORDER" else match["clause"]
    at = report.offset
    start = report.statement.find_word(clause.split(" ", maxsplit=1)[0])
    number = None
    if start is not None:
        number = next(
            (
                t
                for t in report.statement.tokens
                if t.start > start
                and t.kind == "number"
                and not 1 <= float(t.text) <= int(match["last"])
            ),
            None,
        )
    shown = number.text if number else match["last"]
    return report.answer(
        sqlstate.INVALID_COLUMN_REFERENCE,
        f"{clause} position {shown} is not in select list",
        at=number.start if number else at,
    )


def duplicate_alias(report: Report, match: Match[str]) -> PgError:
    """Two FROM items of one name; DuckDB prints the whole path of it."""
    name = match["name"].split(".")[-1]
    return report.answer(sqlstate.DUPLICATE_ALIAS, f'table name "{name}" specified more than once')


def unequal_set_operation(report: Report, match: Match[str]) -> PgError:
    """UNION, INTERSECT, EXCEPT of unequal width; the statement says which, when it has one."""
    words = [token.text.upper() for token in report.statement.tokens]
    found = {word for word in words if word in {"UNION", "INTERSECT", "EXCEPT"}}
    at = None
    name = "set operation"
    if len(found) == 1:
        name = found.pop()
        rest = words[words.index(name) :]
        if words.count(name) == 1 and "SELECT" in rest[:-1]:
            at = report.statement.tokens[len(words) - len(rest) + rest.index("SELECT") + 1].start
    return report.answer(
        sqlstate.SYNTAX_ERROR, f"each {name} query must have the same number of columns", at=at
    )


def misplaced_aggregate(report: Report, match: Match[str]) -> PgError:
    """DuckDB calls the condition of a join WHERE, too."""
    clause = match["clause"]
    if clause == "WHERE" and report.statement.find_word("WHERE") is None:
        clause = "JOIN conditions"
    return report.answer(
        sqlstate.GROUPING_ERROR,
        f"aggregate functions are not allowed in {clause}",
        at=report.offset,
    )


def wide_subquery(report: Report, match: Match[str]) -> PgError:
    """A subquery of several columns as a value, or behind IN."""
    message = "subquery has too many columns"
    if any(t.start == report.offset and t.text == "(" for t in report.statement.tokens):
        message = "subquery must return only one column"
    return report.answer(sqlstate.SYNTAX_ERROR, message, at=report.offset)


def missing_window(report: Report, match: Match[str]) -> PgError:
    """OVER of a window that the query does not define."""
    name = match["name"]
    return report.answer(
        sqlstate.UNDEFINED_OBJECT,
        f'window "{name}" does not exist',
        at=report.statement.find_name(name),
    )


def missing_collation(report: Report, match: Match[str]) -> PgError:
    """COLLATE of an unknown name; PostgreSQL points at the word COLLATE."""
    name = match["name"]
    return report.answer(
        sqlstate.UNDEFINED_OBJECT,
        f'collation "{name}" for encoding "UTF8" does not exist',
        at=report.statement.find_word("COLLATE"),
    )


_STATEMENT_TYPE = re.compile(r'statement of type "([A-Z_]+)"')


def read_only(report: Report, match: Match[str]) -> PgError:
    """A write in a read-only transaction or database; PostgreSQL names the command."""
    tokens = report.statement.tokens
    told = _STATEMENT_TYPE.search(report.message)
    verb = tokens[0].text.upper() if tokens else told[1] if told else "this statement"
    if verb in {"CREATE", "DROP", "ALTER"} and len(tokens) > 1:
        verb = f"{verb} {tokens[1].text.upper()}"
    return report.answer(
        sqlstate.READ_ONLY_SQL_TRANSACTION, f"cannot execute {verb} in a read-only transaction"
    )


def missing_parameter(report: Report, match: Match[str]) -> PgError:
    """``$n`` without a value."""
    number = f"${match['number']}"
    at = next(
        (
            a.start
            for a, b in itertools.pairwise(report.statement.tokens)
            if a.text == "$" and b.text == number[1:]
        ),
        None,
    )
    return report.answer(sqlstate.UNDEFINED_PARAMETER, f"there is no parameter {number}", at=at)


_RE2 = {
    "missing ): ": "parentheses () not balanced",
    "unexpected ): ": "parentheses () not balanced",
    "missing ]: ": "brackets [] not balanced",
    "no argument for repetition operator: ": "quantifier operand invalid",
    "bad repetition operator: ": "quantifier operand invalid",
    "invalid escape sequence: ": "invalid escape \\ sequence",
    "trailing \\ at end of regexp: ": "invalid escape \\ sequence",
    "invalid character class range: ": "invalid character range",
    "invalid repetition size: ": "invalid repetition count(s)",
}


def bad_pattern(report: Report, match: Match[str]) -> PgError:
    """A regular expression that RE2 refuses, in the words of PostgreSQL's own library."""
    reason = next((ours for said, ours in _RE2.items() if report.message.startswith(said)), None)
    if reason is None:
        reason = report.message.partition(":")[0]
    return report.answer(
        sqlstate.INVALID_REGULAR_EXPRESSION, f"invalid regular expression: {reason}"
    )


def unused_sequence(report: Report, match: Match[str]) -> PgError:
    """``currval`` before ``nextval``; only the text has the sequence's name."""
    named = report.statement.call_arguments(report.statement.find_name("currval"))
    token = named[0][0] if named and named[0] else None
    name = f' "{token.text.strip(chr(39))}"' if token and token.kind == "string" else ""
    return report.answer(
        sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE,
        f"currval of sequence{name} is not yet defined in this session",
    )


_BRACKETED_STATE = re.compile(r"^\[(?P<state>[0-9A-Z]{5})\] (?P<message>.*)$", re.DOTALL)
"""How the server's own macros raise a PostgreSQL error: ``error('[22012] division by zero')``."""


def raised(report: Report, match: Match[str]) -> PgError:
    """``error()`` of a macro with its SQLSTATE in front."""
    found = _BRACKETED_STATE.match(report.message)
    if found is None:
        return report.answer(sqlstate.RAISE_EXCEPTION, report.message)
    return report.answer(found["state"], found["message"])


def write_conflict(report: Report, match: Match[str]) -> PgError:
    """Two transactions change the same row or the same entry of the catalog.

    In a lake it is found at the commit of whole files, where there is nothing to wait for.
    """
    conflict = WriteConflict()
    if "DuckLake" in report.message:
        return PgError(conflict.message, sqlstate=conflict.sqlstate)
    return conflict
