"""In how many ways an expression can match."""

import pytest

from duckgres.pgtypes.regex.syntax import Options, read
from duckgres.pgtypes.regex.ways import (
    has_choice,
    has_preferences,
    longest_first,
    repeats_nothing,
    same_captures,
    with_quantifiers,
)


def tree(pattern):
    return read(pattern, Options()).tree


@pytest.mark.parametrize(
    ("pattern", "found"), [("abc", False), ("a{2}", False), ("a*", True), ("(a|b)", True)]
)
def test_preferences(pattern, found):
    assert has_preferences(tree(pattern)) is found


@pytest.mark.parametrize(
    ("pattern", "found"), [("(a*)*", True), ("(a*)?", False), ("(a+)*", False), ("x(b??)+", True)]
)
def test_repeating_nothing(pattern, found):
    assert repeats_nothing(tree(pattern)) is found


@pytest.mark.parametrize(
    ("pattern", "same"),
    [
        (r"(\d+)-(\d+)", True),
        ("(a|b)c", True),
        ("(a|ab)c", False),  # the next character does not tell the branch
        ("(ab*)+", False),  # which length the last of them has
        ("(ab)+", True),
        ("(a*)(b*?)", False),
        ("(a*?)(b*?)", True),
    ],
)
def test_captures(pattern, same):
    assert same_captures(tree(pattern), None) is same
    assert not same_captures(tree(pattern), True)


def test_the_longest_branch_comes_first():
    assert longest_first(tree("a|bc|(d|ef*)")) == tree("(ef*|d)|bc|a")


def test_quantifiers_are_turned():
    assert with_quantifiers(tree("(a*?|b+)c?"), greedy=True) == tree("(a*|b+)c?")
    assert with_quantifiers(tree("a*b{2,}"), greedy=False) == tree("a*?b{2,}?")


def test_choice():
    assert has_choice(tree("x(a|b)*"))
    assert not has_choice(tree("x(ab)*"))
