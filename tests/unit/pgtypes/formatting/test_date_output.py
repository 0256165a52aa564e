"""to_char of dates, times and intervals."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.datetime_input import decode_timestamp_text
from duckgres.pgtypes.formatting.date_output import format_moment
from duckgres.pgtypes.formatting.moment import of_instant, of_interval, of_timestamp
from tests.unit.pgtypes.datetime_recording import differing


def _answer(text, template):
    found = format_moment(of_timestamp(decode_timestamp_text(text.encode())), template)
    return found or "''"


def test_recorded_answers():
    assert differing("to_char", _answer) == []


@pytest.mark.parametrize(
    ("value", "template", "text"),
    [
        ((0, 1, 7_200_000_000), "DD HH24:MI:SS", "01 02:00:00"),
        ((0, -1, -7_384_000_000), "DD HH24:MI:SS", "-1 -02:-03:-04"),
        ((25, 0, 0), "YYYY MM", "0002 01"),
        ((0, 0, 360_000_000_000), "HH24 HH12 SSSS", "100 04 360000"),
        ((0, 0, 0), "RM|Q", "|"),
        ((-14, 0, 0), "YYYY RM", "-0001 X   "),
    ],
)
def test_intervals(value, template, text):
    assert format_moment(of_interval(value), template) == text


def test_an_interval_has_no_weekday():
    with pytest.raises(PgError) as caught:
        format_moment(of_interval((0, 1, 0)), "Day")
    assert caught.value.sqlstate == "22007"


def test_zones():
    summer = of_instant(1_720_000_000_000_000, "Europe/Berlin")
    assert format_moment(summer, "TZ tz OF TZH:TZM") == "CEST cest +02 +02:00"
    assert format_moment(of_instant(0, "Asia/Kolkata"), "OF") == "+05:30"
