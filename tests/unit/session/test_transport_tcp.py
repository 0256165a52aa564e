"""What the kernel is told about a TCP connection, and what it tells of the other side."""

import socket

import gevent
import pytest

from duckgres.session.transport import Transport


@pytest.fixture
def tcp():
    """A connection over TCP: our transport, and the client's socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        made = Transport(listening.accept()[0], "peer")
    yield made, client
    made.close()
    client.close()


def test_the_kernel_is_given_options_and_keeps_its_own_for_what_it_refuses(tcp):
    ours, _ = tcp
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
    system = {name: ours.option(name) for name in (*names, "tcp_user_timeout")}
    for name, before in system.items():
        ours.set_option(name, 50)
        assert ours.option(name) == 50
        ours.set_option(name, 0)
        assert ours.option(name) == before
    for name in names:
        ours.set_option(name, 2**31 - 1)
        assert ours.option(name) == system[name]


def test_other_sockets_have_no_such_options():
    here, there = socket.socketpair()
    ours = Transport(here, "peer")
    ours.set_option("tcp_user_timeout", 5)
    assert ours.option("tcp_user_timeout") == 0
    assert ours.seconds_unanswered() == 0.0
    ours.close()
    there.close()


def test_a_client_that_lives_and_does_not_read_answers_for_a_long_time(tcp):
    ours, _ = tcp
    sender = gevent.spawn(ours.send, bytes(20_000_000))
    gevent.sleep(0.05)
    assert not sender.dead
    assert 0 <= ours.seconds_unanswered() < 5
    sender.kill()


def test_a_client_without_anything_under_way_owes_no_answer(tcp):
    ours, _ = tcp
    gevent.sleep(0.02)
    assert ours.seconds_unanswered() == 0.0
