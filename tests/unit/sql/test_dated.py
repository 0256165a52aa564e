"""Constants that look like a date."""

import pytest

from duckgres.sql.dated import is_dated


@pytest.mark.parametrize(
    "text",
    ["Jan 5, 2024", "5 Jan 2024", "20240105", "1/5/2024", "today", "epoch", "infinity", "P1D",
     "1-2", "3 4:05:06", "2024-01-05 12:00+00", "2024-01-05 12:00 PST", "10:20 PM", "1 day ago",
     "-1-2",
     "0044-03-15 BC", "@ 1 minute", "Friday, January 5, 2024", "0000-01-01 BC"],
)  # fmt: skip
def test_dates_that_duckdb_reads_in_another_way(text):
    if text.startswith("0000"):
        assert not is_dated(text)  # there is no such year
    else:
        assert is_dated(text)


@pytest.mark.parametrize(
    "text",
    ["", "2024-01-05", "2024-01-05 10:20:30.5", "2024-01-05T10:20:30Z", "2024-01-05 10:20",
     "10:20", "2024-01-05T10:20:30.123+05:30", "10:20:30", "1 day",
     "7 days",
     "abc", "may be", "12345", "1.5", "2024-0001", "555-1234", "{1,2}", '{"a":1}', "Paris",
     "x" * 100, "mon cheri", "a@b.c", "99999999", "192.168.1.1",
     "a1b2c3d4-0000-4000-8000-000000000000"],
)  # fmt: skip
def test_what_stays_a_constant(text):
    assert not is_dated(text)
