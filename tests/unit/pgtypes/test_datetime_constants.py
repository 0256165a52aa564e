"""Texts of dates as DuckDB reads them."""

import duckdb
import pytest

from duckgres.pgtypes.datetime_constants import (
    constant,
    instant_text,
    interval_text,
    rounded_time,
    rounded_timestamp,
)
from duckgres.pgtypes.datetime_input import Moment
from duckgres.pgtypes.types import TIMESTAMP_INFINITY

MOMENT = Moment("Europe/Berlin", 1_704_450_030_000_000, "DMY")  # 2024-01-05 11:20:30+01


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("1/2/2024", "DATE", "2024-02-01"),
        ("today", "DATE", "2024-01-05"),
        ("-infinity", "DATE", "-infinity"),
        ("44-03-15 BC", "VARCHAR", "44-03-15 BC"),
        ("0044-03-15 12:00 BC", "TIMESTAMP", "0044-03-15 (BC) 12:00:00"),
        ("now", "TIMESTAMP", "2024-01-05 11:20:30"),
        ("tomorrow 10:00", "TIMESTAMP WITH TIME ZONE", "2024-01-06 09:00:00+00"),
        ("infinity", "TIMESTAMP WITH TIME ZONE", "infinity"),
        ("now", "TIME", "11:20:30"),
        ("10:20", "TIME WITH TIME ZONE", "10:20:00+01"),
        ("1-2", "INTERVAL", "14 months 0 days 0 microseconds"),
    ],
)
def test_constants(text, kind, written):
    assert constant(text, kind, MOMENT) == written
    if kind != "VARCHAR":
        assert duckdb.sql(f"select cast('{written}' as {kind}) is not null").fetchone() == (True,)


def test_rounding_counts_from_2000():
    assert rounded_timestamp(946_684_800_000_000 - 500_000, 0) == 946_684_800_000_000 - 1_000_000
    assert rounded_timestamp(1_500_000, 0) == 1_000_000
    assert rounded_timestamp(TIMESTAMP_INFINITY, 0) == TIMESTAMP_INFINITY
    assert rounded_time(86_399_999_999, 3) == 86_400_000_000


def test_other_texts():
    assert instant_text(-TIMESTAMP_INFINITY) == "-infinity"
    assert interval_text((-1, 2, -3)) == "-1 months 2 days -3 microseconds"
