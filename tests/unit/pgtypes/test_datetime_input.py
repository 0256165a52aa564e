import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import datetime_input
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY
from tests.unit.pgtypes.refused import sqlstate_of

DAY = 86_400_000_000


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05",
        "20240105",
        "2024/1/5",
        "01/05/2024",
        "Jan 5, 2024",
        "5 January 2024",
        "5-Jan-2024",
        "2024-Jan-05",
        "Fri Jan 05 10:11:12 2024",
        "Fri, 05 Jan 2024 10:11:12 GMT",
        "2024-01-05T10:11Z",
    ],
)
def test_spellings_of_one_date(text):
    assert datetime_input.decode_date_text(text.encode()) == 19_727


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-01-05 12:00 UTC", 12),
        ("2024-01-05 12:00 EST", 17),
        ("2024-01-05 12:00 America/New_York", 17),
        ("2024-07-05 12:00 America/New_York", 16),
        ("2024-01-05 12:00-05", 17),
        ("2024-01-05 12:00", 11),
        ("2024-01-05T12:00:00.000Z", 12),
        ("2024-01-05 12:00 pm z", 12),
    ],
)
def test_zones_of_an_instant(text, hours):
    value = datetime_input.decode_timestamptz_text(text.encode(), "Europe/Berlin")
    assert value % DAY == hours * 3_600_000_000


def test_whether_a_zone_is_said():
    assert datetime_input.timestamp_has_zone(b"2024-01-05 12:00Z")
    assert datetime_input.timestamp_has_zone(b"infinity")
    assert not datetime_input.timestamp_has_zone(b"2024-01-05 12:00")
    assert datetime_input.time_has_zone(b"12:00+01")
    assert not datetime_input.time_has_zone(b"12:00")


@pytest.mark.parametrize(
    "text", ["now", "today", "tomorrow", "yesterday", "2024", "2024-01", "1 Jan"]
)
def test_what_depends_on_the_clock_or_is_vague_is_22007(text):
    with pytest.raises(PgError) as caught:
        datetime_input.decode_timestamp_text(text.encode())
    assert caught.value.sqlstate == "22007"


def test_infinity_in_binary():
    assert datetime_input.decode_date_binary(struct.pack(">i", -(2**31))) == -DATE_INFINITY
    assert (
        datetime_input.decode_timestamp_binary(struct.pack(">q", 2**63 - 1)) == TIMESTAMP_INFINITY
    )


@pytest.mark.parametrize(
    ("decode", "data", "sqlstate"),
    [
        (datetime_input.decode_date_binary, struct.pack(">i", 2**31 - 2), "22008"),
        (datetime_input.decode_timestamp_binary, struct.pack(">q", 2**63 - 2), "22008"),
        (datetime_input.decode_time_binary, struct.pack(">q", DAY + 1), "22008"),
        (datetime_input.decode_timetz_binary, struct.pack(">qi", -1, 0), "22008"),
        (datetime_input.decode_timetz_binary, struct.pack(">qi", 0, 57_600), "22009"),
        (datetime_input.decode_interval_binary, b"", "22P03"),
    ],
)
def test_binary_out_of_range(decode, data, sqlstate):
    with pytest.raises(PgError) as caught:
        decode(data)
    assert caught.value.sqlstate == sqlstate


@given(st.text("0123456789-:/. +TZabcjnuBCmp\n", max_size=30))
def test_any_text_is_a_timestamp_or_a_refusal(text):
    assert sqlstate_of(datetime_input.decode_timestamptz_text, text.encode(), "Europe/Berlin") in {
        None,
        "22007",
        "22008",
        "22009",
        "22023",
    }
