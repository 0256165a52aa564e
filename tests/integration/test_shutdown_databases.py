"""The end of the whole server: statements inside DuckDB, clients that do not read, committed data."""

import threading
import time

import psycopg
import pytest

from duckgres.wire import frontend as f
from tests.fixtures.raw_session import FOREVER, RawSession, rows, sqlstates
from tests.script.client import Closed

pytestmark = pytest.mark.slow

ADMINISTRATOR = "terminating connection due to administrator command"
# DuckDB looks for an interruption only when such a value is made.
DEAF = "select length(repeat('x', 2000000000)) + length(repeat('y', 2000000000))"


def in_thread(connection, query):
    """Run a query in a thread; return the thread and the list its outcome goes into."""
    outcome = []

    def run():
        try:
            outcome.append(connection.execute(query).fetchall())
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def connect(server):
    return psycopg.connect(server.dsn(), autocommit=True)


def test_idle_sessions_are_told_and_uncommitted_work_is_undone(start_server):
    server = start_server(shutdown_timeout="60s")
    idle, in_block = connect(server), connect(server)
    idle.execute("create table t(a int)")
    idle.execute("insert into t values (1)")
    in_block.execute("begin")
    in_block.execute("insert into t values (2)")
    server.signal()
    assert server.wait(10) == 0
    for connection in (idle, in_block):
        with pytest.raises(psycopg.errors.AdminShutdown, match=ADMINISTRATOR):
            connection.execute("select 1")
        connection.close()
    server.start()
    with connect(server) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]
    assert not server.events("session failed")


def test_a_statement_that_ends_in_time_is_answered_whole_and_newcomers_are_refused(start_server):
    server = start_server(shutdown_timeout="60s")
    connection = connect(server)
    query = "select i, repeat('x', 100) from range(200000) r(i)"
    with RawSession(server) as raw:
        raw.send(f.Query(query).encode())
        first = raw.receive()
        server.signal()
        server.wait_for("waiting for statements")
        with pytest.raises(psycopg.OperationalError, match="the database system is shutting down"):
            connect(server)
        heard = raw.until_ready()
        assert [int(row[0]) for row in rows(heard)] == list(range(200_000)), first
        assert sqlstates([raw.receive()]) == ["57P01"]
        with pytest.raises(Closed):
            raw.receive()
    assert server.wait(20) == 0
    connection.close()


def test_statements_that_do_not_end_are_interrupted_in_time(start_server):
    server = start_server(shutdown_timeout="1s")
    connections = [connect(server) for _ in range(4)]
    running = [in_thread(connection, FOREVER) for connection in connections]
    time.sleep(0.5)
    begin = time.monotonic()
    server.signal()
    assert server.wait(20) == 0
    assert time.monotonic() - begin < 5
    for thread, outcome in running:
        thread.join()
        assert isinstance(outcome[0], psycopg.errors.AdminShutdown), outcome
    for connection in connections:
        connection.close()
    assert server.events("database closed")


def test_a_second_signal_hurries(start_server):
    server = start_server(shutdown_timeout="60s")
    connection = connect(server)
    thread, outcome = in_thread(connection, FOREVER)
    time.sleep(0.5)
    server.signal()
    server.wait_for("waiting for statements")
    server.signal()
    begin = time.monotonic()
    assert server.wait(20) == 0
    assert time.monotonic() - begin < 5
    thread.join()
    connection.close()
    assert isinstance(outcome[0], psycopg.errors.AdminShutdown)


def test_a_client_that_does_not_read_does_not_keep_it(start_server):
    server = start_server(shutdown_timeout="500ms")
    with RawSession(server) as raw, RawSession(server) as lagging:
        raw.send(f.Query("select i, repeat('x', 100) from range(100000000) r(i)").encode())
        lagging.query("create table t(a int)")
        lagging.query("insert into t values (1)")
        time.sleep(0.5)
        begin = time.monotonic()
        server.signal()
        assert server.wait(30) == 0
        assert time.monotonic() - begin < 12
    assert server.events("database closed")
    server.start()
    with connect(server) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]


def test_a_statement_duckdb_cannot_interrupt_does_not_break_the_end(start_server):
    server = start_server(shutdown_timeout="200ms")
    connection = connect(server)
    connection.execute("create table t(a int)")
    connection.execute("insert into t values (1)")
    thread, _ = in_thread(connection, DEAF)
    time.sleep(0.5)
    server.signal()
    server.signal()
    assert server.wait(30) == 0
    thread.join()
    connection.close()
    server.start()
    with connect(server) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]


def test_a_login_that_is_opening_its_database_ends_too(start_server):
    server = start_server(shutdown_timeout="60s")
    outcomes = []

    def log_in():
        try:
            connect(server).close()
            outcomes.append("logged in")
        except psycopg.OperationalError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=log_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    server.signal()
    assert server.wait(20) == 0
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert not server.events("session failed")
    assert not server.events("connection failed")
