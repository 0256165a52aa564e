"""Intervals as PostgreSQL 15 wrote them."""

import struct

import pyarrow as pa
import pytest

RECORDED = [
    (
        "-1 months 2 days -3.5 seconds",
        "-1 mons +2 days -00:00:03.5",
        "ffffffffffca982000000002ffffffff",
    ),
    (
        "14 months -3 days 04:05:06.789",
        "1 year 2 mons -3 days +04:05:06.789",
        "000000036c97ca88fffffffd0000000e",
    ),
    ("178956970 years", "178956970 years", "0000000000000000000000007ffffff8"),
    ("-100 hours", "-100:00:00", "ffffffac2e53f0000000000000000000"),
    ("0 days", "00:00:00", "00000000000000000000000000000000"),
    ("1 day -1 microseconds", "1 day -00:00:00.000001", "ffffffffffffffff0000000100000000"),
    ("-13 months 1 day", "-1 years -1 mons +1 day", "000000000000000000000001fffffff3"),
    ("1 month -1 days", "1 mon -1 days", "0000000000000000ffffffff00000001"),
    ("-1 days 1 second", "-1 days +00:00:01", "00000000000f4240ffffffff00000000"),
    ("-1 months 0.5 seconds", "-1 mons +00:00:00.5", "000000000007a12000000000ffffffff"),
    ("-1 days -1 hours", "-1 days -01:00:00", "ffffffff296c5c00ffffffff00000000"),
    ("-5 months 2 days", "-5 mons +2 days", "000000000000000000000002fffffffb"),
    ("-1 microseconds", "-00:00:00.000001", "ffffffffffffffff0000000000000000"),
    ("11 months", "11 mons", "0000000000000000000000000000000b"),
    ("12 months", "1 year", "0000000000000000000000000000000c"),
    ("13 months", "1 year 1 mon", "0000000000000000000000000000000d"),
    ("99:59:59.999999", "99:59:59.999999", "00000053d1ac0fff0000000000000000"),
    ("100:00:00", "100:00:00", "00000053d1ac10000000000000000000"),
    ("2147483647 days", "2147483647 days", "00000000000000007fffffff00000000"),
]


@pytest.mark.parametrize(("literal", "text", "binary"), RECORDED)
def test_interval_as_recorded(fields, literal, text, binary):
    sql = f"SELECT INTERVAL '{literal}'"
    assert fields(sql) == [[text.encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


# What DuckDB's own literals do not reach; the binary form has the same three numbers.
EXTREMES = [
    (-(2**31), 0, 0, "-178956970 years -8 mons"),
    (2**31 - 1, 0, 0, "178956970 years 7 mons"),
    (0, -(2**31), 0, "-2147483648 days"),
    (0, 0, 9_223_372_036_854_775, "2562047:47:16.854775"),
    (0, 0, -9_223_372_036_854_775, "-2562047:47:16.854775"),
    (-1, -1, -1, "-1 mons -1 days -00:00:00.000001"),
    (-13, 1, -1_000_000, "-1 years -1 mons +1 day -00:00:01"),
    (1, -1, 1_000_000, "1 mon -1 days +00:00:01"),
]


@pytest.mark.parametrize(("months", "days", "microseconds", "text"), EXTREMES)
def test_interval_of_the_largest_parts_as_recorded(encoded, months, days, microseconds, text):
    value = pa.MonthDayNano([months, days, 1000 * microseconds])
    array = pa.array([None, value], pa.month_day_nano_interval())
    assert encoded(array, "INTERVAL") == [[None], [text.encode()]]
    binary = struct.pack(">qii", microseconds, days, months)
    assert encoded(array, "INTERVAL", 1) == [[None], [binary]]
