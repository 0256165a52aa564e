"""One connection on a socket pair, with a session that is a list of calls."""

import contextlib
import itertools
import socket
from dataclasses import replace
from ipaddress import ip_network

import gevent
import pytest
import structlog

from duckgres.auth.users import Users
from duckgres.config.model import RateLimit
from duckgres.errors import ConnectionLost, FatalError
from duckgres.server import connection as module
from duckgres.server.admission import Places, Ticket
from duckgres.server.connection import Reception
from duckgres.server.gate import Gate
from duckgres.session.registry import Activity, Registry
from duckgres.session.startup import Login, StartupServices
from tests.fixtures.raw_login import raw_startup, startup_packet

LOGIN = Login("test", "db", {"application_name": "app"}, (3, 2), "10.0.0.1", "TLSv1.3")


class FakeSession:
    state = Activity.IDLE

    def __init__(self, registry, transport, key):
        self.registry, self.transport, self.key = registry, transport, key

    def run(self):
        assert self.registry.get(self.key.process_id) is self
        self.transport.send(b"hello")


@pytest.fixture
def reception():
    registry = Registry()
    services = StartupServices(
        tls_context=None,
        end_point=b"",
        users=Users({}, "password", b"s"),
        cancel=registry.cancel,
    )
    return Reception(
        startup=services,
        gate=Gate(Places(1, guests=2), {}, RateLimit(max_failed_attempts=1), lambda: None),
        registry=registry,
        authentication_timeout=1.0,
        open_session=lambda transport, _framer, _login, key: FakeSession(registry, transport, key),
        numbers=itertools.count(1),
    )


@pytest.fixture
def lines(monkeypatch):
    """What is logged: event and fields, the session's among them."""
    logged = []
    for level in ("debug", "info", "warning"):
        monkeypatch.setattr(
            module.log,
            level,
            lambda event, **fields: logged.append(
                (event, structlog.contextvars.get_contextvars() | fields)
            ),
        )
    return logged


def serve(reception, *said):
    """Serve a client that says this and then listens; return what it hears."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    theirs.sendall(b"".join(said))
    heard = b""
    with theirs:
        gevent.spawn(reception.receive, ours, "10.0.0.1").get(timeout=5)
        with contextlib.suppress(ConnectionResetError):  # closed with bytes of ours unread
            while part := theirs.recv(1000):
                heard += part
    assert len(reception.gate.admission) == 0
    assert len(reception.registry) == 0
    return heard


def test_a_session_is_registered_while_it_runs_and_named_in_the_log(reception, lines, monkeypatch):
    monkeypatch.setattr(module, "start", lambda *_: LOGIN)
    assert serve(reception, b"") == b"hello"
    event, fields = lines[-1]
    assert event == "session ended"
    assert fields.pop("seconds") >= 0
    assert fields == {
        "session": 1,
        "peer": "10.0.0.1",
        "user": "test",
        "database": "db",
        "application_name": "app",
        "tls": "TLSv1.3",
    }


def test_a_refusal_is_told_and_logged(reception, lines):
    heard = serve(reception, startup_packet(user="test"))
    assert heard.startswith(b"E")
    assert b"SFATAL\0" in heard
    assert b"no encryption" in heard
    assert [event for event, _ in lines] == ["login refused"]


def test_an_error_before_the_session_is_fatal(reception, lines, monkeypatch):
    def start(*_):
        raise module.PgError("bad", sqlstate="08P01")

    monkeypatch.setattr(module, "start", start)
    assert b"SFATAL\0" in serve(reception)


def test_protocol_2_is_told_in_its_own_form(reception, lines):
    assert serve(reception, raw_startup(131072, b"")).startswith(b"EFATAL:  unsupported")


def test_a_client_that_leaves_is_no_news(reception, lines, monkeypatch):
    def start(*_):
        raise ConnectionLost("gone")

    monkeypatch.setattr(module, "start", start)
    assert serve(reception) == b""
    assert [event for event, _ in lines] == ["connection lost"]


def test_time_to_log_in_runs_out_in_silence(reception, lines):
    quick = replace(reception, authentication_timeout=0.01)
    assert serve(quick, b"\0") == b""
    assert lines[-1][1]["reason"] == "authentication timeout"


def test_another_timeout_is_not_ours_to_swallow(reception, lines, monkeypatch):
    def start(*_):
        with gevent.Timeout(0.001):
            gevent.sleep(5)

    monkeypatch.setattr(module, "start", start)
    with pytest.raises(gevent.Timeout):
        serve(reception)


def refuse_at_start(_transport, _framer, _services, visit):
    visit.refuse()


def test_one_too_many_is_refused_through_the_startup(reception, lines, monkeypatch):
    monkeypatch.setattr(module, "start", refuse_at_start)
    held = Ticket("10.0.0.2", lambda: None)
    reception.gate.admission.enter(held)
    reception.gate.admission.admit(held, "test")
    ours, theirs = socket.socketpair()
    gevent.spawn(reception.receive, ours, "10.0.0.1").get(timeout=5)
    assert b"sorry, too many clients already" in theirs.recv(1000)
    theirs.close()


def test_the_servers_refusal_comes_before_the_count(reception, lines, monkeypatch):
    def refuse():
        raise FatalError("the database system is shutting down", sqlstate="57P03")

    reception.gate.refuse = refuse
    monkeypatch.setattr(module, "start", refuse_at_start)
    assert b"shutting down" in serve(reception)


def test_who_has_not_logged_in_makes_room_for_newcomers(reception, lines):
    pairs = [socket.socketpair() for _ in range(3)]
    greenlets = []
    for ours, _ in pairs:
        greenlets.append(gevent.spawn(reception.receive, ours, "10.0.0.1"))
        gevent.sleep(0)
    greenlets[0].get(timeout=5)
    assert pairs[0][1].recv(1) == b""
    assert not greenlets[1].dead
    assert not greenlets[2].dead
    assert lines[-1][1]["reason"] == "too many connections that have not logged in"
    for _, theirs in pairs:
        theirs.close()
    gevent.joinall(greenlets, timeout=5, raise_error=True)
    assert len(reception.gate.admission) == 0


def ban(reception, address):
    reception.gate.bans.fail(address, "test")
    while not reception.gate.turns_away(address):
        pass


def test_a_banned_address_is_closed_at_accept(reception, lines):
    ban(reception, "10.0.0.1")
    assert serve(reception, startup_packet(user="test")) == b""
    assert lines == []


@pytest.fixture
def proxied(reception):
    return replace(reception, proxies=(ip_network("10.0.0.0/8"),))


def test_a_proxy_says_who_comes(proxied, lines):
    heard = serve(proxied, b"PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", startup_packet(user="u"))
    assert b'no pg_hba.conf entry for host "192.0.2.7"' in heard
    event, fields = lines[-1]
    assert event == "login refused"
    assert (fields["peer"], fields["proxy"]) == ("192.0.2.7", "10.0.0.1")


def test_a_proxy_that_speaks_for_itself_is_itself(proxied, lines):
    heard = serve(proxied, b"PROXY UNKNOWN\r\n", startup_packet(user="u"))
    assert b'no pg_hba.conf entry for host "10.0.0.1"' in heard


def test_a_missing_header_is_refused_with_a_line(proxied, lines, monkeypatch):
    assert serve(proxied, startup_packet(user="u")) == b""
    assert ("proxy refused", "no PROXY protocol header") in [
        (event, fields.get("reason")) for event, fields in lines
    ]


def test_a_banned_client_of_a_proxy_is_closed_and_others_are_not(proxied, lines):
    ban(proxied, "192.0.2.7")
    line = b"PROXY TCP4 192.0.2.%d 1.1.1.1 1 2\r\n"
    assert serve(proxied, line % 7, startup_packet(user="u")) == b""
    assert b"192.0.2.8" in serve(proxied, line % 8, startup_packet(user="u"))


def test_a_proxy_that_never_finishes_its_header_runs_out_of_time(proxied, lines):
    quick = replace(proxied, authentication_timeout=0.01)
    assert serve(quick, b"PROXY TCP4 192.0.2.7") == b""
    assert lines[-1][1]["reason"] == "authentication timeout"
