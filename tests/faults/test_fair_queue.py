"""More statements than worker threads: who waits, who does not, and what ends the waiting.

The servers here have four worker threads, of which one user alone gets two.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress

import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_session import (
    FOREVER,
    RawSession,
    rows,
    send_cancel,
    sqlstates,
    status,
    wait_until,
)

pytestmark = pytest.mark.slow

SOON = 10.0  # seconds: far more than what is not kept waiting takes, far less than for ever
CANCELED = "57014"


class Login:
    """The server as one of its users sees it."""

    def __init__(self, server, user, password):
        self.host, self.port = server.host, server.port
        self.user = self.database = user
        self.password = password


SETTINGS = {
    "statement_workers": 4,
    "rate_limit": {"max_connections_per_ip": 0},
    "users": {
        "test": "secret",
        "other": "other",
        "third": "third",
        "capped": {"password": "capped", "limits": {"max_running_statements": 1}},
    },
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for those that leave it as it was."""
    servers = _factory(tmp_path_factory, "duckgres")
    start = next(servers)
    yield start(**SETTINGS)
    for _ in servers:
        pass


@pytest.fixture
def other(server):
    return Login(server, "other", "other")


@pytest.fixture
def hold():
    """Run endless statements on so many sessions of a login; they are canceled at the end."""
    with ExitStack() as stack:

        def hold(server, count):
            sessions = [stack.enter_context(RawSession(server)) for _ in range(count)]
            for session in sessions:
                session.query("select 1")  # what a first statement brings is there
            for session in sessions:
                session.send(f.Query(FOREVER).encode())
                stack.callback(end, server, session)
            return sessions

        yield hold


def end(server, session):
    """Cancel what a session runs; the server may have ended before."""
    with suppress(ConnectionError):
        send_cancel(server, session.process_id, session.secret)


def statements(server):
    return server.events("statement")


def error_of(heard):
    return next(dict(m.fields) for m in heard if isinstance(m, b.ErrorResponse))


def test_endless_statements_of_one_user_keep_no_other_waiting(server, other, hold):
    hold(server, 8)
    for _ in range(3):
        begin = time.monotonic()
        with RawSession(other) as session:
            assert rows(session.query("select 1")) == [(b"1",)]
            session.query("begin; create table if not exists t(a int); insert into t values (1)")
            assert status(session.query("commit")) == "I"
        assert time.monotonic() - begin < SOON


def test_what_ends_a_transaction_never_waits_behind_the_users_own_statements(server, hold):
    with RawSession(server) as one, RawSession(server) as two:
        one.query("create or replace table kept(a int)")
        for session in (one, two):
            session.query("begin; insert into kept values (1)")
        hold(server, 4)
        begin = time.monotonic()
        assert status(one.query("rollback")) == "I"
        assert status(two.query("commit")) == "I"
        with RawSession(server) as late:  # a login of the same user
            assert status(late.query("begin")) == "T"
            assert status(late.query("set search_path = public")) == "T"
            assert rows(late.query("show search_path")) == [(b"public",)]
            assert status(late.query("rollback")) == "I"
        assert time.monotonic() - begin < SOON


def test_suspended_portals_are_closed_though_all_threads_are_held(server, hold):
    with RawSession(server) as session:
        session.query("begin")
        text = "select i from range(10000000) r(i)"
        said = f.Parse("", text, ()), f.Bind("p", "", (), (), ()), f.Execute("p", 5), f.Sync()
        assert len(rows(session.ask(*said))) == 5
        hold(server, 4)
        assert session.ask(f.Close("P", "p"), f.Sync())[0] == b.CloseComplete()
        assert status(session.query("rollback")) == "I"


def test_a_statement_that_waited_runs_when_a_thread_is_free_and_its_line_says_so(server, hold):
    holders = hold(server, 2)
    with RawSession(server) as session:
        session.send(f.Query("select 41 + 1").encode())
        assert session.receive(0.3) is None
        for holder in holders:
            send_cancel(server, holder.process_id, holder.secret)
        assert rows(session.until_ready()) == [(b"42",)]
    # Others of this file may have waited for a moment before.
    line = [s for s in statements(server) if s.get("queued") and s["rows"] == 1][-1]
    assert 0.1 < line["queued"] <= line["seconds"]


def test_waiting_has_an_end_and_the_session_goes_on(start_server, hold):
    server = start_server(**SETTINGS, statement_queue_timeout="300ms")
    holders = hold(server, 2)
    with RawSession(server) as session:
        session.query("set timezone = 'Asia/Tokyo'")
        heard = session.query("select 1")
        error = error_of(heard)
        assert (error["S"], error["C"]) == ("ERROR", "53400")
        assert "max_running_statements" in error["H"]
        assert status(heard) == "I"
        assert status(session.query("begin")) == "T"
        assert status(session.query("select 1")) == "E"
        assert status(session.query("rollback")) == "I"
        for holder in holders:
            send_cancel(server, holder.process_id, holder.secret)
            assert sqlstates(holder.until_ready()) == [CANCELED]
        assert rows(session.query("select current_setting('timezone')")) == [(b"Asia/Tokyo",)]


def test_a_cancel_ends_the_waiting_at_once(server, hold):
    hold(server, 2)
    with RawSession(server) as session:
        session.send(f.Query("select 1").encode())
        assert session.receive(0.2) is None
        begin = time.monotonic()
        send_cancel(server, session.process_id, session.secret)
        assert sqlstates(session.until_ready()) == [CANCELED]
        assert time.monotonic() - begin < SOON


def test_statement_timeout_counts_the_waiting(server, hold):
    hold(server, 2)
    with RawSession(server) as session:
        session.query("set statement_timeout = 200")
        heard = session.query("select 1")
        assert error_of(heard)["M"] == "canceling statement due to statement timeout"


def test_the_servers_end_finds_those_who_wait(start_server, hold):
    server = start_server(**SETTINGS, shutdown_timeout="0s")
    hold(server, 2)
    with RawSession(server) as session:
        session.send(f.Query("select 1").encode())
        assert session.receive(0.2) is None
        server.signal()
        message = session.receive(SOON)
        assert dict(message.fields)["C"] == "57P01"
    assert server.wait() == 0


def test_a_users_own_cap_holds_and_says_nothing_to_others(server, other, hold):
    capped = Login(server, "capped", "capped")
    assert not [event for event in server.events() if "not in force" in str(event)]
    hold(capped, 1)
    with RawSession(capped) as session, RawSession(other) as stranger:
        session.send(f.Query("select 1").encode())
        assert session.receive(0.3) is None
        assert rows(stranger.query("select 1")) == [(b"1",)]
        send_cancel(server, session.process_id, session.secret)
        assert sqlstates(session.until_ready()) == [CANCELED]


def test_nobody_is_stuck_when_every_thread_is_held(server, other, hold):
    third = Login(server, "third", "third")
    holders = [*hold(server, 3), *hold(other, 2), *hold(third, 2)]
    with RawSession(other) as session:
        session.send(f.Query("select 1").encode())
        assert session.receive(0.3) is None
        for holder in holders:
            send_cancel(server, holder.process_id, holder.secret)
        for holder in holders:
            assert sqlstates(holder.until_ready()) == [CANCELED]
        assert rows(session.until_ready()) == [(b"1",)]


def test_rows_are_fetched_in_turn_when_a_user_has_more_results_than_threads(server):
    text = "select i, repeat('x', 100) from range(60000) r(i)"
    with ExitStack() as stack:
        sessions = [stack.enter_context(RawSession(server)) for _ in range(6)]
        for session in sessions:
            session.send(f.Query(text).encode())
        for session in sessions:
            assert len(rows(session.until_ready(60))) == 60000


def test_a_client_that_resets_while_it_waits_leaves_nothing_behind(server, hold):
    holders = hold(server, 2)
    session = RawSession(server)
    session.send(f.Query("select 1").encode())
    assert session.receive(0.2) is None
    before = len(server.events("logout"))
    session.vanish()
    for holder in holders:
        send_cancel(server, holder.process_id, holder.secret)
    wait_until(lambda: len(server.events("logout")) > before, SOON)
