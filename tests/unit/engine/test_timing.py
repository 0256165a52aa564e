"""Repetitions, limits, alarms and pauses of greenlets."""

import gevent
import pytest
from gevent.event import Event

from duckgres.engine.timing import Alarm, Nap, repeat, timestamp, within


def test_repeat_goes_on_until_told_to_stop():
    calls, done = [], Event()

    def call():
        calls.append(1)
        if len(calls) == 3:
            done.set()
            return False
        return True

    repeat(0.001, call)
    assert done.wait(2)
    gevent.sleep(0.01)
    assert len(calls) == 3


def test_an_alarm_calls_once_when_its_time_has_come():
    calls, came = [], Event()
    alarm = Alarm(lambda: (calls.append(1), came.set()))
    alarm.set(60)
    alarm.set(0.001)  # moved
    assert came.wait(2)
    gevent.sleep(0.005)
    assert calls == [1]
    alarm.stop()


def test_an_alarm_that_is_stopped_calls_nothing_and_can_be_set_again():
    came = Event()
    alarm = Alarm(came.set)
    alarm.set(0.002)
    alarm.stop()
    gevent.sleep(0.01)
    assert not came.is_set()
    alarm.set(0.001)
    assert came.wait(2)


def test_a_nap_ends_by_itself_or_when_somebody_wakes():
    Nap().sleep(0.001)
    nap = Nap()
    gevent.spawn(nap.wake)
    with gevent.Timeout(2):
        nap.sleep(60)


def test_within_its_time_a_call_gives_its_value_or_its_error():
    assert within(5, lambda a, b: a + b, print, 1, b=2) == 3
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0, print)


def test_a_call_that_takes_too_long_is_given_up_and_not_stopped():
    late = []
    with pytest.raises(TimeoutError):
        within(0.002, lambda: gevent.sleep(0.01) or "value", late.append)
    with pytest.raises(TimeoutError):
        within(0.002, lambda: gevent.sleep(0.01) or 1 / 0, late.append)
    assert late == []
    gevent.sleep(0.03)
    assert late == ["value"]


def test_what_it_returns_is_not_lost_when_its_caller_is_ended():
    late = []
    caller = gevent.spawn(within, 5, lambda: gevent.sleep(0.005) or "value", late.append)
    gevent.sleep(0.001)
    caller.kill()
    gevent.sleep(0.02)
    assert late == ["value"]


def test_a_moment_is_written_to_the_microsecond():
    assert timestamp(0.25) == "CAST('1970-01-01 00:00:00.250000+00' AS TIMESTAMPTZ)"
