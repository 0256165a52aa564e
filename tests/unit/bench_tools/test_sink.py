"""The swallowing client must find the end of an answer however it is cut."""

import socket
import threading
from contextlib import closing

import pytest

from bench.sink import BUFFER_SIZE, ServerError, swallow


def message(kind, body=b""):
    return kind + (len(body) + 4).to_bytes(4) + body


ROWS = [message(b"D", bytes([n]) * (n * 7)) for n in range(40)]
HEAD = message(b"T", b"\x00\x00")
END = message(b"C", b"SELECT 40\x00") + message(b"Z", b"I")
ANSWER = HEAD + b"".join(ROWS) + END


class Cut:
    """A socket whose reads end where the pieces end."""

    def __init__(self, pieces):
        self._left = list(pieces)

    def sendall(self, request):
        """Take it and say nothing."""

    def recv_into(self, view):
        piece = self._left.pop(0) if self._left else b""
        view[: len(piece)] = piece
        return len(piece)


def swallowed(pieces):
    return swallow(Cut(pieces), bytearray(BUFFER_SIZE), b"")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 65, 1000, len(ANSWER)])
def test_end_is_found_in_pieces_of_any_size(size):
    found = swallowed([ANSWER[at : at + size] for at in range(0, len(ANSWER), size)])
    assert (found.rows, found.bytes) == (40, len(ANSWER))


@pytest.mark.parametrize("cut", range(1, len(END)))
def test_end_may_lie_across_two_reads(cut):
    at = len(ANSWER) - len(END) + cut
    found = swallowed([ANSWER[:at], ANSWER[at:]])
    assert (found.rows, found.bytes) == (40, len(ANSWER))


@pytest.mark.parametrize(
    ("tag", "rows"), [(b"SELECT 0", 0), (b"INSERT 0 17", 17), (b"BEGIN", 0), (b"SELECT 5", 5)]
)
def test_rows_come_from_the_tag(tag, rows):
    answer = message(b"C", tag + b"\x00") + message(b"Z", b"T")
    assert swallowed([answer]).rows == rows


def test_first_row_is_timed_before_the_end():
    found = swallowed([HEAD, ROWS[1], END])
    assert 0 < found.first_row_seconds <= found.seconds


def test_error_is_raised():
    error = message(b"E", b"SERROR\x00C42703\x00Mno such column\x00\x00")
    with pytest.raises(ServerError, match="42703: no such column"):
        swallowed([error + message(b"Z", b"I")])


def test_error_behind_rows_is_raised():
    error = message(b"E", b"SERROR\x00C22012\x00Mdivision by zero\x00\x00")
    with pytest.raises(ServerError, match="no command tag"):
        swallowed([HEAD + ROWS[3] + error + message(b"Z", b"I")])


def test_closed_connection_is_an_error():
    with pytest.raises(ConnectionError):
        swallowed([HEAD, ROWS[2]])


def test_over_a_real_socket():
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        peer = threading.Thread(target=theirs.sendall, args=(ANSWER,))
        peer.start()
        found = swallow(ours, bytearray(BUFFER_SIZE), b"Q")
        peer.join()
    assert (found.rows, found.bytes) == (40, len(ANSWER))


def test_a_stream_is_swallowed_too():
    rows = b"".join(message(b"d", b"1\n") for _ in range(3))
    answer = message(b"H", b"\0\0\0") + rows + message(b"c") + message(b"C", b"COPY 3\0")
    found = swallowed([answer + message(b"Z", b"I")])
    assert found.rows == 3
    assert found.first_row_seconds < found.seconds
