"""Names and strings as SQL has them, DuckDB's and PostgreSQL's alike."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name between quotation marks."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a string constant."""
    return "'" + text.replace("'", "''") + "'"
