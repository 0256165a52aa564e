"""Reading regular expressions; errors as PostgreSQL 16 answered them."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex.syntax import Options, read


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "parentheses () not balanced"),
        (")", "parentheses () not balanced"),
        ("(?#a", "parentheses () not balanced"),
        ("[", "brackets [] not balanced"),
        ("a**", "quantifier operand invalid"),
        ("*a", "quantifier operand invalid"),
        ("^*", "quantifier operand invalid"),
        ("{1}", "quantifier operand invalid"),
        ("(?x", "invalid embedded option"),
        ("(?z)a", "invalid embedded option"),
        ("***a", "quantifier operand invalid"),
        ("a{300}", "invalid repetition count(s)"),
        ("a{2,1}", "invalid repetition count(s)"),
        ("a{1x}", "invalid repetition count(s)"),
        ("a{1", "braces {} not balanced"),
        ("\\", "invalid escape \\ sequence"),
        (r"\1", "invalid backreference number"),
        (r"(a)\2", "invalid backreference number"),
        ("(" * 200, "regular expression is too complex"),
    ],
)
def test_wrong(pattern, reason):
    with pytest.raises(PgError) as refusal:
        read(pattern, Options())
    assert refusal.value.sqlstate == "2201B"
    assert refusal.value.message == f"invalid regular expression: {reason}"


@pytest.mark.parametrize("pattern", ["(a)\\1", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?b)a"])
def test_refused(pattern):
    with pytest.raises(PgError) as refusal:
        read(pattern, Options())
    assert refusal.value.sqlstate == "0A000"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(?x) a b # c\n d", "abd"),
        ("***:a.c", "a.c"),
        ("***=a.c", r"a\.c"),
        ("(?q)a.c", r"a\.c"),
        ("a(?#comment)b", "ab"),
        (r"\(a\)", "[(]a[)]"),
        ("a{1,}", "a+"),
        ("a{0,1}", "a?"),
        (r"\d", "[0-9]"),
        ("a{x", r"a\{x"),
    ],
)
def test_the_same(one, other):
    assert read(one, Options()).tree == read(other, Options()).tree


def test_letters_set_the_options():
    options = Options()
    assert all(map(options.take, "inx"))
    assert (options.ignore_case, options.line_ends, options.line_breaks) == (True, True, True)
    assert options.take("p")
    assert (options.line_ends, options.line_breaks, options.expanded) == (False, True, True)
    assert not options.take("z")


def test_groups_are_counted():
    assert read("(a)(?:b)((c))", Options()).groups == 3
