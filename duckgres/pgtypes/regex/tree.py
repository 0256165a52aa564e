"""The tree of a regular expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from duckgres.pgtypes.regex.charset import Charset


class Place(Enum):
    """Where an assertion holds."""

    LINE_START = "^"
    LINE_END = "$"
    START = r"\A"
    END = r"\Z"
    BOUNDARY = r"\y"
    NO_BOUNDARY = r"\Y"
    WORD_START = r"\m"
    WORD_END = r"\M"


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set."""

    members: Charset


@dataclass(frozen=True, slots=True)
class Assertion:
    """Nothing, at a place."""

    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part behind the other; none is the empty expression."""

    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches."""

    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``most`` is ``None`` for any number."""

    part: Tree
    least: int
    most: int | None
    greedy: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses; ``number`` is ``None`` when they do not capture."""

    part: Tree
    number: int | None = None


Tree = Characters | Assertion | Sequence | Choice | Repeat | Group


@dataclass(frozen=True, slots=True)
class Expression:
    """A whole regular expression.

    Attributes:
        tree: What was read.
        groups: How many parentheses capture.
        ignore_case: Letters match in either case.
        lines: ``^`` and ``$`` match at every line.
    """

    tree: Tree
    groups: int = 0
    ignore_case: bool = False
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Traits:
    """What a group may do.

    Attributes:
        may_be_empty: It can match the empty string.
        may_be_absent: The whole can match without it.
    """

    may_be_empty: bool
    may_be_absent: bool


@dataclass(slots=True)
class _Survey:
    found: dict[int, Traits] = field(default_factory=dict)


def group_traits(tree: Tree) -> tuple[Traits, ...]:
    """Return the traits of the capturing groups, the first one first."""
    survey = _Survey()
    _survey(tree, False, survey)
    return tuple(survey.found[number] for number in sorted(survey.found))


def may_be_empty(tree: Tree) -> bool:
    """Whether the empty string can match."""
    if isinstance(tree, Characters):
        return False
    if isinstance(tree, Sequence):
        return all(map(may_be_empty, tree.parts))
    if isinstance(tree, Choice):
        return any(map(may_be_empty, tree.branches))
    if isinstance(tree, Repeat):
        return tree.least == 0 or may_be_empty(tree.part)
    return may_be_empty(tree.part) if isinstance(tree, Group) else True


def _survey(tree: Tree, absent: bool, survey: _Survey) -> None:
    if isinstance(tree, Group):
        if tree.number is not None:
            survey.found[tree.number] = Traits(may_be_empty(tree.part), absent)
        _survey(tree.part, absent, survey)
    elif isinstance(tree, Repeat):
        _survey(tree.part, absent or tree.least == 0, survey)
    elif isinstance(tree, Sequence):
        for part in tree.parts:
            _survey(part, absent, survey)
    elif isinstance(tree, Choice):
        for branch in tree.branches:
            _survey(branch, True, survey)
