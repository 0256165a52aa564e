"""Arithmetic of dates: what DuckDB gets."""

import pytest

from tests.unit.sql.ddl.planning import steps
from tests.unit.sql.rewriting import expression

DAY = "'0 months 1 days 0 microseconds'::interval"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("interval '1 day' / 2", f"_pg.interval_divided({DAY}, 2)"),
        ("interval '1 day' / a", f"_pg.interval_divided({DAY}, a)"),
        ("a * interval '1 day'", f"_pg.interval_times({DAY}, a)"),
        ("age(a) * 2", "_pg.interval_times(_pg.age(a), 2)"),
        ("a * b", "a * b"),
        ("time '10:00' - time '09:00'", "_pg.time_minus('10:00:00'::time, '09:00:00'::time)"),
        ("date '2024-01-05' - current_date",
         "('2024-01-05'::date - <transaction_time>::date)::int"),
        ("a - 1", "a - 1"),
        ("a - interval '1 day'", f"a - {DAY}"),
        ("a - count(b)", "a - count(b)"),
        ("- a", "- a"),
    ],
)  # fmt: skip
def test_operator(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_columns_are_told_apart_when_duckdb_binds():
    kinds = "(typeof(a) || '-') || typeof(b)"
    found = f"struct_extract(_pg.minus(a, b, {kinds}), _pg.minus_field({kinds}))"
    assert expression("a - b") == found


def test_a_constant_is_a_date_beside_one():
    assert "_pg.dated_beside('2024-01-05', a)" in expression("a - '2024-01-05'")


def test_the_key_of_an_index_is_left_alone():
    (index,) = steps("create index i on t ((a - b))")
    assert index.keys == ("(a - b)",)


def test_an_untyped_constant_beside_an_interval_is_one():
    two = "'2 months 0 days 0 microseconds'::interval"
    assert expression("interval '1 day' + '2 mons'") == f"{DAY} + {two}"
    assert expression("interval '1 day' - '2 mons'") == f"{DAY} - {two}"
