"""From the first byte to AuthenticationOk: TLS, the startup packet, the proof of who it is.

Nothing is believed before TLS and nobody is in before the proof; each refusal is a ``FatalError``
that the caller tells the client and that ends the connection. Time limits are the caller's. What a
session is, databases and settings are not known here: the caller gets a ``Login`` and goes on.
Source: PostgreSQL manual, 55.2.1, 55.2.10, 55.2.11; src/backend/tcop/backend_startup.c.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from duckgres.auth.mechanism import AuthenticatedUser
from duckgres.auth.users import Users
from duckgres.errors import ConnectionLost, FatalError
from duckgres.session.transport import ALPN_PROTOCOL, TLS_HANDSHAKE_BYTE, Transport
from duckgres.wire.backend import AUTHENTICATION_OK, ENCRYPTION_REFUSED, SSL_ACCEPTED
from duckgres.wire.framer import Framer
from duckgres.wire.frontend import AuthenticationResponse
from duckgres.wire.startup import (
    CancelRequest,
    GSSENCRequest,
    SSLRequest,
    StartupMessage,
    StartupPacket,
    UnsupportedProtocol,
    parse_options,
)

# Parameters of the startup packet that are no settings.
_NOT_SETTINGS = frozenset({"user", "database", "options", "replication"})
_TRUE_WORDS = ("true", "yes", "on", "1")
_FALSE_WORDS = ("false", "no", "off", "0")


class Visit(Protocol):
    """One connection's way in, as the server sees it; each may raise a ``FatalError``."""

    def refuse(self) -> None:
        """Refuse who is not let in whoever he is: too many connections, shutting down.

        It is asked when the client can hear it, which is after TLS and its StartupMessage.
        """

    def judge(self, user: str, proved: bool) -> None:
        """Take notice of a proof before anybody is told whether it was right; may wait."""

    def admit(self, user: str) -> None:
        """Give a user who proved himself his place."""

    def may_cancel(self) -> bool:
        """Say whether a cancel request is looked at."""


@dataclass(frozen=True, slots=True)
class StartupServices:
    """What a login needs of the server.

    Attributes:
        tls_context: For the server's side of TLS.
        end_point: The certificate's hash, for channel binding.
        users: Who may log in.
        cancel: Takes the process id and secret of a cancel request.
    """

    tls_context: ssl.SSLContext
    end_point: bytes
    users: Users
    cancel: Callable[[int, bytes], bool]


@dataclass(frozen=True, slots=True)
class Login:
    """Who came in, and with what wishes.

    Attributes:
        parameters: Settings the client asked for, those of ``options`` first, so that one named by
            itself wins. Names are as the client wrote them; neither names nor values are checked.
        protocol: The version the session speaks, not the one asked for.
        peer: The client's address.
    """

    user: str
    database: str
    parameters: Mapping[str, str]
    protocol: tuple[int, int]
    peer: str
    tls_version: str


def start(
    transport: Transport, framer: Framer, services: StartupServices, visit: Visit
) -> Login | None:
    """Hold the whole dialogue; ``None`` when it was a cancel request, and all is said.

    Raises:
        FatalError: Refused; the client is to be told.
        ConnectionLost: Gone, or sent away without a word.
    """
    packet = _negotiate(transport, framer, services)
    if isinstance(packet, CancelRequest):
        if visit.may_cancel():
            services.cancel(packet.process_id, packet.secret)
        return None
    if not isinstance(packet, StartupMessage):
        # What PostgreSQL says to a second request for encryption.
        raise UnsupportedProtocol(1234, 5679 if isinstance(packet, SSLRequest) else 5680)
    if not transport.tls_version:
        raise FatalError(
            f'no pg_hba.conf entry for host "{transport.peer}", user "{packet.user}", '
            f'database "{packet.database}", no encryption',
            sqlstate="28000",
        )
    visit.refuse()
    _refuse_replication(packet)
    if packet.negotiation is not None:
        transport.write(packet.negotiation.encode())
    user = authenticate(transport, framer, services, packet.user, visit)
    visit.refuse()  # again: the server may have begun to shut down while a password was typed
    framer.state.login_done()
    transport.write(AUTHENTICATION_OK)
    visit.admit(user.name)  # behind AuthenticationOk, as PostgreSQL tells a role of its limit
    return Login(
        user=user.name,
        database=packet.database,
        parameters=settings_of(packet),
        protocol=(packet.major, packet.agreed_minor),
        peer=transport.peer,
        tls_version=transport.tls_version,
    )


def authenticate(
    transport: Transport, framer: Framer, services: StartupServices, name: str, visit: Visit
) -> AuthenticatedUser:
    """Drive the user's mechanism to its end and have the outcome judged.

    Failed proofs are judged, and no malformed messages (08P01): nothing was guessed with those.
    """
    try:
        user = _prove(transport, framer, services, name)
    except FatalError as error:
        if error.sqlstate.startswith("28"):
            visit.judge(name, proved=False)
        raise
    visit.judge(name, proved=True)
    if user.last_word is not None:
        transport.write(user.last_word.encode())
    return user


def _prove(
    transport: Transport, framer: Framer, services: StartupServices, name: str
) -> AuthenticatedUser:
    mechanism = services.users.mechanism(name, services.end_point)
    framer.state.authenticate(sasl=mechanism.sasl)
    request = next(mechanism.dialogue)
    while True:
        transport.write(request.encode())
        transport.flush()
        try:
            request = mechanism.dialogue.send(_answer(transport, framer))
        except StopIteration as end:
            user: AuthenticatedUser = end.value
            return user


def settings_of(packet: StartupMessage) -> dict[str, str]:
    """Return the settings a startup packet asks for.

    Raises:
        FatalError: 42601, ``options`` is not a list of settings.
    """
    settings = dict(parse_options(packet.parameters.get("options", "")))
    given = packet.parameters.items()
    settings.update({name: value for name, value in given if name not in _NOT_SETTINGS})
    return settings


def _negotiate(transport: Transport, framer: Framer, services: StartupServices) -> StartupPacket:
    """Answer requests for encryption and return the first packet that asks for something else."""
    if transport.first_byte() == TLS_HANDSHAKE_BYTE:
        transport.start_tls(services.tls_context)
        if transport.alpn_protocol != ALPN_PROTOCOL:
            # Another protocol's request may have been led here; PostgreSQL closes in silence.
            raise ConnectionLost("direct TLS without ALPN")
        return _next_packet(transport, framer)
    gss_refused = False
    while True:
        packet = _next_packet(transport, framer)
        if isinstance(packet, GSSENCRequest) and not gss_refused:
            gss_refused = True
            transport.send(ENCRYPTION_REFUSED)
        elif isinstance(packet, SSLRequest) and not transport.tls_version:
            transport.send(SSL_ACCEPTED)
            transport.start_tls(services.tls_context)
            _refuse_smuggled(framer)
        else:
            return packet


def _refuse_smuggled(framer: Framer) -> None:
    """Refuse what came in clear text behind the SSLRequest: CVE-2021-23214."""
    if framer.buffered:
        raise FatalError(
            "received unencrypted data after SSL request",
            sqlstate="08P01",
            detail="This could be either a client-software bug or evidence of an attempted "
            "man-in-the-middle attack.",
        )


def _refuse_replication(packet: StartupMessage) -> None:
    word = packet.parameters.get("replication")
    if word is None:
        return
    if word != "database" and not _is_one_of(word, _TRUE_WORDS):
        if _is_one_of(word, _FALSE_WORDS):
            return
        raise FatalError(
            f'invalid value for parameter "replication": "{word}"',
            sqlstate="22023",
            hint='Valid values are: "false", 0, "true", 1, "database".',
        )
    raise FatalError("replication connections are not supported", sqlstate="0A000")


def _is_one_of(word: str, words: tuple[str, ...]) -> bool:
    """Say whether it is one of PostgreSQL's words for a boolean, which may be cut short."""
    folded = word.lower()
    return folded not in ("", "o") and any(whole.startswith(folded) for whole in words)


def _next_packet(transport: Transport, framer: Framer) -> StartupPacket:
    while True:
        packet = framer.next_startup_packet()
        if packet is not None:
            return packet
        framer.feed(transport.recv())


def _answer(transport: Transport, framer: Framer) -> bytes:
    """Wait for the client's next message, which can only be an AuthenticationResponse."""
    while True:
        message = framer.next_message()
        if isinstance(message, AuthenticationResponse):
            return bytes(message.payload)  # the state lets nothing else through
        framer.feed(transport.recv())
