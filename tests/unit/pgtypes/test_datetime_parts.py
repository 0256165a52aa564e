"""Numbers, offsets and zones in texts of dates."""

import pytest

from duckgres.pgtypes.datetime_parts import (
    Problem,
    Wrong,
    fraction_of,
    number_of,
    offset_of,
    parts_of,
    zone_named,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("+2", 7200), ("-0330", -12_600), ("+05:30", 19_800), ("-00:01:15", -75), ("+15", 54_000)],
)
def test_offsets(text, seconds):
    assert offset_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "problem"),
    [("+17", Problem.OFFSET), ("+02:61", Problem.OFFSET), ("+02x", Problem.FORMAT)],
)
def test_wrong_offsets(text, problem):
    with pytest.raises(Wrong) as caught:
        offset_of(text)
    assert caught.value.problem is problem


def test_a_separator_is_one_character():
    assert parts_of("08-jan-99z") == ["08", "jan", "99"]
    with pytest.raises(Wrong):
        parts_of("08-jan--")


def test_numbers():
    assert number_of("007") == 7
    for text, problem in (("", Problem.FORMAT), ("9" * 20, Problem.RANGE)):
        with pytest.raises(Wrong) as caught:
            number_of(text)
        assert caught.value.problem is problem
    assert fraction_of("1234567") == 123_457
    assert fraction_of("") == 0


def test_zones():
    assert zone_named("europe/berlin") == "Europe/Berlin"
    assert zone_named("noon") == ""
