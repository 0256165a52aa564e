"""Errors about values: bad text, numbers beyond their type, broken constraints.

Each function takes the report and the match of its row in ``rules``. Wording and fields as
recorded from PostgreSQL 15; a field is left out where neither DuckDB's report nor the statement
says it.
"""

from __future__ import annotations

import re
from re import Match

from duckgres import sqlstate
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.type_names import input_type, postgres_type, written_type
from duckgres.errors import ErrorFields, PgError, WriteConflict

_DATESTYLE = 'Perhaps you need a different "datestyle" setting.'
_RANGE_TYPES = {"smallint", "integer", "bigint"}


_INTEGER = re.compile(r"\s*[-+]?\d+\s*")
_NUMERIC = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", re.IGNORECASE)
_CLOCK = re.compile(r".*\d+:\d+")
_DAY = re.compile(r"\s*[-+]?\d+-(?P<month>\d+)-(?P<day>\d+)")


def _literal_offset(report: Report) -> int | None:
    """Return where the bad literal begins; PostgreSQL gives no position for a computed value."""
    token = report.statement.literal_at(report.offset)
    return token.start if token is not None and token.kind == "string" else None


def bad_text(report: Report, match: Match[str]) -> PgError:
    """A string that is no value of the type, or one beyond its range."""
    value, stored = match["value"], match["type"]
    written = report.statement.cast_type(report.offset)
    name, at = input_type(postgres_type(stored)), _literal_offset(report)
    if stored in {"UINT8", "UINT16", "UINT32"}:
        label = f" {written}" if written else ""
        return report.answer(
            sqlstate.INVALID_TEXT_REPRESENTATION,
            f'invalid input value for enum{label}: "{value}"',
            at=at,
        )
    if stored == "INT128" and (written == "uuid" or not _INTEGER.fullmatch(value)):
        name = "uuid"
    if name in _RANGE_TYPES and _INTEGER.fullmatch(value):
        return report.answer(
            sqlstate.NUMERIC_VALUE_OUT_OF_RANGE,
            f'value "{value}" is out of range for type {name}',
            at=at,
        )
    if name == "numeric" and _NUMERIC.fullmatch(value):
        return numeric_overflow(report, match)
    code = sqlstate.INVALID_TEXT_REPRESENTATION
    if name == "interval":
        code = sqlstate.INVALID_DATETIME_FORMAT
    return report.answer(code, f'invalid input syntax for type {name}: "{value}"', at=at)


_PRECISION = re.compile(r"\((\d+),(\d+)\)")


def numeric_overflow(report: Report, match: Match[str]) -> PgError:
    """A number with more digits than numeric(p,s) has room for."""
    found = _PRECISION.search(match["type"])
    detail = None
    if found:
        precision, scale = int(found[1]), int(found[2])
        room = f"10^{precision - scale}" if precision > scale else "1"
        detail = (
            f"A field with precision {precision}, scale {scale} must round to an absolute value"
            f" less than {room}."
        )
    return report.answer(
        sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow", detail=detail
    )


def number_out_of_range(report: Report, match: Match[str]) -> PgError:
    """A number that the target type cannot hold."""
    name = postgres_type(match["type"])
    if name in {"real", "double precision"}:
        message = f'"{match["value"]}" is out of range for type {name}'
    else:
        message = f"{name} out of range"
    return report.answer(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, message)


def overflow(report: Report, match: Match[str]) -> PgError:
    """Arithmetic beyond the type."""
    name = postgres_type(match["type"])
    if name == "interval":
        return report.answer(sqlstate.DATETIME_FIELD_OVERFLOW, "interval out of range")
    message = "value overflows numeric format" if name == "numeric" else f"{name} out of range"
    return report.answer(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, message)


def _datetime_type(report: Report, fallback: str) -> str:
    written = report.statement.cast_type(report.offset)
    return input_type(written_type(written)) if written else fallback


def bad_datetime(report: Report, match: Match[str]) -> PgError:
    """A string that is no date, time or timestamp."""
    value, at = match["value"], _literal_offset(report)
    name = _datetime_type(report, match["type"])
    return report.answer(
        sqlstate.INVALID_DATETIME_FORMAT, f'invalid input syntax for type {name}: "{value}"', at=at
    )


def datetime_out_of_range(report: Report, match: Match[str]) -> PgError:
    """A field that is no month, day or hour; DuckDB says it of unreadable times, too."""
    value = match["value"]
    if match["type"] == "time" and not _CLOCK.match(value):
        return bad_datetime(report, match)
    day = _DAY.match(value)
    swapped = day is not None and not (1 <= int(day["month"]) <= 12 and 1 <= int(day["day"]) <= 31)
    return report.answer(
        sqlstate.DATETIME_FIELD_OVERFLOW,
        f'date/time field value out of range: "{value}"',
        at=_literal_offset(report),
        hint=_DATESTYLE if swapped else None,
    )


def date_field_out_of_range(report: Report, match: Match[str]) -> PgError:
    """``make_date`` and date arithmetic: PostgreSQL prints the fields with two digits."""
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    return report.answer(
        sqlstate.DATETIME_FIELD_OVERFLOW,
        f"date field value out of range: {year}-{month:02}-{day:02}",
    )


def overflow_of_negation(report: Report, match: Match[str]) -> PgError:
    """Minus and abs of the lowest value; DuckDB may print that value, which tells the type."""
    lowest = re.search(r"\((-\d+)\)", report.message)
    bits = int(lowest[1]).bit_length() if lowest else 32
    name = "smallint" if bits <= 16 else "integer" if bits <= 32 else "bigint"
    return report.answer(sqlstate.NUMERIC_VALUE_OUT_OF_RANGE, f"{name} out of range")


def bad_array(report: Report, match: Match[str]) -> PgError:
    """A string that is no array."""
    value = match["value"]
    detail = None
    if not value.lstrip().startswith(("{", "[")):
        detail = 'Array value must start with "{" or dimension information.'
    return report.answer(
        sqlstate.INVALID_TEXT_REPRESENTATION,
        f'malformed array literal: "{value}"',
        at=_literal_offset(report),
        detail=detail,
    )


def bad_json(report: Report, match: Match[str]) -> PgError:
    """A string that is no JSON; the detail names the word that breaks it."""
    detail = None
    if "unexpected end" in match["reason"]:
        detail = "The input string ended unexpectedly."
    else:
        rest = match["value"].encode()[int(match["byte"]) :].decode(errors="ignore")
        word = re.match(r"\w+", rest)
        if word and word.group() not in {"true", "false", "null"} and not word.group().isdigit():
            detail = f'Token "{word.group()}" is invalid.'
    return report.answer(
        sqlstate.INVALID_TEXT_REPRESENTATION,
        "invalid input syntax for type json",
        at=_literal_offset(report),
        detail=detail,
    )


def cannot_cast(report: Report, match: Match[str]) -> PgError:
    """Two types without a cast between them."""
    source, target = postgres_type(match["source"]), postgres_type(match["type"])
    return report.answer(
        sqlstate.CANNOT_COERCE, f"cannot cast type {source} to {target}", at=report.offset
    )


_KEY_COLUMN = re.compile(r"(?:^|, )([^:,]+): ")


def _changed_table(report: Report) -> str | None:
    """Return the table of INSERT or UPDATE: the only statements whose rows break a key."""
    if any(map(report.statement.starts_with, ("INSERT", "UPDATE", "MERGE"))):
        parts = report.statement.target_table()
        return parts[-1].name if parts else None
    return None


def _key(shown: str) -> tuple[list[str], str]:
    """Return the columns and PostgreSQL's ``(a, b)=(1, 2)`` of DuckDB's ``a: 1, b: 2``."""
    pieces = _KEY_COLUMN.split(shown)
    columns, values = pieces[1::2], pieces[2::2]
    return columns, f"({', '.join(columns)})=({', '.join(values)})" if columns else ""


def _unique_name(report: Report, table: str | None, columns: list[str], kind: str) -> str | None:
    """Return the name of a unique constraint; what it is called is known, or it has no name."""
    names = report.constraint_names(table)
    shown = ", ".join(columns)
    found = names.get(f"PRIMARY KEY({shown})") or names.get(f"UNIQUE({shown})")
    if found or not table:
        return found
    if "(" in shown:  # an index on expressions, or of some rows alone
        of_expressions = [name for text, name in names.items() if text.startswith("UNIQUE((")]
        found = names.get(f"UNIQUE(({shown}))")
        return found or (of_expressions[0] if len(of_expressions) == 1 else None)
    if kind == "primary key":
        return f"{table}_pkey"
    return f"{table}_{'_'.join(columns)}_key" if columns else None


_PARTIAL = "(CASE "


def duplicate_key(report: Report, match: Match[str]) -> PgError:
    """A unique constraint; its name is the one that PostgreSQL would have given it."""
    columns, key = _key(match["key"])
    if key.startswith(_PARTIAL):
        key = ""  # how DuckDB is told which rows the index is about
    table = _changed_table(report)
    constraint = _unique_name(report, table, columns, match["kind"])
    named = f' "{constraint}"' if constraint else ""
    return report.answer(
        sqlstate.UNIQUE_VIOLATION,
        f"duplicate key value violates unique constraint{named}",
        detail=f"Key {key} already exists." if key else None,
        table=table,
        constraint=constraint,
    )


def duplicate_value(report: Report, match: Match[str]) -> PgError:
    """The same, found late: in one statement or at COMMIT, where DuckDB knows only the value.

    Another transaction may have been first with it.
    """
    table = _changed_table(report)
    names = report.constraint_names(table)
    keys = [text for text in names if text.startswith(("PRIMARY KEY(", "UNIQUE("))]
    named, detail, constraint = "", f"Key value ({match['key']}) already exists.", None
    if len(keys) == 1:  # it must be this one
        constraint = names[keys[0]]
        named = f' "{constraint}"'
        columns = keys[0].partition("(")[2].removesuffix(")")
        detail = f"Key ({columns})=({match['key']}) already exists."
    fields = ErrorFields(detail=detail, table=table, constraint=constraint)
    return WriteConflict(
        f"duplicate key value violates unique constraint{named}",
        sqlstate=sqlstate.UNIQUE_VIOLATION,
        fields=fields,
    )


def null_value(report: Report, match: Match[str]) -> PgError:
    """A NULL where there must be none."""
    table, column = match["table"], match["column"]
    return report.answer(
        sqlstate.NOT_NULL_VIOLATION,
        f'null value in column "{column}" of relation "{table}" violates not-null constraint',
        table=table,
        column=column,
    )


DOMAIN = "\x1f"  # around a domain's name, in front of the name of its constraint
_TEXT_LENGTH = re.compile(r"^\(length\((?P<padded>rtrim\()?.+\) <= (?P<limit>\d+)\)$")
_IDENTIFIER = re.compile(r"'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"|([^\W\d]\w*)(?!\s*[\w(])")
_KEYWORDS = {"AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "LIKE", "BETWEEN", "AS"}


def failed_check(report: Report, match: Match[str]) -> PgError:
    """A CHECK; ``length(c) <= n`` is how a column keeps the limit of varchar(n)."""
    table, expression = match["table"], match["expression"]
    limit = _TEXT_LENGTH.match(expression)
    if limit:
        return report.answer(
            sqlstate.STRING_DATA_RIGHT_TRUNCATION,
            f"value too long for type character{'' if limit['padded'] else ' varying'}"
            f"({limit['limit']})",
        )
    columns = {
        found[1] or found[2]
        for found in _IDENTIFIER.finditer(expression)
        if (found[1] or found[2]) and str(found[2]).upper() not in _KEYWORDS
    }
    # PostgreSQL's ChooseConstraintName: the column joins in when the check has only one.
    middle = f"_{columns.pop()}" if len(columns) == 1 else ""
    known = report.constraint_names(table).get(f"CHECK({expression})")
    if known and known.startswith(DOMAIN):
        _, domain, name = known.split(DOMAIN)
        return report.answer(
            sqlstate.CHECK_VIOLATION,
            f'value for domain {domain} violates check constraint "{name}"',
            constraint=name,
        )
    constraint = known or f"{table}{middle}_check"
    return report.answer(
        sqlstate.CHECK_VIOLATION,
        f'new row for relation "{table}" violates check constraint "{constraint}"',
        table=table,
        constraint=constraint,
    )


_FOREIGN_KEY = re.compile(
    r"^FOREIGN KEY \((?P<own>.*)\) REFERENCES (?P<parent>.+?)\((?P<other>.*)\)$"
)


def missing_parent(report: Report, match: Match[str]) -> PgError:
    """A foreign key without its parent row; DuckDB names the parent's columns only."""
    table = _changed_table(report)
    columns, key = _key(match["key"])
    where, constraint, parent = key, None, "the referenced table"
    shown = ", ".join(columns)
    found = [
        (name, keys)
        for text, name in report.constraint_names(table).items()
        if (keys := _FOREIGN_KEY.match(text)) and keys["other"] == shown
    ]
    if len(found) == 1:
        constraint, keys = found[0]
        where = f"({keys['own']})={key.partition('=')[2]}"
        parent = f'table "{keys["parent"].rpartition(".")[2]}"'
    subject = f'insert or update on table "{table}"' if table else "insert or update on table"
    named = f' "{constraint}"' if constraint else ""
    return report.answer(
        sqlstate.FOREIGN_KEY_VIOLATION,
        f"{subject} violates foreign key constraint{named}",
        detail=f"Key {where} is not present in {parent}.",
        table=table,
        constraint=constraint,
    )


def referenced_parent(report: Report, match: Match[str]) -> PgError:
    """A parent row that others still need; DuckDB names the child's columns only."""
    parts = report.statement.target_table()
    table = parts[-1].name if parts else None
    columns, key = _key(match["key"])
    shown = ", ".join(columns)
    found = [
        (child, name, keys)
        for child, names in report.constraints().items()
        for text, name in names.items()
        if (keys := _FOREIGN_KEY.match(text))
        and keys["own"] == shown
        and keys["parent"].rpartition(".")[2] == table
    ]
    subject = f'update or delete on table "{table}"' if table else "update or delete on table"
    message, where, child, constraint = "", key, "another table", None
    if len(found) == 1:
        name, constraint, keys = found[0]
        message = f' "{constraint}" on table "{name}"'
        where = f"({keys['other']})={key.partition('=')[2]}"
        child = f'table "{name}"'
    return report.answer(
        sqlstate.FOREIGN_KEY_VIOLATION,
        f"{subject} violates foreign key constraint{message}",
        detail=f"Key {where} is still referenced from {child}.",
        constraint=constraint,
    )
