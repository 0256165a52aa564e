"""Calls: which ones are sent to the catalog of functions."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("to_hex(a)", "_pg.to_hex(a)"),
        ("TO_HEX(a)", "_pg.to_hex(a)"),
        ("pg_catalog.to_hex(a)", "_pg.to_hex(a)"),
        ("pg_catalog.sqrt(a)", "_pg.sqrt(a)"),
        ("pg_catalog.exp(a)", "exp(a)"),
        ("my.to_hex(a)", "my.to_hex(a)"),
        ('"To_hex"(a)', '"To_hex"(a)'),
        ("substring(a from 2 for 3)", "_pg.substr(a, 2, 3)"),
        ("trim(both 'x' from a)", "_pg.\"trim\"(a, 'x')"),
        ("extract(year from a)", "_pg.year_field(a)"),
        ("position('x' in a)", "_pg.\"position\"(a, 'x')"),
        ("count(distinct sqrt(a))", "count(DISTINCT _pg.sqrt(a))"),
        ("stddev(a) filter (where b) over w", "stddev(a) FILTER (WHERE b) OVER w"),
    ],
)
def test_call(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_text_search_is_refused():
    with pytest.raises(PgError, match="there is no text search") as refusal:
        expression("to_tsvector('simple', a) @@ to_tsquery('b')")
    assert refusal.value.sqlstate == "0A000"


def test_ones_own_function_of_that_name_is_not():
    assert expression("my.ts_rank(a)") == "my.ts_rank(a)"
