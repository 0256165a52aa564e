"""Rounding: what DuckDB gets."""

import pytest

from tests.unit.sql.rewriting import expression

FIELD = "_pg.digits_of_field(typeof(a))"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("round(a)", "struct_extract(_pg.round_of(a, typeof(a)), _pg.round_of_field(typeof(a)))"),
        ("round(a, 2)",
         f"struct_extract(_pg.round_digits(a, 2, typeof(a), a::numeric(38, 2)), {FIELD})"),
        ("trunc(a, -1)",
         f"struct_extract(_pg.trunc_digits(a, -1, typeof(a), a::numeric(38, 0)), {FIELD})"),
        ("round(a, b)", "round(a, b)"),
        ("trunc(a)", "trunc(a)"),
    ],
)  # fmt: skip
def test_call(postgresql, duckdb):
    assert expression(postgresql) == duckdb
