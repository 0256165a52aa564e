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
        ("|/ a", "sqrt(a)"),
        ("||/ a", "cbrt(a)"),
        ("@ a", "abs(a)"),
        ("a operator(pg_catalog.+) b", "a + b"),
        ("a operator(pg_catalog./) b", "a / _pg.nonzero(b)"),
    ],
)
def test_operator(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a like 'x%'", "a like 'x%'"),
        ("a like b", r"like_escape(a, b, E'\\')"),
        ("a not like b", r"NOT like_escape(a, b, E'\\')"),
        ("a ilike $1", r"ilike_escape(a, $1, E'\\')"),
        ("a like 'x!_' escape '!'", "like_escape(a, 'x!_', '!')"),
        ("a not ilike 'x!_' escape '!'", "NOT ilike_escape(a, 'x!_', '!')"),
        (r"a like 'x\_'", r"like_escape(a, E'x\\_', E'\\')"),
    ],
)
def test_like(postgresql, duckdb):
    assert expression(postgresql) == duckdb
