"""SIMILAR TO's patterns, and those of SUBSTRING … SIMILAR … ESCAPE.

They become regular expressions as in ``similar_escape_internal`` of PostgreSQL's
``utils/adt/regexp.c``: ``%`` is ``.*``, ``_`` is ``.``, parentheses do not capture, and what is
special only to regular expressions is quoted. Of a pattern for SUBSTRING two separators (the
escape character and ``"``) cut out the part that is wanted: the text before it is as short as can
be.
"""

from __future__ import annotations

from functools import lru_cache

from duckgres.errors import PgError
from duckgres.pgtypes.regex import re2, syntax
from duckgres.pgtypes.regex.errors import unsupported
from duckgres.pgtypes.regex.translate import matching
from duckgres.pgtypes.regex.tree import Assertion, Expression, Group, Place, Sequence
from duckgres.pgtypes.regex.ways import has_choice, with_quantifiers

BACKSLASH = "\\"
_SPECIAL = {"%": ".*", "_": ".", "(": "(?:", BACKSLASH: r"\\", ".": r"\.", "^": r"\^", "$": r"\$"}


@lru_cache(maxsize=2000)
def similar(pattern: str, escape: str = BACKSLASH) -> str:
    """Return RE2's pattern that a text matches as a whole.

    Raises:
        PgError: 22025, the escape is too long; what a regular expression may raise.
    """
    parts = _parts(pattern, escape)
    if len(parts) == 1:
        return matching(f"^(?:{parts[0]})$").text
    return _cutting(parts)


@lru_cache(maxsize=2000)
def similar_part(pattern: str, escape: str = BACKSLASH) -> str:
    """Return RE2's pattern whose only group is what SUBSTRING wants.

    Raises:
        PgError: As ``similar``; 0A000, RE2 might cut at another place.
    """
    parts = _parts(pattern, escape)
    if len(parts) == 1:
        return matching(f"^({parts[0]})$").text
    return _cutting(parts)


def _cutting(parts: list[str]) -> str:
    if len(parts) == 2:
        parts = [parts[0], parts[1], ""]
    before, wanted, behind = (syntax.read(part, syntax.Options()).tree for part in parts)
    if has_choice(before) or has_choice(wanted):
        raise unsupported("a choice in a pattern that cuts a text")
    tree = Sequence((
        Assertion(Place.LINE_START),
        Group(with_quantifiers(before, greedy=False)),
        Group(wanted, 1),
        Group(behind),
        Assertion(Place.LINE_END),
    ))  # fmt: skip
    return re2.write(Expression(tree, 1))


def _parts(pattern: str, escape: str) -> list[str]:
    if len(escape) > 1:
        raise PgError(
            "invalid escape string",
            sqlstate="22025",
            hint="Escape string must be empty or one character.",
        )
    reader = _Reader(escape)
    for character in pattern:
        reader.take(character)
    return reader.parts


class _Reader:
    """Turns one character after the other."""

    def __init__(self, escape: str) -> None:
        self.parts = [""]
        self._escape = escape
        self._escaped = False
        self._in_brackets = False

    def take(self, character: str) -> None:
        """Append what a character means."""
        if self._escaped:
            self._escaped = False
            if character == '"' and not self._in_brackets:
                self._separate()
            else:
                self.parts[-1] += BACKSLASH + character
        elif character == self._escape:
            self._escaped = True
        elif self._in_brackets:
            self.parts[-1] += r"\\" if character == BACKSLASH else character
            self._in_brackets = character != "]"
        else:
            self._in_brackets = character == "["
            self.parts[-1] += _SPECIAL.get(character, character)

    def _separate(self) -> None:
        if len(self.parts) == 3:
            raise PgError(
                "SQL regular expression may not contain more than two escape-double-quote"
                " separators",
                sqlstate="2200C",
            )
        self.parts.append("")
