"""On a socket pair: bytes between two ends of this process, no network."""

import socket
import ssl
from types import SimpleNamespace

import gevent
import pytest

from duckgres.errors import ConnectionLost, FatalError
from duckgres.server.tls import prepare
from duckgres.session import transport as module
from duckgres.session.transport import Transport
from tests.fixtures.raw_login import trusting_context


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    directory = tmp_path_factory.mktemp("certs")
    return prepare(directory / "server.crt", directory / "server.key")[0]


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    made = Transport(ours, "peer")
    yield made, theirs
    made.close()
    theirs.close()


class TlsClient:
    """The client's end of TLS without a thread: its bytes are carried by hand."""

    def __init__(self, plain, context=None):
        self.plain = plain
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = (context or trusting_context()).wrap_bio(self.incoming, self.outgoing)

    def carry(self, call, *arguments):
        """Call until it is content, letting the server run in between."""
        self.plain.setblocking(False)
        with gevent.Timeout(5):
            while True:
                try:
                    result = call(*arguments)
                except ssl.SSLWantReadError:
                    result = None
                self.plain.sendall(self.outgoing.read())
                if result is not None or (call == self.tls.do_handshake and self.tls.cipher()):
                    return result
                gevent.sleep(0)
                try:
                    self.incoming.write(self.plain.recv(65536))
                except BlockingIOError:
                    continue


@pytest.fixture
def tls_pair(pair, tls):
    ours, theirs = pair
    client = TlsClient(theirs)
    server = gevent.spawn(ours.start_tls, tls.context)
    client.carry(client.tls.do_handshake)
    server.get(timeout=5)
    return ours, client


def test_what_arrives_is_returned_as_it_arrives(pair):
    ours, theirs = pair
    theirs.sendall(b"abc")
    assert ours.recv() == b"abc"


def test_the_first_byte_can_be_looked_at(pair):
    ours, theirs = pair
    theirs.sendall(b"\x16abc")
    assert ours.first_byte() == 0x16
    assert ours.recv() == b"\x16abc"


def test_what_stands_before_tls_is_taken_to_the_byte(pair, tls):
    ours, theirs = pair
    gevent.spawn_later(0, theirs.sendall, b"PROXY")
    assert [ours.recv_clear(2), ours.recv_clear(9)] == [b"PR", b"OXY"]
    client = TlsClient(theirs)
    theirs.sendall(b"PROXY")
    server = gevent.spawn(lambda: (ours.recv_clear(5), ours.start_tls(tls.context)))
    client.carry(client.tls.do_handshake)
    assert server.get(timeout=5)[0] == b"PROXY"


@pytest.mark.parametrize(
    "ask", [Transport.recv, Transport.first_byte, lambda ours: ours.recv_clear(9)]
)
def test_a_closed_peer_is_a_lost_connection(ask, pair):
    ours, theirs = pair
    theirs.close()
    with pytest.raises(ConnectionLost):
        ask(ours)


def test_waiting_lets_others_run(pair):
    ours, theirs = pair
    gevent.spawn_later(0, theirs.sendall, b"later")
    assert ours.recv() == b"later"


def test_a_timeout_ends_the_waiting(pair):
    with gevent.Timeout(0.01, False):
        pair[0].recv()
        raise AssertionError("nothing was sent")


class Broken(Exception):
    """What a transport is broken off with."""


def test_whoever_waits_for_the_client_can_be_called_off(pair):
    ours, _ = pair
    gevent.spawn(ours.break_off, Broken())
    with pytest.raises(Broken):
        ours.recv()
    with pytest.raises(Broken):
        ours.recv()


def test_calling_off_reaches_nobody_who_waits_for_something_else(pair):
    ours, theirs = pair
    calls = []
    loop = SimpleNamespace(run_callback=calls.append)  # runs nothing until told
    ours._hub = SimpleNamespace(loop=loop, wait=ours._hub.wait)
    work = []

    def session():
        work.append(ours.recv())
        gevent.sleep(0.01)
        work.append("done")
        ours.recv()

    greenlet = gevent.spawn(session)
    theirs.sendall(b"x")
    while not work:
        gevent.sleep(0)
    ours.break_off(Broken())
    calls[0]()  # the session has left recv and sleeps
    with pytest.raises(Broken):
        greenlet.get(timeout=5)
    assert work == [b"x", "done"]


def test_calling_off_comes_before_bytes_of_the_same_moment(pair):
    ours, theirs = pair
    greenlet = gevent.spawn(ours.recv)
    gevent.sleep(0)
    theirs.sendall(b"x")
    ours._broken_off = Broken()  # as break_off leaves it until its callback runs
    with pytest.raises(Broken):
        greenlet.get(timeout=5)


def test_hanging_up_ends_a_send_that_the_client_does_not_take(pair):
    ours, _ = pair
    sender = gevent.spawn(ours.send, bytes(10_000_000))
    gevent.sleep(0)
    ours.hang_up(Broken())
    for greenlet in (sender, gevent.spawn(ours.send, b"more" * 1_000_000)):
        with pytest.raises(Broken):
            greenlet.get(timeout=5)


def test_sent_bytes_are_counted(pair):
    ours, _ = pair
    ours.write(b"abc")
    ours.send(b"defg")
    assert ours.bytes_sent == 7


def test_small_messages_leave_at_flush_in_one_piece(pair):
    ours, theirs = pair
    ours.write(b"a")
    ours.write(bytearray(b"b"))
    assert not wait_readable(theirs)
    ours.flush()
    assert theirs.recv(10) == b"ab"
    ours.flush()
    assert not wait_readable(theirs)


def wait_readable(sock):
    sock.setblocking(False)
    try:
        return bool(sock.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        sock.settimeout(5)


def test_the_buffer_leaves_by_itself_when_it_is_full(pair, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_SIZE", 10)
    ours, theirs = pair
    ours.write(b"12345")
    ours.write(b"67890")
    assert theirs.recv(100) == b"1234567890"


@pytest.mark.parametrize("call", [Transport.send, Transport.write])
def test_what_is_big_goes_behind_what_waits(call, pair, monkeypatch):
    monkeypatch.setattr(module, "FLUSH_SIZE", 10)
    ours, theirs = pair
    ours.write(b"first ")
    call(ours, memoryview(b"second and more"))
    assert theirs.recv(100) == b"first second and more"


def receive_all(sock, size):
    data = bytearray()
    sock.setblocking(False)
    while len(data) < size:
        try:
            data += sock.recv(100_000)
        except BlockingIOError:
            gevent.sleep(0)
    return bytes(data)


def test_more_than_the_kernel_takes_at_once_is_sent_whole(pair):
    ours, theirs = pair
    data = bytes(range(256)) * 8192
    sender = gevent.spawn(ours.send, data)
    gevent.sleep(0)
    assert ours.sending
    assert receive_all(theirs, len(data)) == data
    sender.get(timeout=5)
    assert not ours.sending


def test_sending_to_nobody_is_a_lost_connection(pair):
    ours, theirs = pair
    theirs.close()
    with pytest.raises(ConnectionLost):
        ours.send(b"x")


def test_peer_vanished_sees_a_closed_peer_also_behind_unread_bytes(pair):
    ours, theirs = pair
    assert not ours.peer_vanished()
    theirs.sendall(b"X\0\0\0\4")
    assert not ours.peer_vanished()
    theirs.close()
    assert ours.peer_vanished()
    assert ours.recv() == b"X\0\0\0\4"


def test_peer_vanished_where_the_system_cannot_tell_hang_ups(pair, monkeypatch):
    monkeypatch.setattr(module, "_HANG_UP", 0)
    ours, theirs = pair
    assert not ours.peer_vanished()
    theirs.sendall(b"x")
    assert not ours.peer_vanished()
    ours.recv()
    theirs.close()
    assert ours.peer_vanished()


def test_a_closed_transport_is_harmless(pair):
    ours, _ = pair
    ours.close()
    ours.close()
    assert ours.peer_vanished()
    with pytest.raises(ConnectionLost):
        ours.recv()
    with pytest.raises(ConnectionLost):
        ours.send(b"x")


def test_tls_carries_bytes_both_ways(tls_pair):
    ours, client = tls_pair
    assert ours.tls_version == "TLSv1.3"
    client.carry(client.tls.write, b"question")
    assert ours.recv() == b"question"
    ours.write(b"answer")
    ours.flush()
    assert client.carry(client.tls.read, 100) == b"answer"


def test_tls_returns_what_it_holds_already_without_waiting(tls_pair, monkeypatch):
    monkeypatch.setattr(module, "READ_SIZE", 4)
    ours, client = tls_pair
    client.carry(client.tls.write, b"12345678")
    assert (ours.recv(), ours.recv()) == (b"1234", b"5678")


def test_tls_sends_more_than_a_record(tls_pair):
    ours, client = tls_pair
    data = bytes(range(256)) * 4096
    sender = gevent.spawn(ours.send, data)
    got = bytearray()
    while len(got) < len(data):
        got += client.carry(client.tls.read, 65536)
    assert got == data
    sender.get(timeout=5)


def test_peer_vanished_under_tls(tls_pair):
    ours, client = tls_pair
    client.carry(client.tls.write, b"unread")
    assert not ours.peer_vanished()
    client.plain.close()
    assert ours.peer_vanished()


def test_bytes_that_are_no_tls_any_more_are_a_lost_connection(tls_pair):
    ours, client = tls_pair
    client.plain.sendall(b"this is no record at all")
    with pytest.raises(ConnectionLost):
        ours.recv()


def test_a_failed_handshake_is_a_lost_connection(pair, tls):
    ours, theirs = pair
    theirs.sendall(b"GET / HTTP/1.1\r\n\r\n")
    with pytest.raises(ConnectionLost, match="TLS handshake failed"):
        ours.start_tls(tls.context)


def test_a_handshake_that_ran_out_of_time_leaves_a_socket_to_close(pair, tls):
    ours, theirs = pair
    with gevent.Timeout(0.01, False):
        ours.start_tls(tls.context)
    ours.close()
    theirs.settimeout(1)
    assert theirs.recv(1) == b""


def test_the_agreed_protocol_is_known(pair, tls):
    ours, theirs = pair
    context = trusting_context()
    context.set_alpn_protocols(["postgresql"])
    client = TlsClient(theirs, context)
    server = gevent.spawn(ours.start_tls, tls.context)
    client.carry(client.tls.do_handshake)
    server.get(timeout=5)
    assert ours.alpn_protocol == "postgresql"


def test_others_run_every_few_steps(pair):
    ours, _ = pair
    ran = []
    gevent.spawn(ran.append, True)
    for _ in range(module.STEPS_A_TURN - 1):
        ours.breathe()
    assert not ran
    ours.breathe()
    assert ran


def test_who_never_waits_learns_of_his_end_too(pair):
    ours, _ = pair
    ours.break_off(ConnectionLost("enough"))
    for _ in range(module.STEPS_A_TURN - 1):
        ours.breathe()
    with pytest.raises(ConnectionLost, match="enough"):
        ours.breathe()


def test_who_waits_for_a_client_that_does_not_read_loses_it_when_cut_off(pair):
    ours, _ = pair
    sender = gevent.spawn(ours.send, bytes(50_000_000))
    gevent.sleep(0.01)
    ours.break_off(FatalError("enough", sqlstate="57P01"))
    gevent.sleep(0.01)
    assert not sender.dead  # he is told when he reads on
    ours.break_off(FatalError("enough", sqlstate="57P01"), cut_off=True)
    with gevent.Timeout(5), pytest.raises(ConnectionLost, match="does not read"):
        sender.get()


def test_a_last_word_waits_for_a_moment_only(pair, monkeypatch):
    monkeypatch.setattr(module, "FAREWELL_SECONDS", 0.01)
    ours, _ = pair
    ours.break_off(FatalError("enough", sqlstate="57P01"))
    gevent.sleep(0)
    with gevent.Timeout(5), pytest.raises(ConnectionLost, match="does not read"):
        ours.send(bytes(50_000_000))
