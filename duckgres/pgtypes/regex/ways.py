"""In how many ways a regular expression can match, and which way is preferred."""

from __future__ import annotations

import math
from dataclasses import replace

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.edges import edge_of
from duckgres.pgtypes.regex.tree import (
    Characters,
    Choice,
    Group,
    Repeat,
    Sequence,
    Tree,
    group_traits,
    may_be_empty,
)


def repeats_nothing(tree: Tree) -> bool:
    """Whether something that may match nothing is repeated, which RE2 gives up early."""
    if isinstance(tree, Repeat):
        return (tree.most != 1 and may_be_empty(tree.part)) or repeats_nothing(tree.part)
    if isinstance(tree, Group):
        return repeats_nothing(tree.part)
    if isinstance(tree, Sequence):
        return any(map(repeats_nothing, tree.parts))
    return isinstance(tree, Choice) and any(map(repeats_nothing, tree.branches))


def has_preferences(tree: Tree) -> bool:
    """Whether there may be matches of several lengths, or several ways to one."""
    if isinstance(tree, Choice):
        return True
    if isinstance(tree, Repeat):
        return tree.least != tree.most or has_preferences(tree.part)
    if isinstance(tree, Group):
        return has_preferences(tree.part)
    return isinstance(tree, Sequence) and any(map(has_preferences, tree.parts))


def same_captures(tree: Tree, greedy: bool | None) -> bool:
    """Whether each branch and repetition takes the same part of the match.

    PostgreSQL lets every subexpression have its own preference within the whole's match. That is
    RE2's order where all quantifiers want the same, the next character tells the branch, and a
    group that is repeated has one length.
    """
    return greedy is None and len(_quantifiers(tree)) <= 1 and _one_way(tree)


def _one_way(tree: Tree) -> bool:
    if isinstance(tree, Choice):
        return _are_told_apart(tree.branches) and all(map(_one_way, tree.branches))
    if isinstance(tree, Sequence):
        return all(map(_one_way, tree.parts))
    if isinstance(tree, Repeat):
        repeated = tree.most != 1 and bool(group_traits(tree.part))
        return _one_way(tree.part) and not (repeated and has_preferences(tree.part))
    return _one_way(tree.part) if isinstance(tree, Group) else True


def _are_told_apart(branches: tuple[Tree, ...]) -> bool:
    """Whether the next character tells which of the branches can match."""
    firsts = [edge_of(branch) for branch in branches]
    total = sum(charset.size(members) for members, _ in firsts)
    together = charset.union(members for members, _ in firsts)
    return total == charset.size(together) and not any(nothing for _, nothing in firsts)


def longest_first(tree: Tree) -> Tree:
    """Return the tree with the branches that may match most in front."""
    if isinstance(tree, Choice):
        branches = map(longest_first, tree.branches)
        return Choice(tuple(sorted(branches, key=_most_characters, reverse=True)))
    if isinstance(tree, Sequence):
        return Sequence(tuple(map(longest_first, tree.parts)))
    if isinstance(tree, Repeat | Group):
        return replace(tree, part=longest_first(tree.part))
    return tree


def _most_characters(tree: Tree) -> float:
    if isinstance(tree, Characters):
        return 1
    if isinstance(tree, Sequence):
        return sum(map(_most_characters, tree.parts))
    if isinstance(tree, Choice):
        return max(map(_most_characters, tree.branches))
    if isinstance(tree, Group):
        return _most_characters(tree.part)
    if not isinstance(tree, Repeat):
        return 0
    most = _most_characters(tree.part)
    return most and most * (math.inf if tree.most is None else tree.most)


def _quantifiers(tree: Tree) -> set[bool]:
    """Return whether there are greedy and non-greedy quantifiers."""
    if isinstance(tree, Repeat):
        own = set() if tree.least == tree.most else {tree.greedy}
        return own | _quantifiers(tree.part)
    if isinstance(tree, Group):
        return _quantifiers(tree.part)
    if isinstance(tree, Sequence):
        return set().union(*map(_quantifiers, tree.parts))
    return set().union(*map(_quantifiers, tree.branches)) if isinstance(tree, Choice) else set()


def has_choice(tree: Tree) -> bool:
    """Whether there are branches."""
    if isinstance(tree, Sequence):
        return any(map(has_choice, tree.parts))
    return isinstance(tree, Choice) or (isinstance(tree, Group | Repeat) and has_choice(tree.part))


def with_quantifiers(tree: Tree, greedy: bool) -> Tree:
    """Return the tree with all quantifiers greedy, or all non-greedy."""
    if isinstance(tree, Repeat):
        return replace(tree, part=with_quantifiers(tree.part, greedy), greedy=greedy)
    if isinstance(tree, Group):
        return replace(tree, part=with_quantifiers(tree.part, greedy))
    if isinstance(tree, Sequence):
        return Sequence(tuple(with_quantifiers(part, greedy) for part in tree.parts))
    if isinstance(tree, Choice):
        return Choice(tuple(with_quantifiers(branch, greedy) for branch in tree.branches))
    return tree
