"""The PROXY protocol's headers: whole, in pieces, with bytes behind them, and bent."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import ProtocolViolation
from duckgres.server.proxy_protocol import V2_SIGNATURE, source_address, wanted

TCP4 = socket.inet_pton(socket.AF_INET, "192.0.2.7") + socket.inet_pton(
    socket.AF_INET, "10.0.0.1"
) + b"\x30\x39\x15\x38"  # fmt: skip
TCP6 = socket.inet_pton(socket.AF_INET6, "2001:db8::7") + bytes(16) + b"\x30\x39\x15\x38"
TLVS = b"\x03\x00\x04\xde\xad\xbe\xef" + b"\x04\x00\x00"  # a checksum (wrong) and a no-op


def v2(version_command, family, block):
    return V2_SIGNATURE + bytes((version_command, family)) + len(block).to_bytes(2) + block


LONGEST_V1 = b"PROXY TCP6 %s %s 65535 65535\r\n" % ((b"ffff:" * 7 + b"ffff",) * 2)
LONGEST_UNKNOWN = b"PROXY UNKNOWN %s %s 65535 65535\r\n" % ((b"ffff:" * 7 + b"ffff",) * 2)
HEADERS = {
    b"PROXY TCP4 192.0.2.7 10.0.0.1 12345 5432\r\n": "192.0.2.7",
    b"PROXY TCP4 1.1.1.1 1.1.1.1 0 0\r\n": "1.1.1.1",
    b"PROXY TCP6 2001:db8::7 ::1 12345 5432\r\n": "2001:db8::7",
    LONGEST_V1: "ffff:" * 7 + "ffff",
    b"PROXY UNKNOWN\r\n": None,
    LONGEST_UNKNOWN: None,
    b"PROXY UNKNOWN what\xffever\n is here\r\n": None,
    v2(0x21, 0x11, TCP4): "192.0.2.7",
    v2(0x21, 0x11, TCP4 + TLVS): "192.0.2.7",
    v2(0x21, 0x21, TCP6): "2001:db8::7",
    v2(0x21, 0x21, TCP6 + TLVS): "2001:db8::7",
    v2(0x21, 0x31, bytes(216)): None,  # local sockets
    v2(0x21, 0x12, TCP4): None,  # UDP
    v2(0x21, 0x00, b""): None,
    v2(0x21, 0x00, TLVS): None,
    v2(0x20, 0x00, b""): None,  # a health check
    v2(0x20, 0x11, TCP4): None,
    v2(0x20, 0xFF, b"x"): None,  # of LOCAL nothing else is looked at
    v2(0x21, 0x11, TCP4 + b"x" * 65000): "192.0.2.7",
}  # fmt: skip


def read(stream):
    """Read a header as the server does: never more than is wanted."""
    data, at = bytearray(), 0
    while size := wanted(data):
        piece = stream[at : at + size]
        if not piece:
            raise EOFError
        data += piece
        at += len(piece)
    return source_address(data), at


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_read_to_its_last_byte_and_no_further(header):
    assert read(header + b"\x16behind\r\n") == (HEADERS[header], len(header))


@pytest.mark.parametrize("header", [header for header in HEADERS if len(header) < 300])
def test_every_cut_asks_for_more_and_never_for_too_much(header):
    for size in range(len(header)):
        assert 0 < wanted(header[:size]) <= len(header) - size
    assert wanted(header) == 0


@pytest.mark.parametrize("header", HEADERS)
def test_the_longest_line_is_107_bytes(header):
    assert header.startswith(V2_SIGNATURE) or len(header) <= 107


def test_a_longer_line_is_refused_before_its_end_is_waited_for():
    with pytest.raises(ProtocolViolation, match="without an end"):
        read(b"PROXY UNKNOWN " + b"x" * 1000)


@pytest.mark.parametrize(
    "start",
    [b"\0\0\0\x08\x04\xd2\x16\x2f", b"\x16\x03\x01", b"PROXY\r", b"proxy ", b"\r\n\r\r",
     V2_SIGNATURE + b"\x11", V2_SIGNATURE + b"\x22", V2_SIGNATURE + b"\x30"],
)  # fmt: skip
def test_what_cannot_become_a_header_is_refused_at_once(start):
    with pytest.raises(ProtocolViolation):
        read(start)


@pytest.mark.parametrize(
    "line",
    [
        b"TCP4 192.0.2.7 10.0.0.1 12345\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 12345 5432 1\r\n",
        b"TCP4  192.0.2.7 10.0.0.1 12345 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 12345 5432 \r\n",
        b"TCP4 192.0.2.07 10.0.0.1 12345 5432\r\n",
        b"TCP4 192.0.2.256 10.0.0.1 12345 5432\r\n",
        b"TCP4 2001:db8::7 ::1 12345 5432\r\n",
        b"TCP4 192.0.2.7 nowhere 12345 5432\r\n",
        b"TCP6 192.0.2.7 10.0.0.1 12345 5432\r\n",
        b"TCP6 fe80::1%eth0 ::1 12345 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 65536 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 012 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 +12 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1  5432\r\n",
        b"TCP4 \xff92.0.2.7 10.0.0.1 1 5432\r\n",
        b"TCP4 192.0.2.7 10.0.0.1 1 \r5432\r\n",
        b"UDP4 192.0.2.7 10.0.0.1 12345 5432\r\n",
        b"UNKNOWNS and more\r\n",
        b"unknown and more\r\n",
    ],
)
def test_bent_lines(line):
    with pytest.raises(ProtocolViolation):
        read(b"PROXY " + line)


@pytest.mark.parametrize(
    ("family", "block"),
    [(0x11, TCP4[:-1]), (0x21, TCP6[:-1]), (0x21, TCP4), (0x31, bytes(215)), (0x41, TCP4),
     (0x13, TCP4), (0xFF, bytes(300)), (0x01, TCP4), (0x10, TCP4)],
)  # fmt: skip
def test_bent_binary_headers(family, block):
    with pytest.raises(ProtocolViolation):
        read(v2(0x21, family, block))


@given(st.sampled_from(sorted(HEADERS)), st.data())
def test_a_changed_byte_gives_an_address_a_violation_or_a_wish_for_more(header, data):
    at = data.draw(st.integers(0, min(len(header), 300) - 1))
    value = data.draw(st.integers(0, 255))
    bent = header[:at] + bytes((value,)) + header[at + 1 :]
    try:
        source, _ = read(bent)
    except (ProtocolViolation, EOFError):
        return
    assert source is None or isinstance(source, str)


@given(st.binary(max_size=200))
def test_noise_behind_a_good_start_never_raises_anything_else(noise):
    for start in (b"PROXY ", b"PROXY TCP4 ", b"PROXY UNKNOWN", V2_SIGNATURE):
        try:
            read(start + noise)
        except (ProtocolViolation, EOFError):
            continue
