"""Clients behind a balancer that speaks the PROXY protocol, and those who only pretend."""

import socket
import time
from contextlib import ExitStack, closing

import pytest

from tests.faults.visitors import BAD_PASSWORD, NO_PLACE, Visitor
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_login import startup_packet, trusting_context
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow

BALANCER = "127.7.0.1"
ATTEMPTS = 3
V2 = b"\r\n\r\n\0\r\nQUIT\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server behind balancers of 127.7.0.0/16."""
    servers = _factory(tmp_path_factory, "tests.fixtures.canned_server")
    yield next(servers)(
        proxy_protocol={"networks": ["127.7.0.0/16"]},
        authentication_timeout="3s",
        rate_limit={"max_failed_attempts": ATTEMPTS, "max_connections_per_ip": 2},
    )
    for _ in servers:
        pass


def v1(address):
    family = b"TCP6" if ":" in address else b"TCP4"
    return b"PROXY %s %s %s 50000 5432\r\n" % (family, address.encode(), address.encode())


def v2(address, command=0x21, behind=b""):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    packed = socket.inet_pton(family, address)
    block = packed + packed + b"\xc3\x50\x15\x38" + behind
    kind = 0x21 if ":" in address else 0x11
    return V2 + bytes((command, kind)) + len(block).to_bytes(2) + block


def behind(server, header, source=BALANCER):
    """A client whose balancer has sent its header."""
    client = Visitor(server, source)
    client.send(header)
    return closing(client)


def refused_peer(client):
    """Ask in clear text; return the address the refusal names."""
    client.ask_for()
    return client.heard[-1].partition('host "')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        (v1("192.0.2.1"), "192.0.2.1"),
        (v1("2001:db8::1"), "2001:db8::1"),
        (v1("::ffff:192.0.2.2"), "192.0.2.2"),
        (b"PROXY UNKNOWN\r\n", BALANCER),
        (v2("192.0.2.3"), "192.0.2.3"),
        (v2("2001:db8::3", behind=b"\x04\0\x02xx"), "2001:db8::3"),
        (v2("192.0.2.4", command=0x20), BALANCER),
    ],
)
def test_the_client_is_who_the_balancer_says(server, header, peer):
    with behind(server, header) as client:
        assert refused_peer(client) == peer
    refused = [line for line in server.events("login refused") if line["peer"] == peer]
    assert refused
    assert refused[-1].get("proxy") == (None if peer == BALANCER else BALANCER)


@pytest.mark.parametrize("header", [v1("192.0.2.10"), v2("192.0.2.10")])
@pytest.mark.parametrize("direct", [False, True])
def test_a_login_behind_a_header_however_it_is_cut(server, header, direct):
    for step in (1, len(header)):
        with closing(Visitor(server, BALANCER)) as client:
            for at in range(0, len(header), step):
                client.send(header[at : at + step])
            if direct:
                context = trusting_context()
                context.set_alpn_protocols(["postgresql"])
                client.start_tls(context)
                assert client.challenge()
                assert client.prove() == "in"
            else:
                assert client.log_in() == "in"
    ended = [line for line in server.events("session ended") if line["peer"] == "192.0.2.10"]
    assert all(line["proxy"] == BALANCER for line in ended)


def test_header_and_startup_may_come_in_one_packet(server):
    with behind(server, v1("192.0.2.11") + startup_packet(user="test")) as client:
        assert client.receive() == b"E"
        assert '"192.0.2.11"' in client.heard[-1]


def test_a_balancers_client_is_banned_and_the_balancer_is_not(server):
    for number in range(ATTEMPTS):
        with behind(server, v1("192.0.2.20")) as client:
            assert client.log_in(f"nobody{number}", "guess") == BAD_PASSWORD
    for header in (v1("192.0.2.20"), v2("192.0.2.20")):
        with behind(server, header) as client:
            assert client.log_in() == NO_PLACE
    with behind(server, v2("192.0.2.21")) as client:
        assert client.log_in() == "in"


def test_connections_are_counted_by_client(server):
    held = [Visitor(server, BALANCER) for _ in range(5)]
    outcomes = []
    for client, address in zip(held, "11122", strict=True):
        client.send(v1(f"192.0.2.3{address}"))
        outcomes.append(client.log_in())
    assert outcomes == ["in", "in", NO_PLACE, "in", "in"]
    for client in held:
        client.close()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (startup_packet(user="test"), "no PROXY protocol header"),
        (b"\0\0\0\x08\x04\xd2\x16\x2f", "no PROXY protocol header"),
        (b"PROXY TCP4 nowhere nowhere 1 2\r\n", "bad address in PROXY protocol header"),
        (b"PROXY UNKNOWN" + b" " * 200, "PROXY protocol header without an end"),
        (V2 + b"\x21\x11\0\x04abcd", "bad address in PROXY protocol header"),
    ],
)
def test_a_balancer_without_a_good_header_is_refused_and_named_in_the_log(server, said, reason):
    before = len(server.events("proxy refused"))
    with behind(server, said, "127.7.0.2") as client:
        assert client.receive() is None
        assert client.heard == ["closed"]
    wait_until(lambda: len(server.events("proxy refused")) > before)
    line = server.events("proxy refused")[-1]
    assert (line["level"], line["peer"], line["reason"]) == ("warning", "127.7.0.2", reason)


@pytest.mark.parametrize("header", [v1("192.0.2.40"), v2("192.0.2.40")])
def test_from_anybody_else_a_header_is_wrong_input(server, header):
    with behind(server, header + startup_packet(user="test"), "127.6.0.1") as client:
        assert client.receive() is None
        assert client.heard == ["closed"]
    assert not [line for line in server.events() if line.get("peer") == "192.0.2.40"]


def test_a_header_has_no_more_time_than_a_login(server):
    begin = time.monotonic()
    with ExitStack() as stack:
        starts = (b"", b"PROXY TCP4 192.0.2.50 ", V2 + b"\x21\x11\xff\xff" + b"x")
        clients = [stack.enter_context(behind(server, start)) for start in starts]
        assert [client.receive() for client in clients] == [None] * len(starts)
    assert 2 < time.monotonic() - begin < 18


def test_a_balancer_that_only_looks_whether_we_are_there_is_no_news(server):
    before = len(server.events("proxy refused"))
    with behind(server, b"", "127.7.0.3"):
        pass
    wait_until(
        lambda: [e for e in server.events("connection lost") if e.get("peer") == "127.7.0.3"]
    )
    assert len(server.events("proxy refused")) == before
