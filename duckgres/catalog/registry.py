"""The SQL that makes PostgreSQL's functions in a DuckDB instance, and the names it makes.

Each file of ``functions/`` holds CREATE MACRO statements of one subject. They go into a catalog of
their own, ``CATALOG``, which lives in memory: the user's file stays plain DuckDB. The SQL front
sends a call there by writing ``CATALOG.name``, never by the search path: a macro that shadows one
of DuckDB's own functions would change DuckDB's own macros too. The catalog has no row of a user.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

CATALOG = "_pg"
"""The catalog's name; no user's file may be called so."""

SUBJECTS = (
    "cast", "number", "division", "text", "pattern", "bytea", "json", "array", "aggregate",
    "value", "session", "datetime", "formatting", "catalog", "information", "acl",
)  # fmt: skip
"""The files of ``functions/``, in the order in which they are run."""

_CREATE = re.compile(r"^CREATE MACRO ([a-z_][a-z0-9_]*|\"[^\"]+\")\s*\(", re.MULTILINE)
_MADE = re.compile(r"CREATE (MACRO|VIEW) ([a-z_][a-z0-9_]*|\"[^\"]+\")")
_STATEMENT_END = re.compile(r";[ \t]*$", re.MULTILINE)
# A line that names one of these is repeated for each of its types.
_REPEATED = {
    "ELEMENT": (
        "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL",
        "VARCHAR", "DATE", "TIME", "TIMETZ", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "UUID",
        "BLOB", "JSON",
    ),
    "TEXTUAL": (
        "BOOLEAN", "VARCHAR", "DATE", "TIME", "TIMETZ", "TIMESTAMP", "TIMESTAMPTZ", "UUID",
        "BLOB",
    ),
    "SCALAR": (
        "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL",
        "DATE", "TIME", "TIMETZ", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "UUID",
    ),
}  # fmt: skip
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)


@cache
def statements() -> tuple[str, ...]:
    """Return the statements that make the functions, names qualified."""
    return tuple(
        _CREATE.sub(rf"CREATE MACRO {CATALOG}.main.\1(", text)
        for subject in SUBJECTS
        for text in _split(subject)
    )


@cache
def function_names() -> frozenset[str]:
    """Return the names of the functions, as PostgreSQL folds them."""
    return frozenset(
        match[1].strip('"')
        for subject in SUBJECTS
        for text in _split(subject)
        if (match := _CREATE.match(text))
    )


@cache
def _split(subject: str) -> tuple[str, ...]:
    text = (files(__package__) / "functions" / f"{subject}.sql").read_text(encoding="utf-8")
    return split(text)


def split(text: str) -> tuple[str, ...]:
    """Return the statements of a file, without its comments, lines for many types repeated."""
    text = "\n".join(map(_repeated, _COMMENT.sub("", text).split("\n")))
    parts = _STATEMENT_END.split(text)
    return tuple(part.strip() for part in parts if part.strip())


def created(statement: str) -> tuple[str, str]:
    """Return the kind of what a CREATE makes, and its name."""
    match = _MADE.match(statement)
    assert match is not None, f"not what a file of the catalog holds: {statement[:60]}"
    return match[1], match[2].strip('"')


def _repeated(line: str) -> str:
    """Return a line as it is, or one of its kind for each type."""
    for word, types in _REPEATED.items():
        if word in line:
            inner = line.rstrip(",;")
            lines = ",\n".join(inner.replace(word, name) for name in types)
            return lines + line[len(inner) :]
    return line
