import time

import gevent
import pytest

from duckgres.errors import FatalError
from duckgres.server import shutdown as module
from duckgres.server.shutdown import Shutdown, close_all
from duckgres.session.registry import Activity, Registry


class FakeSession:
    """Leaves the registry when told, as a real one does."""

    def __init__(self, registry, state):
        self.registry, self.state = registry, state
        self.told = []
        self.key = registry.issue_key((3, 0))
        registry.register(self.key, self)

    def cancel(self):
        raise AssertionError("a shutdown terminates")

    def terminate(self, error: FatalError):
        self.told.append((self.state, error.sqlstate))
        gevent.spawn(self.registry.release, self.key)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "POLL_SECONDS", 0.001)
    for level in ("info", "warning", "error", "exception"):
        monkeypatch.setattr(module.log, level, lambda *_, **__: None)


def hurry(monkeypatch):
    for name in ("INTERRUPT_SECONDS", "CUT_SECONDS", "LEAST_SECONDS"):
        monkeypatch.setattr(module, name, 0.02)


def end(shutdown, registry, timeout):
    begin = time.monotonic()
    shutdown.end_sessions(registry, [], timeout)
    return time.monotonic() - begin


def test_nobody_is_refused_before_and_everybody_after():
    shutdown = Shutdown()
    shutdown.refuse()
    shutdown.ask("SIGTERM")
    with pytest.raises(FatalError, match="the database system is shutting down") as caught:
        shutdown.refuse()
    assert caught.value.sqlstate == "57P03"
    shutdown.wait()


def test_idle_sessions_are_told_at_once():
    registry = Registry()
    sessions = [FakeSession(registry, s) for s in (Activity.IDLE, Activity.IDLE_IN_TRANSACTION)]
    assert end(Shutdown(), registry, 60) < 1
    assert [session.told for session in sessions] == [
        [(Activity.IDLE, "57P01")],
        [(Activity.IDLE_IN_TRANSACTION, "57P01")],
    ]


def test_a_running_statement_is_waited_for():
    registry = Registry()
    session = FakeSession(registry, Activity.ACTIVE)
    gevent.spawn_later(0.05, setattr, session, "state", Activity.IDLE)
    assert 0.04 < end(Shutdown(), registry, 60) < 5
    assert session.told == [(Activity.IDLE, "57P01")]


def test_patience_ends():
    registry = Registry()
    session = FakeSession(registry, Activity.ACTIVE)
    assert 0.04 < end(Shutdown(), registry, 1.0) < 5
    assert session.told == [(Activity.ACTIVE, "57P01")]


@pytest.mark.parametrize("timeout", [0.0, 0.3, 1.0, 6.0, 30.0])
def test_what_is_kept_for_the_end_is_part_of_the_timeout(timeout):
    to_interrupt, to_cut = module._kept(timeout)
    assert to_interrupt + to_cut <= timeout / 2 + 2 * module.LEAST_SECONDS
    assert module._kept(30.0) == (module.INTERRUPT_SECONDS, module.CUT_SECONDS)


def test_a_second_signal_ends_it_sooner():
    registry = Registry()
    session = FakeSession(registry, Activity.ACTIVE)
    shutdown = Shutdown()
    shutdown.ask("SIGINT")
    gevent.spawn_later(0.02, shutdown.ask, "SIGINT")
    assert end(shutdown, registry, 60) < 5
    assert session.told == [(Activity.ACTIVE, "57P01")]


def test_a_session_that_does_not_leave_is_left_behind(monkeypatch):
    hurry(monkeypatch)
    registry = Registry()
    session = FakeSession(registry, Activity.IDLE)
    session.terminate = lambda _: None
    stuck = gevent.spawn(gevent.sleep, 60)
    assert Shutdown().end_sessions(registry, {stuck}, 60)
    assert stuck.dead


def test_a_greenlet_that_cannot_be_killed_is_told_of_and_not_waited_for(monkeypatch):
    hurry(monkeypatch)
    errors = []
    monkeypatch.setattr(
        module.log, "error", lambda event, **fields: errors.append((event, fields))
    )
    thread = gevent.get_hub().threadpool.spawn(time.sleep, 0.2)

    def deaf():
        try:
            gevent.sleep(60)
        finally:
            thread.get()

    stuck = gevent.spawn(deaf)
    gevent.sleep(0)
    assert not Shutdown().end_sessions(Registry(), {stuck}, 60)
    assert errors == [("sessions left behind", {"sessions": 1})]
    stuck.join()


def test_every_step_is_taken_behind_one_that_failed():
    taken = []

    def fail():
        raise RuntimeError("disk full")

    assert not close_all([("one", fail), ("two", lambda: taken.append("two"))])
    assert taken == ["two"]
    assert close_all([("two", lambda: taken.append("two"))])
