"""The running server under bent input: it lives, says what happened, and holds nothing afterwards.

Valid input is changed, as noise rarely gets past a header. Seeds are fixed: a failure shows again,
as far as a process with threads allows.
"""

import contextlib
import random
import socket
import ssl
import struct

import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire.startup import CancelRequest, StartupMessage
from tests.fixtures.raw_login import GSSENC_REQUEST, SSL_REQUEST, RawLogin
from tests.fixtures.raw_session import RawSession
from tests.fuzz.test_wire_framer import bend
from tests.script.client import Closed

pytestmark = pytest.mark.slow

NAMES = ["", "", "a", "b", "ä", "x" * 70]
TEXTS = [
    "",
    ";",
    "select 1",
    "select 1; select 2",
    "select $1::int + $2",
    "select i, 'row' from range(20000) r(i)",
    "select * from pond where a > $1",
    "insert into pond values (1, 'one') returning *",
    "insert into pond values ($1, $2)",
    "delete from pond",
    "begin",
    "commit",
    "rollback",
    "start transaction read only",
    "select 1/0, error('boom')",
    "select chr(0)",
    "select * from nowhere",
    "create table pond(a int, b text)",
    "drop table pond",
    "create temp table puddle(a int)",
    "set timezone = 'Asia/Tokyo'",
    "set search_path = pond, public",
    "set statement_timeout = 1000",
    "reset all",
    "show all",
    "discard all",
    "deallocate all",
    "explain select * from pond",
    "from pond select a",
    "copy pond from stdin",
    "declare c cursor for select 1",
    "savepoint s",
    "prepare p as select 1",
    "vacuum",
    "selec 1",
    "select '",
]
VALUES = [None, b"", b"1", b"-7", b"one", b"\0\0\0\1", b"\xff\xff", b"9" * 50, b"\xc3\xa4"]


def message(chance):
    """Return a valid message with names and values by chance."""
    name, portal = chance.choice(NAMES), chance.choice(NAMES)
    values = tuple(chance.choice(VALUES) for _ in range(chance.choice([0, 0, 1, 2, 3])))
    forms = tuple(chance.choice([0, 0, 1, 7]) for _ in range(chance.choice([0, 0, 1, 2])))
    oids = tuple(chance.choice([0, 20, 23, 25, 1184, 99999]) for _ in range(chance.choice([0, 2])))
    return chance.choice(
        [
            f.Query(chance.choice(TEXTS)),
            f.Parse(name, chance.choice(TEXTS), oids),
            f.Parse(name, chance.choice(TEXTS), ()),
            f.Bind(portal, name, (), values, ()),
            f.Bind(portal, name, forms, values, forms),
            f.Describe(chance.choice("SP"), name),
            f.Execute(portal, chance.choice([0, 1, 5, -1, 2**31 - 1])),
            f.Execute(portal, 0),
            f.Close(chance.choice("SP"), name),
            f.Flush(),
            f.Sync(),
            f.CopyData(b"1\tx\n"),
            f.CopyDone(),
            f.CopyFail("no"),
            f.FunctionCall(1, (), values, 0),
        ]
    )


def batch(chance):
    """Return a Parse, Bind, Describe, Execute that fit each other, then one by chance."""
    name, text = chance.choice(NAMES), chance.choice(TEXTS)
    count = text.count("$")
    return [
        f.Parse(name, text, ()),
        f.Bind(name, name, (), (b"1",) * count, (chance.choice([0, 1]),)),
        f.Describe("P", name),
        f.Execute(name, chance.choice([0, 1, 5000])),
        message(chance),
    ]


def hear_out(session):
    """End what the session says, and listen until it answers a Sync or is closed."""
    try:
        for text in ("", "rollback", "select 'end'"):
            session.send(f.Query(text).encode() if text else f.Sync().encode())
        while (heard := session.receive(2)) is not None:
            if isinstance(heard, b.DataRow) and heard.values == (b"end",):
                return True
    except (Closed, ssl.SSLError):
        return False
    # A message with a length of its own making still waits for its bytes.
    return False


def every_failure_names_its_session(server):
    """Read the log: who was in trouble, and that nobody had an accident."""
    for event in server.events():
        if event.get("sqlstate") or event["level"] in ("warning", "error"):
            assert "session" in event, event
        assert event.get("sqlstate") != "XX000", event
        assert "exception" not in event, event


def test_sequences_of_valid_messages(watched):
    chance = random.Random("sequences")
    alive = 0
    for _ in range(150):
        with RawSession(watched.server) as session:
            said = []
            for _ in range(chance.randrange(1, 25)):
                said += batch(chance) if chance.random() < 0.4 else [message(chance)]
                said += [f.Sync()] * (chance.random() < 0.3)
            session.send(b"".join(one.encode() for one in said))
            alive += hear_out(session)
    assert alive == 150, "valid messages end no session"
    every_failure_names_its_session(watched.server)
    watched.settled()


def test_bent_messages(watched):
    chance = random.Random("bent")
    alive = 0
    for _ in range(250):
        with RawSession(watched.server) as session:
            for _ in range(chance.randrange(1, 8)):
                for one in batch(chance):
                    data = one.encode()
                    if chance.random() < 0.3:
                        payload = bend(chance, data[5:])
                        data = data[:1] + struct.pack("!I", len(payload) + 4) + payload
                    session.send(data)
            if chance.random() < 0.5:
                session.send(bend(chance, message(chance).encode()))
                session.vanish()
            else:
                alive += hear_out(session)
    assert alive > 20
    every_failure_names_its_session(watched.server)
    watched.settled()


def test_lengths_and_types_after_login(watched):
    for data in [
        b"Q\0\0\0\0",
        b"Q\0\0\0\3",
        b"Q\xff\xff\xff\xff",
        b"Q\x7f\xff\xff\xff",
        b"S\0\0\0\5x",
        b"S\x00\x01\x00\x00",
        b"\0\0\0\0\4",
        b"\xff\0\0\0\4",
        b"p\0\0\0\5\0",
        b"P\0\0\0\6\0\0",
        b"B\0\0\0\4",
        b"E\0\0\0\4",
        SSL_REQUEST,
        CancelRequest(1, b"1234").encode(),
        StartupMessage(3, 0, {"user": "test"}).encode(),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ]:
        with RawSession(watched.server) as session:
            session.send(data)
            with contextlib.suppress(Closed, ssl.SSLError):
                while session.receive(0.1) is not None:
                    pass
    every_failure_names_its_session(watched.server)
    watched.settled()


def startup_packets(chance):
    """Yield packets before a login, bent."""
    parameters = {"user": "test", "database": "test", "options": "-c timezone=UTC"}
    whole = [
        StartupMessage(3, 0, parameters).encode(),
        StartupMessage(3, 2, parameters | {"_pq_.x": "1", "replication": "maybe"}).encode(),
        StartupMessage(2, 0, parameters).encode(),
        StartupMessage(3, 0, parameters | {"options": "-c search_path='"}).encode(),
        StartupMessage(3, 0, parameters | {"client_encoding": "KLINGON"}).encode(),
        CancelRequest(1, b"1234").encode(),
        SSL_REQUEST,
        GSSENC_REQUEST,
        struct.pack("!II", 10_005, 196608),
        struct.pack("!II", 7, 196608),
        struct.pack("!iI", -1, 196608),
    ]
    for _ in range(150):
        yield bend(chance, chance.choice(whole)) + bend(chance, chance.choice(whole))


@pytest.mark.parametrize("tls", [False, True])
def test_startup_packets(watched, tls):
    chance = random.Random(f"startup {tls}")
    for packet in startup_packets(chance):
        client = RawLogin(watched.server.host, watched.server.port, 5)
        if tls:
            client.tls()
        client.send(packet)
        if chance.random() < 0.5:
            client.socket.settimeout(0.05)
            with contextlib.suppress(OSError, EOFError):
                client.socket.recv(1000)
        client.close()
    every_failure_names_its_session(watched.server)
    watched.settled()


def client_hello():
    """Return what a client says first in TLS."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["postgresql"])
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname="x").do_handshake()
    return outgoing.read()


def test_garbage_instead_of_tls(watched):
    chance = random.Random("tls")
    hello = client_hello()
    for number in range(150):
        with socket.create_connection((watched.server.host, watched.server.port), 5) as client:
            if number % 2:  # else direct TLS
                client.sendall(SSL_REQUEST)
                assert client.recv(1) == b"S"
            client.sendall(chance.choice([bend(chance, hello), hello[: chance.randrange(9, 99)]]))
            if chance.random() < 0.5:
                client.settimeout(0.05)
                with contextlib.suppress(OSError):
                    client.recv(1000)
    every_failure_names_its_session(watched.server)
    watched.settled()


def test_bytes_cut_within_tls_records(watched):
    """What is wrong below TLS ends that connection alone."""
    chance = random.Random("records")
    for _ in range(20):
        session = RawSession(watched.server)
        raw = socket.socket(fileno=session._socket.fileno())
        session.send(f.Query("select 1").encode())
        raw.sendall(chance.randbytes(chance.randrange(1, 200)))
        with contextlib.suppress(Closed, OSError):
            while session.receive(0.1) is not None:
                pass
        raw.detach()
        session.close()
    every_failure_names_its_session(watched.server)
    watched.settled()
