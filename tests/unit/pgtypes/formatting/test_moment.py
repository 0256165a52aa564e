"""The parts of a moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.pgtypes.calendar import days_from_civil
from duckgres.pgtypes.formatting.moment import (
    iso_start,
    of_instant,
    of_interval,
    of_timestamp,
    shown_year,
)

DAY = 86_400_000_000


@pytest.mark.parametrize(
    ("date", "iso"),
    [((2006, 1, 1), (2005, 52, 364)), ((2020, 12, 31), (2020, 53, 368)),
     ((2024, 1, 1), (2024, 1, 1))],
)  # fmt: skip
def test_iso_weeks(date, iso):
    assert of_timestamp(days_from_civil(*date) * DAY).iso() == iso


def test_a_local_time():
    moment = of_timestamp(-1)
    shown = moment.year, moment.month, moment.day, moment.hour, moment.second, moment.fraction
    assert shown == (1969, 12, 31, 23, 59, 999_999)
    assert (moment.weekday, moment.day_of_year) == (3, 365)


def test_an_instant_has_its_zone():
    moment = of_instant(0, "Europe/Berlin")
    assert (moment.hour, moment.offset, moment.zone) == (1, 3600, "CET")


def test_an_interval_keeps_its_sign():
    moment = of_interval((-14, 3, -3_661_000_000))
    assert (moment.year, moment.month, moment.day) == (-1, -2, 3)
    assert (moment.hour, moment.minute, moment.second) == (-1, -1, -1)
    assert moment.is_interval
    assert moment.shown_year == -1


def test_years_before_the_first():
    assert (shown_year(0), shown_year(-43), shown_year(5)) == (1, 44, 5)


@given(st.integers(-4000, 9999))
def test_an_iso_year_begins_on_a_monday_near_new_year(year):
    start = iso_start(year)
    assert (start + 3) % 7 == 0
    assert abs(start - days_from_civil(year, 1, 1)) <= 3
