"""What goes wrong below and around TLS: it ends that connection alone, and nothing of it stays.

How TLS begins and which versions are spoken is in tests/integration/test_tls.py, bytes thrown into
its records in tests/fuzz/test_process.py.
"""

import contextlib
import shutil
import socket
import ssl
import subprocess
import time

import psycopg
import pytest

from duckgres.wire import frontend as f
from duckgres.wire.startup import CancelRequest
from tests.fixtures.raw_login import SSL_REQUEST, RawLogin, startup_packet
from tests.fixtures.raw_session import (
    FOREVER,
    RawSession,
    descriptors,
    rows,
    send_cancel,
    sqlstates,
    wait_until,
)
from tests.fuzz.test_process import client_hello
from tests.script.client import Closed

pytestmark = pytest.mark.slow

ADMITTED = 1.0  # seconds a login may take beside hundreds of half-open connections ...
SLACK = 5  # ... on a machine that is not busy with other things


# --- bytes in clear ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behind", [startup_packet(user="test"), b"\0", b"x" * 70_000, f.Query("select 1").encode()]
)
def test_bytes_behind_a_request_are_never_obeyed(behind, server):
    """CVE-2021-23214: who sits between the two could put words into the client's mouth."""
    client = RawLogin(server.host, server.port)
    try:
        assert client.ask(SSL_REQUEST + behind) == b"S"
        client.start_tls()  # which fails where the network has cut the bytes off the request
    except OSError:
        client.close()
        return
    client.send(startup_packet(user="test"))
    client.receive()
    assert client.heard[1].startswith("E FATAL | 08P01 | received unencrypted data after SSL")
    client.close()


def test_nothing_but_one_byte_is_said_in_clear(server):
    """CVE-2021-23222, the other side: a client would take what follows for words said in TLS."""
    with socket.create_connection((server.host, server.port), 10) as client:
        client.sendall(SSL_REQUEST)
        assert client.recv(100) == b"S"
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)


def test_bytes_behind_a_cancel_request_are_not_read(server):
    with RawSession(server) as session:
        session.send(f.Query(FOREVER).encode())
        time.sleep(0.3)
        request = CancelRequest(session.process_id, session.secret).encode()
        with socket.create_connection((server.host, server.port), 10) as stranger:
            stranger.sendall(request + startup_packet(user="test") + b"x" * 1000)
            with contextlib.suppress(ConnectionResetError):
                assert stranger.recv(100) == b""
        assert sqlstates(session.until_ready()) == ["57014"]
        assert rows(session.query("select 1")) == [(b"1",)]


# --- records -------------------------------------------------------------------------------------


def lost(session):
    """Whether the server ends the session, in whatever way, before it falls silent."""
    try:
        while session.receive() is not None:
            pass
    except (Closed, OSError):
        return True
    return False


@pytest.mark.parametrize(
    "record",
    [
        b"\x17\x03\x03\xff\xff" + b"x" * 100,  # longer than a record may be
        b"\x17\x03\x03\x00\x00" * 100,  # empty ones
        b"\x17\x03\x03\x00\x20" + b"x" * 32,  # not encrypted with our key
        b"\x15\x03\x03\x00\x02\x02\x28",  # an alert in clear: handshake failure
        b"\x16\x03\x03\x00\x04\x00\x00\x00\x00",  # HelloRequest in clear
        b"\x14\x03\x03\x00\x01\x01" * 50,  # ChangeCipherSpec again and again
        b"\x80\x2e\x01\x00\x02",  # SSLv2
    ],
    ids=["long", "empty", "foreign", "alert", "hello", "cipher", "v2"],
)
def test_a_bad_record_ends_its_session_alone(record, watched):
    session = RawSession(watched.server)
    session.query("create or replace table bad_records(a int)")
    session.query("begin; insert into bad_records values (1)")
    with socket.socket(fileno=session._socket.fileno()) as raw:
        raw.sendall(record)
        raw.detach()
    assert lost(session)
    session.close()
    watched.settled()
    with RawSession(watched.server) as other:
        assert rows(other.query("select count(*) from bad_records")) == [(b"0",)]


@pytest.mark.parametrize("way", ["half a record", "half a message", "no close_notify"])
def test_a_stream_cut_short_is_not_obeyed(way, watched):
    with RawSession(watched.server) as other:
        other.query("create or replace table cut_short(a int)")
        session = RawSession(watched.server)
        session.query("begin; insert into cut_short values (1)")
        if way == "half a message":
            session.send(f.Query("commit").encode()[:-1])
        with socket.socket(fileno=session._socket.fileno()) as raw:
            if way == "half a record":
                raw.sendall(b"\x17\x03\x03\x01\x00half")
            raw.shutdown(socket.SHUT_WR)
            raw.detach()
        assert lost(session)
        session.close()
        assert rows(other.query("select count(*) from cut_short")) == [(b"0",)]
    watched.settled()


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on the PATH")
def test_renegotiation_is_refused(server):
    command = ["openssl", "s_client", "-starttls", "postgres", "-tls1_2"]
    command += ["-connect", f"{server.host}:{server.port}"]
    done = subprocess.run(command, input=b"R\n", capture_output=True, timeout=20)
    assert b"RENEGOTIATING" in done.stdout + done.stderr
    assert b"no renegotiation" in done.stderr
    with psycopg.connect(server.dsn()):
        pass


# --- half open -----------------------------------------------------------------------------------


def silent(client):
    """Say nothing."""


def half_a_start(client):
    client.tls()
    client.send(startup_packet(user="test")[:9])


def half_a_hello(client):
    hello = client_hello()
    client.ask()
    client.send(hello[: len(hello) // 2])


def no_hello(client):
    client.ask()


def half_a_request(client):
    client.send(SSL_REQUEST[:5])


def stalled_in_scram(client):
    client.tls()
    client.send(startup_packet(user="test"))
    client.receive()


# A TLS handshake takes both sides some milliseconds.
FLOODS = [
    *[(kind, 200, 2.0) for kind in (silent, half_a_hello, no_hello, half_a_request)],
    *[(kind, 60, 2.0) for kind in (half_a_start, stalled_in_scram)],
    *[
        pytest.param(kind, 200, 15.0, marks=pytest.mark.nightly)
        for kind in (half_a_start, stalled_in_scram)
    ],
]


@pytest.mark.parametrize(("kind", "count", "timeout"), FLOODS)
def test_half_open_by_the_hundred(kind, count, timeout, start_canned):
    """Another logs in meanwhile, and all are gone when their time is over."""
    server = start_canned(
        authentication_timeout=f"{timeout}s", rate_limit={"max_connections_per_ip": 0}
    )
    with psycopg.connect(server.dsn()):
        pass
    server.wait_for("session ended")
    before = descriptors(server.pid)
    clients = []
    for _ in range(count):
        clients.append(RawLogin(server.host, server.port))
        # A server that keeps few half-open ones may close the oldest while we say this.
        with contextlib.suppress(OSError):
            kind(clients[-1])
    begin = time.monotonic()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert time.monotonic() - begin < ADMITTED * SLACK
    wait_until(lambda: descriptors(server.pid) <= before, timeout * SLACK)
    for client in clients:
        client.socket.settimeout(5)
        with contextlib.suppress(ConnectionResetError, ssl.SSLError):
            while client.socket.recv(1000):
                pass
        client.close()


def test_a_request_to_cancel_is_answered_beside_them(start_canned):
    server = start_canned(rate_limit={"max_connections_per_ip": 0})
    clients = [RawLogin(server.host, server.port) for _ in range(200)]
    begin = time.monotonic()
    assert send_cancel(server, 1, b"1234") == b""
    assert time.monotonic() - begin < ADMITTED * SLACK
    for client in clients:
        client.close()
