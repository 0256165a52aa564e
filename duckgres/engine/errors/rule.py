"""What one row of the error table is: a pattern and an answer.

An answer is a code and a template over the pattern's groups, or a builder for what needs the
statement's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from re import Match

from duckgres.engine.errors.report import Report
from duckgres.engine.errors.type_names import postgres_type
from duckgres.errors import PgError

Builder = Callable[[Report, Match[str]], PgError]


@dataclass(frozen=True, slots=True)
class Template:
    """A message over the pattern's groups; ``place`` keeps DuckDB's position."""

    sqlstate: str
    message: str
    detail: str | None = None
    hint: str | None = None
    place: bool = False

    def __call__(self, report: Report, match: Match[str]) -> PgError:
        """Return the error."""
        groups = {key: value or "" for key, value in match.groupdict().items()}
        if "name" in groups:
            groups["name"] = report.named(match)
        if "type" in groups:
            groups["type"] = postgres_type(groups["type"])
        return report.answer(
            self.sqlstate,
            self.message.format(**groups),
            at=report.offset if self.place else None,
            detail=self.detail,
            hint=self.hint,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row."""

    pattern: re.Pattern[str]
    answer: Builder


def rules(*rows: tuple[str, Builder]) -> tuple[Rule, ...]:
    """Return rows from pairs of pattern and answer."""
    return tuple(Rule(re.compile(pattern, re.DOTALL), answer) for pattern, answer in rows)
