"""Errors about names and calls: no such table, column or function.

Each function takes the report and the match of its row in ``rules``. Wording and fields as
recorded from PostgreSQL 15; a field is left out where neither DuckDB's report nor the statement
says it.
"""

from __future__ import annotations

import re
from re import Match

from duckgres import sqlstate
from duckgres.engine.errors.report import Report
from duckgres.engine.errors.statement_text import Token
from duckgres.engine.errors.type_names import postgres_type, written_type
from duckgres.errors import PgError

NO_FUNCTION = (
    "No function matches the given name and argument types. You might need to add explicit type"
    " casts."
)
NO_OPERATOR = (
    "No operator matches the given name and argument types. You might need to add explicit type"
    " casts."
)


NO_UNARY_OPERATOR = (
    "No operator matches the given name and argument type. You might need to add an explicit type"
    " cast."
)


def _dotted(parts: list[Token], name: str) -> str:
    """Return the name as the statement qualifies it, else as DuckDB reports it."""
    if parts and parts[-1].name.lower() == name.lower():
        return ".".join(part.name for part in parts)
    return name


def missing_table(report: Report, match: Match[str]) -> PgError:
    """Table, view or sequence: ``relation`` in general, the kind in DROP."""
    statement, name, at = report.statement, report.named(match), report.offset
    if at is None:
        parts = statement.target_table()
        if parts and parts[-1].name == name and statement.starts_with("INSERT"):
            at = parts[0].start
    else:
        parts = statement.dotted_name(at)
    if statement.starts_with("TRUNCATE") or statement.starts_with("VACUUM"):
        at = None
    kind = "relation"
    if statement.starts_with("DROP", report.entry.upper()):
        kind, at = report.entry.lower(), None
    return report.answer(
        sqlstate.UNDEFINED_TABLE, f'{kind} "{_dotted(parts, name)}" does not exist', at=at
    )


def missing_sequence(report: Report, match: Match[str]) -> PgError:
    """A sequence: a relation, whose name stands in a string or behind DROP SEQUENCE."""
    if report.statement.starts_with("DROP", "SEQUENCE"):
        return report.answer(
            sqlstate.UNDEFINED_TABLE, f'sequence "{match["name"]}" does not exist'
        )
    quoted = "'" + match["name"] + "'"
    at = next((token.start for token in report.statement.tokens if token.text == quoted), None)
    return report.answer(
        sqlstate.UNDEFINED_TABLE, f'relation "{match["name"]}" does not exist', at=at
    )


def missing_schema(report: Report, match: Match[str]) -> PgError:
    """A schema that CREATE or DROP names."""
    at, name = None, report.named(match)
    if report.statement.starts_with("CREATE"):
        at = report.statement.find_name(name)
    return report.answer(sqlstate.INVALID_SCHEMA_NAME, f'schema "{name}" does not exist', at=at)


def missing_column(report: Report, match: Match[str]) -> PgError:
    """A column that no table of the query has; USING and aliases aside, DuckDB gives the place."""
    parts = report.statement.dotted_name(report.offset)
    name = report.named(match)
    if len(parts) > 1 and parts[-1].name == name:
        message = f"column {_dotted(parts, name)} does not exist"
    else:
        message = f'column "{name}" does not exist'
    return report.answer(sqlstate.UNDEFINED_COLUMN, message, at=report.offset)


def missing_qualified_column(report: Report, match: Match[str]) -> PgError:
    """``alias.column``: PostgreSQL writes it without quotes."""
    parts = report.statement.dotted_name(report.offset)
    name = f"{report.named(match, 'table')}.{report.named(match)}"
    if len(parts) > 1:
        name = _dotted(parts, match["name"])
    elif parts or report.statement.starts_with("CREATE", "INDEX"):
        name = f'"{report.named(match)}"'
    return report.answer(
        sqlstate.UNDEFINED_COLUMN, f"column {name} does not exist", at=report.offset
    )


def missing_target_column(report: Report, match: Match[str]) -> PgError:
    """A column that the table of INSERT, UPDATE, ALTER or COMMENT does not have."""
    statement, name = report.statement, report.named(match)
    parts = statement.target_table()
    table = match.groupdict().get("table") or (parts[-1].name if parts else "")
    conflict = statement.find_word("CONFLICT")
    if conflict is not None and statement.find_name(name) == statement.find_name(name, conflict):
        # PostgreSQL points at the list of ON CONFLICT (…), not at the name.
        at = next(
            (t.start for t in statement.tokens if t.start > conflict and t.text == "("), None
        )
        return report.answer(sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist', at=at)
    if statement.find_word("RENAME") is not None:
        return report.answer(sqlstate.UNDEFINED_COLUMN, f'column "{name}" does not exist')
    at = None
    if any(map(statement.starts_with, ("INSERT", "UPDATE", "MERGE"))) and parts:
        after = statement.find_word("SET") or parts[-1].end
        at = statement.find_name(name, after)
    relation = f' of relation "{table}"' if table else ""
    return report.answer(
        sqlstate.UNDEFINED_COLUMN,
        f'column "{name}"{relation} does not exist',
        at=at,
        table=None,
    )


def missing_definition_column(report: Report, match: Match[str]) -> PgError:
    """A column in an expression of the table's own definition, or in a list of names."""
    name = report.named(match)
    return report.answer(
        sqlstate.UNDEFINED_COLUMN,
        f'column "{name}" does not exist',
        at=report.statement.find_name(name, last=True),
    )


def duplicate_column(report: Report, match: Match[str]) -> PgError:
    """ALTER TABLE names the relation; CREATE TABLE says that the list has it twice."""
    parts, name = report.statement.target_table(), report.named(match)
    if report.statement.starts_with("ALTER") and parts:
        message = f'column "{name}" of relation "{parts[-1].name}" already exists'
    else:
        message = f'column "{name}" specified more than once'
    return report.answer(sqlstate.DUPLICATE_COLUMN, message)


def duplicate_insert_column(report: Report, match: Match[str]) -> PgError:
    """INSERT names a column twice; PostgreSQL points at the second."""
    values, name = report.statement.find_word("VALUES"), report.named(match)
    found = [
        token.start
        for token in report.statement.tokens
        if token.is_name and token.name == name and token.start < (values or 0)
    ]
    return report.answer(
        sqlstate.DUPLICATE_COLUMN,
        f'column "{name}" specified more than once',
        at=found[1] if len(found) > 1 else None,
    )


def missing_from(report: Report, match: Match[str]) -> PgError:
    """A qualifier that no FROM item has."""
    at, name = report.offset, report.named(match)
    if at is None:
        at = report.statement.find_name(name)
    return report.answer(
        sqlstate.UNDEFINED_TABLE, f'missing FROM-clause entry for table "{name}"', at=at
    )


def ungrouped(report: Report, match: Match[str]) -> PgError:
    """PostgreSQL qualifies the column; the statement says by what, when it has one table only."""
    name = report.named(match)
    parts = report.statement.dotted_name(report.offset)
    table = parts[-2].name if len(parts) > 1 else report.statement.only_source()
    full = f"{table}.{name}" if table else name
    return report.answer(
        sqlstate.GROUPING_ERROR,
        f'column "{full}" must appear in the GROUP BY clause or be used in an aggregate function',
        at=report.offset,
    )


_WINDOW_FUNCTIONS = frozenset(
    (
        *("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"),
        *("lag", "lead", "first_value", "last_value", "nth_value"),
    )
)


def missing_function(report: Report, match: Match[str]) -> PgError:
    """A name that no function has: the argument types are those that the text shows."""
    name = report.named(match)
    if name in _WINDOW_FUNCTIONS:
        return report.answer(
            sqlstate.WRONG_OBJECT_TYPE,
            f"window function {name} requires an OVER clause",
            at=report.offset,
        )
    arguments = report.statement.call_arguments(report.offset)
    types = [_argument_type(tokens) for tokens in arguments or []]
    shown = name if arguments is None or None in types else f"{name}({', '.join(map(str, types))})"
    if report.statement.starts_with("DROP"):
        return report.answer(
            sqlstate.UNDEFINED_FUNCTION, f'could not find a function named "{name}"'
        )
    if report.statement.starts_with("CALL"):
        return report.answer(
            sqlstate.UNDEFINED_FUNCTION,
            f"procedure {name} does not exist",
            hint=NO_FUNCTION.replace("function", "procedure"),
        )
    return report.answer(
        sqlstate.UNDEFINED_FUNCTION,
        f"function {shown} does not exist",
        at=report.offset,
        hint=NO_FUNCTION,
    )


def _argument_type(tokens: list[Token]) -> str | None:
    """Return the type of a literal or of a value that is cast; ``None`` is anything else."""
    texts = [token.text for token in tokens]
    if "::" in texts:
        index = len(texts) - 1 - texts[::-1].index("::")
        words = (
            "".join(texts[index + 1 :])
            if "[" in texts[index + 1 :]
            else " ".join(texts[index + 1 :])
        )
        return written_type(words.lower())
    if texts[:1] in (["-"], ["+"]):
        tokens = tokens[1:]
    if len(tokens) != 1:
        return None
    return _literal_type(tokens[0])


def _literal_type(token: Token) -> str | None:
    if token.kind == "string":
        return "unknown"
    if token.kind == "number":
        if not token.text.isdigit():
            return "numeric"
        value = int(token.text)
        return "integer" if value < 1 << 31 else "bigint" if value < 1 << 63 else "numeric"
    return {"TRUE": "boolean", "FALSE": "boolean", "NULL": "unknown"}.get(token.text.upper())


_CALL = re.compile(r"^(?P<name>.+?)\((?P<arguments>.*)\)$", re.DOTALL)


def no_matching_function(report: Report, match: Match[str]) -> PgError:
    """A known function or operator for other types; DuckDB prints the call."""
    call = _CALL.match(match["call"])
    if call is None:
        return report.answer(
            sqlstate.UNDEFINED_FUNCTION, "function does not exist", at=report.offset
        )
    types = [postgres_type(part) for part in _split(call["arguments"])]
    shown = [_as_written(report, i, name) for i, name in enumerate(types)]
    name = call["name"]
    if re.match(r"[^\W\d]", name):
        message, hint = f"function {name}({', '.join(shown)}) does not exist", NO_FUNCTION
    else:
        words = [*shown[:-1], name, *shown[-1:]]
        message = f"operator does not exist: {' '.join(words)}"
        hint = NO_OPERATOR if len(shown) > 1 else NO_UNARY_OPERATOR
    return report.answer(sqlstate.UNDEFINED_FUNCTION, message, at=report.offset, hint=hint)


def _as_written(report: Report, index: int, name: str) -> str:
    """Return ``character varying`` where the text casts to it: DuckDB has one type for both."""
    arguments = report.statement.call_arguments(report.offset)
    if name == "text" and arguments and index < len(arguments):
        written = _argument_type(arguments[index])
        return written if written == "character varying" else name
    return name


def _split(arguments: str) -> list[str]:
    """Split a list of types at the commas that stand outside brackets."""
    parts, depth = [""], 0
    for character in arguments:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def undecided_function(report: Report, match: Match[str]) -> PgError:
    """An operator with a string: PostgreSQL reads it as the other operand's type."""
    call = _CALL.match(match["call"])
    types = _split(call["arguments"]) if call else []
    number = next((t for t in types if t not in {"STRING_LITERAL", '"NULL"', "VARCHAR"}), None)
    literal = _beside(report, "string")
    if number is not None and literal is not None and types.count("STRING_LITERAL") == 1:
        value, target = literal.text[1:-1].replace("''", "'"), postgres_type(number)
        if target in _NUMBERS and not _NUMBERS[target].fullmatch(value):
            return report.answer(
                sqlstate.INVALID_TEXT_REPRESENTATION,
                f'invalid input syntax for type {target}: "{value}"',
                at=literal.start,
            )
    return no_matching_function(report, match)


_NUMBERS = {
    **dict.fromkeys(("smallint", "integer", "bigint"), re.compile(r"\s*[-+]?\d+\s*")),
    **dict.fromkeys(
        ("numeric", "real", "double precision"),
        re.compile(r"\s*[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf(inity)?|nan)\s*", re.IGNORECASE),
    ),
}


def _beside(report: Report, kind: str) -> Token | None:
    """Return the operand of this kind of token behind, else before, the operator at the place."""
    tokens = report.statement.tokens
    index = next((i for i, token in enumerate(tokens) if token.start == report.offset), None)
    if index is None:
        return None
    near = tokens[index + 1 : index + 2] + tokens[index - 1 : index] if index else []
    return next((token for token in near if token.kind == kind), None)


def cannot_compare(report: Report, match: Match[str]) -> PgError:
    """Two types that have no comparison; the operator stands where DuckDB points."""
    index = next((t for t in report.statement.tokens if t.start == report.offset), None)
    operator = index.text if index is not None and index.kind == "sign" else "="
    left, right = postgres_type(match["left"]), postgres_type(match["right"])
    return report.answer(
        sqlstate.UNDEFINED_FUNCTION,
        f"operator does not exist: {left} {operator} {right}",
        at=report.offset,
        hint=NO_OPERATOR,
    )
