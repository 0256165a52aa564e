"""The two messages a SCRAM client sends, read strictly; no secrets, no proofs.

A message is a row of ``x=value`` attributes with commas between. Every complaint is PostgreSQL's,
word for word, and a malformed message is 08P01: only a wrong proof is 28P01. Bytes stay bytes,
since nothing promises that they are UTF-8. Source: RFC 5802, section 7;
src/backend/libpq/auth-scram.c.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from duckgres.auth.verifier import KEY_SIZE
from duckgres.errors import FatalError

PLAIN = "SCRAM-SHA-256"
PLUS = "SCRAM-SHA-256-PLUS"
BINDING_TYPE = b"tls-server-end-point"
_DETAIL_LIMIT = 30  # bytes of a client's text shown in an error


@dataclass(frozen=True, slots=True)
class ClientFirst:
    """client-first-message.

    Attributes:
        gs2_header: Flag and authorization identity, with both commas.
        bare: The rest, which the proof signs.
        nonce: The client's half.
    """

    gs2_header: bytes
    bare: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class ClientFinal:
    """client-final-message; ``signed`` is what the proof signs of it."""

    binding: bytes
    nonce: bytes
    proof: bytes
    signed: bytes


def malformed(detail: str) -> FatalError:
    """Return the error of a message that does not follow the grammar."""
    return FatalError("malformed SCRAM message", sqlstate="08P01", detail=detail)


def read_first(message: bytes, *, mechanism: str, plus_offered: bool) -> ClientFirst:
    """Read the client-first-message.

    Args:
        message: As received.
        mechanism: The one the client chose.
        plus_offered: Whether channel binding was offered.
    """
    _check_length(message)
    reader = _Reader(message)
    _read_binding_flag(reader, mechanism, plus_offered)
    if reader.peek() == b"a":
        raise FatalError(
            "client uses authorization identity, but it is not supported", sqlstate="0A000"
        )
    if reader.peek() != b",":
        raise malformed(f'Unexpected attribute "{_shown(reader.peek())}" in client-first-message.')
    reader.at += 1
    begin = reader.at
    if reader.peek() == b"m":
        raise FatalError("client requires an unsupported SCRAM extension", sqlstate="0A000")
    reader.value(b"n")  # the user is the startup packet's; libpq sends this one empty
    nonce = reader.value(b"r")
    if not all(0x21 <= byte <= 0x7E for byte in nonce):
        raise FatalError("non-printable characters in SCRAM nonce", sqlstate="08P01")
    while reader.peek():
        reader.any()
    return ClientFirst(message[:begin], message[begin:], nonce)


def read_final(message: bytes) -> ClientFinal:
    """Read the client-final-message."""
    _check_length(message)
    reader = _Reader(message)
    binding = reader.value(b"c")
    nonce = reader.value(b"r")
    while True:
        end_of_signed = reader.at - 1
        name, value = reader.any()
        if name == b"p":
            break
    try:
        proof = base64.b64decode(value, validate=True)
    except binascii.Error:
        proof = b""
    if len(proof) != KEY_SIZE:
        raise malformed("Malformed proof in client-final-message.")
    if reader.peek():
        raise malformed("Garbage found at the end of client-final-message.")
    return ClientFinal(binding, nonce, proof, message[:end_of_signed])


def _read_binding_flag(reader: _Reader, mechanism: str, plus_offered: bool) -> None:
    flag = reader.peek()
    if flag == b"p":
        if mechanism != PLUS:
            raise malformed(
                f"The client selected {PLAIN} without channel binding, "
                "but the SCRAM message includes channel binding data."
            )
        kind = reader.value(b"p")
        if kind != BINDING_TYPE:
            shown = _shown_text(kind)
            raise FatalError(f'unsupported SCRAM channel-binding type "{shown}"', sqlstate="08P01")
        return
    if flag not in (b"n", b"y"):
        raise malformed(f'Unexpected channel-binding flag "{_shown(flag)}".')
    if mechanism == PLUS:
        raise malformed(
            f"The client selected {PLUS}, "
            "but the SCRAM message does not include channel binding data."
        )
    if flag == b"y" and plus_offered:
        # Somebody in between has taken -PLUS out of the list the client saw.
        raise FatalError(
            "SCRAM channel binding negotiation error",
            sqlstate="28000",
            detail="The client supports SCRAM channel binding but thinks the server does not.  "
            "However, this server does support channel binding.",
        )
    reader.at += 1
    if reader.peek() != b",":
        raise malformed(f'Comma expected, but found character "{_shown(reader.peek())}".')
    reader.at += 1


def _check_length(message: bytes) -> None:
    if not message:
        raise malformed("The message is empty.")
    if b"\0" in message:
        raise malformed("Message length does not match input length.")


class _Reader:
    """A place in a message; at the end it sees ``b""``."""

    def __init__(self, message: bytes) -> None:
        self.message = message
        self.at = 0

    def peek(self) -> bytes:
        """Return the next byte without taking it."""
        return self.message[self.at : self.at + 1]

    def value(self, name: bytes) -> bytes:
        """Take the attribute that must come next and return its value."""
        if self.peek() != name:
            raise malformed(
                f'Expected attribute "{name.decode()}" but found "{_shown(self.peek())}".'
            )
        return self._rest_of(name)

    def any(self) -> tuple[bytes, bytes]:
        """Take whatever attribute comes next."""
        name = self.peek()
        if not name:
            raise malformed("Attribute expected, but found end of string.")
        if not name.isalpha():
            raise malformed(f'Attribute expected, but found invalid character "{_shown(name)}".')
        return name, self._rest_of(name)

    def _rest_of(self, name: bytes) -> bytes:
        self.at += 1
        if self.peek() != b"=":
            raise malformed(f'Expected character "=" for attribute "{name.decode()}".')
        value, comma, _ = self.message[self.at + 1 :].partition(b",")
        self.at += 1 + len(value) + len(comma)
        return value


def _shown(byte: bytes) -> str:
    code = byte[0] if byte else 0
    return f"'{chr(code)}'" if 0x21 <= code <= 0x7E else f"0x{code:02x}"


def _shown_text(text: bytes) -> str:
    return "".join(chr(byte) if 0x21 <= byte <= 0x7E else "?" for byte in text[:_DETAIL_LIMIT])
