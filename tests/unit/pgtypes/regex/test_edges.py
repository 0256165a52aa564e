"""What an expression begins with and ends in."""

import pytest

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.edges import edge, edge_of
from duckgres.pgtypes.regex.syntax import Options, read


def characters(text):
    return charset.union(map(charset.single, text))


@pytest.mark.parametrize(
    ("pattern", "first", "last", "nothing"),
    [
        ("abc", "a", "c", False),
        ("a?bc", "ab", "c", False),
        ("(a|b)*", "ab", "ab", True),
        ("a*b*", "ab", "ab", True),
        ("^a$", "a", "a", False),
        ("(?:ab|cd)+", "ac", "bd", False),
    ],
)
def test_edges(pattern, first, last, nothing):
    tree = read(pattern, Options()).tree
    assert edge_of(tree) == (characters(first), nothing)
    assert edge_of(tree, -1) == (characters(last), nothing)


def test_an_edge_that_may_be_absent_is_none():
    parts = [read(pattern, Options()).tree for pattern in ("a?", "b")]
    assert edge(parts, 1) == characters("ab")
    assert edge(parts[:1], 1) is None
