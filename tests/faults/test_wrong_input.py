"""Wrong input: the same is said to PostgreSQL and to the server, and both answer the same.

``CASES`` holds what is said and heard here; ``SHOWN`` is the index of all wrong input a client is
known to send, and of the tests that show its answer, here or elsewhere.
"""

import re
import struct
from pathlib import Path

import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire.startup import StartupMessage
from tests.fixtures import login_cases
from tests.fixtures.raw_session import RawSession, rows, wait_until
from tests.script import case as script_cases
from tests.script.client import Closed, WireClient

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CLOSED = "closed"
SECONDS = 10.0
ALIVE = f.Query("select 'alive'").encode()


def line(message):
    """Return what is compared of a message."""
    if isinstance(message, b.ErrorResponse | b.NoticeResponse):
        fields = dict(message.fields)
        return f"{fields['S']} {fields['C']} {fields['M']}"
    if isinstance(message, b.DataRow):
        return f"row {message.values}"
    if isinstance(message, b.CommandComplete):
        return message.tag
    if isinstance(message, b.ReadyForQuery):
        return f"ready {message.status}"
    return type(message).__name__


def listen(client, last=lambda message: False):
    """Return the lines heard until ``last`` holds or the server closes; silence is a line, too."""
    heard = []
    while True:
        try:
            message = client.receive(SECONDS)
        except Closed:
            return [*heard, CLOSED]
        if message is None:
            return [*heard, "silence"]
        heard.append(line(message))
        if last(message):
            return heard


def is_alive(message):
    return isinstance(message, b.DataRow) and message.values == (b"alive",)


# --- before the login ----------------------------------------------------------------------------


def packet(code, body, length=None):
    return struct.pack("!iI", len(body) + 8 if length is None else length, code) + body


V3 = 3 << 16
USER = b"user\0%s\0"
STARTS = {
    "length 0": packet(V3, b"", 0),
    "length 3": packet(V3, b"", 3),
    "length 7": packet(V3, b"", 7),
    "length -1": packet(V3, b"", -1),
    "length 10,005": packet(V3, b"", 10_005),
    "length 1 GB": packet(V3, b"", 1_000_000_000),
    "no user": StartupMessage(3, 0, {"database": "x"}).encode(),
    "an empty user": packet(V3, b"user\0\0\0"),
    "no terminator": packet(V3, b"user\0x\0database\0x\0"),
    "a name without a value": packet(V3, b"user\0"),
    "nothing": packet(V3, b""),
    "protocol 4.0": packet(4 << 16, b"user\0x\0\0"),
    "protocol 9999.9999": packet(9999 << 16 | 9999, b"user\0x\0\0"),
    "protocol 0.0": packet(0, b"user\0x\0\0"),
    "a query": f.Query("select 1").encode(),
    "http": b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
}
ASKING_FOR_A_PASSWORD = b.AuthenticationSASL | b.AuthenticationCleartextPassword
NEGOTIATED = {
    "protocol 3.9": (3, 9, ()),
    "an unknown protocol option": (3, 0, ("_pq_.nothing",)),
    "a plain start": (3, 0, ()),
}


def said_first(address, data):
    client = WireClient(address)
    client.send(data)
    # Which protocols a server supports is its own affair.
    heard = [re.sub(r"server supports .*", "...", heard) for heard in listen(client)]
    client.close()
    return heard


@pytest.mark.parametrize("name", STARTS)
def test_start(name, judge, server):
    theirs = said_first(judge, STARTS[name])
    assert theirs[-1] == CLOSED
    assert said_first(server, STARTS[name]) == theirs


@pytest.mark.parametrize("name", NEGOTIATED)
def test_a_newer_client_is_told_and_goes_on(name, judge, server):
    def negotiated(address):
        client = WireClient(address)
        major, minor, options = NEGOTIATED[name]
        user = {"user": address.user, "database": address.database}
        client.send(StartupMessage(major, minor, user, options).encode())
        heard = listen(client, lambda message: isinstance(message, ASKING_FOR_A_PASSWORD))
        client.close()
        return heard

    assert negotiated(server) == negotiated(judge)


def test_authentication_ok_comes_before_parameter_status(judge, server):
    def order(address):
        with RawSession(address) as session:
            kinds = [type(message).__name__ for message in session.greeting]
        return list(dict.fromkeys(kinds))

    assert order(server) == order(judge)
    assert order(judge)[:2] == ["AuthenticationOk", "ParameterStatus"]


# --- behind the login ----------------------------------------------------------------------------


def header(kind, length):
    return kind + struct.pack("!i", length)


def batch(*messages):
    return b"".join(message.encode() for message in (*messages, f.Sync()))


def bind(formats=(), values=(), results=(), statement="s", portal=""):
    return f.Bind(portal, statement, formats, values, results)


INT = f.Parse("s", "select $1::int4", (23,))
TEXT = f.Parse("s", "select $1::text", (25,))
# Name -> what is said, and the SQLSTATE the answer holds (``None``: closed without a word).
CASES = {
    "unknown message type": (header(b"!", 4), "08P01"),
    "message type zero": (header(b"\0", 4), "08P01"),
    "password after login": (f.AuthenticationResponse(b"secret\0").encode(), "08P01"),
    "length 3": (header(b"Q", 3), None),
    "length 0": (header(b"Q", 0), None),
    "length -1": (header(b"Q", -1), None),
    "Sync of 10,001 bytes": (header(b"S", 10_001), None),
    "Describe of 10,001 bytes": (header(b"D", 10_001), None),
    "Execute of 1 GB": (header(b"E", 1_000_000_000), None),
    "Terminate of 1 GB": (header(b"X", 1_000_000_000), None),
    "Query of 1 GiB": (header(b"Q", 0x3FFF_FFFF), None),
    "Query of 2 GiB": (header(b"Q", 0x7FFF_FFFF), None),
    "Bind of 1 GiB": (header(b"B", 0x3FFF_FFFF), None),
    "Query without its zero byte": (header(b"Q", 12) + b"select 1", "08P01"),
    "empty Query message": (header(b"Q", 4), "08P01"),
    "bytes behind a Query's zero": (header(b"Q", 16) + b"select 1\0abc", "08P01"),
    "bad UTF-8 in a Query": (header(b"Q", 13) + b"select \xff\0", "22021"),
    "bad UTF-8 in a Parse": (
        header(b"P", 15) + b"\0select \xc3\0\0\0" + f.Sync().encode(),
        "22021",
    ),
    "missing statement": (batch(bind(statement="nowhere")), "26000"),
    "missing unnamed statement": (batch(bind(statement="")), "26000"),
    "describe missing statement": (batch(f.Describe("S", "nowhere")), "26000"),
    "missing portal": (batch(f.Execute("nowhere", 0)), "34000"),
    "describe missing portal": (batch(f.Describe("P", "nowhere")), "34000"),
    "describe neither": (batch(f.Describe("X", "nowhere")), "08P01"),
    "close neither": (batch(f.Close("X", "nowhere")), "08P01"),
    "too few values": (batch(INT, bind()), "08P01"),
    "too many values": (batch(INT, bind(values=(b"1", b"2"))), "08P01"),
    "too many parameter formats": (batch(INT, bind((0, 0), (b"1",))), "08P01"),
    "too many result formats": (batch(INT, bind((), (b"1",), (0, 0))), "08P01"),
    "unknown parameter format": (batch(INT, bind((2,), (b"1",))), "22023"),
    "binary value too short": (batch(INT, bind((1,), (b"\0\0\1",))), "08P01"),
    "binary value too long": (batch(INT, bind((1,), (b"\0\0\0\0\1",))), "22P03"),
    "bad text value": (batch(INT, bind((), (b"one",))), "22P02"),
    "text out of range": (batch(INT, bind((), (b"99999999999",))), "22003"),
    "bad UTF-8 in a value": (batch(TEXT, bind((), (b"\xff",))), "22021"),
    "a value with a zero byte": (batch(TEXT, bind((), (b"a\0b",))), "22021"),
    "a statement twice": (batch(INT, INT), "42P05"),
    "a portal twice": (
        batch(INT, bind(values=(b"1",), portal="p"), bind(values=(b"1",), portal="p")),
        "42P03",
    ),
    "two statements in a Parse": (batch(f.Parse("", "select 1; select 2", ())), "42601"),
    "Bind with bytes missing": (
        INT.encode() + header(b"B", 8) + b"\0s\0\0" + f.Sync().encode(),
        "08P01",
    ),
    "Parse with bytes missing": (header(b"P", 7) + b"\0x\0" + f.Sync().encode(), "08P01"),
    "FunctionCall of no function": (f.FunctionCall(0, (), (), 0).encode(), ("42883", "0A000")),
}  # fmt: skip
ANSWERED_OTHERWISE = {"FunctionCall of no function"}  # PostgreSQL calls functions this way


def said_in_a_session(address, data):
    with RawSession(address) as session:
        session.send(data + ALIVE)
        return listen(session, is_alive)


@pytest.mark.parametrize("name", CASES)
def test_behind_the_login(name, judge, server):
    data, sqlstate = CASES[name]
    theirs, ours = said_in_a_session(judge, data), said_in_a_session(server, data)
    if name in ANSWERED_OTHERWISE:
        codes = [heard[0].split()[1] for heard in (theirs, ours)]
        assert codes == list(sqlstate)
        assert theirs[1:] == ours[1:]
        return
    if sqlstate is None:
        assert theirs == [CLOSED]
    else:
        assert any(f" {sqlstate} " in heard for heard in theirs), theirs
    assert ours == theirs


def test_a_row_limit_counts_the_last_execute_only(judge, server):
    def paged(address):
        four = f.Parse("", "select * from (values (1), (2), (3), (4)) v", ())
        executes = [f.Execute("p", limit) for limit in (1, 2, 1, 1)]
        with RawSession(address) as session:
            session.send(batch(four, bind(statement="", portal="p"), *executes) + ALIVE)
            return listen(session, is_alive)

    assert paged(server) == paged(judge)
    assert "SELECT 0" in paged(judge)


@pytest.mark.parametrize("way", ["transaction", "batch without Sync"])
def test_who_vanishes_is_rolled_back_and_locks_nothing(way, judge, server):
    def vanished(address):
        with RawSession(address) as other:
            other.query("drop table if exists vanishing")
            other.query("create table vanishing(a int primary key)")
            session = RawSession(address)
            if way == "transaction":
                session.query("begin; insert into vanishing values (1)")
            else:
                insert = f.Parse("", "insert into vanishing values (1)", ())
                messages = (insert, bind(statement=""), f.Execute("", 0), f.Flush())
                session.send(b"".join(message.encode() for message in messages))
                while not isinstance(session.receive(), b.CommandComplete):
                    pass
            session.vanish()
            # As soon as the server has noticed, another may put in the same key.
            wait_until(
                lambda: rows(other.query("insert into vanishing values (1) returning a")), SECONDS
            )
            return rows(other.query("select count(*) from vanishing"))

    assert vanished(server) == vanished(judge) == [(b"1",)]


# --- the index -----------------------------------------------------------------------------------

TLS_FAULTS = "tests/faults/test_tls_faults.py"
# Names of cases: of this file, of tests/fixtures/login_cases, of tests/script; or file::test.
SHOWN = {
    "startup packet too short or too long": [
        "length 7", "length 10,005", "startup_packet_length_10004",
    ],
    "protocol 4.0": ["protocol 4.0", "startup_protocol_4"],
    "protocol 3.9, unknown options": ["protocol 3.9", "an unknown protocol option"],
    "protocol 2.0": ["startup_protocol_2", "startup_protocol_1"],
    "no user, no terminator": ["no user", "no terminator"],
    "plain text where TLS is required": ["startup_in_plain_text"],
    "bytes behind SSLRequest": [
        "request_tls_with_bytes_behind",
        f"{TLS_FAULTS}::test_bytes_behind_a_request_are_never_obeyed",
    ],
    "silent, half a handshake, slow": [
        f"{TLS_FAULTS}::test_half_open_by_the_hundred",
        "tests/integration/test_login.py::test_slow_bytes_do_not_buy_time",
    ],
    "unknown type, password after login": [
        "unknown message type", "password after login", "end_unknown_type",
    ],
    "message lengths": ["length 3", "Sync of 10,001 bytes", "Query of 1 GiB"],
    "nothing allocated": ["tests/faults/test_announced_lengths.py::test_announced_and_not_sent"],
    "no zero byte, bad UTF-8": ["Query without its zero byte", "bad UTF-8 in a Query"],
    "missing statement, missing portal": ["missing statement", "missing portal"],
    "Bind counts, formats, sizes, values": [
        "too few values", "binary value too long", "bad text value", "extended_bind_counts",
    ],
    "twice the same name": ["a statement twice", "a portal twice"],
    "wrong password, SCRAM faults": [
        "scram_wrong_password", "scram_final_proof_wrong", "sasl_length_too_large",
    ],
    "cancel, right and wrong": [
        "tests/integration/test_cancel.py::test_a_wrong_key_is_met_with_silence_and_stops_nothing",
    ],
    "vanishing": [
        "tests/faults/test_wrong_input.py::test_who_vanishes_is_rolled_back_and_locks_nothing",
    ],
    "row limits": [
        "tests/faults/test_wrong_input.py::test_a_row_limit_counts_the_last_execute_only",
        "extended_row_limit_exact",
    ],
    "AuthenticationOk first": [
        "tests/faults/test_wrong_input.py::test_authentication_ok_comes_before_parameter_status",
    ],
}  # fmt: skip


@pytest.mark.parametrize("row", SHOWN)
def test_every_row_is_shown_somewhere(row):
    cases = {*STARTS, *NEGOTIATED, *CASES, *login_cases.CASES, *script_cases.names()}
    for name in SHOWN[row]:
        path, _, test = name.partition("::")
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
        else:
            assert name in cases
