"""With a transport made of a list: what the client says, what it hears."""

import contextlib

import pytest

from duckgres.auth.users import Users
from duckgres.errors import ConnectionLost, FatalError
from duckgres.session.startup import StartupServices, settings_of, start
from duckgres.wire.backend import AUTHENTICATION_OK, AuthenticationSASLContinue
from duckgres.wire.framer import Framer
from duckgres.wire.startup import StartupMessage
from duckgres.wire.state import ConnectionState, State
from tests.fixtures.raw_login import (
    GSSENC_REQUEST,
    SSL_REQUEST,
    ScramClient,
    message,
    raw_startup,
    sasl_initial,
    startup_packet,
)

END_POINT = b"e" * 32
CONTEXT = object()
USERS = {
    method: Users({"test": "secret"}, method, b"s" * 32)
    for method in ("scram-sha-256", "password")
}


class FakeTransport:
    """Gives the client's bytes; ``TLS`` among them means that the client begins its handshake."""

    def __init__(self, *said):
        self.said = list(said)
        self.heard = b""
        self.peer = "10.0.0.1"
        self.tls_version = self.alpn_protocol = ""

    def first_byte(self):
        if not self.said:
            raise ConnectionLost("closed")
        return 0x16 if self.said[0] is TLS else self.said[0][0]

    def recv(self):
        if not self.said:
            raise ConnectionLost("closed")
        said = self.said.pop(0)
        return said(self) if callable(said) else said

    def start_tls(self, context):
        assert context is CONTEXT
        hello = self.said.pop(0)
        assert hello is TLS
        self.tls_version = "TLSv1.3"
        self.alpn_protocol = (
            self.said.pop(0) if self.said and isinstance(self.said[0], str) else ""
        )

    def send(self, data):
        self.heard += bytes(data)

    write = send

    def flush(self):
        pass


class TLS:
    """Marks the client's handshake."""


class Client:
    """Logs in with a password by SCRAM, as a list of what to say."""

    def __init__(self, password="secret"):
        self.scram = ScramClient(password)

    def steps(self):
        yield sasl_initial("SCRAM-SHA-256", self.scram.first())
        yield self.final

    def final(self, transport):
        challenge = transport.heard[transport.heard.rindex(b"R\0\0\0") :]
        data = AuthenticationSASLContinue.decode(challenge[5:]).data
        return message(b"p", self.scram.final(data.decode()))


class FakeVisit:
    """Lets everybody in, and notes what it was asked."""

    def __init__(self, refuse=lambda: None, *, cancels=True, full=False):
        self.refuse = refuse
        self.cancels = cancels
        self.full = full
        self.asked = []

    def judge(self, user, proved):
        self.asked.append((user, proved))

    def admit(self, user):
        self.asked.append(user)
        if self.full:
            raise FatalError("no place", sqlstate="53300")

    def may_cancel(self):
        return self.cancels


def begin(
    *said,
    users=USERS["scram-sha-256"],
    refuse=lambda: None,
    cancel=lambda *_: False,
    visit=None,
    transport=None,
):
    transport = transport or FakeTransport(*said)
    framer = Framer(ConnectionState())
    services = StartupServices(CONTEXT, END_POINT, users, cancel)
    return start(transport, framer, services, visit or FakeVisit(refuse)), transport, framer


def test_a_whole_login():
    packet = startup_packet((3, 2), user="test", application_name="x", options="-c a=1")
    login, transport, framer = begin(SSL_REQUEST, TLS, packet, *Client().steps())
    assert (login.user, login.database, login.peer) == ("test", "test", "10.0.0.1")
    assert (login.protocol, login.tls_version) == ((3, 2), "TLSv1.3")
    assert login.parameters == {"application_name": "x", "a": "1"}
    assert transport.heard.startswith(b"S")
    assert transport.heard.endswith(AUTHENTICATION_OK)
    assert framer.state.state is State.READY


def test_the_protocol_is_the_one_agreed_on():
    login, transport, _ = begin(
        TLS, "postgresql", startup_packet((3, 7), user="test"), *Client().steps()
    )
    assert login.protocol == (3, 2)
    assert transport.heard.startswith(b"v")


def test_what_the_client_sent_ahead_of_its_session_is_kept():
    *steps, final = Client().steps()
    query = message(b"Q", b"select 1\0")
    _, _, framer = begin(
        SSL_REQUEST, TLS, startup_packet(user="test"), *steps, lambda t: final(t) + query
    )
    assert framer.next_message().query == "select 1"


def test_gssapi_is_answered_no():
    _, transport, _ = begin(
        GSSENC_REQUEST, SSL_REQUEST, TLS, startup_packet(user="test"), *Client().steps()
    )
    assert transport.heard.startswith(b"NS")


@pytest.mark.parametrize(
    "twice", [(GSSENC_REQUEST, GSSENC_REQUEST), (SSL_REQUEST, TLS, SSL_REQUEST)]
)
def test_encryption_is_asked_for_once(twice):
    with pytest.raises(FatalError, match=r"unsupported frontend protocol 1234\.56(79|80)"):
        begin(*twice)


def test_bytes_behind_the_request_are_never_obeyed():
    with pytest.raises(FatalError, match="received unencrypted data after SSL request"):
        begin(SSL_REQUEST + startup_packet(user="test"), TLS)


@pytest.mark.parametrize("alpn", ["", "h2"])
def test_direct_tls_without_alpn_is_refused_in_silence(alpn):
    with pytest.raises(ConnectionLost):
        begin(TLS, alpn, startup_packet(user="test"))


def test_plain_text_is_refused_before_a_password_is_asked_for():
    with pytest.raises(FatalError) as caught:
        begin(startup_packet(user="u", database="d"))
    assert caught.value.sqlstate == "28000"
    assert caught.value.message == (
        'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption'
    )


@pytest.mark.parametrize("around", [(), (SSL_REQUEST, TLS)])
def test_a_cancel_request_is_passed_on_and_that_is_all(around):
    asked = []
    packet = raw_startup(80877102, b"\0\0\0\x07" + b"k" * 32)
    result, transport, _ = begin(*around, packet, cancel=lambda *key: bool(asked.append(key)))
    assert result is None
    assert asked == [(7, b"k" * 32)]
    assert transport.heard in (b"", b"S")


def test_the_refusal_is_told_behind_tls_and_the_packet_but_before_the_password():
    def refuse():
        raise FatalError("sorry", sqlstate="53300")

    with pytest.raises(FatalError, match="sorry"):
        begin(SSL_REQUEST, TLS, startup_packet(user="test"), refuse=refuse)
    with pytest.raises(FatalError, match="no encryption"):
        begin(startup_packet(user="test"), refuse=refuse)


def test_the_refusal_is_asked_for_again_after_the_password():
    answers = iter([None, FatalError("shutting down", sqlstate="57P03")])

    def refuse():
        error = next(answers)
        if error:
            raise error

    with pytest.raises(FatalError, match="shutting down"):
        begin(SSL_REQUEST, TLS, startup_packet(user="test"), *Client().steps(), refuse=refuse)


def test_a_cancel_request_from_who_may_not_is_met_with_silence():
    asked = []
    packet = raw_startup(80877102, b"\0\0\0\x07" + b"k" * 4)
    visit = FakeVisit(cancels=False)
    result, transport, _ = begin(packet, cancel=lambda *key: asked.append(key), visit=visit)
    assert (result, asked, transport.heard) == (None, [], b"")


@pytest.mark.parametrize(("password", "proved"), [("secret", True), ("wrong", False)])
def test_a_proof_is_judged_before_a_word_is_said_about_it(password, proved):
    transport = FakeTransport(
        SSL_REQUEST, TLS, startup_packet(user="test"), *Client(password).steps()
    )
    judged = []
    visit = FakeVisit()
    visit.judge = lambda user, proved: judged.append((user, proved, transport.heard[-7:]))
    with contextlib.suppress(FatalError):
        begin(visit=visit, transport=transport)
    assert judged == [("test", proved, b",i=4096")]  # the challenge was the last word


def test_who_has_no_place_is_told_behind_authentication_ok():
    transport = FakeTransport(SSL_REQUEST, TLS, startup_packet(user="test"), *Client().steps())
    visit = FakeVisit(full=True)
    with pytest.raises(FatalError, match="no place"):
        begin(visit=visit, transport=transport)
    assert visit.asked == [("test", True), "test"]
    assert transport.heard.endswith(AUTHENTICATION_OK)


@pytest.mark.parametrize(
    "said",
    [
        (message(b"p", b"SCRAM-NONE\0\xff\xff\xff\xff"),),
        (sasl_initial("SCRAM-SHA-256", b"nonsense"),),
        (sasl_initial("SCRAM-SHA-256", b"n,,n=,r=abc"), message(b"p", b"c=biws,r=x,p=eA==")),
        (message(b"Q", b"select 1\0"),),
    ],
)
def test_nonsense_is_no_proof_to_judge(said):
    visit = FakeVisit()
    with pytest.raises(FatalError) as caught:
        begin(SSL_REQUEST, TLS, startup_packet(user="test"), *said, visit=visit)
    assert caught.value.sqlstate == "08P01"
    assert visit.asked == []


def test_a_client_that_leaves_at_the_password_is_no_proof_to_judge():
    visit = FakeVisit()
    with pytest.raises(ConnectionLost):
        begin(SSL_REQUEST, TLS, startup_packet(user="test"), visit=visit)
    assert visit.asked == []


def test_a_wrong_password_ends_it_before_authentication_ok():
    with pytest.raises(FatalError, match="password authentication failed"):
        begin(SSL_REQUEST, TLS, startup_packet(user="test"), *Client("wrong").steps())


def test_another_message_than_the_answer_ends_it():
    with pytest.raises(FatalError, match="expected password response, got message type 81"):
        begin(
            SSL_REQUEST,
            TLS,
            startup_packet(user="test"),
            message(b"Q", b"select 1\0"),
            users=USERS["password"],
        )


def test_replication_is_refused_and_its_absence_is_not():
    def with_word(word):
        return begin(
            SSL_REQUEST,
            TLS,
            startup_packet(user="test", replication=word),
            message(b"p", b"secret\0"),
            users=USERS["password"],
        )[0]

    for word in ("off", "f", "0", "no", "FALSE"):
        assert with_word(word).parameters == {}
    for word in ("on", "t", "1", "database"):
        with pytest.raises(FatalError, match="replication connections are not supported"):
            with_word(word)
    for word in ("o", "", "maybe", "10"):
        with pytest.raises(FatalError, match="invalid value for parameter") as caught:
            with_word(word)
        assert caught.value.sqlstate == "22023"


def test_settings_named_by_themselves_win_over_options():
    packet = StartupMessage(
        3, 0, {"user": "u", "options": "-c a=1 --b-c=2", "a": "3", "database": "d"}
    )
    assert settings_of(packet) == {"a": "3", "b_c": "2"}
