"""Bent streams: a message, a ProtocolViolation, a FatalError or ConnectionLost, nothing else.

Valid input is changed, as noise rarely gets past a header. Seeds are fixed: a failure shows again.
"""

import contextlib
import random
import time
import tracemalloc

import pytest

from duckgres.errors import ConnectionLost, FatalError, ProtocolViolation
from duckgres.wire import frontend as f
from duckgres.wire.framer import Framer
from duckgres.wire.message import Message
from duckgres.wire.startup import CancelRequest, StartupMessage, parse_options
from duckgres.wire.state import ConnectionState, State
from duckgres.wire.trace import line
from tests.unit.wire.samples import FRONTEND

ROUNDS = 3000  # of each test, about a third of a second
SPLINTERS = [
    b"",
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\1",
    b"S",
    b"\xc3",
]
STREAM_STATES = [state for state in State if state is not State.STARTUP]


def bend(chance: random.Random, data: bytes) -> bytes:
    """Lose, add or replace bytes in up to three places of ``data``, and at times cut it short."""
    bent = bytearray(data)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(bent) + 1)
        bent[at : at + chance.randrange(5)] = chance.choice(SPLINTERS)
    return bytes(bent[: chance.randrange(len(bent) + 1)] if chance.random() < 0.1 else bent)


def hear(framer: Framer) -> list[Message]:
    """Do as a session does until the framer has nothing more, or the session ends."""
    heard = []
    while True:
        try:
            message = framer.next_message()
        except ProtocolViolation:
            framer.state.fail()
            continue
        except (FatalError, ConnectionLost):
            return heard
        if message is None:
            return heard
        heard.append(message)


@pytest.mark.parametrize("state", STREAM_STATES)
def test_bent_streams(state):
    chance = random.Random(f"bent streams {state}")
    for _ in range(ROUNDS // 4):
        stream = b"".join(bend(chance, chance.choice(FRONTEND)[1]) for _ in range(5))
        framer = Framer(ConnectionState(state))
        for at in range(0, len(stream), size := chance.randint(1, 80)):
            framer.feed(stream[at : at + size])
            for message in hear(framer):
                assert isinstance(message, Message)
                assert line(message, full=True).isprintable()


def test_a_bent_payload_keeps_the_boundaries():
    chance = random.Random("bent payloads")
    marker = f.Query("still here")
    understood = 0
    for _ in range(ROUNDS):
        sample, data = chance.choice([made for made in FRONTEND if made[1][0] not in b"pX"])
        payload = bend(chance, data[5:])
        framer = Framer(ConnectionState(State.READY))
        framer.feed(data[:1] + (len(payload) + 4).to_bytes(4) + payload)
        framer.feed(f.Sync().encode() + marker.encode())
        heard = hear(framer)
        assert heard[-1] == marker
        understood += isinstance(heard[0], type(sample))
    assert ROUNDS // 10 < understood < ROUNDS * 9 // 10  # bent enough, and not too much


def test_what_was_understood_is_said_the_same():
    chance = random.Random("round trips")
    for _ in range(ROUNDS):
        _, data = chance.choice(FRONTEND)
        payload = bend(chance, data[5:])
        try:
            message = f.decode(data[0], payload)
        except ProtocolViolation:
            continue
        if type(message).EXACT:
            assert message.encode()[5:] == payload


STARTUP = [
    StartupMessage(3, 0, {"user": "ann", "database": "db", "options": "-c a=b"}).encode(),
    StartupMessage(3, 2, {"user": "ann"}, ("_pq_.x",)).encode(),
    CancelRequest(7, bytes(32)).encode(),
    (8).to_bytes(4) + (80877103).to_bytes(4),
    (8).to_bytes(4) + (80877104).to_bytes(4),
]


def test_bent_startup_packets():
    chance = random.Random("bent startup packets")
    for _ in range(ROUNDS):
        framer = Framer(ConnectionState())
        framer.feed(bend(chance, chance.choice(STARTUP)))
        try:
            while framer.next_startup_packet() is not None:
                pass
        except (FatalError, ConnectionLost):
            continue


def test_bent_options():
    chance = random.Random("bent options")
    for _ in range(ROUNDS):
        options = "".join(
            chance.choice(["-c", " ", "--", "a=b", "\\", "-", "=", "\n", "é"]) for _ in range(9)
        )
        with contextlib.suppress(FatalError):
            assert all("=" not in name and "-" not in name for name, _ in parse_options(options))


def seconds(call, argument):
    """Return the least CPU time of three calls."""
    times = []
    for _ in range(3):
        before = time.process_time()
        call(argument)
        times.append(time.process_time() - before)
    return min(times)


def feed_in_pieces(size):
    framer = Framer(ConnectionState(State.READY))
    framer.feed(b"Q" + (size + 5).to_bytes(4))
    for _ in range(0, size, 500):
        framer.feed(b"x" * 500)
        framer.next_message()


def feed_many(count):
    framer = Framer(ConnectionState(State.READY))
    framer.feed(f.Sync().encode() * count + b"S")
    hear(framer)


def bind_many(count):
    f.decode(f.Bind.TYPE, f.Bind("", "", (), (b"x",) * count, ()).encode()[5:])


def describe_errors(count):
    payload = b"\0\0\0\0" + count.to_bytes(2) + b"\0\0\0\0" * (count - 1) + b"\0\0\0\1"
    with pytest.raises(ProtocolViolation):
        f.decode(f.Bind.TYPE, payload)


def escape_options(count):
    value = r"\\" * count + r"\ b" * count
    assert len(parse_options(f"-c a={value}")[0][1]) == 3 * count


@pytest.mark.parametrize(
    ("call", "size"),
    [
        (feed_in_pieces, 500_000),
        (feed_many, 4_000),
        (bind_many, 6_000),
        (describe_errors, 6_000),
        (escape_options, 4_000),
    ],
)
def test_ten_times_as_much_takes_no_more_than_thirty_times_as_long(call, size):
    assert seconds(call, 10 * size) < 30 * seconds(call, size) + 0.02  # quadratic is a hundred


def test_a_bent_message_costs_no_more_memory_than_its_bytes():
    chance = random.Random("memory")
    for _ in range(300):
        _, data = chance.choice(FRONTEND)
        payload = bend(chance, data[5:] + b"\xff\xff" * chance.randrange(50))
        tracemalloc.start()
        try:
            f.decode(data[0], payload)
        except ProtocolViolation:
            pass
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 40_000 + 100 * len(payload)
