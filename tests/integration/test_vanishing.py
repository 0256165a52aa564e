"""Clients that are gone without a word: nothing of theirs stays, neither work nor handles."""

import time

import pytest

from duckgres.wire import frontend as f
from tests.fixtures.raw_session import (
    RawSession,
    descriptors,
    execution,
    rows,
    send_cancel,
    wait_until,
)

pytestmark = pytest.mark.slow

LONG = "select i, repeat('x', 100) from range(100000000) r(i)"
ABOUT_A_SECOND = "select count(*) from range(12000) a, range(12000) b where a.range + b.range = 3"


def logouts(watched):
    return len(watched.server.events("logout"))


@pytest.fixture
def table(watched):
    with RawSession(watched.server) as session:
        session.query("drop table if exists kept; create table kept(a int primary key)")


def test_an_open_session_is_seen_by_who_watches(watched):
    with RawSession(watched.server):
        assert watched.count_greenlets() == watched.greenlets + 1
        assert descriptors(watched.server.pid) > watched.descriptors
    watched.settled()


def test_in_the_middle_of_a_result(watched):
    before = logouts(watched)
    for way in ("vanish", "close"):
        for read in (0, 1, 3):
            session = RawSession(watched.server)
            session.send(f.Query(LONG).encode())
            for _ in range(read):
                session.receive()
            getattr(session, way)()
    wait_until(lambda: logouts(watched) == before + 6, 20)  # on a busy machine
    watched.settled()


def test_in_the_middle_of_a_result_that_nobody_reads(watched):
    sessions = [RawSession(watched.server) for _ in range(4)]
    for session in sessions:
        session.send(f.Query(LONG).encode())
    time.sleep(0.5)
    for session in sessions:
        session.vanish()
    watched.settled()


def test_in_a_transaction(watched, table):
    for way in ("vanish", "close"):
        session = RawSession(watched.server)
        session.query("begin; insert into kept values (1)")
        getattr(session, way)()
    watched.settled()
    with RawSession(watched.server) as session:
        assert rows(session.query("select count(*) from kept")) == [(b"0",)]
        assert rows(session.query("insert into kept values (1) returning a")) == [(b"1",)]


def test_in_a_pipeline_without_its_sync(watched, table):
    session = RawSession(watched.server)
    said = (*execution("insert into kept values (1)"), *execution("insert into kept values (2)"))
    session.send(b"".join(message.encode() for message in (*said, f.Flush())))
    for _ in range(6):
        session.receive()
    session.vanish()
    watched.settled()
    with RawSession(watched.server) as session:
        assert rows(session.query("select count(*) from kept")) == [(b"0",)]


def test_with_portals_open(watched):
    for _ in range(3):
        session = RawSession(watched.server)
        session.query("begin")
        for portal in "abc":
            opened = execution(LONG.replace("100000000", "300000"), portal=portal, limit=5)
            assert len(rows(session.ask(*opened, f.Sync()))) == 5
        session.vanish()
    watched.settled()


def test_while_a_statement_runs(watched):
    """It is found out when the statement ends; then nothing is left."""
    sessions = [RawSession(watched.server) for _ in range(3)]
    for session in sessions:
        session.send(f.Query(ABOUT_A_SECOND).encode())
    time.sleep(0.2)
    for session in sessions:
        session.vanish()
    watched.settled(20)


def test_while_an_insert_returns_rows(watched, table):
    session = RawSession(watched.server)
    text = "insert into kept select i::int from range(3000000) r(i) returning a, repeat('x', 100)"
    session.send(f.Query(text).encode())
    session.receive()
    session.vanish()
    watched.settled(20)
    with RawSession(watched.server) as session:
        assert rows(session.query("select count(*) from kept")) in ([(b"0",)], [(b"3000000",)])


def test_the_one_who_canceled_it_too(watched):
    for _ in range(5):
        session = RawSession(watched.server)
        session.send(f.Query(LONG).encode())
        session.receive()
        send_cancel(watched.server, session.process_id, session.secret)
        session.vanish()
    watched.settled()


def test_between_any_two_bytes_of_what_it_says(watched):
    said = b"".join(
        message.encode() for message in (*execution("select 1"), f.Sync(), f.Query("select 2"))
    )
    for length in range(0, len(said), 5):
        session = RawSession(watched.server)
        session.send(said[:length])
        session.vanish()
    watched.settled()
