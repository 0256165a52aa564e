"""Clients that do not read: the server waits for them, and holds little meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, suppress

import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_session import RawSession, execution, resident, rows, wait_until

pytestmark = pytest.mark.slow

MB = 1_000_000
COLUMNS = "i, i * 1.5, repeat('x', 100), date '2000-01-01' + (i % 9999)::int"
NARROW = f"select {COLUMNS} from range({{}}) r(i)"
NARROW_BYTES = 130  # of a row, about
WIDE = "select i, repeat(chr(65 + (i % 26)::int), 100000) from range({}) r(i)"
# DuckDB makes vectors of 2,048 rows. One is being made, one waits, one is read and one is cut into
# messages; two more for what the allocator has not given back yet.
WIDE_BOUND = 6 * 2048 * 100_000
SETTLED_SECONDS = 0.4  # in which memory grows no more


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of these tests' own: what others asked of one is seen in its memory."""
    servers = _factory(tmp_path_factory, "duckgres")
    start = next(servers)
    yield start()
    for _ in servers:
        pass


@pytest.fixture
def idle(server):
    """Run what is made once, and return the server's memory then."""
    with RawSession(server) as session:
        session.query(NARROW.format(20000))
        for _ in range(100):
            session.query("select 1")
    return resident(server.pid)


def settled(server, seconds=30.0):
    """Wait until the server grows no more and return the largest memory seen."""
    most, since, deadline = 0, time.monotonic(), time.monotonic() + seconds
    while time.monotonic() - since < SETTLED_SECONDS and time.monotonic() < deadline:
        now = resident(server.pid)
        if now > most + MB:
            most, since = now, time.monotonic()
        time.sleep(0.02)
    return most


def read(session, size, server):
    """Read so many bytes; return the largest memory seen."""
    most = done = 0
    session._socket.settimeout(30)
    while done < size:
        part = len(session._socket.recv(256 * 1024))
        assert part, "the server closed"
        if (done + part) // (8 * MB) > done // (8 * MB):
            most = max(most, resident(server.pid))
        done += part
    return most


def read_unread(server, idle, text, results, size):
    """Ask for results, read none for a while, then ``size`` bytes of each; return the growth."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(RawSession(server)) for _ in range(results)]
        for session in sessions:
            session.send(f.Query(text).encode())
        most = settled(server)
        return max(most, *(read(session, size, server) for session in sessions)) - idle


def test_results_that_nobody_reads_cost_little(server, idle):
    text = NARROW.format(2_000_000)
    assert read_unread(server, idle, text, 2, 100 * MB) < 100 * MB


def test_rows_of_a_hundred_kilobytes_cost_some_vectors(server, idle):
    assert read_unread(server, idle, WIDE.format(100_000), 1, 300 * MB) < WIDE_BOUND


@pytest.mark.nightly
def test_two_gigabytes_twice_that_nobody_reads_cost_little(server, idle):
    text = NARROW.format(2000 * MB // NARROW_BYTES)
    assert read_unread(server, idle, text, 2, 1900 * MB) < 100 * MB


def pipeline(count):
    """Return a statement's preparation and ``count`` executions without a Sync among them."""
    prepare = f.Parse("s", "select repeat('y', 300)", ()).encode()
    once = f.Bind("", "s", (), (), ()).encode() + f.Execute("", 0).encode()
    return prepare + once * count


class Sender(threading.Thread):
    """Sends bytes that the server may not take."""

    def __init__(self, session, data):
        super().__init__(daemon=True)
        self.session, self.data, self.sent = session, data, 0
        self.start()

    def run(self):
        self.session._socket.settimeout(120)
        view = memoryview(self.data)
        with suppress(OSError):  # the test has seen enough
            for at in range(0, len(view), 4096):
                self.session.send(bytes(view[at : at + 4096]))
                self.sent = at


def pipeline_without_reading(server, idle, count):
    """Send a pipeline and read nothing; then read all answers. Return growth and rows."""
    with RawSession(server) as session:
        sender = Sender(session, pipeline(count) + f.Sync().encode())
        most = settled(server)
        heard = session.until_ready(120)
        most = max(most, resident(server.pid))
        sender.join(60)
        assert [m for m in heard if isinstance(m, b.ErrorResponse)] == []
        return most - idle, len(rows(heard))


def test_a_pipeline_of_many_executes_is_answered_whole_and_costs_little(server, idle):
    growth, count = pipeline_without_reading(server, idle, 3000)
    assert count == 3000
    assert growth < 30 * MB


@pytest.mark.nightly
def test_a_pipeline_of_a_hundred_thousand_executes(server, idle):
    growth, count = pipeline_without_reading(server, idle, 100_000)
    assert count == 100_000
    assert growth < 50 * MB


def test_who_does_not_read_is_not_read_from(server, idle):
    """The server's buffers do not grow by what a client sends while answers block."""
    big = f.Parse("s", "select repeat('y', 1000000)", ()).encode()
    once = f.Bind("", "s", (), (), ()).encode() + f.Execute("", 0).encode()
    ballast = f.Parse("t", "select '" + "z" * 100_000 + "'", ()).encode()
    ballast += f.Close("S", "t").encode()
    with RawSession(server) as session:
        sender = Sender(session, big + once * 100 + ballast * 500 + f.Sync().encode())
        assert settled(server) - idle < 60 * MB
        assert sender.is_alive()
        assert sender.sent < 20 * MB  # what the kernel's buffers take, and 50 MB wait here
        session._socket.shutdown(socket.SHUT_RDWR)  # or the sender's wait would keep it open
        sender.join(60)
        assert not sender.is_alive()


def test_a_client_that_does_not_read_is_no_trouble_to_others(server, idle):
    with ExitStack() as stack:
        for _ in range(8):
            session = stack.enter_context(RawSession(server))
            session.send(f.Query(NARROW.format(50_000_000)).encode())
        with RawSession(server) as other:
            assert rows(other.query("select 1")) == [(b"1",)]


def test_a_result_that_nobody_reads_holds_no_worker_thread(start_server):
    server = start_server(statement_workers=2)  # one for each user
    with ExitStack() as stack:
        for _ in range(4):
            session = stack.enter_context(RawSession(server))
            session.send(f.Query(NARROW.format(50_000_000)).encode())
        with RawSession(server) as other:
            for _ in range(3):
                assert rows(other.query("select 1")) == [(b"1",)]


def test_what_was_held_is_let_go_with_the_client(server, idle):
    with ExitStack() as stack:
        sessions = [stack.enter_context(RawSession(server)) for _ in range(3)]
        for session in sessions:
            session.send(b"".join(m.encode() for m in execution(WIDE.format(5000))))
            session.send(f.Sync().encode())
            session.receive()
    wait_until(lambda: resident(server.pid) - idle < 150 * MB, 20)
