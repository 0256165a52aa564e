"""What RE2 reads."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex.re2 import write
from duckgres.pgtypes.regex.syntax import Options, read


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("abc", "abc"),
        ("a.c", "(?s)a.c"),
        (r"a\.c", r"a\.c"),
        (r"\d+", "[0-9]+"),
        (r"\S", r"[^\x{9}-\x{d} ]"),
        ("[^a]", "[^a]"),
        ("[a-c-]", r"[\-a-c]"),
        ("(a|b)?", "(a|b)?"),
        ("(?:a|b)c", "(?:a|b)c"),
        ("a{2,}?", "a{2,}?"),
        ("a{2}b{1,3}", "a{2}b{1,3}"),
        (r"\Aa\Z", r"\Aa\z"),
        (r"\ya\Y", r"\ba\B"),
        (r"\mfoo\M", r"\bfoo\b"),
        (r"(?:\m(a|b))", r"(?:\b(a|b))"),
        ("(?i)ab", "(?i)[Aa][Bb]"),
        ("(?n)^a.$", r"(?m:^)a[^\x{a}](?m:$)"),
        ("é|\t", r"é|\x{9}"),
        (r"[^\d\D]", r"[^\x{0}-\x{10FFFF}]"),
        ("", ""),
    ],
)
def test_text(pattern, text):
    assert write(read(pattern, Options())) == text


@pytest.mark.parametrize("pattern", [r"\m\S", r"a?\M", r"\m", "(a{200}){200}"])
def test_refused(pattern):
    with pytest.raises(PgError) as refusal:
        write(read(pattern, Options()))
    assert refusal.value.sqlstate == "0A000"
