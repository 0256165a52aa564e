"""Texts of dates and times, against what PostgreSQL made of them."""

import pytest

from duckgres.pgtypes import datetime, datetime_input
from duckgres.pgtypes.datetime_decoder import decode, decode_time
from duckgres.pgtypes.datetime_parts import Problem, Wrong
from tests.unit.pgtypes.datetime_recording import differing

ZONE = "Europe/Berlin"


def _read(kind):
    return {
        "date": lambda text: datetime.encode_date_text(
            datetime_input.decode_date_text(text.encode())
        ),
        "time": lambda text: datetime.encode_time_text(
            datetime_input.decode_time_text(text.encode())
        ),
        "timestamp": lambda text: datetime.encode_timestamp_text(
            datetime_input.decode_timestamp_text(text.encode())
        ),
        "timestamptz": lambda text: datetime.encode_timestamptz_text(
            datetime_input.decode_timestamptz_text(text.encode(), ZONE), ZONE
        ),
    }[kind]


@pytest.mark.parametrize("kind", ["date", "time", "timestamp", "timestamptz"])
def test_recorded_answers(kind):
    read = _read(kind)
    assert differing(kind, lambda text: read(text).decode()) == []


@pytest.mark.parametrize(
    ("order", "date"), [("MDY", (2003, 1, 2)), ("DMY", (2003, 2, 1)), ("YMD", (2001, 2, 3))]
)
def test_the_order_of_numbers(order, date):
    found = decode("01/02/03", order)
    assert (found.year, found.month, found.day) == date


@pytest.mark.parametrize(
    ("text", "depends"), [("1/2/2024", True), ("Jan 5, 2024", False), ("2024-01-05", False)]
)
def test_whether_the_order_counts(text, depends):
    assert decode(text).depends_on_order == depends


@pytest.mark.parametrize("text", ["today", "10:00 Europe/Berlin", "2024-01-05"])
def test_what_is_no_time_alone(text):
    with pytest.raises(Wrong) as caught:
        decode_time(text)
    assert caught.value.problem is Problem.FORMAT


def test_a_word_of_the_clock_is_kept():
    assert decode("tomorrow 08:30").special == "tomorrow"
    assert decode("tomorrow 08:30").clock == 30_600_000_000
