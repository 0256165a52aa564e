"""Whether RE2's first match is PostgreSQL's longest, or shortest."""

import pytest

from duckgres.pgtypes.regex.extent import same_extent, wants_shortest
from duckgres.pgtypes.regex.syntax import Options, read


def tree(pattern):
    return read(pattern, Options()).tree


@pytest.mark.parametrize(
    ("pattern", "same"),
    [
        ("foo|foobar", False),
        ("foobar|foo", True),
        ("foo|bar", True),
        ("(a?)(ab)?", False),
        ("a*b", True),
        (".*foo.*", True),
        ("^(?:a|ab)$", True),
        ("a$|ab$", True),
        (r"(?:a|ab)\M", True),
        (r"(?:a|ab)", False),
        ("(?:a|ab)(?:c|bcd)", True),
        ("(?:ab|a)(?:c|bcd)", False),
        (".*?", False),
        (r"\d+|\w+", False),
        ("(a{1,200}){1,200}", False),  # too many states to tell
    ],
)
def test_longest(pattern, same):
    assert same_extent(tree(pattern), False) is same


@pytest.mark.parametrize(
    ("pattern", "same"),
    [("<(.*?)>", True), ("a*?", True), ("a*?b*", False), ("a+?|b", True), ("a??(ab)?", False)],
)
def test_shortest(pattern, same):
    assert same_extent(tree(pattern), True) is same


def test_quantifiers_can_be_turned():
    assert not same_extent(tree("a*?b*"), True)
    assert same_extent(tree("a*?b*"), True, False)


def test_lines_have_ends():
    assert not same_extent(tree("a|a\nb"), False, lines=True)
    assert same_extent(tree("(?:a|ab)$"), False, lines=True)


@pytest.mark.parametrize(
    ("pattern", "shortest"),
    [
        ("a*", False), ("a*?", True), ("a{2}b*?", True), ("(a*?)b*", True), ("a*b*?", False),
        ("a*?|b", False), ("abc", False),
    ],
)  # fmt: skip
def test_the_first_quantifier_tells_what_is_looked_for(pattern, shortest):
    assert wants_shortest(tree(pattern)) is shortest
