import pytest

from duckgres.pgtypes.calendar import days_from_civil
from duckgres.pgtypes.posix_zone import parse_posix_zone


def seconds(year, month, day, hour=0):
    return days_from_civil(year, month, day) * 86_400 + hour * 3600


def test_offsets_count_to_the_west():
    assert parse_posix_zone("EST5").standard == -18_000
    assert parse_posix_zone("<+0530>-5:30").standard == 19_800
    assert parse_posix_zone("-02:30").standard == 9_000  # a name may be missing


def test_summer_is_an_hour_more_unless_said():
    assert parse_posix_zone("EST5EDT").summer == -14_400
    assert parse_posix_zone("LHST-10:30LHDT-11,M10.1.0,M4.1.0").summer == 39_600


def test_weekday_rules():
    rule = parse_posix_zone("CET-1CEST,M3.5.0,M10.5.0/3")
    assert rule.transitions(2024) == [
        (seconds(2024, 3, 31, 1), 7200),
        (seconds(2024, 10, 27, 1), 3600),
    ]


def test_the_south_begins_the_year_in_summer():
    rule = parse_posix_zone("AEST-10AEDT,M10.1.0,M4.1.0/3")
    assert [offset for _, offset in rule.transitions(2024)] == [36_000, 39_600]


@pytest.mark.parametrize(("year", "day"), [(2023, 1), (2024, 1)])
def test_j_days_do_not_count_29_february(year, day):
    first, _ = parse_posix_zone("A0B,J60/0,J300/0").transitions(year)
    assert first[0] == seconds(year, 3, day)


def test_plain_days_count_29_february_and_begin_at_zero():
    first, _ = parse_posix_zone("A0B,59/0,300/0").transitions(2024)
    assert first[0] == seconds(2024, 2, 29)


def test_clocks_may_be_negative_and_beyond_a_day():
    first, _ = parse_posix_zone("A0B,M3.5.0/-2,M10.5.0/26").transitions(2024)
    assert first[0] == seconds(2024, 3, 30, 22)


@pytest.mark.parametrize(
    "text", ["", "Europe/Berlin", "EST", "EST5EDT,M3", "EST5,", "EST5EDT,M3.2.0"]
)
def test_what_is_no_rule_is_none(text):
    assert parse_posix_zone(text) is None
