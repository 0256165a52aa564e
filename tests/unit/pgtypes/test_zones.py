import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    days_from_civil,
)
from tests.unit.pgtypes.recorded import ZONE_NAMES

SOME = [
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Africa/Casablanca", "Europe/Dublin", "America/Sao_Paulo", "EST5EDT"),
]
RULES = ["CET-1CEST", "EST5EDT,M3.2.0,M11.1.0", "ABC3DEF,J60/2,300/-3", "+02", "-5.5", "167"]


def at(year, month, day, hour=0):
    return (
        days_from_civil(year, month, day) * MICROSECONDS_PER_DAY
        + hour * 3600 * MICROSECONDS_PER_SECOND
    )


def test_names_are_as_postgresql_shows_them():
    for line in ZONE_NAMES:
        if line["shown"] is not None:
            assert zones.canonical(line["zone_name"]) == line["shown"]


def test_a_name_postgresql_refuses_is_22023():
    refused = [line["zone_name"] for line in ZONE_NAMES if line["shown"] is None]
    assert len(refused) > 5
    for name in refused:
        with pytest.raises(PgError) as caught:
            zones.canonical(name)
        assert caught.value.sqlstate == "22023"
        assert caught.value.message == f'invalid value for parameter "TimeZone": "{name}"'


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOME), st.integers(at(-4713, 11, 24), at(294_000, 1, 1)))
def test_the_table_says_what_zoneinfo_says(name, instant):
    assert zones.offset_by_table(name, instant) == zones.offset_at(name, instant)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SOME), st.integers(at(1880, 1, 1), at(2560, 1, 1)))
def test_the_table_says_what_zoneinfo_says_near_today(name, instant):
    assert zones.offset_by_table(name, instant) == zones.offset_at(name, instant)


@pytest.mark.parametrize("name", SOME + RULES)
def test_transitions_are_in_order_and_begin_at_the_beginning(name):
    times, offsets = zones.transitions(name)
    assert times[0] == zones.BEGINNING
    assert times == sorted(set(times))
    assert len(times) == len(offsets)
    assert times[-1] < zones.EXPANDED_UNTIL


def test_a_rule_changes_at_its_hour():
    change = at(2024, 3, 31, 1)
    for name in ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"):
        assert zones.offset_at(name, change - 1) == 3600
        assert zones.offset_at(name, change) == 7200
    times, _ = zones.transitions("Europe/Berlin")
    assert change in times


def test_rules_repeat_after_the_table_ends():
    assert zones.offset_by_table("Europe/Berlin", at(200_000, 7, 1)) == 7200
    assert zones.offset_at("Europe/Berlin", at(200_000, 1, 1)) == 3600


@pytest.mark.parametrize(
    ("local", "offset"),
    [
        (at(2024, 1, 5), 3600),
        (at(2024, 7, 5), 7200),
        (at(2024, 3, 31, 2), 3600),  # skipped
        (at(2024, 10, 27, 2), 3600),  # there twice
        (at(2024, 3, 31, 3), 7200),
    ],
)
def test_a_local_time_twice_or_never_has_the_smaller_offset(local, offset):
    assert zones.offset_of_local("Europe/Berlin", local) == offset


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        ("+02", "Etc/GMT-2"),
        ("-5", "Etc/GMT+5"),
        ("utc", "UTC"),
        ("0", "Etc/GMT+0"),
        ("5.5", None),
        ("20", None),
        ("CET-1CEST", None),
        ("europe/berlin", "Europe/Berlin"),
    ],
)
def test_duckdbs_name_of_a_zone(name, engine):
    assert zones.engine_name(name) == engine


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "+00"), (7200, "+02"), (-12_600, "-03:30"), (-75, "-00:01:15"), (601_200, "+167")],
)
def test_an_offset_leaves_out_what_is_zero(seconds, text):
    assert zones.offset_text(seconds) == text
