"""The fields of a date, and what they are together."""

import pytest

from duckgres.pgtypes.datetime_fields import Fields
from duckgres.pgtypes.datetime_parts import Problem, Wrong


def test_a_number_is_the_next_field():
    found = Fields()
    for text in ("5", "6", "2024"):
        found.read_number(text)
    found.check()
    assert (found.year, found.month, found.day) == (2024, 5, 6)


def test_a_month_in_letters_gives_a_number_its_place():
    found = Fields()
    found.read_date("6-may-2024")
    assert (found.month, found.day) == (5, 6)


def test_days_of_the_year():
    found = Fields()
    found.read_number("2024")
    found.read_number("366")
    found.check()
    assert (found.month, found.day) == (12, 31)


@pytest.mark.parametrize(("half", "hours"), [("am", 0), ("pm", 12)])
def test_twelve_is_special(half, hours):
    found = Fields()
    found.read_time("12:00")
    found.read_word(half, None, time_only=True)
    found.check()
    assert found.clock == hours * 3_600_000_000


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (("2024", "13", "1"), Problem.MONTH_OR_DAY),
        (("2024", "2", "30"), Problem.RANGE),
        (("0000", "1", "1"), Problem.RANGE),
    ],
)
def test_what_no_date_has(texts, problem):
    found = Fields()
    for text in texts:
        found.read_number(text)
    with pytest.raises(Wrong) as caught:
        found.check()
    assert caught.value.problem is problem


def test_a_field_comes_once():
    found = Fields()
    found.read_time("10:00")
    with pytest.raises(Wrong):
        found.read_time("11:00")
