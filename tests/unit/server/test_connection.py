"""One connection on a socket pair, with a session that is a list of calls."""

import itertools
import socket
from dataclasses import replace

import gevent
import pytest
import structlog

from duckgres.auth.users import Users
from duckgres.errors import ConnectionLost, FatalError
from duckgres.server import connection as module
from duckgres.server.admission import Admission
from duckgres.server.connection import Reception
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
        refuse=lambda: None,
    )
    return Reception(
        startup=services,
        admission=Admission(1, 0),
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
        while part := theirs.recv(1000):
            heard += part
    assert len(reception.admission) == 0
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


def test_one_too_many_is_refused_through_the_startup(reception, lines, monkeypatch):
    asked = []

    def start(_transport, _framer, services):
        asked.append(services.refuse)
        services.refuse()

    monkeypatch.setattr(module, "start", start)
    held = reception.admission.enter("10.0.0.2")
    ours, theirs = socket.socketpair()
    gevent.spawn(reception.receive, ours, "10.0.0.1").get(timeout=5)
    assert b"sorry, too many clients already" in theirs.recv(1000)
    theirs.close()
    held.close()


def test_the_servers_refusal_comes_before_the_count(reception, lines, monkeypatch):
    def refuse():
        raise FatalError("the database system is shutting down", sqlstate="57P03")

    closing = replace(reception, startup=replace(reception.startup, refuse=refuse))
    monkeypatch.setattr(module, "start", lambda _t, _f, services: services.refuse())
    assert b"shutting down" in serve(closing)
