"""What groups may do."""

import pytest

from duckgres.pgtypes.regex.syntax import Options, read
from duckgres.pgtypes.regex.tree import Traits, group_traits, may_be_empty


@pytest.mark.parametrize(
    ("pattern", "traits"),
    [
        ("(a)", [(False, False)]),
        ("(a*)", [(True, False)]),
        ("(a)?", [(False, True)]),
        ("(a)|b", [(False, True)]),
        ("((a)?b)", [(False, False), (False, True)]),
        ("(?:(a)|(b)){2}", [(False, True), (False, True)]),
        ("(a){0,1}(^)", [(False, True), (True, False)]),
        ("abc", []),
    ],
)
def test_group_traits(pattern, traits):
    assert group_traits(read(pattern, Options()).tree) == tuple(Traits(*pair) for pair in traits)


@pytest.mark.parametrize(
    ("pattern", "empty"), [("a", False), ("a*", True), ("", True), ("a|b*", True), ("(a?)", True)]
)
def test_may_be_empty(pattern, empty):
    assert may_be_empty(read(pattern, Options()).tree) is empty
