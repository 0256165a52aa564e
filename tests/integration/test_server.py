"""The whole server, databases and all: what the canned one cannot show."""

import threading
import time

import psycopg
import pytest

pytestmark = pytest.mark.slow

FOREVER = "select count(*) from range(1000000000) a, range(1000) b where a.range + b.range = 3"


def test_it_answers(server):
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]


def test_a_restart_keeps_what_was_committed(start_server):
    server = start_server()
    connection = psycopg.connect(server.dsn(), autocommit=True)
    connection.execute("create table t (a integer)")
    connection.execute("insert into t values (1)")
    server.restart()
    with pytest.raises(psycopg.errors.AdminShutdown):
        connection.execute("select 1")
    connection.close()
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("select a from t").fetchall() == [(1,)]


def test_a_statement_inside_duckdb_is_interrupted_at_shutdown(start_server):
    server = start_server(shutdown_timeout="500ms")
    connection = psycopg.connect(server.dsn(), autocommit=True)
    outcome = []

    def run():
        try:
            connection.execute(FOREVER)
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.5)
    server.signal()
    assert server.wait(20) == 0
    thread.join()
    connection.close()
    assert isinstance(outcome[0], psycopg.errors.AdminShutdown)


@pytest.mark.parametrize(
    ("setting", "begin", "sqlstate"),
    [
        ("idle_session_timeout", "select 1", "57P05"),
        ("idle_in_transaction_session_timeout", "begin", "25P03"),
    ],
)
def test_who_idles_too_long_is_sent_away(server, setting, begin, sqlstate):
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f"set {setting} = 300")
        connection.execute("select 1")
        connection.execute(begin)
        time.sleep(1)
        with pytest.raises(psycopg.Error) as ended:
            connection.execute("select 1")
    assert ended.value.sqlstate == sqlstate
