"""SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, the server's side.

The server holds StoredKey = H(ClientKey) and ServerKey, never the password. The client proves that
it has ClientKey by ClientKey XOR HMAC(StoredKey, everything said); the server undoes the XOR and
compares the hash. PLUS adds a hash of the server's certificate to what is signed, so that nobody
in between can pass the dialogue on. An unknown user gets the same dialogue with a salt made from
his name, and fails at the same place. Source: RFC 5802, RFC 7677; PostgreSQL manual, 55.3;
src/backend/libpq/auth-scram.c.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from duckgres.auth.mechanism import AuthenticatedUser, Dialogue, authentication_failed
from duckgres.auth.scram_messages import (
    BINDING_TYPE,
    PLAIN,
    PLUS,
    ClientFinal,
    ClientFirst,
    read_final,
    read_first,
)
from duckgres.auth.verifier import ITERATIONS, KEY_SIZE, SALT_SIZE, Verifier, make_verifier
from duckgres.errors import FatalError
from duckgres.wire.backend import (
    AuthenticationSASL,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
)
from duckgres.wire.frontend import AuthenticationResponse

__all__ = ["make_verifier", "mock_salt", "mock_verifier", "scram"]

_NONCE_SIZE = 18  # bytes; PostgreSQL's


def mock_salt(secret: bytes, user: str) -> bytes:
    """Return the salt of a user who has no verifier: always the same for the same name."""
    return hmac.digest(secret, user.encode(), "sha256")[:SALT_SIZE]


def mock_verifier(secret: bytes, user: str) -> Verifier:
    """Return what stands in for the verifier of an unknown user; no proof fits it."""
    return Verifier(ITERATIONS, mock_salt(secret, user), bytes(KEY_SIZE), bytes(KEY_SIZE))


def scram(user: str, verifier: Verifier, *, known: bool, end_point: bytes | None) -> Dialogue:
    """Hold the dialogue.

    Args:
        user: Who wants in, by the startup packet; the name inside SCRAM is ignored.
        verifier: His own, or ``mock_verifier``.
        known: Whether it is his own; otherwise everything fails at the proof.
        end_point: The certificate's hash for PLUS; ``None`` without TLS, and PLUS is not offered.
    """
    offered = [PLAIN] if end_point is None else [PLUS, PLAIN]
    payload = yield AuthenticationSASL(tuple(offered))
    mechanism, message = AuthenticationResponse(payload).sasl_initial()
    if mechanism not in offered:
        raise FatalError(
            "client selected an invalid SASL authentication mechanism", sqlstate="08P01"
        )
    if message is None:
        message = yield AuthenticationSASLContinue(b"")
    first = read_first(message, mechanism=mechanism, plus_offered=end_point is not None)
    server_first = _server_first(first, verifier)
    final = read_final((yield AuthenticationSASLContinue(server_first)))
    _check_binding(final, first, end_point if mechanism == PLUS else None)
    if not hmac.compare_digest(final.nonce, server_first.partition(b",")[0][2:]):
        raise FatalError(
            "invalid SCRAM response", sqlstate="08P01", detail="Nonce does not match."
        )
    signed = b",".join((first.bare, server_first, final.signed))
    if not _proof_fits(final.proof, signed, verifier) or not known:
        raise authentication_failed(user)
    signature = hmac.digest(verifier.server_key, signed, "sha256")
    return AuthenticatedUser(user, AuthenticationSASLFinal(b"v=" + base64.b64encode(signature)))


def _server_first(first: ClientFirst, verifier: Verifier) -> bytes:
    nonce = first.nonce + base64.b64encode(os.urandom(_NONCE_SIZE))
    salt = base64.b64encode(verifier.salt)
    return b"r=%s,s=%s,i=%d" % (nonce, salt, verifier.iterations)


def _check_binding(final: ClientFinal, first: ClientFirst, end_point: bytes | None) -> None:
    """Check that client and server look at the same certificate, or that nobody bent the flag."""
    if end_point is None:
        if final.binding != base64.b64encode(first.gs2_header):
            raise FatalError(
                "unexpected SCRAM channel-binding attribute in client-final-message",
                sqlstate="08P01",
            )
        return
    expected = base64.b64encode(b"p=" + BINDING_TYPE + b",," + end_point)
    if not hmac.compare_digest(final.binding, expected):
        # Probably somebody in between with a certificate of his own.
        raise FatalError("SCRAM channel binding check failed", sqlstate="28000")


def _proof_fits(proof: bytes, signed: bytes, verifier: Verifier) -> bool:
    signature = hmac.digest(verifier.stored_key, signed, "sha256")
    mixed = int.from_bytes(proof, "big") ^ int.from_bytes(signature, "big")
    client_key = mixed.to_bytes(KEY_SIZE, "big")
    return hmac.compare_digest(hashlib.sha256(client_key).digest(), verifier.stored_key)
