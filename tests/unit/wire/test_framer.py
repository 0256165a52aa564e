import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import ConnectionLost, FatalError, ProtocolViolation
from duckgres.wire import frontend as f
from duckgres.wire.framer import COPY_PIECE, LARGE_LIMIT, Framer
from duckgres.wire.startup import HEADER, MAX_LENGTH, SSLRequest, StartupMessage
from duckgres.wire.state import ConnectionState, State
from tests.unit.wire.samples import FRONTEND


def framer(state=State.READY, data=b""):
    made = Framer(ConnectionState(state))
    made.feed(data)
    return made


def drain(made):
    messages = []
    while (message := made.next_message()) is not None:
        messages.append(message)
    return messages


def header(message_type, length):
    return message_type + struct.pack("!i", length)


OUTSIDE_COMMANDS = (f.Terminate, f.CopyData, f.CopyDone, f.CopyFail, f.AuthenticationResponse)
COMMANDS = [made for made, _ in FRONTEND if not isinstance(made, OUTSIDE_COMMANDS)]


@given(st.lists(st.sampled_from(COMMANDS), max_size=8), st.lists(st.integers(1, 30), max_size=40))
def test_messages_come_out_however_the_bytes_come_in(messages, sizes):
    stream = b"".join(message.encode() for message in messages)
    made = framer()
    seen = []
    for size in [*sizes, len(stream)]:
        made.feed(stream[:size])
        stream = stream[size:]
        seen += drain(made)
    assert seen == messages
    assert made.buffered == 0


@pytest.mark.parametrize(("sample", "data"), FRONTEND, ids=lambda value: type(value).__name__)
def test_a_message_comes_byte_by_byte_and_with_bytes_behind(sample, data):
    state = {f.AuthenticationResponse: State.PASSWORD}.get(type(sample), State.READY)
    if isinstance(sample, f.CopyData | f.CopyDone | f.CopyFail):
        state = State.COPY_IN
    made = framer(state)
    for at in range(len(data) - 1):
        made.feed(data[at : at + 1])
        assert made.next_message() is None
    made.feed(data[-1:] + b"S\0")
    assert made.next_message() == sample
    assert made.buffered == 2


@pytest.mark.parametrize("length", [3, 0, -1, -(2**31)])
@pytest.mark.parametrize("message_type", [b"Q", b"S", b"X"])
def test_lengths_below_four_close_in_silence(message_type, length):
    with pytest.raises(ConnectionLost):
        framer(data=header(message_type, length)).next_message()


@pytest.mark.parametrize("message_type", [b"S", b"H", b"D", b"E", b"C", b"X", b"c", b"f"])
def test_small_messages_are_at_most_ten_thousand_bytes(message_type):
    assert framer(data=header(message_type, 10_000)).next_message() is None
    with pytest.raises(ConnectionLost):
        framer(data=header(message_type, 10_001)).next_message()


@pytest.mark.parametrize("message_type", [b"Q", b"P", b"B", b"F", b"d"])
def test_large_messages_are_below_a_gibibyte(message_type):
    assert framer(data=header(message_type, LARGE_LIMIT)).next_message() is None
    with pytest.raises(ConnectionLost):
        framer(data=header(message_type, LARGE_LIMIT + 1)).next_message()


@pytest.mark.parametrize("state", [State.PASSWORD, State.SASL])
def test_before_login_a_message_is_at_most_64_kib(state):
    assert framer(state, header(b"p", 65_535)).next_message() is None
    with pytest.raises(ConnectionLost):
        framer(state, header(b"p", 65_536)).next_message()


def test_a_broken_length_ends_the_connection():
    made = framer(data=header(b"Q", 3))
    with pytest.raises(ConnectionLost):
        made.next_message()
    assert made.state.state is State.CLOSED


@pytest.mark.parametrize("data", [b"z", b"z\0\0\0\1", b"p\0\0\0\5\0"])
def test_an_unknown_type_is_refused_by_its_first_byte(data):
    with pytest.raises(FatalError, match=r"^invalid frontend message type"):
        framer(data=data).next_message()


def test_nothing_is_allocated_for_what_is_announced():
    tracemalloc.start()
    made = framer(data=header(b"Q", LARGE_LIMIT))
    assert made.next_message() is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


def test_a_bad_message_keeps_the_boundaries():
    made = framer(data=f.Query("x").encode() + header(b"Q", 6) + b"xy" + f.Sync().encode())
    assert made.next_message() == f.Query("x")
    with pytest.raises(ProtocolViolation):
        made.next_message()
    assert made.next_message() == f.Sync()


def test_error_in_batch_skips_to_sync():
    bad_describe = header(b"D", 4)
    stream = [
        f.Parse("", "x", ()),
        f.Query("y"),
        f.Flush(),
        f.CopyData(b"z"),
        f.Sync(),
        f.Query("w"),
    ]
    made = framer(
        data=stream[0].encode() + bad_describe + b"".join(m.encode() for m in stream[1:])
    )
    assert made.next_message() == stream[0]
    assert made.state.fail() is False
    assert drain(made) == [f.Sync(), f.Query("w")]


def test_stray_copy_messages_are_dropped_unread():
    stream = f.CopyData(b"x").encode() + header(b"c", 5) + b"x" + header(b"f", 6) + b"no"
    assert drain(framer(data=stream + f.Sync().encode())) == [f.Sync()]


def test_a_large_stray_message_is_not_collected():
    made = framer(data=header(b"d", LARGE_LIMIT))
    for _ in range(100):
        made.feed(bytes(10_000))
        assert made.next_message() is None
        assert made.buffered == 0


def test_sync_and_flush_inside_a_copy_are_dropped_with_what_is_in_them():
    stream = (
        f.CopyData(b"1").encode()
        + header(b"S", 6)
        + b"xx"
        + f.Flush().encode()
        + f.CopyDone().encode()
    )
    assert drain(framer(State.COPY_IN, stream)) == [f.CopyData(b"1"), f.CopyDone()]


def test_copy_data_comes_in_pieces_without_being_collected():
    data = bytes(range(256)) * 4096
    made = framer(State.COPY_IN)
    stream = f.CopyData(data).encode() + f.CopyDone().encode()
    seen = []
    for at in range(0, len(stream), 10_000):
        made.feed(stream[at : at + 10_000])
        seen += drain(made)
        assert made.buffered < COPY_PIECE + 10_000
    assert isinstance(seen.pop(), f.CopyDone)
    assert len(seen) > 1
    assert b"".join(piece.data for piece in seen) == data


def test_the_rest_of_copy_data_is_dropped_after_an_error():
    stream = (
        f.CopyData(bytes(3 * COPY_PIECE)).encode() + f.CopyDone().encode() + f.Query("q").encode()
    )
    made = framer(State.COPY_IN, stream[: 2 * COPY_PIECE])
    assert isinstance(made.next_message(), f.CopyData)
    made.state.fail()
    made.feed(stream[2 * COPY_PIECE :])
    assert drain(made) == [f.Query("q")]


def test_a_command_inside_a_copy_fails_it_and_then_the_session():
    made = framer(State.COPY_IN, b"Q")
    with pytest.raises(
        ProtocolViolation, match=r"^unexpected message type 0x51 during COPY from stdin$"
    ):
        made.next_message()
    made.state.fail()
    with pytest.raises(FatalError, match="synchronization was lost"):
        made.next_message()
    with pytest.raises(ConnectionLost):
        made.next_message()


def test_peek_sees_the_next_complete_message_and_takes_nothing():
    sync = f.Sync().encode()
    made = framer(data=f.Execute("", 0).encode() + sync[:3])
    assert made.peek_type() == f.Execute.TYPE
    assert made.next_message() == f.Execute("", 0)
    assert made.peek_type() is None
    made.feed(sync[3:])
    assert made.peek_type() == f.Sync.TYPE
    assert made.next_message() == f.Sync()
    assert made.peek_type() is None


def test_peek_looks_behind_what_is_being_dropped():
    made = framer(data=header(b"d", 104) + bytes(50))
    assert made.next_message() is None
    made.feed(bytes(50) + f.Sync().encode())
    assert made.peek_type() == f.Sync.TYPE


def test_a_large_message_is_collected_in_linear_time():
    def copied(size):
        made = framer(data=header(b"Q", size + 5))
        copies = 0
        for _ in range(0, size, 1000):
            before = id(made._buffer)
            made.feed(b"x" * 1000)
            assert made.next_message() is None
            copies += id(made._buffer) != before
        made.feed(b"\0")
        assert len(made.next_message().query) == size
        return copies

    assert copied(1_000_000) == 1  # the header's bytes, once; then the buffer grows in place


def test_an_idle_session_does_not_keep_its_largest_message():
    made = framer(data=header(b"Q", 10_000_005))
    made.feed(b"x" * 10_000_000 + b"\0")
    assert isinstance(made.next_message(), f.Query)
    assert made.next_message() is None
    assert len(made._buffer) == 0


def startup_framer(data):
    return framer(State.STARTUP, data)


def test_startup_packets_come_whole():
    data = StartupMessage(3, 0, {"user": "ann"}).encode()
    made = startup_framer(b"")
    for at in range(len(data) - 1):
        made.feed(data[at : at + 1])
        assert made.next_startup_packet() is None
    made.feed(data[-1:])
    assert made.next_startup_packet() == StartupMessage(3, 0, {"user": "ann"})


def test_what_comes_behind_an_ssl_request_is_seen():
    made = startup_framer(HEADER.pack(8, 80877103) + b"evil")
    assert made.next_startup_packet() == SSLRequest()
    assert made.buffered == 4


@pytest.mark.parametrize("length", [0, 7, MAX_LENGTH + 1, 2**32 - 1])
def test_startup_lengths_that_cannot_be_close_in_silence(length):
    with pytest.raises(ConnectionLost):
        startup_framer(struct.pack("!I", length)).next_startup_packet()


@pytest.mark.parametrize("length", [8, MAX_LENGTH])
def test_startup_lengths_that_can_be_are_waited_for(length):
    assert startup_framer(struct.pack("!I", length)).next_startup_packet() is None
