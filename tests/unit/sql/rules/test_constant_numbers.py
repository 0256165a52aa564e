"""Numerics computed from constants."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("7 / 2.0", "3.5000000000000000"),
        ("10::numeric / 4", "2.5000000000000000"),
        ("-(1.5 ^ 2)", "-2.2500000000000000"),
        ("exp(1.0)", "2.7182818284590452"),
        ("log(2, 8)", "3.0000000000000000"),
        ("log(100.0)", "2.0000000000000000"),
        ("1e40", "'10000000000000000000000000000000000000000'::text"),
        ("'nan'::numeric", "'NaN'::text"),
        ("cast(' -inf' as decimal)", "'-Infinity'::text"),
        ("5 * 2", "5 * 2"),
        ("7 / 2", "7 / 2"),
        ("sqrt(2)", "_pg.sqrt(2)"),
        ("ln(-1.0)", "_pg.ln(-1.0)"),
        ("1.0 / 0", "_pg.divided(1.0, 0, 1.0, 0)"),
        ("a / 2.0", "_pg.divided(a, 2.0, a, 2.0)"),
        ("1.5::numeric(4, 2)", "(1.5)::numeric(4, 2)"),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    "text",
    [
        "select a from t where b < 1.0 / 3 and b % 2 = 0",
        "select 1.0 / 3 from t union select a % 2 from t",
        "insert into t select 1.0 / 3, a % 2 from t",
    ],
)
def test_only_a_result_is_computed(text):
    assert "_pg.divided(1.0, 3, " in rewritten(text)


def test_a_number_of_many_digits_is_announced_as_one():
    (statement,) = plan("select 'x', 1e40, length('y')", unasked)
    assert statement.digits == {1}
