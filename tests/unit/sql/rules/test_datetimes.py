"""Casts to dates, times and intervals: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("date 'Jan 5, 2024'", "'2024-01-05'::date"),
        ("'0044-01-01 BC'::date", "'0044-01-01 (BC)'::date"),
        ("'1/2/2024'::date", "_pg.date_of('1/2/2024'::text)"),
        ("'today'::date", "<transaction_time>::date::date"),
        ("'tomorrow'::date", "(<transaction_time>::date + 1)::date"),
        ("'tomorrow 10:00'::timestamp", "_pg.timestamp_of('tomorrow 10:00'::text)"),
        ("'now'::timestamptz", "<transaction_time>"),
        ("timestamp(1) '2024-01-05 10:00:00.16'", "'2024-01-05 10:00:00.2'::timestamp"),
        ("'2024-01-05 12:00'::timestamptz", "'2024-01-05 12:00:00'::timestamp with time zone"),
        ("'2024-01-05 12:00+02'::timestamptz",
         "'2024-01-05 10:00:00+00'::timestamp with time zone"),
        ("'epoch'::timestamptz", "'1970-01-01 00:00:00+00'::timestamp with time zone"),
        ("time '3:04 PM'", "'15:04:00'::time"),
        ("'10:00+02'::timetz", "'10:00:00+02'::time with time zone"),
        ("'10:00'::timetz", "_pg.timetz_of('10:00'::text)"),
        ("interval '1-2'", "'14 months 0 days 0 microseconds'::interval"),
        ("interval '10:30' minute to second",
         "'0 months 0 days 630000000 microseconds'::interval"),
        ("interval(0) '1.6 s'", "'0 months 0 days 2000000 microseconds'::interval"),
        ("a::date", "_pg.date_of(a)"),
        ("a::timestamp(3)", "_pg.timestamp_digits(_pg.timestamp_of(a), 1000)"),
        ("a::timestamp(6)", "_pg.timestamp_of(a)"),
        ("a::time(0)", "_pg.time_digits(_pg.time_of(a), 1000000)"),
        ("a::interval year", "_pg.interval_fields(_pg.interval_of(a), 12, 0, 0, 1)"),
        ("a::interval hour", "_pg.interval_fields(_pg.interval_of(a), 1, 1, 3600000000, 1)"),
        ("$1::date", "$1::date"),
        ("$1::timestamp(0)", "_pg.timestamp_digits($1::timestamp, 1000000)"),
        ("null::date", "NULL::date"),
        ("current_date::timestamp", "_pg.timestamp_of(<transaction_time>::date)"),
        ("array['Jan 5, 2024', a]::date[]", "ARRAY['2024-01-05'::date, a]::date[]"),
        ("a::my.date", "a::my.date"),
    ],
)  # fmt: skip
def test_cast(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate", "position"),
    [
        ("select 'abc'::date", "22007", 8),
        ("select date '2024-13-01'", "22008", 13),
        ("select '2024-01-05 10:00 Foo/Bar'::timestamptz", "22023", 8),
        ("select '10:00+17'::timetz", "22009", 8),
        ("select 1, '1 fortnight'::interval", "22007", 11),
        ("create table t (d date default 'today')", "0A000", 32),
    ],
)
def test_error(text, sqlstate, position):
    with pytest.raises(PgError) as caught:
        rewritten(text)
    assert (caught.value.sqlstate, caught.value.fields.position) == (sqlstate, position)


def test_the_default_of_a_column_is_read():
    made = rewritten("create table t (d date default 'Jan 5, 2024', n timestamptz default now())")
    assert "'2024-01-05'::date" in made
    assert "DEFAULT now()" in made


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("timestamp(6)", "timestamp"),
        ("timestamp(3)", "timestamp(3)"),
        ("timestamptz(3)", "timestamptz"),
        ("time(0)", "time"),
        ("interval year to month", "interval"),
    ],
)
def test_the_digits_of_a_column(postgresql, duckdb):
    found = rewritten(f"create table t (a {postgresql})")
    assert found.replace("timestamp with time zone", "timestamptz") == (
        f"CREATE TABLE t (a {duckdb})"
    )
