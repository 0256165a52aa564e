import struct

import pytest

from duckgres.errors import ConnectionLost, FatalError
from duckgres.wire import startup as s
from duckgres.wire.backend import NegotiateProtocolVersion

V3 = 3 << 16
USER = b"user\0ann\0"


def packet(body, code=V3):
    return struct.pack("!II", len(body) + 8, code) + body


def refusal(body, code=V3):
    with pytest.raises(FatalError) as caught:
        s.decode_startup_packet(packet(body, code))
    return caught.value.sqlstate, caught.value.message


def test_requests_for_encryption():
    assert s.decode_startup_packet(packet(b"", 80877103)) == s.SSLRequest()
    assert s.decode_startup_packet(packet(b"x", 80877103)) == s.SSLRequest()
    assert s.decode_startup_packet(packet(b"", 80877104)) == s.GSSENCRequest()


@pytest.mark.parametrize("size", [4, 32, 256])
def test_cancel_request(size):
    request = s.CancelRequest(-7, bytes(size))
    assert s.decode_startup_packet(request.encode()) == request


@pytest.mark.parametrize("size", [0, 3, 257])
def test_cancel_request_with_a_secret_of_a_wrong_length_gets_silence(size):
    with pytest.raises(ConnectionLost):
        s.decode_startup_packet(s.CancelRequest(7, bytes(size)).encode())


@pytest.mark.parametrize("body", [b"", b"\0\0\0", b"\0"])
def test_cancel_request_without_a_key_gets_silence(body):
    with pytest.raises(ConnectionLost):
        s.decode_startup_packet(packet(body, 80877102))


def test_startup_message():
    made = s.decode_startup_packet(packet(USER + b"database\0db\0a.b\0\0\0"))
    assert made == s.StartupMessage(3, 0, {"user": "ann", "database": "db", "a.b": ""})
    assert (made.user, made.database, made.negotiation) == ("ann", "db", None)
    assert s.decode_startup_packet(made.encode()) == made


@pytest.mark.parametrize("body", [USER + b"\0", USER + b"database\0\0\0"])
def test_database_is_the_users_name_by_default(body):
    assert s.decode_startup_packet(packet(body)).database == "ann"


def test_the_last_of_two_values_counts():
    assert s.decode_startup_packet(packet(b"user\0bob\0" + USER + b"\0")).user == "ann"


def test_bytes_that_are_no_utf8_are_shown():
    assert s.decode_startup_packet(packet(b"user\0\xffa\0\0")).user == "\\xffa"


NO_TERMINATOR = ("08P01", "invalid startup packet layout: expected terminator as last byte")
NO_USER = ("28000", "no PostgreSQL user name specified in startup packet")


@pytest.mark.parametrize(
    ("body", "expected"),
    [  # all recorded from PostgreSQL 15
        (b"", NO_TERMINATOR),
        (USER, NO_TERMINATOR),
        (b"user\0ann", NO_TERMINATOR),
        (USER + b"\0x", NO_TERMINATOR),
        (USER + b"\0\0", NO_TERMINATOR),
        (USER + b"\0abc\0", NO_TERMINATOR),
        (USER + b"database\0\0", NO_TERMINATOR),
        (USER + b"database\0", NO_TERMINATOR),
        (USER + b"foo", NO_TERMINATOR),
        (b"x", NO_USER),
        (b"\0", NO_USER),
        (b"database\0x\0\0", NO_USER),
        (b"user\0\0\0", NO_USER),
    ],
)
def test_refused_layouts(body, expected):
    assert refusal(body) == expected


@pytest.mark.parametrize(
    ("major", "minor", "in_v2_form"),
    [(4, 0, False), (2, 0, True), (1, 0, True), (0, 0, False), (2, 5, True), (1234, 9999, False)],
)
def test_unsupported_protocols(major, minor, in_v2_form):
    with pytest.raises(s.UnsupportedProtocol) as caught:
        s.decode_startup_packet(packet(USER + b"\0", major << 16 | minor))
    assert caught.value.in_v2_form is in_v2_form
    assert caught.value.sqlstate == "0A000"
    assert caught.value.message == (
        f"unsupported frontend protocol {major}.{minor}: server supports 3.0 to 3.2"
    )


@pytest.mark.parametrize(
    ("minor", "options", "answer"),
    [  # all recorded from PostgreSQL 18
        (0, b"", None),
        (1, b"", None),
        (2, b"", None),
        (3, b"", NegotiateProtocolVersion(V3 | 2, ())),
        (9999, b"", NegotiateProtocolVersion(V3 | 2, ())),
        (0, b"_pq_.a\0b\0_pq_.\0\0", NegotiateProtocolVersion(V3, ("_pq_.a", "_pq_."))),
        (9, b"_pq_.a\0b\0", NegotiateProtocolVersion(V3 | 2, ("_pq_.a",))),
    ],
)
def test_negotiation(minor, options, answer):
    made = s.decode_startup_packet(packet(USER + options + b"\0", V3 | minor))
    assert made.negotiation == answer
    assert made.parameters == {"user": "ann"}


@pytest.mark.parametrize(
    ("options", "settings"),
    [  # all recorded from PostgreSQL 15
        ("", []),
        ("   ", []),
        ("-c search_path=abc", [("search_path", "abc")]),
        ("-csearch_path=abc", [("search_path", "abc")]),
        ("--search-path=abc", [("search_path", "abc")]),
        ("-c search-path=abc", [("search_path", "abc")]),
        ("  -c\tsearch_path=a\\ b ", [("search_path", "a b")]),
        (r"-c search_path=a\\b", [("search_path", r"a\b")]),
        ("-c search_path=abc\\", [("search_path", "abc")]),
        ("-c search_path= ", [("search_path", "")]),
        ("--search_path=", [("search_path", "")]),
        ("-c search_path=a -c search_path=b", [("search_path", "a"), ("search_path", "b")]),
        ("-c search_path=a=b", [("search_path", "a=b")]),
        ("-c =x", [("", "x")]),
        ("-c SEARCH_PATH=up", [("SEARCH_PATH", "up")]),
        ("--", []),
    ],
)
def test_options(options, settings):
    assert s.parse_options(options) == settings


@pytest.mark.parametrize(
    ("options", "wording"),
    [  # all recorded from PostgreSQL 15
        ("-c search_path", "-c search_path requires a value"),
        ("--search_path", "--search_path requires a value"),
        ("-c -c", "-c -c requires a value"),
        ("-c", "invalid command-line argument for server process: -c"),
        ("abc", "invalid command-line argument for server process: abc"),
        ("-x", "invalid command-line argument for server process: -x"),
        ("-", "invalid command-line argument for server process: -"),
        ("-- search_path=x", "invalid command-line argument for server process: search_path=x"),
        ("-- -c search_path=q", "invalid command-line argument for server process: -c"),
        ("-c search_path=abc junk", "invalid command-line argument for server process: junk"),
        ("-c search_path='a b'", "invalid command-line argument for server process: b'"),
    ],
)
def test_refused_options(options, wording):
    with pytest.raises(FatalError) as caught:
        s.parse_options(options)
    assert (caught.value.message, caught.value.sqlstate) == (wording, "42601")
