"""EXPLAIN: its options, and where the explained statement begins.

DuckDB is told ANALYZE and always answers JSON, which ``engine.explain`` writes as PostgreSQL
would; options about what is not there (buffers, the write-ahead log) are taken and left out.
Source: ``ExplainQuery`` of ``commands/explain.c``, PostgreSQL 15, and its messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from duckgres.errors import PgError
from duckgres.sql.parse import Node, Token
from duckgres.sql.positions import Source
from duckgres.sql.session_commands import ExplainCommand

_FORMATS = frozenset({"text", "json", "xml", "yaml"})
# Those that change what is told; of the others only what they want is looked at.
_SWITCHES = frozenset({"analyze", "costs", "timing", "summary", "verbose"})
_IGNORED = frozenset({"settings", "generic_plan", "buffers", "serialize", "wal", "memory"})
_CHANGING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
_WANT_ANALYZE = ("wal", "timing")
_FALSE = frozenset({"false", "off", "0"})


def options(source: Source, given: Sequence[Node]) -> ExplainCommand:
    """Return what the options say.

    Raises:
        PgError: An unknown option or format, or one that wants ANALYZE.
    """
    found: dict[str, bool] = {}
    form = "text"
    for option in given:
        element = option.def_elem
        name = element.defname
        if name == "format":
            form = _format(source, element)
        elif name in _SWITCHES or name in _IGNORED:
            found[name] = _value(element) not in _FALSE
        else:
            raise PgError(
                f'unrecognized EXPLAIN option "{name}"',
                sqlstate="42601",
                position=source.character(element.location) + 1,
            )
    analyze = found.get("analyze", False)
    for name in _WANT_ANALYZE:
        if found.get(name) and not analyze:
            message = f"EXPLAIN option {name.upper()} requires ANALYZE"
            raise PgError(message, sqlstate="22023")
    if analyze and found.get("generic_plan"):
        message = "EXPLAIN options ANALYZE and GENERIC_PLAN cannot be used together"
        raise PgError(message, sqlstate="22023")
    return ExplainCommand(
        analyze,
        form,
        found.get("costs", True),
        found.get("timing", True),
        found.get("summary", analyze),
        found.get("verbose", False),
    )


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


def changed(query: Node) -> str:
    """Return the name of the table that a statement changes, nothing for the others."""
    name = query.WhichOneof("node")
    return str(getattr(query, name).relation.relname) if name in _CHANGING else ""


def _value(element: Node) -> str:
    kind = element.arg.WhichOneof("node") if element.HasField("arg") else None
    if kind == "string":
        return str(element.arg.string.sval).lower()
    if kind == "integer":
        return str(element.arg.integer.ival)
    if kind == "boolean":
        return "true" if element.arg.boolean.boolval else "false"
    return "true"


def _format(source: Source, element: Node) -> str:
    value = _value(element)
    if value not in _FORMATS:
        raise PgError(
            f'unrecognized value for EXPLAIN option "format": "{value}"',
            sqlstate="22023",
            position=source.character(element.location) + 1,
        )
    return value
