"""A client that says exactly the bytes it is told to, and logs in by itself.

TLS as ``sslmode=require`` (nobody's certificate is checked), then trust, a clear password or
SCRAM-SHA-256, whatever the server asks for. Blocking sockets of the standard library; the messages
are decoded by ``duckgres.wire``.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import socket
import ssl
from typing import Protocol

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire.startup import HEADER, SSL_REQUEST_CODE, StartupMessage

SECONDS = 10.0  # a server that says nothing for so long has nothing to say
READ_SIZE = 64 * 1024


class Address(Protocol):
    """Where a server is, and a login; as the fixtures have it. Without ``tls`` it is required."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...


class Closed(Exception):
    """The server has closed the connection."""


class WireClient:
    """One connection, before its startup packet unless ``login`` is called."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket = socket.create_connection((address.host, address.port), SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        if getattr(address, "tls", True):
            self._start_tls()

    def _start_tls(self) -> None:
        self.send(HEADER.pack(HEADER.size, SSL_REQUEST_CODE))
        answer = self._socket.recv(1)
        if answer != b.SSL_ACCEPTED:
            raise AssertionError(f"the server answered {answer!r} to SSLRequest")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket)

    def send(self, data: bytes) -> None:
        """Say these bytes; that the server is gone shows when its answer is read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def receive(self, seconds: float = SECONDS) -> b.BackendMessage | None:
        """Return the next message, ``None`` if none comes in time.

        Raises:
            Closed: The server is gone.
        """
        self._socket.settimeout(seconds)
        while True:
            length = int.from_bytes(self._buffer[1:5])
            if len(self._buffer) >= 5 and len(self._buffer) > length:
                packet, self._buffer = self._buffer[: length + 1], self._buffer[length + 1 :]
                return b.decode(packet[0], packet[5:])
            try:
                data = self._socket.recv(READ_SIZE)
            except TimeoutError:
                return None
            except (ConnectionResetError, ssl.SSLEOFError):
                data = b""
            if not data:
                raise Closed(f"with {self._buffer!r} unread")
            self._buffer += data

    def login(self, parameters: dict[str, str] | None = None) -> list[b.BackendMessage]:
        """Log in; return what was heard from AuthenticationOk to ReadyForQuery, or to an error.

        Args:
            parameters: More of the StartupMessage's, or others than the address has.
        """
        address = self._address
        database = getattr(address, "database", address.user)
        told = {"user": address.user, "database": database} | (parameters or {})
        self.send(StartupMessage(3, 0, told).encode())
        heard: list[b.BackendMessage] = []
        while True:
            message = self._expect()
            if isinstance(message, b.AuthenticationCleartextPassword):
                self._answer(address.password.encode() + b"\0")
            elif isinstance(message, b.AuthenticationSASL):
                self._scram(address.password)
            else:
                heard.append(message)
            if isinstance(message, b.ReadyForQuery | b.ErrorResponse):
                return heard

    def close(self) -> None:
        """Hang up without a word."""
        self._socket.close()

    def _expect(self) -> b.BackendMessage:
        message = self.receive()
        if message is None:
            raise AssertionError("the server says nothing")
        return message

    def _answer(self, payload: bytes) -> None:
        self.send(f.AuthenticationResponse(payload).encode())

    def _scram(self, password: str) -> None:
        """RFC 5802 and 7677, without channel binding."""
        first = "n=,r=duckgres-script"
        data = f"n,,{first}".encode()
        self._answer(b"SCRAM-SHA-256\0" + len(data).to_bytes(4) + data)
        challenge = self._expect()
        if not isinstance(challenge, b.AuthenticationSASLContinue):
            raise AssertionError(f"{challenge} instead of a SCRAM challenge")
        server_first = challenge.data.decode()
        fields = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac(
            "sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"])
        )
        final = f"c=biws,r={fields['r']}"
        signed = f"{first},{server_first},{final}".encode()
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(client_key).digest(), signed, "sha256")
        proof = bytes(x ^ y for x, y in zip(client_key, signature, strict=True))
        self._answer(f"{final},p={base64.b64encode(proof).decode()}".encode())
        outcome = self._expect()
        if isinstance(outcome, b.ErrorResponse):
            raise AssertionError(f"{outcome} instead of the login's end")
        server_key = hmac.digest(salted, b"Server Key", "sha256")
        expected = base64.b64encode(hmac.digest(server_key, signed, "sha256"))
        assert isinstance(outcome, b.AuthenticationSASLFinal)
        assert outcome.data == b"v=" + expected
