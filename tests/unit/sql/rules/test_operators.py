"""Operators: what DuckDB gets."""

import pytest

from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a / b", "_pg.divided(a, b, a, b)"),
        ("a % (b + 1)", "a % _pg.nonzero(b + 1)"),
        ("a / 0", "_pg.divided(a, 0, a, 0)"),
        ("7 / 0", "7 / _pg.nonzero(0)"),
        ("a / 2 % 3", "_pg.divided(a, 2, a, 2) % 3"),
        ("a / .5::float8", "a / _pg.nonzero((.5)::float8)"),
        ("a / b / c", "_pg.divided(a, b, a, b) / _pg.nonzero(c)"),
        ("a # b", "xor(a, b)"),
        ("|/ a", "_pg.sqrt(a)"),
        ("a ^ b", "_pg.power(a, b)"),
        ("a between symmetric 1 and 2", "(a >= 1 AND a <= 2) OR (a >= 2 AND a <= 1)"),
        ("||/ a", "cbrt(a)"),
        ("@ a", "abs(a)"),
        ("a operator(pg_catalog.+) b", "a + b"),
        ("a operator(pg_catalog./) b", "_pg.divided(a, b, a, b)"),
    ],
)
def test_operator(postgresql, duckdb):
    assert expression(postgresql) == duckdb
