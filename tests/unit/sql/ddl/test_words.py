"""What is kept of columns in PostgreSQL's words."""

import pytest

from duckgres.sql import parse
from duckgres.sql.ddl import words
from duckgres.sql.positions import Source


def kept(text, **facts):
    (parsed,) = parse.parse(Source(f"create table t (a {text})"))
    words.keep(parsed.node.table_elts[0].column_def, facts)
    return facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("numeric(5,2)", {"typmod": 327686}),
        ("numeric", {"typmod": -1}),
        ("time(2)", {"typmod": 2}),
        ("timestamp", {}),
        ("oid[]", {"type": "oid"}),
        ("text default upper('x')", {"default": "upper('x')"}),
        ("int default 5", {}),
        ("int default -5", {"default": "-5"}),
        ("int default null", {}),
    ],
)
def test_keep(text, facts):
    assert kept(text) == facts


def test_what_is_known_stays():
    assert kept("numeric(5,2)", typmod=3) == {"typmod": 3}
