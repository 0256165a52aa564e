"""Names of types."""

import pytest

from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a::json", 'a::"json"'),
        ("a::pg_catalog.json", 'a::"json"'),
        ("a::float4", "a::float4"),
        ("a::double precision", "a::double precision"),
        ("cast(a as timestamp with time zone)", "_pg.timestamptz_of(a)"),
        ("a::numeric(10, 2)", "a::numeric(10, 2)"),
        ("a::my.type", "a::my.type"),
    ],
)
def test_type(postgresql, duckdb):
    assert expression(postgresql) == duckdb
