"""Floods of connections that never log in, and logins in the midst of them."""

import resource
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from tests.faults.visitors import Visitor, timed_login
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_session import RawSession, descriptors, wait_until

pytestmark = pytest.mark.slow

FLOOD = 200
LOGIN_SECONDS = 5.0  # on a slow and busy machine; the nightly test asks for 1
CROWD = 50


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The whole server with all its defaults, but that nobody is exempt."""
    servers = _factory(tmp_path_factory, "duckgres")
    started = next(servers)(rate_limit={"exempt": []})
    ask(started)  # opens the database, which stays open
    yield started
    for _ in servers:
        pass


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A server with room for few that have not logged in."""
    servers = _factory(tmp_path_factory, "tests.fixtures.canned_server")
    yield next(servers)(max_unauthenticated_connections=CROWD)
    for _ in servers:
        pass


def silent(client):
    """Say nothing."""


def half_a_handshake(client):
    client.ask()
    client.send(b"\x16\x03\x01\x02\x00\x01\x00")


def no_password(client):
    client.tls()
    client.ask_for()


def one_source(_number):
    return "127.0.0.1"


def many_sources(number):
    return f"127.4.{number // 250}.{number % 250 + 1}"


def flood(stack, server, kind, source, count=FLOOD):
    """Open connections that stop at one step, and leave them open."""
    clients = []
    for number in range(count):
        client = stack.enter_context(closing(Visitor(server, source(number))))
        kind(client)
        clients.append(client)
    return clients


def ask(server):
    """Log in to the whole server, ask, and return the seconds until the answer."""
    begin = time.monotonic()
    with RawSession(server) as session:
        session.query("select 1")
        return time.monotonic() - begin


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (silent, one_source),
        (silent, many_sources),
        (half_a_handshake, one_source),
        (half_a_handshake, many_sources),
        (no_password, one_source),
    ],
)
def test_a_flood_of_half_open_connections_keeps_no_login_out(server, kind, source):
    with ExitStack() as stack:
        flood(stack, server, kind, source)
        assert max(ask(server) for _ in range(3)) < LOGIN_SECONDS


@pytest.mark.nightly
def test_a_login_beside_a_flood_takes_less_than_a_second(server):
    for kind in (silent, half_a_handshake, no_password):
        for source in (one_source, many_sources):
            with ExitStack() as stack:
                flood(stack, server, kind, source)
                seconds = [ask(server) for _ in range(20)]
                assert max(seconds) < 1.0, (kind.__name__, source.__name__, seconds)


def test_the_flood_gone_nothing_is_left_of_it(server):
    with ExitStack() as stack:
        flood(stack, server, silent, one_source)
        wait_until(lambda: sockets(server.pid) >= FLOOD)
    wait_until(lambda: sockets(server.pid) == 1, 20)  # the one that listens


def sockets(pid):
    """Return how many TCP sockets a process has open."""
    mine = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            mine.add(entry.readlink().name)
    inodes = [line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(f"socket:[{inode}]" in mine for inode in inodes)


def is_open(client):
    """Say whether the server has not closed the connection."""
    client.socket.settimeout(0)
    try:
        return client.socket.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


@pytest.mark.parametrize("source", [one_source, many_sources])
def test_the_oldest_give_way_when_too_many_wait(narrow, source):
    with ExitStack() as stack:
        clients = flood(stack, narrow, silent, source, CROWD * 3)
        outcome, seconds = timed_login(narrow, source(0))
        assert outcome == "in"
        assert seconds < LOGIN_SECONDS
        wait_until(lambda: not any(is_open(client) for client in clients[: CROWD * 2]), 10)
        assert all(is_open(client) for client in clients[CROWD * 2 + 1 :])
    (first, *_) = narrow.events("connection dropped")
    assert first["reason"] == "too many have not logged in"


def test_who_comes_alone_is_not_driven_out_by_a_crowd(narrow):
    with closing(Visitor(narrow, "127.5.0.1")) as guest, ExitStack() as stack:
        guest.tls()
        assert guest.challenge()
        flood(stack, narrow, silent, one_source, CROWD * 3)
        assert guest.prove() == "in"


def test_a_flood_of_drops_is_few_lines_in_the_log(narrow):
    before = len(narrow.events("connection dropped"))
    begin = time.monotonic()
    with ExitStack() as stack:
        flood(stack, narrow, silent, one_source, CROWD * 4)
    written = len(narrow.events("connection dropped")) - before
    assert written <= 20 + (time.monotonic() - begin) + 1


def test_a_flood_that_takes_all_descriptors_gives_some_back(start_canned):
    server = start_canned()
    soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (descriptors(server.pid) + 40, hard))
    with ExitStack() as stack, suppress(ConnectionError):
        flood(stack, server, silent, one_source, 100)
        server.wait_for("cannot accept", 10)
        assert timed_login(server)[0] == "in"
        server.wait_for("connection dropped", 10)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))
