"""What is stored instead of a password: SCRAM-SHA-256 verifiers in PostgreSQL's own text form.

``SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>``, the last three in base64. A verifier
checks a password but does not log in, and one taken from ``pg_authid`` works here unchanged.
Source: RFC 5802; PostgreSQL manual, 53.8 "pg_authid"; src/common/scram-common.c.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from dataclasses import dataclass

from duckgres.auth.saslprep import saslprep

ITERATIONS = 4096  # PostgreSQL's default
SALT_SIZE = 16  # bytes
KEY_SIZE = 32  # bytes of SHA-256
_FORM = re.compile(r"SCRAM-SHA-256\$(\d{1,9}):([^$:]+)\$([^$:]+):([^$:]+)")


@dataclass(frozen=True, slots=True)
class Verifier:
    """One stored verifier; the salt and the keys are bytes."""

    iterations: int
    salt: bytes
    stored_key: bytes
    server_key: bytes

    def __str__(self) -> str:
        """Return PostgreSQL's text form."""
        salt, stored, server = (
            base64.b64encode(part).decode()
            for part in (self.salt, self.stored_key, self.server_key)
        )
        return f"SCRAM-SHA-256${self.iterations}:{salt}${stored}:{server}"

    def matches(self, password: bytes) -> bool:
        """Say whether the password is the one; costs a whole derivation (milliseconds)."""
        other = derive(password, self.salt, self.iterations)
        return hmac.compare_digest(other.server_key, self.server_key)


def derive(password: bytes, salt: bytes, iterations: int = ITERATIONS) -> Verifier:
    """Return the verifier of a password; slow on purpose: about 1 ms for 4096 iterations."""
    salted = hashlib.pbkdf2_hmac("sha256", saslprep(password), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    return Verifier(iterations, salt, hashlib.sha256(client_key).digest(), server_key)


def make_verifier(password: str, iterations: int = ITERATIONS) -> str:
    """Return a fresh verifier's text for a configuration file."""
    return str(derive(password.encode(), os.urandom(SALT_SIZE), iterations))


def parse_verifier(text: str) -> Verifier | None:
    """Read a verifier's text; ``None`` when the text is something else, as a plain password."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    try:
        salt, stored, server = (
            base64.b64decode(part, validate=True) for part in match.groups()[1:]
        )
    except binascii.Error:
        return None
    iterations = int(match[1])
    if iterations < 1 or not salt or {len(stored), len(server)} != {KEY_SIZE}:
        return None
    return Verifier(iterations, salt, stored, server)
