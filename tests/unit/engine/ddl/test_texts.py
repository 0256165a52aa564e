"""Names inside SQL."""

import pytest

from duckgres.engine.ddl.texts import is_constant, mentions, renamed


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("(b > 0)", '("x" > 0)'),
        ('("b" > B)', '("x" > "x")'),
        ("b(b)", 'b("x")'),
        ("'b' || bb", "'b' || bb"),
        ("b.c", "b.c"),
    ],
)
def test_renamed(text, new):
    assert renamed(text, "b", "x") == new


def test_mentions():
    assert mentions("CREATE INDEX i ON t(lower(A))", "a")
    assert not mentions("CREATE INDEX i ON t(ab)", "a")
    assert not mentions("'unfinished", "a")


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("5", True),
        ("-5.5", True),
        ("'x'", True),
        ("TRUE", True),
        ("'x'::json", False),
        ("now()", False),
        ("a", False),
    ],
)
def test_constants(text, constant):
    assert is_constant(text) is constant
