"""Functions of strings, as PostgreSQL 16 answered them."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import strings


@pytest.mark.parametrize(
    ("template", "arguments", "text"),
    [
        ("%s %I %L %%", ["a", "B c", None], 'a "B c" NULL %'),
        ("%2$s %1$s", ["a", "b"], "b a"),
        ("%-10s|%10s|", ["a", "b"], "a         |         b|"),
        ("%*s|", ["5", "a"], "    a|"),
        ("%-*s|", ["5", "a"], "a    |"),
        ("%*s|", ["-5", "a"], "a    |"),
        ("%1$*2$s|", ["a", "5"], "    a|"),
        ("%1$s %s %s", ["a", "b", "c"], "a b c"),
        ("%s", [None], ""),
        ("Hello", [], "Hello"),
        ("%L", ["a\\b"], r"E'a\\b'"),
    ],
)
def test_format(template, arguments, text):
    assert strings.format_text(template, arguments) == text


@pytest.mark.parametrize(
    ("template", "arguments", "sqlstate", "message"),
    [
        ("%s", [], "22023", "too few arguments for format()"),
        ("%3$s", ["a"], "22023", "too few arguments for format()"),
        ("%d", ["1"], "22023", 'unrecognized format() type specifier "d"'),
        ("%", [], "22023", "unterminated format() type specifier"),
        ("%10$", ["a"], "22023", "unterminated format() type specifier"),
        ("%I", [None], "22004", "null values cannot be formatted as an SQL identifier"),
        ("%0$s", ["a"], "22023", "format specifies argument 0, but arguments are numbered from 1"),
        ("%*s", ["x", "a"], "22P02", 'invalid input syntax for type integer: "x"'),
        ("%*1s", ["1"], "22023", 'width argument position must be ended by "$"'),
    ],
)
def test_format_refuses(template, arguments, sqlstate, message):
    with pytest.raises(PgError) as refusal:
        strings.format_text(template, arguments)
    assert (refusal.value.sqlstate, refusal.value.message) == (sqlstate, message)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("a", "a"), ("A", '"A"'), ("select", '"select"'), ('a"b', '"a""b"'), ("", '""'),
        ("name", "name"), ("_a1", "_a1"), ("a$", '"a$"'), ("é", '"é"'), ("1a", '"1a"'),
    ],
)  # fmt: skip
def test_quote_identifier(name, quoted):
    assert strings.quote_identifier(name) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"), [("a", "'a'"), ("it's", "'it''s'"), ("a\\b", r"E'a\\b'"), ("", "''")]
)
def test_quote_literal(text, quoted):
    assert strings.quote_literal(text) == quoted


def test_initcap():
    assert strings.initcap("hello wORLD-foo 1abc_d") == "Hello World-Foo 1abc_D"


def test_normalize():
    assert strings.normalize("a\u0308", "nfc") == "ä"
    with pytest.raises(PgError, match="invalid normalization form: x"):
        strings.normalize("a", "x")


@pytest.mark.parametrize(
    ("text", "read"),
    [(r"d\0061t\+000061", "data"), (r"\u0441\U0001F600", "с😀"), (r"a\\b", "a\\b"),
     (r"\D83D\DE00", "😀")],
)  # fmt: skip
def test_unistr(text, read):
    assert strings.unistr(text) == read


@pytest.mark.parametrize("text", [r"\xyz", "\\", r"\D83D", r"\U00110000"])
def test_unistr_refuses(text):
    with pytest.raises(PgError):
        strings.unistr(text)
