"""When a session's client is looked for, and what becomes of one that is gone."""

import pytest

from duckgres.session import client_watch as module
from duckgres.session.client_watch import ClientWatch, sweep
from duckgres.session.settings import Settings
from duckgres.wire.frontend import Query
from tests.fixtures.fix_session import FakeTransport, Rows


@pytest.fixture
def transport():
    transport = FakeTransport()
    transport.vanished = True
    return transport


@pytest.fixture
def clock(monkeypatch):
    """Each sweep is a quarter of a second behind the last."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            self.now += module.SWEEP_SECONDS
            return self.now

    monkeypatch.setattr(module, "time", Clock())


def test_a_statement_is_left_alone_at_the_first_sweep(transport, clock):
    watch = ClientWatch(transport, Settings({}))
    assert [watch.finds_gone(turn) for turn in (1, 2, None, 3)] == [False] * 4
    assert watch.finds_gone(3)


def test_a_session_that_waits_for_its_client_is_not_asked(transport, clock):
    watch = ClientWatch(transport, Settings({}))
    assert not any(watch.finds_gone(None) for _ in range(9))


@pytest.mark.parametrize(("interval", "looks"), [("0", 0), ("10ms", 40), ("250ms", 40), ("2s", 5)])
def test_the_interval_says_how_often(transport, clock, interval, looks):
    transport.vanished = False
    asked = []
    transport.peer_vanished = lambda: asked.append(1)
    watch = ClientWatch(transport, Settings({"client_connection_check_interval": interval}))
    for _ in range(41):
        watch.finds_gone(1)
    # The clock is asked once a sweep where there is an interval at all.
    assert abs(len(asked) - looks) <= 1


def test_a_machine_that_answers_nothing_for_minutes_is_gone_also_when_idle(transport, clock):
    transport.seconds_unanswered = lambda: module.DEAD_MACHINE_SECONDS + 1
    watch = ClientWatch(transport, Settings({}))
    found = [watch.finds_gone(None) for _ in range(module.DEAD_MACHINE_SWEEPS)]
    assert found == [False] * (module.DEAD_MACHINE_SWEEPS - 1) + [True]


def test_a_statement_that_runs_for_nobody_ends_with_its_session(talk, fake_engine):
    def run():
        talk.transport.vanished = True
        for _ in range(2):
            sweep([talk.session])
        return Rows("1")

    fake_engine.answers["select slow"] = run
    assert talk(Query("select slow"), Query("select 1")) == []  # nobody is told
    assert fake_engine.calls[-1] == "close"


def test_a_session_that_is_not_open_yet_is_left_alone(talk):
    sweep([talk.open()])
    assert talk.transport.broken_off is None
