"""How the server ends: signals, patience, what clients hear, the exit status."""

import signal
import socket
import threading
import time

import psycopg
import pytest

from tests.fixtures.fix_server import ServerDied
from tests.fixtures.login_cases import begin
from tests.fixtures.raw_login import RawLogin, ScramClient, message, sasl_initial

pytestmark = pytest.mark.slow

ADMINISTRATOR = "terminating connection due to administrator command"


def query_in_thread(connection, query):
    """Run a query in a thread; return the thread and the list its outcome goes into."""
    outcome = []

    def run():
        try:
            outcome.append(connection.execute(query).fetchone())
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def wait_until_active(server, active=1):
    """Wait until the shutdown in progress has counted so many running statements."""
    server.wait_for("waiting for statements")
    assert server.events("waiting for statements")[0]["active"] == active


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_ends_at_once_with_status_zero(number, start_canned):
    server = start_canned(shutdown_timeout="60s")
    begin_time = time.monotonic()
    server.signal(number)
    assert server.wait(10) == 0
    assert time.monotonic() - begin_time < 5
    assert server.databases_closed
    assert server.events("stopped")


def test_idle_sessions_are_told(start_canned):
    server = start_canned(shutdown_timeout="60s")
    connections = [psycopg.connect(server.dsn(), autocommit=True) for _ in range(5)]
    server.signal()
    assert server.wait(10) == 0
    for connection in connections:
        with pytest.raises(psycopg.errors.AdminShutdown, match=ADMINISTRATOR):
            connection.execute("select 1")
        connection.close()


def test_a_running_statement_may_finish_and_newcomers_are_refused(start_canned):
    server = start_canned(shutdown_timeout="60s")
    connection = psycopg.connect(server.dsn(), autocommit=True)
    thread, outcome = query_in_thread(connection, "sleep 1.5")
    time.sleep(0.3)
    server.signal()
    wait_until_active(server)
    with pytest.raises(psycopg.OperationalError, match="the database system is shutting down"):
        psycopg.connect(server.dsn())
    assert server.wait(10) == 0
    thread.join()
    assert outcome == [(1,)]
    with pytest.raises(psycopg.errors.AdminShutdown):
        connection.execute("select 1")
    connection.close()
    assert server.databases_closed


def test_who_was_typing_a_password_is_not_let_in_any_more(start_canned):
    server = start_canned(shutdown_timeout="60s")
    busy = psycopg.connect(server.dsn(), autocommit=True)
    thread, _ = query_in_thread(busy, "sleep 2")
    client = RawLogin(server.host, server.port)
    begin(client)
    time.sleep(0.3)
    server.signal()
    wait_until_active(server)
    scram = ScramClient("secret")
    client.send(sasl_initial("SCRAM-SHA-256", scram.first()))
    client.receive()
    client.send(message(b"p", scram.final(client.server_first)))
    client.until_end()
    assert client.heard[-2] == "E FATAL | 57P03 | the database system is shutting down"
    client.close()
    thread.join()
    busy.close()
    assert server.wait(10) == 0


def test_patience_ends_and_the_statement_is_interrupted(start_canned):
    server = start_canned(shutdown_timeout="600ms")
    connection = psycopg.connect(server.dsn(), autocommit=True)
    thread, outcome = query_in_thread(connection, "sleep 60")
    time.sleep(0.3)
    server.signal()
    assert server.wait(10) == 0
    thread.join()
    assert isinstance(outcome[0], psycopg.errors.AdminShutdown)
    connection.close()
    assert server.databases_closed


def test_a_second_signal_takes_the_patience_away(start_canned):
    server = start_canned(shutdown_timeout="60s")
    connection = psycopg.connect(server.dsn(), autocommit=True)
    thread, outcome = query_in_thread(connection, "sleep 60")
    time.sleep(0.3)
    server.signal()
    wait_until_active(server)
    server.signal()
    assert server.wait(10) == 0
    thread.join()
    assert isinstance(outcome[0], psycopg.errors.AdminShutdown)
    connection.close()
    assert server.events("shutdown hurried")


def test_the_waiting_is_logged_each_second(start_canned):
    server = start_canned(shutdown_timeout="60s")
    connection = psycopg.connect(server.dsn(), autocommit=True)
    thread, _ = query_in_thread(connection, "sleep 2.5")
    time.sleep(0.2)
    server.signal()
    assert server.wait(10) == 0
    thread.join()
    connection.close()
    assert 2 <= len(server.events("waiting for statements")) <= 4


def test_clients_that_have_not_logged_in_do_not_hold_it_up(start_canned):
    server = start_canned(shutdown_timeout="60s")
    clients = [RawLogin(server.host, server.port) for _ in range(3)]
    clients[1].tls()
    begin(clients[2])
    server.signal()
    assert server.wait(10) == 0
    for client in clients:
        client.close()


def test_a_taken_port_is_one_line_and_status_one(start_canned):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerDied) as died:
            start_canned(port=port)
    said = [line for line in str(died.value).splitlines() if not line.startswith("{")]
    assert said == [f"duckgres: cannot listen on 127.0.0.1:{port}: Address already in use"]


def test_two_servers_do_not_share_a_port(start_canned):
    first = start_canned()
    with pytest.raises(ServerDied, match="Address already in use"):
        start_canned(port=first.port)


def test_a_restart_gets_its_port_back_at_once(start_canned):
    server = start_canned()
    connection = psycopg.connect(server.dsn(), autocommit=True)
    server.restart()  # the old connection is in TIME_WAIT now
    psycopg.connect(server.dsn()).close()
    connection.close()
