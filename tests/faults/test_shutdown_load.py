"""The end of the server under load: what each client hears, and how long it takes.

What a client hears is compared with PostgreSQL's fast shutdown, said by the same functions. The
one difference is meant: PostgreSQL stops running statements, this server waits for them.
"""

import itertools
import os
import shutil
import signal
import subprocess
import threading
import time

import psycopg
import pytest

from duckgres.wire import frontend as f
from tests.fixtures.fix_postgres import postgres
from tests.fixtures.raw_login import SSL_REQUEST, RawLogin
from tests.fixtures.raw_session import FOREVER, RawSession, rows, sqlstates, wait_until
from tests.script.client import Closed

pytestmark = pytest.mark.slow

RESULT = "select i, repeat('x', 100) from range(300000) r(i)"
# DuckDB looks for an interruption only when such a value is made.
DEAF = "select length(repeat('x', 2000000000)) + length(repeat('y', 2000000000))"
SLACK = 3.0  # seconds a busy machine takes to open, close and notice


def connect(server):
    return psycopg.connect(server.dsn(), autocommit=True)


def in_thread(call):
    """Run a call in a thread; return the thread and the list its outcome goes into."""
    outcome = []

    def run():
        try:
            outcome.append(call())
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def farewell(session):
    """Return the SQLSTATEs a session hears until it is closed, and what it hears then."""
    heard = []
    try:
        while (message := session.receive()) is not None:
            heard.append(message)
    except Closed:
        return sqlstates(heard)
    return "silence"


def stopped_within(server, seconds):
    """Wait for the end; return nothing, but fail when it is late or not with status 0."""
    begin = time.monotonic()
    assert server.wait(60) == 0
    assert time.monotonic() - begin < seconds


# --- what PostgreSQL's clients hear, too ---------------------------------------------------------


def idle_farewells(server, stop):
    """Open an idle session, one in a block and one in a failed block; stop; what they hear."""
    sessions = [RawSession(server) for _ in range(3)]
    sessions[1].query("begin")
    sessions[2].query("begin; select 1/0 from nowhere")
    stop()
    heard = [farewell(session) for session in sessions]
    for session in sessions:
        session.close()
    return heard


def stop_fast(judge):
    """Stop a PostgreSQL as ``pg_ctl stop -m fast`` does."""
    with RawSession(judge) as session:
        ((text,),) = rows(session.query("select pg_read_file('postmaster.pid')"))
    os.kill(int(text.split()[0]), signal.SIGINT)


def test_idle_sessions_hear_what_postgresql_tells_them(start_server):
    server = start_server(shutdown_timeout="60s")
    ours = idle_farewells(server, server.signal)
    stopped_within(server, 10)
    with postgres() as judge:
        theirs = idle_farewells(judge, lambda: stop_fast(judge))
    assert ours == theirs == [["57P01"]] * 3


# --- running statements --------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("psql"), reason="no psql on the PATH")
def test_psql_gets_its_rows_whole_and_exits_with_zero(start_server):
    server = start_server(shutdown_timeout="60s")
    psql = subprocess.Popen(
        ["psql", "-XAt", server.dsn(), "-c", RESULT], stdout=subprocess.PIPE, text=True
    )
    first = psql.stdout.readline()
    server.signal()
    lines = [first, *psql.stdout]
    assert psql.wait(30) == 0
    psql.stdout.close()
    assert [int(line.partition("|")[0]) for line in lines] == list(range(300_000))
    stopped_within(server, 20)


def test_many_results_at_once_arrive_whole_while_newcomers_are_refused(start_server):
    server = start_server(shutdown_timeout="60s")
    connections = [connect(server) for _ in range(6)]
    running = [
        in_thread(lambda connection=connection: len(connection.execute(RESULT).fetchall()))
        for connection in connections
    ]
    time.sleep(0.3)
    server.signal()
    server.wait_for("shutdown requested")
    with pytest.raises(psycopg.OperationalError, match="the database system is shutting down"):
        connect(server)
    for thread, outcome in running:
        thread.join()
        assert outcome == [300_000]
    for connection in connections:
        with pytest.raises(psycopg.errors.AdminShutdown):
            connection.execute("select 1")
        connection.close()
    stopped_within(server, 20)


# --- the timeout holds ---------------------------------------------------------------------------


def test_it_holds_with_all_that_does_not_end_by_itself(start_server):
    """A deaf statement, an endless one, a client that does not read, logins in the middle."""
    server = start_server(shutdown_timeout="4s")
    with connect(server) as connection:
        connection.execute("create table t(a int)")
        connection.execute("insert into t values (1)")
    deaf, endless = connect(server), connect(server)
    threads = [in_thread(lambda: deaf.execute(DEAF)), in_thread(lambda: endless.execute(FOREVER))]
    unread = RawSession(server)
    unread.send(f.Query(RESULT.replace("300000", "100000000")).encode())
    silent, half, in_tls = (RawLogin(server.host, server.port) for _ in range(3))
    half.send(SSL_REQUEST[:5])
    in_tls.tls()
    time.sleep(0.5)
    server.signal()
    stopped_within(server, 4 + SLACK)
    for thread, outcome in threads:
        thread.join()
        assert isinstance(outcome[0], psycopg.OperationalError), outcome
    assert isinstance(threads[1][1][0], psycopg.errors.AdminShutdown)
    for client in (silent, half, in_tls, unread, deaf, endless):
        client.close()
    assert not server.events("session failed")
    server.start()
    with connect(server) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]


def test_a_client_that_does_not_read_costs_no_time_of_its_own(start_server):
    server = start_server(shutdown_timeout="1s")
    unread = RawSession(server)
    unread.send(f.Query(RESULT.replace("300000", "100000000")).encode())
    time.sleep(0.5)
    server.signal()
    stopped_within(server, 1 + SLACK)
    unread.close()
    assert not server.events("sessions left behind")
    assert server.events("database closed")


def test_a_second_signal_ends_it_at_once(start_server):
    server = start_server(shutdown_timeout="120s")
    connection = connect(server)
    thread, outcome = in_thread(lambda: connection.execute(FOREVER))
    time.sleep(0.3)
    server.signal()
    server.wait_for("waiting for statements")
    server.signal(signal.SIGINT)
    stopped_within(server, 3 + SLACK)
    thread.join()
    assert isinstance(outcome[0], psycopg.errors.AdminShutdown)
    connection.close()


def test_a_client_that_never_stops_sending_is_sent_away(start_server):
    """What the server answers itself waits neither for a thread nor for the network."""
    server = start_server(shutdown_timeout="2s")
    connection = RawSession(server)
    connection.send(f.Query("begin; rollback;" * 20_000).encode())
    time.sleep(0.2)
    server.signal()
    stopped_within(server, 2 + SLACK)
    connection.close()


# --- commits -------------------------------------------------------------------------------------


def write_until_the_end(server, writer, acknowledged):
    """Insert rows two at a time, and note each commit that was acknowledged."""
    try:
        with connect(server) as connection:
            for number in itertools.count():
                with connection.transaction():
                    for half in (0, 1):
                        connection.execute(
                            "insert into kept values (%s, %s, %s)", (writer, number, half)
                        )
                acknowledged.append((writer, number))
    except psycopg.Error:
        return


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_no_acknowledged_commit_is_lost(start_server, number):
    server = start_server(shutdown_timeout="2s")
    with connect(server) as connection:
        connection.execute("create table kept(writer int, number int, half int)")
    acknowledged = []
    threads = [
        threading.Thread(target=write_until_the_end, args=(server, writer, acknowledged))
        for writer in range(3)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(acknowledged) > 20, 30)
    server.signal(number)
    stopped_within(server, 2 + SLACK)
    for thread in threads:
        thread.join()
    server.start()
    with connect(server) as connection:
        found = connection.execute(
            "select writer, number, count(*) from kept group by all"
        ).fetchall()
    assert {count for _, _, count in found} == {2}, "half a transaction"
    # One more a writer may be there: its acknowledgement was on its way.
    extra = {(writer, number) for writer, number, _ in found} - set(acknowledged)
    assert set(acknowledged) <= {(writer, number) for writer, number, _ in found}
    assert len(extra) <= 3


def test_the_databases_were_checkpointed(start_server):
    server = start_server(shutdown_timeout="5s")
    with connect(server) as connection:
        connection.execute("create table t as select i from range(1000) r(i)")
    server.signal()
    stopped_within(server, 5 + SLACK)
    assert list((server.directory / "data").glob("*.wal")) == []


def test_a_statement_that_ends_in_time_answers_the_whole_batch(start_server):
    server = start_server(shutdown_timeout="60s")
    with RawSession(server) as session:
        session.send(f.Query(f"{RESULT}; select 'behind'").encode())
        session.receive()
        server.signal()
        heard = session.until_ready(30)
        assert rows(heard)[-1] == (b"behind",)
        assert farewell(session) == ["57P01"]
    stopped_within(server, 20)
