"""What is announced costs nothing; what is sent costs about its size, and that comes back."""

import struct
import time

import pytest

from duckgres.wire import frontend as f
from duckgres.wire.framer import AUTHENTICATION_LIMIT
from tests.fixtures.raw_login import RawLogin, startup_packet
from tests.fixtures.raw_session import RawSession, resident, rows, sqlstates, wait_until
from tests.script.client import WireClient

pytestmark = pytest.mark.slow

CLIENTS = 50
ANNOUNCED = 900_000_000
ALLOWED = 20_000_000  # bytes more, for all of them, whatever a busy machine does meanwhile
MB = 1_000_000


@pytest.fixture(scope="module")
def roomy(watched):
    """A server whose memory has been used once, so that it is not taken for growth."""
    for _ in range(2):
        with RawSession(watched.server) as session:
            session.query("select '" + "x" * MB)
    return watched


def growth(server, clients, data):
    """Send the same to all clients; return how much the server has grown when it has read it."""
    before = resident(server.pid)
    for client in clients:
        client.send(data)
    most = 0
    for _ in range(20):
        time.sleep(0.02)
        most = max(most, resident(server.pid))
    return most - before


@pytest.mark.parametrize("kind", [b"Q", b"P", b"B", b"d"])
def test_announced_and_not_sent(kind, roomy):
    sessions = [RawSession(roomy.server) for _ in range(CLIENTS)]
    begun = kind + struct.pack("!i", ANNOUNCED) + b"x" * 1000
    assert growth(roomy.server, sessions, begun) < ALLOWED
    with RawSession(roomy.server) as other:
        assert rows(other.query("select 1")) == [(b"1",)]
    for session in sessions:
        session.close()
    roomy.settled()


@pytest.mark.parametrize("length", [8, 10_004])
def test_a_start_announced_and_not_sent(length, roomy):
    clients = [WireClient(roomy.server) for _ in range(CLIENTS)]
    begun = struct.pack("!ii", length, 3 << 16)[: 7 if length == 8 else 8]
    assert growth(roomy.server, clients, begun) < ALLOWED
    for client in clients:
        client.close()
    roomy.settled()


def test_a_password_announced_and_not_sent(roomy):
    clients = []
    for _ in range(CLIENTS):
        client = RawLogin(roomy.server.host, roomy.server.port)
        client.tls()
        client.send(startup_packet(user="test"))
        client.receive()
        clients.append(client)
    begun = b"p" + struct.pack("!i", AUTHENTICATION_LIMIT)
    assert growth(roomy.server, clients, begun + b"x" * 100) < ALLOWED
    assert growth(roomy.server, clients, b"x" * 65_000) < CLIENTS * AUTHENTICATION_LIMIT * 4
    for client in clients:
        client.close()
    roomy.settled()


@pytest.mark.parametrize("length", [AUTHENTICATION_LIMIT + 1, ANNOUNCED, 2**31 - 1, 0, -1])
def test_a_password_of_no_possible_length_ends_it(length, roomy):
    client = RawLogin(roomy.server.host, roomy.server.port)
    client.tls()
    client.send(startup_packet(user="test"))
    client.receive()
    client.send(b"p" + struct.pack("!i", length))
    assert client.receive() is None
    client.close()


@pytest.mark.parametrize("way", ["query", "bind"])
def test_what_is_sent_costs_its_size_and_comes_back(way, roomy):
    size = 50 * MB
    if way == "query":
        said, sqlstate = (f.Query("selec '" + "x" * size + "'"),), "42601"
    else:
        parse = f.Parse("", "select 1", ())
        said, sqlstate = (parse, f.Bind("", "", (), (b"x" * size,), ()), f.Sync()), "08P01"
    pid = roomy.server.pid
    before = resident(pid)
    most = 0
    with RawSession(roomy.server) as session:
        data = memoryview(b"".join(message.encode() for message in said))
        for at in range(0, len(data), MB):
            session.send(data[at : at + MB])
            most = max(most, resident(pid))
        assert sqlstates(session.until_ready(60)) == [sqlstate]
        most = max(most, resident(pid))
        assert most - before < 6 * size
        wait_until(lambda: resident(pid) - before < size, 30)  # the session is still there
        assert rows(session.query("select 1")) == [(b"1",)]
