"""PostgreSQL's regular expression to RE2's: the entrance.

``matching`` is for what asks only whether there is a match. ``finding`` is for what asks where it
is: there PostgreSQL's longest match must be RE2's first one, else the expression is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from duckgres.errors import PgError
from duckgres.pgtypes.regex import extent, re2, syntax
from duckgres.pgtypes.regex.errors import unsupported
from duckgres.pgtypes.regex.tree import Expression, Traits, group_traits, may_be_empty
from duckgres.pgtypes.regex.ways import (
    has_preferences,
    longest_first,
    repeats_nothing,
    same_captures,
    with_quantifiers,
)

GLOBAL = "g"
_REMEMBERED = 2000  # patterns


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern for RE2.

    Attributes:
        text: What RE2 reads.
        groups: What the capturing groups may do.
        everywhere: The flags have a g.
        may_be_empty: It can match nothing: then RE2 goes on in another way than PostgreSQL.
    """

    text: str
    groups: tuple[Traits, ...] = ()
    everywhere: bool = False
    may_be_empty: bool = False


@lru_cache(maxsize=_REMEMBERED)
def matching(pattern: str, flags: str = "") -> Pattern:
    """Return the pattern for a test.

    Args:
        pattern: PostgreSQL's.
        flags: Letters, as the functions take them.

    Raises:
        PgError: 2201B or 22023, it is wrong; 0A000, RE2 cannot do it.
    """
    expression, everywhere = _read(pattern, flags)
    return _pattern(expression, re2.write(expression), everywhere)


@lru_cache(maxsize=_REMEMBERED)
def finding(pattern: str, flags: str = "", captures: bool = False) -> Pattern:
    """Return the pattern for what needs the match itself.

    Args:
        pattern: PostgreSQL's.
        flags: Letters, as the functions take them.
        captures: What the groups hold is wanted, too.

    Raises:
        PgError: As ``matching``; 0A000 also where RE2 would find another match.
    """
    expression, everywhere = _read(pattern, flags)
    found = _agreeing(expression, captures and expression.groups > 0)
    return _pattern(expression, re2.write(found), everywhere)


def _pattern(expression: Expression, text: str, everywhere: bool) -> Pattern:
    tree = expression.tree
    return Pattern(text, group_traits(tree), everywhere, may_be_empty(tree))


def _read(pattern: str, flags: str) -> tuple[Expression, bool]:
    options = syntax.Options()
    everywhere = False
    for letter in flags:
        if letter == GLOBAL:
            everywhere = True
        elif not options.take(letter):
            message = f'invalid regular expression option: "{letter}"'
            raise PgError(message, sqlstate="22023")
    return syntax.read(pattern, options), everywhere


def _agreeing(expression: Expression, captures: bool) -> Expression:
    """Return the expression as RE2 must have it to find PostgreSQL's match."""
    tree, lines = expression.tree, expression.lines
    if not has_preferences(tree):
        return expression
    if repeats_nothing(tree):
        raise unsupported("the match of what is repeated and may be empty")
    shortest = extent.wants_shortest(tree)
    # The order of branches means nothing to PostgreSQL.
    ordered = longest_first(tree)
    for candidate in (tree,) if ordered == tree else (tree, ordered):
        for greedy in (None, not shortest):
            if captures and not same_captures(candidate, greedy):
                continue
            if extent.same_extent(candidate, shortest, greedy, lines=lines):
                found = candidate if greedy is None else with_quantifiers(candidate, greedy)
                return replace(expression, tree=found)
    raise unsupported(
        f"finding the {'shortest' if shortest else 'longest'} of several possible matches",
        "Put the branch that may match more before the one that may match less, and let all"
        " quantifiers be greedy, or all non-greedy.",
    )
