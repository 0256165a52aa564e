"""The running server under bent logins, bent fields, cut TLS and several clients at once.

As in ``test_process``: whatever comes, the server lives, says what happened, and holds nothing
afterwards. A few rounds with one seed are played in every run, many more with other seeds nightly.
"""

import contextlib
import random
import socket
import ssl
import struct
import threading

import pytest

from duckgres.wire import frontend as f
from tests.fixtures.raw_login import (
    SSL_REQUEST,
    RawLogin,
    ScramClient,
    message,
    sasl_initial,
    startup_packet,
    trusting_context,
)
from tests.fixtures.raw_session import RawSession, rows
from tests.fuzz.test_process import batch, every_failure_names_its_session, hear_out
from tests.fuzz.test_process import message as any_message
from tests.fuzz.test_wire_framer import bend
from tests.script.client import Closed

pytestmark = pytest.mark.slow

NIGHTLY = [pytest.param(seed, 20, marks=pytest.mark.nightly) for seed in ("a", "b", "c", "d")]
SEEDS = pytest.mark.parametrize(("seed", "times"), [("one", 1), *NIGHTLY])


@pytest.fixture(autouse=True)
def nothing_stays(watched):
    """After every test the server is as it was."""
    yield
    every_failure_names_its_session(watched.server)
    watched.settled(30)


# --- logins --------------------------------------------------------------------------------------


def bent_answer(chance, data):
    """Bend the payload of a message, sometimes its header, too, or say something else instead."""
    kind = chance.random()
    if kind < 0.5:
        return message(b"p", bend(chance, data[5:]))
    if kind < 0.7:
        return bend(chance, data)
    if kind < 0.8:
        return any_message(chance).encode() + data
    if kind < 0.9:
        return data + data
    return data


def log_in_badly(chance, client):
    """Play SCRAM with a fault at one step or the other."""
    client.tls()
    client.send(startup_packet(user=chance.choice(["test", "test", "nobody", "postgres"])))
    client.receive()
    scram = ScramClient(chance.choice(["secret", "wrong"]))
    mechanism = chance.choice(["SCRAM-SHA-256"] * 4 + ["SCRAM-SHA-256-PLUS", "", "PLAIN"])
    initial = sasl_initial(mechanism, scram.first())
    if chance.random() < 0.4:
        client.send(bent_answer(chance, initial))
    else:
        client.send(initial)
    if client.receive() != b"R" or not client.server_first:
        return
    if chance.random() < 0.2:
        return  # leaves in the middle
    client.send(bent_answer(chance, message(b"p", scram.final(client.server_first))))
    client.socket.settimeout(0.1)
    client.until_end()


@SEEDS
def test_logins(watched, seed, times):
    chance = random.Random(f"logins {seed}")
    for _ in range(60 * times):
        client = RawLogin(watched.server.host, watched.server.port, 1)
        with contextlib.suppress(TimeoutError):
            log_in_badly(chance, client)
        client.close()


# --- fields --------------------------------------------------------------------------------------

EXTREMES = [0, 1, -1, 2, 127, 255, 32_767, -32_768, 65_535, 2**31 - 1, -(2**31)]


def bent_fields(chance, one):
    """Put extreme numbers where a valid message has others; the length stays true."""
    data = bytearray(one.encode())
    for _ in range(chance.randrange(1, 4)):
        size, code = chance.choice([(1, "b"), (2, "h"), (4, "i")])
        if len(data) < 5 + size:
            break
        number = chance.choice(EXTREMES) & (1 << 8 * size) - 1
        at = chance.randrange(5, len(data) - size + 1)
        struct.pack_into(f">{code.upper()}", data, at, number)
    return bytes(data)


@SEEDS
def test_bent_fields_end_no_session(watched, seed, times):
    chance = random.Random(f"fields {seed}")
    for _ in range(40 * times):
        with RawSession(watched.server) as session:
            for _ in range(chance.randrange(1, 6)):
                one = chance.choice(batch(chance))
                session.send(bent_fields(chance, one) + f.Sync().encode() * chance.randrange(2))
            assert hear_out(session)


# --- orders --------------------------------------------------------------------------------------


@SEEDS
def test_steps_out_of_order(watched, seed, times):
    """Legal messages, in the order of no driver: Executes before Binds, Closes in between."""
    chance = random.Random(f"orders {seed}")
    for _ in range(40 * times):
        said = [one for _ in range(chance.randrange(1, 5)) for one in batch(chance)]
        said += [f.Sync(), f.Flush()]
        chance.shuffle(said)
        with RawSession(watched.server) as session:
            session.send(b"".join(one.encode() for one in said))
            assert hear_out(session)


def misbehave(server, chance, said, alive):
    """Say messages to a session until it is at its end; some sessions vanish."""
    with RawSession(server) as session:
        for one in said:
            session.send(one)
        if chance.random() < 0.2:
            session.vanish()
            alive.append(True)
        else:
            alive.append(hear_out(session))


@SEEDS
def test_several_sessions_at_once(watched, seed, times):
    """They create, drop, write and read the same tables."""
    chance = random.Random(f"several {seed}")
    for _ in range(6 * times):
        alive = []
        threads = []
        for _ in range(5):
            said = [one.encode() for _ in range(6) for one in [*batch(chance), f.Sync()]]
            arguments = (watched.server, random.Random(chance.random()), said, alive)
            threads.append(threading.Thread(target=misbehave, args=arguments))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert alive == [True] * 5


# --- TLS -----------------------------------------------------------------------------------------


class CutClient:
    """A client whose TLS bytes the test carries, in pieces of any size."""

    def __init__(self, server, chance):
        self.socket = socket.create_connection((server.host, server.port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.chance = chance
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trusting_context().wrap_bio(self.incoming, self.outgoing)
        self.left = chance.choice(
            [None, None, chance.randrange(3000)]
        )  # bytes until it is cut off

    def send_in_pieces(self, data):
        at = 0
        while at < len(data):
            size = self.chance.choice([1, 2, 5, 17, 100, 5000])
            piece = data[at : at + size]
            self.socket.sendall(piece[: self.left])
            if self.left is not None:
                self.left -= len(piece)
                if self.left < 0:
                    raise ConnectionAbortedError
            at += size

    def carry(self, call, *arguments):
        """Call until it is content, carrying bytes both ways."""
        while True:
            try:
                result = call(*arguments)
            except ssl.SSLWantReadError:
                self.send_in_pieces(self.outgoing.read())
                data = self.socket.recv(65536)
                if not data:
                    raise Closed("") from None
                self.incoming.write(data)
            else:
                self.send_in_pieces(self.outgoing.read())
                return result


def talk_in_pieces(client):
    """Shake hands, ask for a login that is refused, and return the whole answer."""
    client.send_in_pieces(SSL_REQUEST)
    assert client.socket.recv(1) == b"S"
    client.carry(client.tls.do_handshake)
    client.carry(client.tls.write, startup_packet(user="test", padding="x" * 5000))
    heard = client.carry(client.tls.read, 10_000)
    client.carry(client.tls.write, message(b"p", b"SCRAM-SHA-256\0"))
    while chunk := client.carry(client.tls.read, 10_000):
        heard += chunk
        if b"28P01" in heard or b"08P01" in heard:
            break
    return heard


@SEEDS
def test_tls_cut_anywhere(watched, seed, times):
    chance = random.Random(f"cut {seed}")
    whole = 0
    for _ in range(40 * times):
        client = CutClient(watched.server, chance)
        try:
            heard = talk_in_pieces(client)
        except (ConnectionAbortedError, Closed):
            assert client.left is not None, "nobody cut it off"
        else:
            assert b"SCRAM-SHA-256" in heard
            whole += 1
        finally:
            client.socket.close()
    assert whole > 10 * times


def test_a_session_beside_all_this_is_answered(watched):
    with RawSession(watched.server) as session:
        assert rows(session.query("select 1")) == [(b"1",)]
