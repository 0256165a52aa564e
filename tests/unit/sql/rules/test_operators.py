"""Operators: what DuckDB gets."""

import pytest

from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a / b", "a / _pg.nonzero(b)"),
        ("a % (b + 1)", "a % _pg.nonzero(b + 1)"),
        ("a / 0", "a / _pg.nonzero(0)"),
        ("a / 0.00", "a / _pg.nonzero(0.00)"),
        ("a / 2 % 3", "(a / 2) % 3"),
        ("a / .5", "a / .5"),
        ("a / b / c", "(a / _pg.nonzero(b)) / _pg.nonzero(c)"),
        ("a # b", "xor(a, b)"),
        ("|/ a", "_pg.sqrt(a)"),
        ("a ^ b", "_pg.power(a, b)"),
        ("a between symmetric 1 and 2", "(a >= 1 AND a <= 2) OR (a >= 2 AND a <= 1)"),
        ("||/ a", "cbrt(a)"),
        ("@ a", "abs(a)"),
        ("a operator(pg_catalog.+) b", "a + b"),
        ("a operator(pg_catalog./) b", "a / _pg.nonzero(b)"),
    ],
)
def test_operator(postgresql, duckdb):
    assert expression(postgresql) == duckdb
