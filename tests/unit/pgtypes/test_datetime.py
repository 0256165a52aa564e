import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import datetime
from duckgres.pgtypes.datetime_input import (
    decode_date_text,
    decode_timestamp_text,
    decode_timestamptz_text,
)
from duckgres.pgtypes.interval_input import decode_interval_text
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

FIRST = -210_866_803_200_000_000  # 4714-11-24 BC, PostgreSQL's first instant
days = st.integers(FIRST // 86_400_000_000, 2_145_042_905)
instants = st.integers(FIRST, TIMESTAMP_INFINITY - 1)
local_instants = st.integers(FIRST + 86_400_000_000, TIMESTAMP_INFINITY - 86_400_000_001)
signed = st.integers(-(2**31) + 1, 2**31 - 1)


@given(days)
def test_any_date_reads_back(value):
    assert decode_date_text(datetime.encode_date_text(value)) == value


@given(instants)
def test_any_timestamp_reads_back(value):
    assert decode_timestamp_text(datetime.encode_timestamp_text(value)) == value


@given(local_instants, st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "-3.5"]))
def test_any_instant_reads_back_in_any_zone(value, zone):
    text = datetime.encode_timestamptz_text(value, zone)
    assert decode_timestamptz_text(text, "America/New_York") == value


@given(st.tuples(signed, signed, st.integers(-(2**63) + 1, 2**63 - 1)))
def test_any_interval_reads_back(value):
    assert decode_interval_text(datetime.encode_interval_text(value)) == value


def test_duckdbs_first_days_have_text_and_no_binary():
    assert datetime.encode_date_text(-DATE_INFINITY + 1) == b"5877642-06-25 BC"
    for encode, value in (
        (datetime.encode_date_binary, -DATE_INFINITY + 1),
        (datetime.encode_timestamp_binary, -TIMESTAMP_INFINITY + 1),
    ):
        with pytest.raises(PgError) as caught:
            encode(value)
        assert caught.value.sqlstate == "22008"


def test_infinity_is_postgresqls_in_binary():
    assert datetime.encode_date_binary(-DATE_INFINITY).hex() == "80000000"
    assert datetime.encode_timestamp_binary(-TIMESTAMP_INFINITY).hex() == "8000000000000000"
    assert datetime.encode_timestamptz_text(TIMESTAMP_INFINITY, "UTC") == b"infinity"
