"""What a value is."""

import pytest

from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("pg_typeof(a)", "_pg.name_of_type(typeof(a))"),
        ("pg_typeof('a')", "'unknown'"),
        ("pg_typeof(null)", "'unknown'"),
        ("pg_typeof('a'::varchar)", "'character varying'"),
        ("pg_typeof(to_json(a))", "'json'"),
        ("pg_typeof(a::text)", "_pg.name_of_type(typeof(_pg.as_text(a)::text))"),
        ("num_nulls(a, b)", "(a IS NULL)::int + (b IS NULL)::int"),
        ("setseed(0.5)", "COALESCE(setseed(0.5)::text, '')"),
        ("num_nonnulls(a)", "(a IS NOT NULL)::int"),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb
