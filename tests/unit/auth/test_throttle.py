"""Bans by address and delays by name, on a clock of the test's own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.auth import throttle
from duckgres.auth.throttle import FIRST_DELAY, Bans, Delays
from duckgres.config.model import RateLimit

LIMITS = RateLimit(
    max_failed_attempts=3, failed_attempt_window=100.0, ban_duration=50.0, max_login_delay=5.0
)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bans(clock):
    return Bans(LIMITS, clock)


@pytest.fixture
def delays(clock):
    return Delays(LIMITS, clock)


def ban(bans, source="a"):
    for _ in range(bans.limits.max_failed_attempts):
        last = bans.fail(source, "u")
    return last


def test_the_last_failure_of_so_many_begins_a_ban(bans):
    assert [bans.fail("a", "u"), bans.fail("a", "v")] == [None, None]
    begun = bans.fail("a", "w")
    assert (begun.source, begun.attempts) == ("a", 3)
    assert bans.find("a") is begun
    assert bans.seconds_left(begun) == 50.0
    assert bans.find("b") is None


def test_failures_count_for_the_window_only(bans, clock):
    bans.fail("a", "u")
    clock.now += 99.0
    bans.fail("a", "u")
    clock.now += 1.0
    assert bans.fail("a", "u") is None
    clock.now += 1.0
    assert bans.fail("a", "u") is not None


def test_a_ban_ends_on_time_without_a_sweep_and_nothing_is_left_of_it(bans, clock):
    begun = ban(bans)
    clock.now += 49.9
    assert bans.find("a")
    clock.now += 0.1
    assert bans.find("a") is None
    assert bans.seconds_left(begun) == 0.0
    assert bans.fail("a", "u") is None


def test_a_sweep_tells_a_ban_that_ended_once(bans, clock):
    begun = ban(bans)
    clock.now += 10.0
    later = ban(bans, "b")
    assert bans.sweep() == []
    clock.now += 40.0
    assert bans.sweep() == [begun]
    assert bans.sweep() == []
    assert bans.find("b") is later


def test_a_sweep_forgets_what_time_has_settled(bans, clock):
    ban(bans)
    bans.fail("b", "u")
    clock.now += 60.0
    bans.fail("c", "u")
    bans.fail("b", "u")
    assert len(bans) == 4
    clock.now += 99.0
    bans.sweep()
    assert len(bans) == 3  # of a source all goes at once, with its last
    clock.now += 1.0
    bans.sweep()
    assert len(bans) == 0


def test_a_success_forgives_its_own_name_only(bans):
    bans.fail("a", "mine")
    bans.fail("a", "yours")
    bans.forgive("a", "mine")
    bans.forgive("b", "mine")
    assert bans.fail("a", "mine") is None
    bans.forgive("a", "mine")
    bans.fail("a", "yours")
    assert bans.fail("a", "yours") is not None
    assert bans.find("b") is None


def test_an_attacker_with_an_account_cannot_wash_himself_clean(bans):
    for number in range(3):
        begun = bans.fail("a", f"victim{number}")
        bans.forgive("a", "attacker")
    assert begun is not None


@pytest.mark.parametrize("limits", [{"max_failed_attempts": 0}, {"ban_duration": 0.0}])
def test_nought_is_never(limits, clock):
    bans = Bans(replace(LIMITS, **limits), clock)
    assert all(bans.fail("a", "u") is None for _ in range(1000))
    assert len(bans) == 0


def test_limits_can_be_exchanged(bans):
    begun = ban(bans)
    bans.limits = replace(LIMITS, max_failed_attempts=1, ban_duration=1.0)
    assert bans.find("a") is begun
    assert bans.seconds_left(bans.fail("b", "u")) == 1.0
    assert bans.seconds_left(begun) == 50.0


def test_a_few_are_told_of_a_ban_and_a_flood_is_not(bans, clock):
    assert not bans.turns_away("a")
    begun = ban(bans)
    assert sum(not bans.turns_away("a") for _ in range(1000)) == throttle.WORDS
    assert begun.refused == 1000
    clock.now += 2.0
    assert [bans.turns_away("a") for _ in range(3)] == [False, False, True]


def test_a_flood_of_banned_addresses_is_told_within_bounds_too(bans, clock):
    sources = [f"s{number}" for number in range(100)]
    for source in sources:
        ban(bans, source)
    assert sum(not bans.turns_away(source) for source in sources) == throttle.ALL_WORDS


def test_tables_let_the_oldest_go(bans, monkeypatch):
    monkeypatch.setattr(throttle, "FAILURES_KEPT", 10)
    monkeypatch.setattr(throttle, "BANS_KEPT", 2)
    bans.fail("first", "u" * 10_000)
    for number in range(100):
        bans.fail(f"s{number}", "u")
    assert len(bans) == 10
    bans.fail("first", "u")
    assert bans.fail("first", "u") is None
    for source in ("a", "b", "c"):
        ban(bans, source)
    assert bans.find("a") is None
    assert bans.find("b")
    assert bans.find("c")


# --- delays --------------------------------------------------------------------------------------


def test_delays_double_up_to_the_longest(delays):
    waits = [delays.attempt("u", "a") for _ in range(2000)]
    assert waits[0] == 0.0
    assert waits[1:7] == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2])
    assert set(waits[7:]) == {5.0}


def test_delays_are_by_name_from_wherever(delays):
    delays.attempt("u", "a")
    assert delays.attempt("u", "b") == FIRST_DELAY
    assert delays.attempt("v", "a") == 0.0


def test_a_name_is_forgotten_a_window_after_its_last_attempt(delays, clock):
    delays.attempt("u", "a")
    clock.now += 99.0
    assert delays.attempt("u", "a") > 0
    clock.now += 99.0
    delays.sweep()
    assert delays.attempt("u", "a") > 0
    clock.now += 100.0
    assert delays.attempt("u", "a") == 0.0
    clock.now += 100.0
    delays.sweep()
    assert len(delays) == 0


def test_a_right_attempt_counts_until_its_delay_is_over(delays):
    assert delays.attempt("u", "b") == 0.0
    assert delays.attempt("u", "a") == FIRST_DELAY  # meanwhile, as if the first had been wrong
    delays.succeed("u", "b")
    assert delays.attempt("u", "a") == FIRST_DELAY


def test_many_logins_of_a_user_without_failures_wait_for_nothing(delays):
    for _ in range(100):
        assert delays.attempt("u", "a") == 0.0
        delays.succeed("u", "a")
    assert len(delays) == 1  # the address he is at home at


def test_where_a_user_is_at_home_nothing_is_held_back(delays, clock):
    delays.attempt("u", "home")
    delays.succeed("u", "home")
    for _ in range(10):
        delays.attempt("u", "attacker")
    assert delays.attempt("u", "home") == 0.0
    assert delays.attempt("u", "elsewhere") == 5.0
    assert delays.attempt("v", "home") == 0.0
    assert delays.attempt("v", "home") == FIRST_DELAY
    clock.now += throttle.HOME_SECONDS
    delays.attempt("u", "attacker")
    assert delays.attempt("u", "home") > 0


def test_no_delay_can_be_asked_for(clock):
    delays = Delays(replace(LIMITS, max_login_delay=0.0), clock)
    assert {delays.attempt("u", "a") for _ in range(100)} == {0.0}


def test_delay_tables_are_bounded(delays, monkeypatch):
    monkeypatch.setattr(throttle, "NAMES_KEPT", 10)
    monkeypatch.setattr(throttle, "HOMES_KEPT", 3)
    for number in range(100):
        delays.attempt(f"{number}" * 100, "a")
    assert len(delays) == 10
    for number in range(100):
        delays.succeed("u", f"s{number}")
    assert len(delays) == 13
    delays.attempt("u", "s99")
    assert delays.attempt("u", "s99") == 0.0
    assert delays.attempt("u", "s96") > 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["fail", "forgive", "sweep", "attempt", "succeed"]),
            st.sampled_from("ab"),
            st.sampled_from("uv"),
            st.floats(0, 60),
        ),
        max_size=80,
    )
)
def test_it_agrees_with_a_list_of_failures(steps):
    clock = Clock()
    bans, delays = Bans(LIMITS, clock), Delays(LIMITS, clock)
    failures, until = [], {}
    for step, source, user, seconds in steps:
        clock.now += seconds
        if step == "sweep":
            bans.sweep()
            delays.sweep()
        elif step == "forgive":
            bans.forgive(source, user)
            failures = [f for f in failures if f[1:] != (source, user)]
        elif step == "fail":
            begun = bans.fail(source, user)
            failures.append((clock.now, source, user))
            now = [f for f in failures if f[1] == source and f[0] > clock.now - 100.0]
            assert (begun is not None) is (len(now) >= 3)
            if begun:
                failures = [f for f in failures if f[1] != source]
                until[source] = clock.now + 50.0
        elif step == "attempt":
            assert 0.0 <= delays.attempt(user, source) <= 5.0
        else:
            delays.succeed(user, source)
        for name in "ab":
            assert (bans.find(name) is not None) is (until.get(name, 0.0) > clock.now)
    clock.now += 1000.0
    bans.sweep()
    delays.sweep()
    assert len(bans) == 0
    assert bans._failure_count == 0
    assert len(delays) <= 4
