"""Dates and times as PostgreSQL 15 wrote them, and the calendar against Python's."""

from datetime import date, timedelta

import pytest

from duckgres.pgtypes import zones
from duckgres.rows.kernels import datetime as kernel

RECORDED = [
    ("TIMESTAMP", "0001-01-01 00:00:00", "0001-01-01 00:00:00", "ff1fe2ffc59c6000"),
    ("TIMESTAMP", "0044-03-15 (BC) 12:30:00", "0044-03-15 12:30:00 BC", "ff1af9e96690a200"),
    (
        "TIMESTAMP",
        "10000-01-01 00:00:00.000001",
        "10000-01-01 00:00:00.000001",
        "0380e70b913b8001",
    ),
    ("TIMESTAMP", "1999-12-31 23:59:59.12", "1999-12-31 23:59:59.12", "fffffffffff29280"),
    ("TIMESTAMPTZ", "1900-01-01 00:00:00+00", "1900-01-01 05:41:16+05:41:16", "fff4c9ee7c0b8000"),
    ("TIMESTAMPTZ", "2024-07-01 12:00:00+00", "2024-07-01 17:45:00+05:45", "0002bf2d1af33000"),
    ("DATE", "0001-12-31 (BC)", "0001-12-31 BC", "fff4dbf8"),
    ("DATE", "9999-12-31", "9999-12-31", "002c95d3"),
    ("DATE", "1899-12-31", "1899-12-31", "ffff7153"),
    ("DATE", "2100-01-01", "2100-01-01", "00008ead"),
    ("DATE", "infinity", "infinity", "7fffffff"),
    ("DATE", "-infinity", "-infinity", "80000000"),
    ("TIMETZ", "12:00:00+15:59:59", "12:00:00+15:59:59", "0000000a0eebb000ffff1f01"),
    ("TIMETZ", "24:00:00-02:30", "24:00:00-02:30", "000000141dd7600000002328"),
]


@pytest.mark.parametrize(("name", "literal", "text", "binary"), RECORDED)
def test_datetime_as_recorded(fields, name, literal, text, binary):
    sql = f"SELECT CAST('{literal}' AS {name})"
    assert fields(sql, zone="Asia/Kathmandu") == [[text.encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


@pytest.mark.parametrize("first", [date(1896, 1, 1), date(1999, 12, 31), date(2096, 1, 1)])
def test_every_day_around_the_ends_of_the_table(fields, first):
    """Looked up from 1900 to 2099, computed elsewhere: both must give the same calendar."""
    days = 365 * 8
    expected = [[(first + timedelta(n)).isoformat().encode()] for n in range(days)]
    assert fields(f"SELECT date '{first}' + i::INTEGER FROM range({days}) t(i)") == expected


def test_seconds_of_a_day(fields):
    rows = fields("SELECT time '00:00:00' + to_seconds(i) FROM range(0, 86400, 7) t(i)")
    seconds = range(0, 86400, 7)
    assert rows == [[b"%02d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60)] for s in seconds]


def test_constants_are_those_of_the_zone_tables():
    assert (kernel.EXPANDED_UNTIL, kernel.CYCLE) == (
        zones.EXPANDED_UNTIL,
        zones.CYCLE_MICROSECONDS,
    )
    assert date(1970, 1, 1) + timedelta(kernel.FIRST_DATE) == date(1900, 1, 1)
    assert date(1900, 1, 1) + timedelta(kernel.DATES_COUNT) == date(2100, 1, 1)


def test_summer_time_long_after_the_table(fields):
    sql = "SELECT TIMESTAMPTZ '7024-07-01 12:00:00+00', TIMESTAMPTZ '7024-01-01 12:00:00+00'"
    expected = [b"7024-07-01 14:00:00+02", b"7024-01-01 13:00:00+01"]
    assert fields(sql, zone="Europe/Berlin") == [expected]
