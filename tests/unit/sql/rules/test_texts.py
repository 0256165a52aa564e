"""Types that are texts here."""

import pytest

from duckgres.sql.rules import texts
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("'10.0.0.1'::inet as x", "'10.0.0.1'::text AS x"),
        ("'[1,2)'::int4range as x", "'[1,2)'::text AS x"),
        ("a::citext as x", "a::text COLLATE nocase AS x"),
        ("a::uuid as x", "a::uuid AS x"),
    ],
)
def test_cast(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_money_is_no_text():
    assert "money" not in texts.TEXTS
