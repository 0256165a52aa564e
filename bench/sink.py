"""A client that does as little as possible: the server must be what is measured.

It logs in (TLS, SCRAM-SHA-256), sends a query and swallows the answer into one buffer without
looking at the rows: their number stands in the command tag at the end. Source: PostgreSQL
manual, 55.2 and 55.7; RFC 5802.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import struct
import time
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType

BUFFER_SIZE = 1024 * 1024
TAIL_SIZE = 64  # holds the last CommandComplete and ReadyForQuery
READY_HEAD = b"Z\x00\x00\x00\x05"  # the transaction status follows
DONE = re.compile(rb"C....[A-Z0-9 ]*?(\d*)\x00Z\x00\x00\x00\x05[ITE]\Z", re.DOTALL)
TIMEOUT_SECONDS = 600


class ServerError(Exception):
    """An ErrorResponse; its text is the SQLSTATE and the message."""


@dataclass(frozen=True)
class Swallowed:
    """What came back for one query.

    Attributes:
        rows: From the command tag.
        bytes: Of all messages, before TLS.
        first_row_seconds: From sending to the first DataRow or CopyData; the whole time when there
            was none.
        seconds: From sending to ReadyForQuery.
    """

    rows: int
    bytes: int
    first_row_seconds: float
    seconds: float


@lru_cache
def _salted_password(password: str, salt: bytes, iterations: int) -> bytes:
    """Derived once: a client's 4,096 rounds of SHA-256 are not the server's cost."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


@lru_cache
def _tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def swallow(connected: socket.socket, buffer: bytearray, request: bytes) -> Swallowed:
    """Send ``request`` and read up to ReadyForQuery.

    Args:
        connected: A logged-in session with nothing left to read.
        buffer: Overwritten again and again.
        request: Messages that are answered by one ReadyForQuery.

    Raises:
        ServerError: The server answered an error; the session is to be closed, its rest unread.
    """
    began = time.perf_counter()
    view, receive = memoryview(buffer), connected.recv_into
    connected.sendall(request)
    size, first = _read_to_first_row(connected, buffer, began)
    total, tail = size, b""
    while True:
        # The end can lie across two reads; the bytes before a short one are kept for that.
        read = bytes(view[max(0, size - TAIL_SIZE) : size])
        tail = read if size >= TAIL_SIZE else (tail + read)[-TAIL_SIZE:]
        if tail[-6:-1] == READY_HEAD:
            break
        size = receive(view)
        if not size:
            raise ConnectionError("the server closed the connection")
        total += size
    seconds = time.perf_counter() - began
    done = DONE.search(tail)
    if done is None:
        raise ServerError(f"no command tag before ReadyForQuery: {tail!r}")
    return Swallowed(int(done[1] or 0), total, first or seconds, seconds)


def _read_to_first_row(
    connected: socket.socket, buffer: bytearray, began: float
) -> tuple[int, float | None]:
    """Fill the buffer up to the first DataRow or CopyData, or to the end of the answer.

    Returns:
        The bytes read, and the seconds to the first row; ``None`` when there is none.
    """
    view = memoryview(buffer)
    size = position = 0
    while True:
        read = connected.recv_into(view[size:])
        if not read:
            raise ConnectionError("the server closed the connection")
        size += read
        while size - position >= 5:
            kind = buffer[position : position + 1]
            end = position + 1 + int.from_bytes(buffer[position + 1 : position + 5])
            if kind in b"Dd":
                return size, time.perf_counter() - began
            if size < end:
                break
            if kind == b"E":
                raise _failure(bytes(buffer[position + 5 : end]))
            if kind == b"Z":
                return size, None
            position = end


def _failure(body: bytes) -> ServerError:
    fields = {part[:1]: part[1:].decode() for part in body.split(b"\x00") if part}
    return ServerError(f"{fields.get(b'C')}: {fields.get(b'M')}")


class SinkClient:
    """One session; a context manager."""

    def __init__(
        self, host: str, port: int, user: str, password: str, database: str, tls: bool = True
    ) -> None:
        self._buffer = bytearray(BUFFER_SIZE)
        self._socket: socket.socket = socket.create_connection((host, port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if tls:
                self._start_tls()
            self._log_in(user, password, database)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> SinkClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye and close."""
        try:
            self._socket.sendall(b"X\x00\x00\x00\x04")
        except OSError:
            pass  # the server was first
        finally:
            self._socket.close()

    def query(self, text: str) -> Swallowed:
        """Run a simple query: all columns come as text."""
        return self._swallow(_message(b"Q", text.encode() + b"\x00"))

    def query_binary(self, text: str) -> Swallowed:
        """Run an extended query that asks for every column in binary."""
        return self._swallow(
            _message(b"P", b"\x00" + text.encode() + b"\x00\x00\x00")
            + _message(b"B", b"\x00\x00" + struct.pack("!HHHH", 0, 0, 1, 1))
            + _message(b"D", b"P\x00")
            + _message(b"E", b"\x00\x00\x00\x00\x00")
            + _message(b"S", b"")
        )

    def copy_in(self, text: str, messages: bytes) -> Swallowed:
        """Run a COPY FROM STDIN; its data, ready as messages, need not be asked for."""
        return self._swallow(_message(b"Q", text.encode() + b"\x00") + messages)

    def _swallow(self, request: bytes) -> Swallowed:
        return swallow(self._socket, self._buffer, request)

    def _start_tls(self) -> None:
        self._socket.sendall(struct.pack("!II", 8, 80877103))
        if self._socket.recv(1) != b"S":
            raise ConnectionError("the server refused TLS")
        self._socket = _tls_context().wrap_socket(self._socket)

    def _log_in(self, user: str, password: str, database: str) -> None:
        words = (b"user", user.encode(), b"database", database.encode(), b"", b"")
        body = struct.pack("!I", 196608) + b"\x00".join(words)
        self._socket.sendall(struct.pack("!I", len(body) + 4) + body)
        self._expect_authentication(10)
        nonce = base64.b64encode(os.urandom(18))
        first = b"n=,r=" + nonce
        initial = b"n,," + first
        self._send_password(b"SCRAM-SHA-256\x00" + struct.pack("!I", len(initial)) + initial)
        challenge = self._expect_authentication(11)
        told = dict(part.split(b"=", 1) for part in challenge.split(b","))
        salted = _salted_password(password, base64.b64decode(told[b"s"]), int(told[b"i"]))
        bare = b"c=biws,r=" + told[b"r"]
        signed = b",".join((first, challenge, bare))
        client_key = _mac(salted, b"Client Key")
        signature = _mac(hashlib.sha256(client_key).digest(), signed)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        self._send_password(bare + b",p=" + base64.b64encode(proof))
        answer = self._expect_authentication(12)
        if answer != b"v=" + base64.b64encode(_mac(_mac(salted, b"Server Key"), signed)):
            raise ConnectionError("the server does not know the password either")
        self._expect_authentication(0)
        while self._message()[0] != b"Z":
            pass

    def _send_password(self, body: bytes) -> None:
        self._socket.sendall(_message(b"p", body))

    def _expect_authentication(self, wanted: int) -> bytes:
        kind, body = self._message()
        code = int.from_bytes(body[:4])
        if kind != b"R" or code != wanted:
            raise ConnectionError(f"expected authentication request {wanted}, got {kind!r} {code}")
        return body[4:]

    def _message(self) -> tuple[bytes, bytes]:
        kind = self._exactly(1)
        body = self._exactly(int.from_bytes(self._exactly(4)) - 4)
        if kind == b"E":
            raise _failure(body)
        return kind, body

    def _exactly(self, size: int) -> bytes:
        parts = b""
        while len(parts) < size:
            part = self._socket.recv(size - len(parts))
            if not part:
                raise ConnectionError("the server closed the connection")
            parts += part
        return parts


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body
