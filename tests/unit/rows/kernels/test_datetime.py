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
    ("TIMETZ", "12:00:00-00:30", "12:00:00-00:30", "0000000a0eebb00000000708"),
    ("TIMETZ", "23:59:59.999999+01:02:03", "23:59:59.999999+01:02:03", "000000141dd75ffffffff175"),
    ("TIMETZ", "01:02:03-15:59:59", "01:02:03-15:59:59", "00000000dde878c00000e0ff"),
    ("TIME", "24:00:00", "24:00:00", "000000141dd76000"),
    ("TIME", "01:02:03.120300", "01:02:03.1203", "00000000ddea4eac"),
    ("TIME", "12:34:56.7", "12:34:56.7", "0000000a8be4ca60"),
    ("DATE", "4713-01-01 (BC)", "4713-01-01 BC", "ffda97cd"),
    ("DATE", "0001-02-29 (BC)", "0001-02-29 BC", "fff4dac6"),
    ("DATE", "0001-01-01", "0001-01-01", "fff4dbf9"),
    ("DATE", "1900-01-01", "1900-01-01", "ffff7154"),
    ("DATE", "2000-02-29", "2000-02-29", "0000003b"),
    ("DATE", "2099-12-31", "2099-12-31", "00008eac"),
    ("DATE", "10000-01-01", "10000-01-01", "002c95d4"),
    ("TIMESTAMP", "4713-01-01 (BC) 00:00:00", "4713-01-01 00:00:00 BC", "fd0f7fbdaf17e000"),
    (
        "TIMESTAMP",
        "1969-12-31 23:59:59.999999",
        "1969-12-31 23:59:59.999999",
        "fffca2fec4c81fff",
    ),
    ("TIMESTAMP", "2000-01-01 00:00:00", "2000-01-01 00:00:00", "0000000000000000"),
    ("TIMESTAMP", "2020-01-01 23:59:59.99999", "2020-01-01 23:59:59.99999", "00023e1ba499bff6"),
    ("TIMESTAMP", "12345-06-07 08:09:10", "12345-06-07 08:09:10", "0487db00297a1580"),
    ("TIMESTAMP", "infinity", "infinity", "7fffffffffffffff"),
    ("TIMESTAMP", "-infinity", "-infinity", "8000000000000000"),
]
# Instants on both sides of a zone's changes: zone, UTC, what PostgreSQL 15 wrote.
IN_ZONES = [
    ("Europe/Berlin", "2024-03-31 00:59:59.999999", "2024-03-31 01:59:59.999999+01"),
    ("Europe/Berlin", "2024-03-31 01:00:00", "2024-03-31 03:00:00+02"),
    ("Europe/Berlin", "2024-10-27 00:59:59.999999", "2024-10-27 02:59:59.999999+02"),
    ("Europe/Berlin", "2024-10-27 01:00:00", "2024-10-27 02:00:00+01"),
    ("Europe/Berlin", "1893-03-31 23:06:31", "1893-03-31 23:59:59+00:53:28"),
    ("Europe/Berlin", "1893-03-31 23:06:32", "1893-04-01 00:06:32+01"),
    ("Europe/Berlin", "0044-03-15 (BC) 12:00:00", "0044-03-15 12:53:28+00:53:28 BC"),
    ("Europe/Berlin", "12024-07-01 12:00:00", "12024-07-01 14:00:00+02"),
    ("Europe/Berlin", "infinity", "infinity"),
    ("Europe/Berlin", "-infinity", "-infinity"),
    ("America/St_Johns", "2024-03-10 05:29:59", "2024-03-10 01:59:59-03:30"),
    ("America/St_Johns", "2024-03-10 05:30:00", "2024-03-10 03:00:00-02:30"),
    ("America/St_Johns", "2024-11-03 04:29:59", "2024-11-03 01:59:59-02:30"),
    ("America/St_Johns", "2024-11-03 04:30:00", "2024-11-03 01:00:00-03:30"),
    ("America/St_Johns", "1900-01-01 00:00:00", "1899-12-31 20:29:08-03:30:52"),
    ("America/St_Johns", "2007-03-11 03:30:59.999999", "2007-03-11 00:00:59.999999-03:30"),
    ("America/St_Johns", "2007-03-11 03:31:00", "2007-03-11 01:01:00-02:30"),
    ("Pacific/Apia", "2011-12-30 09:59:59", "2011-12-29 23:59:59-10"),
    ("Pacific/Apia", "2011-12-30 10:00:00", "2011-12-31 00:00:00+14"),
    ("Asia/Kolkata", "1999-12-31 18:29:59.5", "1999-12-31 23:59:59.5+05:30"),
    ("Asia/Kolkata", "1999-12-31 18:30:00", "2000-01-01 00:00:00+05:30"),
    ("UTC", "10000-01-01 00:00:00", "10000-01-01 00:00:00+00"),
]


@pytest.mark.parametrize(("name", "literal", "text", "binary"), RECORDED)
def test_datetime_as_recorded(fields, name, literal, text, binary):
    sql = f"SELECT CAST('{literal}' AS {name})"
    assert fields(sql, zone="Asia/Kathmandu") == [[text.encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


@pytest.mark.parametrize("zone", sorted({zone for zone, _, _ in IN_ZONES}))
def test_instants_around_the_changes_of_a_zone(fields, zone):
    """One column with all of them, both ways round: the offset is guessed from the row before."""
    cases = [(utc, text.encode()) for name, utc, text in IN_ZONES if name == zone]
    for chosen in (cases, cases[::-1]):
        listed = ", ".join(f"('{utc}'::TIMESTAMP::TIMESTAMPTZ)" for utc, _ in chosen)
        rows = fields(f"FROM (VALUES {listed})", zone=zone)
        assert rows == [[text] for _, text in chosen]


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
