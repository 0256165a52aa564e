"""EXPLAIN: its options, and where the explained statement begins.

DuckDB takes ANALYZE and FORMAT only; the options that only change what PostgreSQL prints are
accepted and left out. Source: ``ExplainQuery`` of ``commands/explain.c``, PostgreSQL 15, and its
messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from duckgres.errors import PgError
from duckgres.sql.parse import Node, Token
from duckgres.sql.positions import Source

_PRINTING = frozenset({
    "verbose", "costs", "settings", "generic_plan", "buffers", "serialize", "wal", "timing",
    "summary", "memory",
})  # fmt: skip
_FALSE = frozenset({"false", "off", "0"})


def head(source: Source, options: Sequence[Node]) -> tuple[str, bool]:
    """Return DuckDB's words in front of the explained statement, and whether it will run.

    Raises:
        PgError: An unknown option or format.
    """
    analyze, formatted = False, False
    for option in options:
        element = option.def_elem
        name = element.defname
        if name == "analyze":
            analyze = _value(element) not in _FALSE
        elif name == "format":
            formatted = _format(source, element)
        elif name not in _PRINTING:
            raise PgError(
                f'unrecognized EXPLAIN option "{name}"',
                sqlstate="42601",
                position=source.character(element.location) + 1,
            )
    words = ["ANALYZE"] if analyze else []
    if formatted:
        words.append("FORMAT JSON")
    if not words:
        return "EXPLAIN ", False
    inner = ", ".join(words)
    return (f"EXPLAIN ({inner}) " if formatted else "EXPLAIN ANALYZE "), analyze


def start(scanned: Sequence[Token], in_parentheses: bool) -> int:
    """Return the byte where the explained statement begins.

    Args:
        scanned: The statement's tokens.
        in_parentheses: The options are written in parentheses.
    """
    index = 1
    if in_parentheses:
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(scanned[index].text, 0)
            index += 1
            if depth == 0:
                break
    else:
        while scanned[index].word in ("analyze", "analyse", "verbose"):
            index += 1
    return scanned[index].start


def _value(element: Node) -> str:
    kind = element.arg.WhichOneof("node") if element.HasField("arg") else None
    if kind == "string":
        return str(element.arg.string.sval).lower()
    if kind == "integer":
        return str(element.arg.integer.ival)
    if kind == "boolean":
        return "true" if element.arg.boolean.boolval else "false"
    return "true"


def _format(source: Source, element: Node) -> bool:
    """Tell whether the format is JSON."""
    value = _value(element)
    if value in ("text", "json"):
        return value == "json"
    if value in ("xml", "yaml"):
        raise PgError(
            f"EXPLAIN (FORMAT {value.upper()}) is not supported",
            sqlstate="0A000",
            hint="Use FORMAT TEXT or FORMAT JSON.",
        )
    raise PgError(
        f'unrecognized value for EXPLAIN option "format": "{value}"',
        sqlstate="22023",
        position=source.character(element.location) + 1,
    )
