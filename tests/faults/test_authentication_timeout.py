"""Who does not log in in time is gone without a word, wherever he stopped; PostgreSQL 15 likewise.

``tests/integration/test_login.py`` has the same with a canned server; here it is the real one,
with what it holds meanwhile and whether all of it comes back.
"""

import contextlib
import socket
import ssl
import time

import psycopg
import pytest

from duckgres.wire import frontend as f
from duckgres.wire.startup import HEADER, SSL_REQUEST_CODE
from tests.fixtures.fix_watched import Watched
from tests.fixtures.raw_login import (
    RawLogin,
    ScramClient,
    sasl_initial,
    startup_packet,
    trusting_context,
)
from tests.fixtures.raw_session import FOREVER, RawSession, rows, sqlstates, wait_until

pytestmark = pytest.mark.slow

LIMIT = 0.8  # seconds
SOON = 8.0  # by then he is gone, on any machine
STARTUP = startup_packet(user="test", database="test")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A watched server with a short authentication_timeout."""
    from tests.fixtures.fix_server import _factory

    servers = _factory(tmp_path_factory, "tests.fixtures.watched_server")
    start = next(servers)
    yield Watched(
        start(authentication_timeout=f"{LIMIT}s", rate_limit={"max_connections_per_ip": 0})
    )
    for _ in servers:
        pass


def connect(watched):
    return RawLogin(watched.server.host, watched.server.port, timeout=SOON)


def client_hello() -> bytes:
    """Return the first flight of a TLS client."""
    outgoing = ssl.MemoryBIO()
    tls = trusting_context().wrap_bio(ssl.MemoryBIO(), outgoing)
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def silent(client):
    """Say nothing at all."""


def half_a_packet(client):
    client.send(STARTUP[:11])


def stopped_before_tls(client):
    client.ask()


def half_a_hello(client):
    client.ask()
    client.send(client_hello()[:100])


def half_a_handshake(client):
    """The server's answer to it stays unread."""
    client.ask()
    client.send(client_hello())


def half_a_handshake_at_once(client):
    client.send(client_hello())


def stopped_behind_tls(client):
    client.tls()


def stopped_at_the_challenge(client):
    client.tls()
    client.send(STARTUP)
    assert client.receive() == b"R"


def stopped_behind_the_first_proof(client):
    stopped_at_the_challenge(client)
    client.send(sasl_initial("SCRAM-SHA-256", ScramClient("secret").first()))
    assert client.receive() == b"R"


def half_a_proof(client):
    stopped_at_the_challenge(client)
    client.send(sasl_initial("SCRAM-SHA-256", ScramClient("secret").first())[:20])


STEPS = [
    silent, half_a_packet, stopped_before_tls, half_a_hello, half_a_handshake,
    half_a_handshake_at_once, stopped_behind_tls, stopped_at_the_challenge,
    stopped_behind_the_first_proof, half_a_proof,
]  # fmt: skip


def hears_nothing_but_the_end(client) -> None:
    """Read raw bytes until the server closes; what comes is only what lay unread."""
    raw = socket.socket(fileno=socket.dup(client.socket.fileno()))
    raw.settimeout(SOON)
    with raw, contextlib.suppress(ConnectionResetError):
        while raw.recv(65536):
            pass


@pytest.mark.parametrize("step", STEPS)
def test_wherever_he_stopped_he_is_gone_and_nothing_is_left(watched, step):
    refused = len(watched.server.events("login refused"))
    clients = [connect(watched) for _ in range(4)]
    begin = time.monotonic()
    for client in clients:
        step(client)
    last = clients[-1]
    if step in (stopped_behind_tls, stopped_at_the_challenge):
        assert last.receive() is None  # no error, inside TLS
    hears_nothing_but_the_end(last)
    assert 0.5 * LIMIT < time.monotonic() - begin < SOON
    wait_until(lambda: len(watched.server.events("login refused")) == refused + 4, SOON)
    reasons = [event["reason"] for event in watched.server.events("login refused")[refused:]]
    assert reasons == ["authentication timeout"] * 4
    watched.settled()  # while the clients still hold their ends
    for client in clients:
        client.close()


@pytest.mark.parametrize("where", ["clear", "tls", "handshake"])
def test_a_byte_now_and_then_buys_no_time(watched, where):
    client = connect(watched)
    if where == "tls":
        client.tls()
    if where == "handshake":
        client.ask()
    said = client_hello() if where == "handshake" else STARTUP
    begin = time.monotonic()
    for byte in said:
        client.send(bytes([byte]))
        if "cannot send" in client.heard:
            break
        time.sleep(0.1)
    assert 0.5 * LIMIT < time.monotonic() - begin < SOON
    assert "cannot send" in client.heard
    client.close()
    watched.settled()


def test_answers_that_nobody_reads_hold_nothing(watched):
    """A window of no bytes at all: not even the first answer leaves the server."""
    clients = []
    for _ in range(4):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        sock.connect((watched.server.host, watched.server.port))
        sock.sendall(HEADER.pack(HEADER.size, SSL_REQUEST_CODE))
        sock.sendall(client_hello())
        clients.append(sock)
    time.sleep(LIMIT)
    watched.settled(SOON)
    for sock in clients:
        sock.close()


def test_the_limit_ends_with_the_login(watched):
    """Neither what a session does nor its silence is bounded by it."""
    with RawSession(watched.server) as session:
        time.sleep(LIMIT + 0.3)
        session.query(f"set statement_timeout = {int(LIMIT * 1000) + 300}")
        assert sqlstates(session.query(FOREVER)) == ["57014"]
        assert rows(session.query("select 1")) == [(b"1",)]
        session.send(f.Terminate().encode())


def test_those_who_stand_about_keep_nobody_out(watched):
    clients = [connect(watched) for _ in range(40)]
    for number, client in enumerate(clients):
        (silent, half_a_packet, stopped_before_tls, half_a_handshake)[number % 4](client)
    begin = time.monotonic()
    with psycopg.connect(watched.server.dsn()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert time.monotonic() - begin < SOON / 2
    for client in clients:
        client.close()
    watched.settled()
