"""Bracket expressions."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.brackets import bracket


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("abc]", "abc"), ("a-c]", "abc"), ("]a]", "]a"), ("a-]", "a-"), ("-a]", "-a"),
        ("[:digit:]]", "0123456789"), ("[.hyphen.]]", "-"), ("[.x.]]", "x"), ("[=a=]b]", "ab"),
        (r"\]a]", "]a"), (r"\n]", "\n"), (r"\d]", "0123456789"), ("a-c-]", "abc-"),
    ],
)  # fmt: skip
def test_members(text, characters):
    expected = charset.union(map(charset.single, characters))
    assert bracket(text, 0) == (expected, len(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "brackets [] not balanced"),
        ("", "brackets [] not balanced"),
        ("[:digit]", "brackets [] not balanced"),
        ("[:foo:]]", "invalid character class"),
        ("[.foo.]]", "invalid collating element"),
        ("b-a]", "invalid character range"),
        ("a-[:digit:]]", "invalid character range"),
    ],
)
def test_refusal(text, reason):
    with pytest.raises(PgError) as refusal:
        bracket(text, 0)
    assert refusal.value.message == f"invalid regular expression: {reason}"
