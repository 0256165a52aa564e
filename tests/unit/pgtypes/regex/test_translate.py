"""The entrance: patterns for tests and patterns for finding."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex.translate import finding, matching


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("foo|foobar", "", "foo|foobar"),
        ("a", "i", "(?i)[Aa]"),
        ("a.", "n", r"a[^\x{a}]"),
        ("a b", "x", "ab"),
    ],
)
def test_matching(pattern, flags, text):
    assert matching(pattern, flags).text == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("foo|foobar", "foobar|foo"),
        ("<a>(.*?)</a>", "(?s)<a>(.*?)</a>"),
        ("Y*?([0-9]{1,3})", "Y*?([0-9]{1,3}?)"),
        ("a*b??", "a*b?"),
    ],
)
def test_finding(pattern, text):
    assert finding(pattern).text == text


@pytest.mark.parametrize("pattern", ["(?:ab|a)(?:c|bcd)", "(a*)*", "(a?)(ab)?"])
def test_what_re2_would_find_otherwise_is_refused(pattern):
    assert matching(pattern).text
    with pytest.raises(PgError) as refusal:
        finding(pattern)
    assert refusal.value.sqlstate == "0A000"


@pytest.mark.parametrize("pattern", ["(a|ab)c", "(ab*)+", "Y*?([0-9]{1,3})"])
def test_captures_are_looked_at_more_closely(pattern):
    assert finding(pattern).text
    with pytest.raises(PgError):
        finding(pattern, "", True)


def test_the_pattern_tells_what_callers_must_know():
    found = finding("(a)?b*", "gi")
    assert found.everywhere
    assert found.may_be_empty
    assert [(t.may_be_empty, t.may_be_absent) for t in found.groups] == [(False, True)]


def test_an_unknown_flag():
    with pytest.raises(PgError) as refusal:
        matching("a", "z")
    assert refusal.value.sqlstate == "22023"
    assert refusal.value.message == 'invalid regular expression option: "z"'
