"""The clocks of a session, with a clock and a timer that are moved by hand."""

import pytest

from duckgres.session import timeouts as module
from duckgres.wire.frontend import Bind, Execute, Flush, Parse, Query, Sync
from tests.fixtures.fix_session import Rows

OVERDUE = "ERROR 57014: canceling statement due to statement timeout"
TOO_LONG = "FATAL 25P04: terminating connection due to transaction timeout"


class Clock:
    """The time, and the one alarm that was set last.

    Attributes:
        now: Monotonic seconds.
        sets: How often a timer was set.
    """

    def __init__(self):
        self.now = 1000.0
        self.sets = 0
        self._at, self._call = None, None

    def alarm(self, call):
        self._call = call
        return self

    def set(self, seconds):
        self.sets += 1
        self._at = self.now + seconds

    def stop(self):
        self._at = None

    def monotonic(self):
        return self.now

    def pass_by(self, seconds):
        """Let time go by; the alarm rings when its time has come, as often as it is set again."""
        end = self.now + seconds
        while self._at is not None and self._at <= end:
            self.now, self._at = self._at, None
            self._call()
        self.now = end


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "Alarm", clock.alarm)
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def takes(fake_engine, clock):
    """Let statements take seconds: ``takes("select a", 2)``."""

    def takes(text, seconds):
        def run():
            clock.pass_by(seconds)
            return Rows("1")

        fake_engine.answers[text] = run

    return takes


def test_a_statement_that_takes_too_long_is_stopped(talk, takes):
    takes("select slow", 2)
    heard = talk(Query("set statement_timeout = 1500"), Query("select slow"), Query("select 1"))
    assert heard == ["SET", "I", OVERDUE, "I", "columns a", "row 1", "SELECT 1", "I"]


def test_each_statement_of_a_string_has_its_own_time(talk, takes):
    takes("select a", 1)
    takes("select b", 1)
    heard = talk(Query("set statement_timeout = 1500"), Query("select a; select b"))
    assert heard[2:] == ["columns a", "row 1", "SELECT 1"] * 2 + ["I"]


def test_a_set_in_the_string_holds_from_the_next_statement_on(talk, takes):
    takes("select slow", 1)
    heard = talk(
        Query("set statement_timeout = 500; select slow"), Query("show statement_timeout")
    )
    assert heard[:3] == ["SET", OVERDUE, "I"]
    assert "row 0" in heard


def test_a_timeout_behind_the_last_rows_hits_no_other_statement(talk, clock):
    session = talk.open(Query("set statement_timeout = 500"), Query("select 1; select 2"))
    write = talk.transport.write
    seen = []

    def slow_client(data):
        write(data)
        if bytes(data[:1]) == b"D" and not seen:
            seen.append(clock.pass_by(1))

    talk.transport.write = slow_client
    session.run()
    assert talk.heard()[2:] == ["columns a", "row 1", "SELECT 1"] * 2 + ["I"]


@pytest.mark.parametrize(
    ("before", "answered"),
    [
        ([Parse("", "select 1", ())], ["ParseComplete"]),
        (
            [Parse("", "select 1", ()), Bind("", "", (), (), ())],
            ["ParseComplete", "BindComplete"],
        ),
        (
            [Parse("", "select three", ()), Bind("", "", (), (), ()), Execute("", 1)],
            ["ParseComplete", "BindComplete", "row a", "PortalSuspended"],
        ),
    ],
)
def test_the_time_goes_on_while_the_client_is_waited_for(
    talk, clock, fake_engine, before, answered
):
    fake_engine.answers["select three"] = Rows(*"abc")
    pause = lambda: clock.pass_by(1)  # noqa: E731
    heard = talk(
        Query("set statement_timeout = 500"), *before, pause, Execute("", 0), Sync(),
        Query("select 1"),
    )  # fmt: skip
    assert heard[2:] == [*answered, OVERDUE, "I", "columns a", "row 1", "SELECT 1", "I"]


def test_it_stops_with_the_end_of_an_execute(talk, clock):
    said = (Parse("", "select 1", ()), Bind("", "", (), (), ()), Execute("", 0), Flush())
    heard = talk(Query("set statement_timeout = 500"), *said, lambda: clock.pass_by(1), Sync())
    assert heard[2:] == ["ParseComplete", "BindComplete", "row 1", "SELECT 1", "I"]


def test_without_limits_and_with_the_same_ones_no_timer_is_moved(talk, clock):
    talk(Query("select 1"), Query("select 2"))
    assert clock.sets == 0
    talk(Query("set statement_timeout = 500"), *[Query("select 1")] * 20)
    assert clock.sets == 1


def test_a_timer_that_rings_too_early_rings_again(talk, clock, takes):
    takes("select slow", 0.9)
    quick = [Query("select 1"), lambda: clock.pass_by(0.4)] * 4
    heard = talk(Query("set statement_timeout = 500"), *quick, Query("select slow"))
    assert heard[-2:] == [OVERDUE, "I"]
    assert heard.count(OVERDUE) == 1


# --- transactions


@pytest.mark.parametrize(
    "said",
    [
        [Query("begin"), 1],
        [Query("begin"), 0.3, Query("select 1"), 0.3],
        [Query("select slow")],
        [Query("select 1; select slow")],
        [Parse("", "select 1", ()), Flush(), 1],
        [Query("set transaction_timeout = 0"), Query("begin"),
         Query("set transaction_timeout = 100"), 0.2],
        [Query("begin"), Query("set transaction_timeout = 5000"), 0.6],
        [Query("begin"), 0.4, Query("commit and chain"), 0.6],
    ],
)  # fmt: skip
def test_a_transaction_that_lasts_too_long_ends_the_session(talk, clock, takes, said):
    takes("select slow", 1)
    said = [(lambda s=s: clock.pass_by(s)) if isinstance(s, float | int) else s for s in said]
    heard = talk(Query("set transaction_timeout = 500"), *said, Query("select 9"))
    assert heard[-1] == TOO_LONG


@pytest.mark.parametrize(
    "said",
    [
        [Query("begin"), 0.3, Query("commit"), 0.3, Query("begin")],
        [Query("begin"), 0.3, Query("commit and chain"), 0.3],
        [Query("begin"), Query("select bad"), 1],
        [Query("begin"), Query("set transaction_timeout = 0"), 1],
        [Query("begin; select a; commit; select b")],
        [Query("select a"), Query("select b"), 1],
    ],
)
def test_one_that_ends_in_time_or_fails_does_not(talk, clock, takes, fake_engine, said):
    takes("select a", 0.4)
    takes("select b", 0.4)
    fake_engine.answers["select bad"] = ValueError  # replaced below: an error of the statement
    fake_engine.answers["select bad"] = module.QueryCanceled("bad")
    said = [(lambda s=s: clock.pass_by(s)) if isinstance(s, float | int) else s for s in said]
    heard = talk(Query("set transaction_timeout = 500"), *said)
    assert TOO_LONG not in heard


# --- silence


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ([], "FATAL 57P05: terminating connection due to idle-session timeout"),
        (
            [Query("begin")],
            "FATAL 25P03: terminating connection due to idle-in-transaction timeout",
        ),
    ],
)
def test_a_silent_client_is_sent_away(talk, clock, said, end):
    limits = Query(
        "set idle_session_timeout = 2000; set idle_in_transaction_session_timeout = 500"
    )
    pause = lambda: clock.pass_by(3)  # noqa: E731
    assert talk(limits, *said, pause, Query("select 1"))[-1] == end


def test_half_a_message_is_silence(talk, clock):
    text = Query("select 1").encode()
    parts = [
        part for i in range(len(text)) for part in (lambda: clock.pass_by(1), text[i : i + 1])
    ]
    heard = talk(Query("set idle_session_timeout = 2000"), *parts)
    assert heard[-1].startswith("FATAL 57P05")


def test_a_pipeline_without_its_sync_is_no_silence(talk, clock):
    said = (Parse("", "select 1", ()), Flush(), lambda: clock.pass_by(9), Sync())
    assert talk(Query("set idle_session_timeout = 2000"), *said)[2:] == ["ParseComplete", "I"]
