"""Dates, times and intervals in DuckDB."""

import datetime

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    connection.execute("SET TimeZone = 'Europe/Berlin'")
    return connection


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("_pg_dated('Jan 5, 2024', 'DATE', now(), 'MDY')", "2024-01-05"),
        ("_pg_dated('1/2/2024', 'DATE', now(), 'DMY')", "2024-02-01"),
        (
            "_pg_dated('2024-07-05 12:00', 'TIMESTAMP WITH TIME ZONE', now(), 'MDY')",
            "2024-07-05 10:00:00+00",
        ),
        ("_pg_dated('as it is', 'VARCHAR', now(), 'MDY')", "as it is"),
        ("_pg_dated(NULL, 'DATE', now(), 'MDY')", None),
        ("_pg_dated('today', 'DATE', now(), 'MDY') = CAST(CAST(now() AS DATE) AS VARCHAR)", True),
        ("CAST(_pg_interval_times(INTERVAL 1 MONTH, 0.5) AS VARCHAR)", "15 days"),
        ("CAST(_pg_interval_divided(INTERVAL 10 DAY, 4) AS VARCHAR)", "2 days 12:00:00"),
        ("CAST(_pg_justify(INTERVAL 35 DAY, 'days') AS VARCHAR)", "1 month 5 days"),
        ("CAST(_pg_justify(INTERVAL 27 HOUR, 'hours') AS VARCHAR)", "1 day 03:00:00"),
        ("_pg_clock(random()) >= now()", True),
        ("_pg_interval_times(NULL, 2)", None),
    ],
)
def test_value(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)


def test_a_column_is_read_row_by_row(root):
    rows = root.sql(
        "select CAST(_pg_dated(x, 'DATE', now(), 'MDY') AS DATE)"
        " from (values ('epoch'), ('Jan 5, 2024'), (NULL), ('epoch')) v(x)"
    ).fetchall()
    first, second = datetime.date(1970, 1, 1), datetime.date(2024, 1, 5)
    assert rows == [(first,), (second,), (None,), (first,)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("_pg_dated('x', 'DATE', now(), 'MDY')", "pg_error:22007:invalid input syntax"),
        ("_pg_interval_divided(INTERVAL 1 DAY, 0)", "pg_error:22012:division by zero"),
    ],
)
def test_error(root, expression, message):
    with pytest.raises(duckdb.Error, match=message):
        root.sql(f"select {expression}").fetchone()
