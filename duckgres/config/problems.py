"""What was given, where, and what is wrong with it.

Every problem is one line that names the place: a file and line, a variable or a flag. No secret
stands in one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody wrote it, and where: ``duckgres.yaml:3``, ``DUCKGRES_PORT``."""

    value: object = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops the start."""

    where: str
    message: str

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.where else self.message
        return " ".join(line.split())


class ConfigError(Exception):
    """The configuration cannot be used; ``str()`` is one line for stderr."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        line = str(self.problems[0])
        more = len(self.problems) - 1
        if more:
            line += f" (and {more} more: see duckgres check)"
        super().__init__(line)


def quoted(value: object) -> str:
    """Return the value as it stands in a message, cut to a readable length."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def did_you_mean(word: str, words: Iterable[str], prefix: str = "") -> str:
    """Return `` (did you mean "x"?)`` for the nearest of ``words``, or nothing.

    A setting written on the wrong level is found by its last part. What all words begin with, the
    ``prefix``, does not make them alike.
    """
    word = word.removeprefix(prefix)
    candidates = [candidate.removeprefix(prefix) for candidate in words]
    last = word.rpartition(".")[2]
    same_end = [candidate for candidate in candidates if candidate.rpartition(".")[2] == last]
    near = same_end or difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if not near:
        ends = {candidate.rpartition(".")[2]: candidate for candidate in candidates}
        near = [ends[end] for end in difflib.get_close_matches(last, ends, n=1, cutoff=0.75)]
    return f' (did you mean "{prefix}{near[0]}"?)' if near else ""
