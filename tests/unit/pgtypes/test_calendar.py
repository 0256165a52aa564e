from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duckgres.pgtypes.calendar import civil_from_days, days_from_civil, is_leap, month_length


@given(st.dates())
def test_dates_are_pythons(day):
    days = (day - date(1970, 1, 1)).days
    assert civil_from_days(days) == (day.year, day.month, day.day)
    assert days_from_civil(day.year, day.month, day.day) == days


@given(st.integers(-(2**31), 2**31))
def test_any_day_comes_back(days):
    assert days_from_civil(*civil_from_days(days)) == days


def test_leap_years_and_months():
    assert [is_leap(year) for year in (2000, 1900, 2024, 2023, 0, -4)] == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert [month_length(2024, month) for month in (1, 2, 4)] == [31, 29, 30]
    assert month_length(2023, 2) == 28
