"""The packets before the first message: they have a length and a code instead of a type.

A packet asks for encryption, for the cancellation of another session's statement, or for a
session. Nothing here looks at who asks, and no setting is known: ``StartupMessage.parameters``
and ``parse_options`` only take apart.

Source: PostgreSQL manual, 55.2.1 and 55.7; wordings and limits recorded from PostgreSQL 15 and 18.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from struct import Struct

from duckgres.errors import ConnectionLost, FatalError
from duckgres.wire.backend import NegotiateProtocolVersion

HEADER = Struct("!II")  # length, which counts itself; code
MIN_LENGTH = 8
# PostgreSQL's MAX_STARTUP_PACKET_LENGTH of 10,000 does not count the length's own 4 bytes
MAX_LENGTH = 10_004

SSL_REQUEST_CODE = 80877103
GSSENC_REQUEST_CODE = 80877104
CANCEL_REQUEST_CODE = 80877102

MAJOR_VERSION = 3
LATEST_MINOR = 2
MIN_SECRET = 4  # bytes
MAX_SECRET = 256

OPTION_PREFIX = "_pq_."  # of protocol options


@dataclass(frozen=True, slots=True)
class SSLRequest:
    """The client wants TLS; the answer is one byte."""


@dataclass(frozen=True, slots=True)
class GSSENCRequest:
    """The client wants GSSAPI encryption; the answer is one byte."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Stop what another session runs; there is no answer."""

    process_id: int
    secret: bytes

    def encode(self) -> bytes:
        """Return the packet."""
        body = Struct("!Ii").pack(CANCEL_REQUEST_CODE, self.process_id) + self.secret
        return Struct("!I").pack(len(body) + 4) + body


@dataclass(frozen=True, slots=True)
class StartupMessage:
    """Begin a session.

    Attributes:
        major: 3.
        minor: What the client asks for, which may be more than ``LATEST_MINOR``.
        parameters: Names and values in the client's order, with ``user`` never empty; without the
            protocol options.
        protocol_options: Names of the ``_pq_.`` options, none of which we know.
    """

    major: int
    minor: int
    parameters: dict[str, str]
    protocol_options: tuple[str, ...] = ()

    @property
    def user(self) -> str:
        """The user who wants in."""
        return self.parameters["user"]

    @property
    def database(self) -> str:
        """The database, by default that of the user's name."""
        return self.parameters.get("database") or self.user

    @property
    def agreed_minor(self) -> int:
        """The minor version the session speaks."""
        return min(self.minor, LATEST_MINOR)

    @property
    def negotiation(self) -> NegotiateProtocolVersion | None:
        """What to tell a client that asked for more than we have; ``None`` for nothing.

        It goes out before the first authentication message.
        """
        if self.minor <= LATEST_MINOR and not self.protocol_options:
            return None
        return NegotiateProtocolVersion(
            self.major << 16 | self.agreed_minor, self.protocol_options
        )

    def encode(self) -> bytes:
        """Return the packet."""
        options = {name: "" for name in self.protocol_options}
        strings = [part for pair in (self.parameters | options).items() for part in pair]
        body = b"".join(string.encode() + b"\0" for string in strings) + b"\0"
        return HEADER.pack(len(body) + HEADER.size, self.major << 16 | self.minor) + body


StartupPacket = SSLRequest | GSSENCRequest | CancelRequest | StartupMessage


class UnsupportedProtocol(FatalError):
    """The client asks for a protocol that is not 3.x.

    ``major`` decides the form of the answer: 1 and 2 get ``backend.error_response_v2``.
    """

    def __init__(self, major: int, minor: int) -> None:
        super().__init__(
            f"unsupported frontend protocol {major}.{minor}: "
            f"server supports {MAJOR_VERSION}.0 to {MAJOR_VERSION}.{LATEST_MINOR}",
            sqlstate="0A000",
        )
        self.major = major

    @property
    def in_v2_form(self) -> bool:
        """Whether the client understands only protocol 2's error message."""
        return self.major in (1, 2)


def decode_startup_packet(packet: bytes) -> StartupPacket:
    """Return what a whole packet, length included, asks for.

    Raises:
        FatalError: A StartupMessage that is refused; ``UnsupportedProtocol`` for its version.
        ConnectionLost: A CancelRequest of a wrong length, which PostgreSQL only logs.
    """
    _, code = HEADER.unpack_from(packet)
    body = packet[HEADER.size :]
    if code == SSL_REQUEST_CODE:
        return SSLRequest()
    if code == GSSENC_REQUEST_CODE:
        return GSSENCRequest()
    if code == CANCEL_REQUEST_CODE:
        return _decode_cancel(body)
    major, minor = code >> 16, code & 0xFFFF
    if major != MAJOR_VERSION:
        raise UnsupportedProtocol(major, minor)
    return _decode_startup(major, minor, body)


def _decode_cancel(body: bytes) -> CancelRequest:
    secret = body[4:]
    if not MIN_SECRET <= len(secret) <= MAX_SECRET:
        raise ConnectionLost("cancel request of a wrong length")
    return CancelRequest(Struct("!i").unpack_from(body)[0], secret)


def _decode_startup(major: int, minor: int, body: bytes) -> StartupMessage:
    parameters: dict[str, str] = {}
    protocol_options: list[str] = []
    at = 0
    while at < len(body) and body[at] != 0:
        name, behind = _string(body, at)
        if behind >= len(body):
            break  # as in PostgreSQL, a lone last byte that is not zero passes for the terminator
        value, at = _string(body, behind)
        if name.startswith(OPTION_PREFIX):
            protocol_options.append(name)
        else:
            parameters[name] = value
    if at != len(body) - 1:
        raise FatalError(
            "invalid startup packet layout: expected terminator as last byte", sqlstate="08P01"
        )
    if not parameters.get("user"):
        raise FatalError("no PostgreSQL user name specified in startup packet", sqlstate="28000")
    return StartupMessage(major, minor, parameters, tuple(protocol_options))


def _string(body: bytes, at: int) -> tuple[str, int]:
    r"""Return the string at ``at`` and where the next begins.

    PostgreSQL takes any bytes here and fails later, if at all; bytes that are no UTF-8 show as
    ``\\xff``.
    """
    end = body.find(0, at)
    end = len(body) if end < 0 else end
    return body[at:end].decode("utf-8", "backslashreplace"), end + 1


# A word of the options string: whitespace ends it, a backslash keeps the next character; a last
# backslash is dropped.
_WORD = re.compile(r"(?:\\.|[^\\\s]|\\$)+", re.DOTALL)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


def parse_options(options: str) -> list[tuple[str, str]]:
    """Return the settings a startup packet's ``options`` names, in order.

    They are written ``-c name=value`` or ``--name=value``. Names keep the client's case; ``-`` in
    them is ``_``. The command-line switches of a PostgreSQL server that are not about settings
    are refused as PostgreSQL refuses unknown ones.

    Raises:
        FatalError: 42601, not such a list.
    """
    words = [_ESCAPE.sub(r"\1", word) for word in _WORD.findall(options)]
    settings = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word == "--":
            break  # the end of options; what is left is arguments, and there must be none
        if word == "-c" and at < len(words):
            settings.append(_setting("-c ", words[at]))
            at += 1
        elif word.startswith("-c") and word != "-c":
            settings.append(_setting("-c ", word[2:]))
        elif word.startswith("--"):
            settings.append(_setting("--", word[2:]))
        else:
            raise _bad_argument(word)
    if at < len(words):
        raise _bad_argument(words[at])
    return settings


def _setting(switch: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise FatalError(f"{switch}{text} requires a value", sqlstate="42601")
    return name.replace("-", "_"), value


def _bad_argument(word: str) -> FatalError:
    return FatalError(
        f"invalid command-line argument for server process: {word}",
        sqlstate="42601",
        hint='Try "postgres --help" for more information.',
    )
