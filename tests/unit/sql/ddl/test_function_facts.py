"""What is kept of functions."""

import pytest

from duckgres.sql import parse
from duckgres.sql.ddl import function_facts
from duckgres.sql.positions import Source


def facts(text):
    (parsed,) = parse.parse(Source(f"create function f{text}"))
    return dict(function_facts.facts(parsed.tree))


def test_facts():
    assert facts(
        "(a int, b varchar default 'x') returns text language sql immutable strict parallel safe"
        " as $$select b$$"
    ) == {
        "arguments": (
            ("a", "i", "integer", ""),
            ("b", "i", "character varying", "'x'::character varying"),
        ),
        "result": "text",
        "set": False,
        "volatility": "i",
        "strict": True,
        "parallel": "s",
        "body": "select b",
    }


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("(a int) returns int return a + 1", "RETURN a + 1"),
        ("() returns int begin atomic select 1; end", "SELECT 1;"),
    ],
)
def test_a_body_of_the_sql_standard(text, body):
    assert facts(text)["body"] == body


def test_rows():
    found = facts("(a int) returns table (b int) language sql as 'select a'")
    assert found["set"]
    assert found["arguments"][1] == ("b", "t", "integer", "")
