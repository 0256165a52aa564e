import time
from ipaddress import ip_network

import pytest

from duckgres.config.model import RateLimit, User, UserLimits
from duckgres.errors import ConnectionLost, FatalError
from duckgres.observability import sparing
from duckgres.server import gate as module
from duckgres.server.admission import Places
from duckgres.server.gate import Gate

LIMITS = RateLimit(max_failed_attempts=3, exempt=(ip_network("10.9.0.0/16"),))


def no_refusal():
    pass


@pytest.fixture
def gate():
    return Gate(Places(5, guests=2, per_source=2), {}, LIMITS, no_refusal)


@pytest.fixture
def waits(monkeypatch):
    """Delays are noted, not waited for."""
    noted = []
    monkeypatch.setattr(module.gevent, "sleep", noted.append)
    return noted


@pytest.fixture
def lines(monkeypatch):
    logged = []
    for level in ("info", "warning"):
        monkeypatch.setattr(sparing.log, level, lambda event, **f: logged.append((event, f)))
    return logged


def visit(gate, address="192.0.2.1", seconds=60.0, drop=no_refusal):
    return gate.open(address, drop, time.monotonic() + seconds)


def fail(gate, times, address="192.0.2.1"):
    for _ in range(times):
        visitor = visit(gate, address)
        visitor.judge("u", proved=False)
        visitor.leave()


def test_a_ban_is_logged_told_and_closes_the_door_to_all_but_exempt_ones(gate, waits, lines):
    running = visit(gate)
    fail(gate, 3)
    assert lines == [("ban begun", {"address": "192.0.2.1", "attempts": 3, "seconds": 900})]
    with pytest.raises(FatalError, match="too many failed login attempts") as caught:
        visit(gate).refuse()
    assert caught.value.sqlstate == "53300"
    assert caught.value.fields.hint == "Try again in 900 seconds."
    assert not running.may_cancel()
    other = visit(gate, "192.0.2.2")
    other.refuse()
    assert other.may_cancel()


def test_who_was_asked_before_the_ban_learns_nothing_after_it(gate, waits, lines):
    asked = visit(gate)
    fail(gate, 3)
    for proved in (True, False):
        with pytest.raises(FatalError, match="too many failed login attempts"):
            asked.judge("u", proved)


def test_an_exempt_address_is_neither_counted_nor_delayed(gate, waits, lines):
    fail(gate, 100, "10.9.0.1")
    assert not gate.turns_away("10.9.0.1")
    visit(gate, "10.9.0.1").refuse()
    assert (waits, lines, len(gate.delays), len(gate.bans)) == ([], [], 0, 0)
    for _ in range(3):
        visit(gate, "10.9.0.1").admit("u")


def test_verdicts_are_held_back_right_or_wrong(gate, waits):
    for number in range(4):
        visit(gate, f"192.0.2.{number}").judge("u", proved=number == 3)
    assert waits == pytest.approx([0.1, 0.2, 0.4])


def test_a_verdict_is_there_before_time_runs_out(gate, waits):
    for number in range(10):
        visit(gate, f"192.0.2.{number}", seconds=1.0).judge("u", proved=False)
    assert max(waits) <= 0.5


def test_a_success_is_forgiven_and_remembered(gate, waits):
    fail(gate, 2)
    visitor = visit(gate)
    visitor.judge("u", proved=True)
    visitor.admit("u")
    waits.clear()
    fail(gate, 2)
    assert waits == []
    assert not gate.turns_away("192.0.2.1")


def test_somebody_elses_refusal_comes_first(gate):
    def refuse():
        raise FatalError("shutting down", sqlstate="57P03")

    gate.refuse = refuse
    with pytest.raises(FatalError, match="shutting down"):
        visit(gate).refuse()


def test_the_crowd_is_told_of_in_the_log(gate, lines):
    dropped = []
    for _ in range(3):
        visit(gate, drop=lambda: dropped.append(1))
    assert dropped == [1]
    assert lines == [
        ("connection dropped", {"peer": "192.0.2.1", "reason": "too many have not logged in"})
    ]


def test_a_dropped_visitor_is_not_let_in(gate):
    first = visit(gate)
    visit(gate)
    visit(gate)
    with pytest.raises(ConnectionLost):
        first.admit("u")
    first.leave()
    assert len(gate.admission) == 2


def test_a_proxys_word_moves_a_visitor(gate, waits, lines):
    for _ in range(3):
        visitor = visit(gate)
        visitor.comes_from("2001:db8::1")
        assert visitor.address == "2001:db8::1"
        visitor.judge("u", proved=False)
        visitor.leave()
    assert lines[0][1]["address"] == "2001:db8::/64"
    assert not gate.bans.find("192.0.2.1")
    visitor = visit(gate)
    visitor.comes_from("10.9.0.1")
    visitor.refuse()


def test_a_sweep_tells_of_bans_that_ended(gate, waits, lines):
    gate.use(Places(5), {}, RateLimit(max_failed_attempts=1, ban_duration=0.01))
    fail(gate, 1)
    assert gate.turns_away("192.0.2.1") is False  # the first ones are told
    time.sleep(0.02)
    gate.sweep()
    assert lines[-1] == ("ban lifted", {"address": "192.0.2.1", "refused": 1})


def test_users_limits_can_be_exchanged(gate):
    users = {"u": User("u", "x", limits=UserLimits(max_connections=0))}
    gate.use(Places(5), users, LIMITS)
    with pytest.raises(FatalError, match="for role"):
        visit(gate).admit("u")
