"""A client leaves while his statement runs: it stops within seconds, and nothing of it stays.

``tests/integration/test_vanishing.py`` has those who leave between messages and while rows are
sent.
"""

import contextlib
import socket
import ssl
import time

import pytest

from duckgres.wire import frontend as f
from tests.fixtures.raw_session import (
    FOREVER,
    RawSession,
    cpu_seconds,
    execution,
    rows,
    sqlstates,
    wait_until,
)

pytestmark = pytest.mark.slow

STOPS_WITHIN = 5.0  # seconds


def reset(session):
    """As a killed process whose kernel resets the connection."""
    session.vanish()


def close(session):
    """As a killed process whose kernel closes the connection."""
    session.close()


def say_goodbye(session):
    """As libpq's PQfinish: Terminate lies unread behind the running statement."""
    session.send(f.Terminate().encode())
    session.close()


def say_much_more(session):
    """As one who has sent a pipeline: many bytes lie unread."""
    session.send(f.Query("select 1").encode() * 1000)
    session.close()


def close_tls(session):
    """As a client that ends TLS in good order and then the connection."""
    session._socket.settimeout(0)
    with contextlib.suppress(OSError, ssl.SSLError):
        session._socket.unwrap()
    session.close()


def half_close(session):
    """As one who will say nothing any more; PostgreSQL's check takes him for gone, too."""
    session._socket.shutdown(socket.SHUT_WR)


WAYS = [reset, close, say_goodbye, say_much_more, close_tls, half_close]


def logged(watched, event):
    return len(watched.server.events(event))


@pytest.fixture
def leaves(watched):
    """Let a client leave while he waits, and see that the server has done with him in time."""

    def leaves(session, way):
        time.sleep(0.3)  # it runs, and more than one sweep long
        before = logged(watched, "session terminated")
        begin = time.monotonic()
        way(session)
        wait_until(lambda: logged(watched, "session terminated") > before, 2 * STOPS_WITHIN)
        assert time.monotonic() - begin < STOPS_WITHIN

    return leaves


@pytest.mark.parametrize("way", WAYS)
def test_a_query_stops(watched, leaves, way):
    session = RawSession(watched.server)
    session.send(f.Query(FOREVER).encode())
    leaves(session, way)
    session.close()
    watched.settled()
    used = cpu_seconds(watched.server.pid)
    time.sleep(0.5)
    assert cpu_seconds(watched.server.pid) - used < 0.4
    ended = watched.server.events("session terminated")[-1]
    assert (ended["sqlstate"], ended["reason"]) == ("08006", "connection to client lost")


@pytest.mark.parametrize(
    "said",
    [
        [f.Query(f"begin; insert into kept values (1); {FOREVER}")],
        [f.Query(f"insert into kept values (1); {FOREVER}")],
        [*execution("insert into kept values (1)"), *execution(FOREVER), f.Sync()],
        [f.Query(f"insert into kept {FOREVER}")],
        [f.Query(f"create table made as {FOREVER}")],
        [f.Query(f"explain analyze {FOREVER}")],
    ],
)
def test_its_transaction_is_rolled_back(watched, leaves, said):
    with RawSession(watched.server) as other:
        other.query("drop table if exists kept")
        other.query("create table kept(a bigint primary key)")
        session = RawSession(watched.server)
        session.send(b"".join(message.encode() for message in said))
        leaves(session, reset)
        assert rows(other.query("select count(*) from kept")) == [(b"0",)]
        tables = "select count(*) from information_schema.tables where table_name = 'made'"
        assert rows(other.query(tables)) == [(b"0",)]
        assert rows(other.query("insert into kept values (1) returning a")) == [(b"1",)]
    watched.settled()


def test_its_memory_is_given_back(start_server):
    """Where nothing may be spilled, what the gone ones held is missing to the next."""
    server = start_server(memory_limit="600MB", max_temp_directory_size="1MB")
    hungry = "select max(x) from (select hash(i) x from range(4000000) r(i) group by x)"
    with RawSession(server) as other:
        for _ in range(6):
            before = len(server.events("session terminated"))
            session = RawSession(server)
            session.send(f.Query(f"select 1, ({hungry}); {FOREVER}").encode())
            time.sleep(0.4)
            session.vanish()
            wait_until(lambda b=before: len(server.events("session terminated")) > b, 20)
        assert sqlstates(other.query(hungry)) == []
        # The measure measures: ten times as much fits neither there nor on the disk.
        assert sqlstates(other.query(hungry.replace("4000000", "40000000"))) == ["53400"]


def test_one_who_does_not_read_and_closes_half(watched, leaves):
    """The server waits in a send, and no error of the connection wakes it."""
    session = RawSession(watched.server)
    session.send(f.Query("select i, repeat('x', 100) from range(100000000) r(i)").encode())
    session.receive()
    leaves(session, half_close)
    session.close()
    watched.settled()


def test_many_at_once(watched):
    before = logged(watched, "session terminated")
    sessions = [RawSession(watched.server) for _ in range(12)]
    for session in sessions:
        session.send(f.Query(FOREVER).encode())
    time.sleep(0.5)
    begin = time.monotonic()
    for session in sessions:
        session.vanish()
    wait_until(lambda: logged(watched, "session terminated") == before + 12, 3 * STOPS_WITHIN)
    assert time.monotonic() - begin < 2 * STOPS_WITHIN
    watched.settled()


def test_who_says_something_and_leaves_at_once_has_it_done(watched):
    with RawSession(watched.server) as other:
        other.query("drop table if exists left_behind; create table left_behind(a int)")
        for number in range(20):
            session = RawSession(watched.server)
            session.send(f.Query(f"insert into left_behind values ({number})").encode())
            session.send(f.Terminate().encode())
            session.close()
        count = "select count(*) from left_behind"
        wait_until(lambda: rows(other.query(count)) == [(b"20",)], 20)
    watched.settled()


def test_whoever_wants_it_so_has_his_statement_done_without_him(watched):
    """PostgreSQL's own default is not to look."""
    with RawSession(watched.server) as other:
        other.query("drop table if exists alone; create table alone(a bigint)")
        session = RawSession(watched.server, client_connection_check_interval="0")
        some_time = (
            "select count(*) from range(12000) a, range(12000) b where a.range + b.range = 3"
        )
        session.send(f.Query(f"insert into alone {some_time}").encode())
        session.close()
        wait_until(lambda: rows(other.query("select * from alone")) == [(b"4",)], 60)
    watched.settled(20)


def test_those_who_stay_are_left_alone(watched):
    lasting = "select count(*) from range(9000) a, range(9000) b where a.range + b.range = 3"
    with RawSession(watched.server) as session:
        session.send(f.Query(lasting).encode() + f.Query("select 1").encode())
        assert rows(session.until_ready(60)) == [(b"4",)]
        assert rows(session.until_ready()) == [(b"1",)]
