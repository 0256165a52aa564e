"""Accepting is tested without a network: sockets that answer as told."""

import errno
import socket

import gevent
import pytest

from duckgres.server import listener as module
from duckgres.server.listener import Listener, ListenError


class FakeSocket:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.closed = False

    def accept(self):
        if not self.answers:
            raise BlockingIOError
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer, ("10.0.0.1", 1)

    def close(self):
        self.closed = True


@pytest.fixture
def bare():
    """A listener that has bound nothing."""

    def make(handler):
        made = Listener.__new__(Listener)
        made._handler = handler
        made.connections = set()
        return made

    return make


def test_each_connection_gets_its_greenlet_and_is_closed_behind_it(bare):
    peers = []
    listener = bare(lambda _, peer: peers.append(peer))
    connections = [FakeSocket(), FakeSocket()]
    listener._accept_some(FakeSocket(*connections))
    assert len(listener.connections) == 2
    gevent.wait(list(listener.connections), timeout=5)
    gevent.sleep(0)
    assert peers == ["10.0.0.1"] * 2
    assert all(connection.closed for connection in connections)
    assert not listener.connections


def test_a_defect_in_one_connection_is_logged_and_reaches_no_other(bare, monkeypatch):
    logged = []
    monkeypatch.setattr(module.log, "exception", lambda event, **_: logged.append(event))

    def handler(*_):
        raise RuntimeError("defect")

    listener = bare(handler)
    connection = FakeSocket()
    listener._accept_some(FakeSocket(connection))
    gevent.wait(list(listener.connections), timeout=5)
    assert logged == ["connection failed"]
    assert connection.closed


def test_a_connection_lost_before_accept_does_not_stop_the_next(bare):
    listener = bare(lambda *_: None)
    listener._accept_some(FakeSocket(ConnectionAbortedError(), FakeSocket()))
    assert len(listener.connections) == 1


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_running_out_of_something_pauses_the_accepting(number, bare, monkeypatch):
    pauses = []
    monkeypatch.setattr(module.gevent, "sleep", pauses.append)
    monkeypatch.setattr(module.log, "warning", lambda *_, **__: None)
    waiting = FakeSocket(OSError(number, "out"), FakeSocket())
    listener = bare(lambda *_: None)
    listener._accept_some(waiting)
    assert pauses == [module.PAUSE_SECONDS]
    assert not listener.connections
    assert len(waiting.answers) == 1


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
