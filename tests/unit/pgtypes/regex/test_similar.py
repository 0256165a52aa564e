"""SIMILAR TO; which text matches is what PostgreSQL 16 answered."""

import duckdb
import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex.similar import similar, similar_part


def matches(text, pattern):
    return duckdb.sql("select regexp_matches($1, $2)", params=[text, pattern]).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "pattern", "escape", "answer"),
    [
        ("abc", "a%", "\\", True), ("abc", "ab", "\\", False), ("abc", "(a|b)%c", "\\", True),
        ("abc", "a.c", "\\", False), ("a.c", "a.c", "\\", True), ("abc", "[a-c]{3}", "\\", True),
        ("a^", "a^", "\\", True), ("abc", "abc|d", "\\", True), ("a|b", r"a\|b", "\\", True),
        ("a%c", "a#%c", "#", True), ("abc", "a#%c", "#", False), ("a\nb", "a_b", "\\", True),
        ("a\\", "a\\", "", True), ("a]", "a[]]", "\\", True),
    ],
)  # fmt: skip
def test_similar(text, pattern, escape, answer):
    assert matches(text, similar(pattern, escape)) is answer


@pytest.mark.parametrize(
    ("text", "pattern", "part"),
    [
        ("foobar", '%#"o_b#"%', "oob"),
        ("Thomas", '%#"o_a#"_', "oma"),
        ("foobar", "foo%", "foobar"),
        ("foobar", '%#"o', "o"),
    ],
)
def test_part(text, pattern, part):
    compiled = similar_part(pattern, "#")
    found = duckdb.sql("select regexp_extract($1, $2, 1)", params=[text, compiled]).fetchone()[0]
    assert found == (part if matches(text, compiled) else "")
    assert matches(text, compiled) is (pattern != '%#"o')


@pytest.mark.parametrize(
    ("pattern", "escape", "sqlstate"),
    [
        ("a", "xx", "22025"),
        ('#"a#"b#"', "#", "2200C"),
        ('(a|b)#"a#"', "#", "0A000"),
        ("[a", "\\", "2201B"),
    ],
)
def test_refusal(pattern, escape, sqlstate):
    with pytest.raises(PgError) as refusal:
        similar_part(pattern, escape)
    assert refusal.value.sqlstate == sqlstate
