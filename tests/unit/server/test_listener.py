"""Accepting is tested without a network: sockets that answer as told."""

import errno
import socket

import gevent
import pytest

from duckgres.server import listener as module
from duckgres.server.listener import Listener, ListenError, _Acceptor


class FakeSocket:
    """A connection that knows whether it was closed."""

    closed = False

    def close(self):
        self.closed = True


class FakeAcceptor(_Acceptor):
    """An acceptor without a loop: it counts how often its accepting stops and goes on."""

    def __init__(self):
        self.calls = []
        self._on_shortage = lambda: self.calls.append("short")

    def stop_accepting(self):
        self.calls.append("stop")

    def start_accepting(self):
        self.calls.append("start")

    started = True


@pytest.fixture
def accepting(monkeypatch):
    """What gevent's own accept answers, in turn."""
    answers = []

    def do_read(_self):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(module.StreamServer, "do_read", do_read)
    return answers


@pytest.fixture
def listener():
    made = Listener("127.0.0.1", 0, lambda *_: None)
    yield made
    made.close()


def test_each_connection_gets_its_greenlet_and_is_closed_behind_it(listener):
    peers = []
    listener._handler = lambda _, peer: peers.append(peer)
    connections = [FakeSocket(), FakeSocket()]
    for connection in connections:
        listener._spawn(listener._serve, connection, ("10.0.0.1", 1))
    assert len(listener.connections) == 2
    gevent.wait(list(listener.connections), timeout=5)
    gevent.sleep(0)
    assert peers == ["10.0.0.1"] * 2
    assert all(connection.closed for connection in connections)
    assert not listener.connections


def test_a_defect_in_one_connection_is_logged_and_reaches_no_other(listener, monkeypatch):
    logged = []
    monkeypatch.setattr(module.log, "exception", lambda event, **_: logged.append(event))

    def handler(*_):
        raise RuntimeError("defect")

    listener._handler = handler
    connection = FakeSocket()
    listener._serve(connection, ("10.0.0.1", 1))
    assert logged == ["connection failed"]
    assert connection.closed


def test_a_connection_lost_before_accept_does_not_stop_the_next(accepting):
    accepting += [ConnectionAbortedError(), ("socket", "address")]
    acceptor = FakeAcceptor()
    assert acceptor.do_read() is None
    assert acceptor.do_read() == ("socket", "address")
    assert acceptor.calls == []


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_running_out_of_something_pauses_the_accepting(number, accepting, monkeypatch):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(module.log, "warning", lambda *_, **__: None)
    accepting.append(OSError(number, "out"))
    acceptor = FakeAcceptor()
    assert acceptor.do_read() is None
    assert acceptor.calls == ["stop", "short"]
    gevent.sleep(0.01)
    assert acceptor.calls == ["stop", "short", "start"]


def test_an_acceptor_closed_in_its_pause_stays_closed(accepting, monkeypatch):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(module.log, "warning", lambda *_, **__: None)
    accepting.append(OSError(errno.EMFILE, "out"))
    acceptor = FakeAcceptor()
    acceptor.do_read()
    acceptor.started = False
    gevent.sleep(0.01)
    assert acceptor.calls == ["stop", "short"]


def test_a_free_port_is_known():
    listener = Listener("127.0.0.1", 0, lambda *_: None)
    assert listener.port > 0
    listener.close()


def test_a_taken_port_and_an_unknown_host_are_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            Listener("127.0.0.1", port, lambda *_: None)
    assert str(caught.value) == f"cannot listen on 127.0.0.1:{port}: Address already in use"
    with pytest.raises(ListenError, match=r"cannot listen on 192\.0\.2\.1:1: "):
        Listener("192.0.2.1", 1, lambda *_: None)


def test_every_address_of_a_host_is_bound_to_one_port(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (f"127.0.0.{n}", 0)) for n in (1, 2, 1)]
    monkeypatch.setattr(module.socket, "getaddrinfo", lambda *_, **__: found)
    listener = Listener("many", 0, lambda *_: None)
    names = [sock.getsockname() for sock in listener._sockets]
    assert names == [("127.0.0.1", listener.port), ("127.0.0.2", listener.port)]
    listener.close()
