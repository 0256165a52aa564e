"""DuckDB's exceptions become PostgreSQL's errors, here and nowhere else.

``report`` takes the exception apart, ``rules`` is the table of what it may say, and ``names``,
``values`` and ``objects`` build what a template cannot. This module is the entrance, the answer
to what no row knows, and what must never reach a client: file paths, DuckDB's settings, names of
hidden objects, internals. The exception itself stays the ``__cause__`` for the log.
"""

from __future__ import annotations

import re

import duckdb

from duckgres import sqlstate
from duckgres.engine.errors.report import ConstraintNames, PositionMap, Report, parse_report
from duckgres.engine.errors.rules import DEFAULT_SQLSTATE, RULES
from duckgres.engine.errors.type_names import translate_types
from duckgres.errors import FatalError, PgError


class InstanceLost(FatalError):
    """DuckDB gave up the whole instance: every session of it ends, the engine opens it again.

    Attributes:
        disk_full: It was for want of disk space.
    """

    def __init__(self, *, disk_full: bool = False, committed: bool = False) -> None:
        """Say why.

        Args:
            disk_full: See the class.
            committed: The statement's own transaction is committed and durable all the same.
        """
        self.disk_full = disk_full
        detail = "The transaction was committed before the failure." if committed else None
        super().__init__(
            "terminating connection because the disk of the database is full"
            if disk_full
            else "terminating connection because the database instance failed",
            sqlstate=sqlstate.DISK_FULL if disk_full else sqlstate.CRASH_SHUTDOWN,
            detail=detail,
            hint="Check free disk space."
            if disk_full
            else "In a moment you should be able to reconnect to the database and repeat your"
            " command.",
        )


def _nowhere(offset: int) -> int | None:
    """Know no positions."""
    return None


def to_pg_error(
    error: duckdb.Error,
    position: PositionMap = _nowhere,
    *,
    text: str = "",
    constraints: ConstraintNames = dict,
) -> PgError:
    """Return what the client is told of a DuckDB exception.

    Args:
        error: From any call into DuckDB of an instance with ``errors_as_json``.
        position: DuckDB's byte offset in ``text`` -> character position in the client's query
            string, from 1; ``None`` where the place is not the client's.
        text: The statement that DuckDB ran: tables, types and places that its message leaves out
            are read there. Without it the message says less.
        constraints: Tells the names of constraints, if it is asked.
    """
    answer = _answer(error, position, text, constraints)
    answer.__cause__ = error
    return answer


def _answer(
    error: duckdb.Error, position: PositionMap, text: str, constraints: ConstraintNames
) -> PgError:
    # By class alone: a user can write any text into an error, but not the class.
    if isinstance(error, duckdb.FatalException):
        return _instance_lost(str(error))
    if isinstance(error, duckdb.InternalException):
        return PgError("internal error in the database engine", sqlstate=sqlstate.INTERNAL_ERROR)
    report = parse_report(type(error).__name__, str(error), text, position, constraints)
    raised = _RAISED.search(report.message)
    if raised is not None:
        return _raised(report, raised)
    for rule in RULES.get(report.kind, ()):
        match = rule.pattern.search(report.message)
        if match is not None:
            return rule.answer(report, match)
    return _unknown(report)


_NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded")
# An automatic checkpoint behind a COMMIT failed; whoever comes later reads "Failed: database has
# been invalidated" first, and this behind it.
_COMMITTED = re.compile(r"(?:FATAL Error: )?Transaction COMMIT succeeded and is durable")


def _instance_lost(text: str) -> InstanceLost:
    """Read DuckDB's farewell, which is plain text."""
    return InstanceLost(
        disk_full=_NO_SPACE.search(text) is not None,
        committed=_COMMITTED.match(text) is not None,
    )


# What our own functions raise, as ``pg_error:<SQLSTATE>:<message>``, and behind a
# unit separator each the detail and the hint. DuckDB or Python may have put words in front and
# lines behind.
_RAISED = re.compile(
    r"pg_error:([0-9A-Z]{5}):([^\n\x1f]*)(?:\x1f([^\n\x1f]*))?(?:\x1f([^\n\x1f]*))?"
)


def _raised(report: Report, match: re.Match[str]) -> PgError:
    """Return the error that one of our own functions raised."""
    code, message, detail, hint = match.groups()
    return report.answer(code, message, detail=detail or None, hint=hint or None)


_PATH = re.compile(r"""["']?(?:\b[a-z][a-z0-9+]*://|(?<![\w<])/(?=[\w.]))[^\s"',;)]*["']?""")
_HIDDEN = re.compile(r"\b__(?:m|ducklake_metadata)_\w+")
_ADVICE = re.compile(
    r"\s*(?:\b(?:Use|Try|Consider|Please|You can|Set)\b[^.]*\bSET\b|See also\b).*"
)


def client_text(message: str) -> str:
    """Return one line of DuckDB's message, without paths, advice and hidden names."""
    line = message.strip().split("\n", 1)[0]
    line = _ADVICE.sub("", line)
    line = _HIDDEN.sub("metadata", _PATH.sub("(path)", line))
    line = translate_types(line).strip().rstrip(".!")
    if len(line) > 1 and line[0].isupper() and line[1].islower():
        line = line[0].lower() + line[1:]
    return line or "the database engine refused the statement"


def _unknown(report: Report) -> PgError:
    """Answer what no row knows."""
    code = DEFAULT_SQLSTATE.get(report.kind, sqlstate.INTERNAL_ERROR)
    if report.kind == "Invalid Input" and report.statement.find_word("ERROR") is not None:
        code = sqlstate.RAISE_EXCEPTION  # error('…') of the user's own
    return report.answer(code, client_text(report.message), at=report.offset)
