"""Whose password is which, and which dialogue a login gets.

Everything a login needs is made at the start: a plain password of the configuration becomes a
SCRAM verifier once (about a millisecond each), so that no login derives keys and the first login
of a user takes no longer than that of an unknown one. Unknown users get the same dialogue as known
ones and fail at the end of it. Source: PostgreSQL manual, 21.5; ``CheckPWChallengeAuth`` in
src/backend/libpq/auth.c.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from duckgres.auth.cleartext import cleartext
from duckgres.auth.md5 import is_md5_verifier, md5, md5_verifier
from duckgres.auth.mechanism import Mechanism
from duckgres.auth.scram import mock_salt, mock_verifier, scram
from duckgres.auth.verifier import Verifier, derive, parse_verifier

SCRAM = "scram-sha-256"
MD5 = "md5"
PASSWORD = "password"  # noqa: S105 - the method's name
METHODS = (SCRAM, MD5, PASSWORD)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is kept of one password; each form may be missing."""

    scram: Verifier | None = None
    md5: str | None = None
    plain_digest: bytes | None = None  # keyed; of a password the configuration holds in plain text


class Users:
    """The users of one server."""

    def __init__(self, passwords: Mapping[str, str], method: str, secret: bytes) -> None:
        """Prepare every user.

        Args:
            passwords: Name to plain password, SCRAM verifier or md5 verifier.
            method: One of ``METHODS``.
            secret: The server's own, for the salts of those who have none.
        """
        if method not in METHODS:
            raise ValueError(f"unknown authentication method: {method}")
        self._method = method
        self._secret = secret
        self._users = {name: self._store(name, text) for name, text in passwords.items()}
        # As in PostgreSQL an unknown user of method md5 gets what a user most likely has.
        self._mock_md5 = any(user.scram is None or user.md5 for user in self._users.values())

    def mechanism(self, user: str, end_point: bytes | None) -> Mechanism:
        """Return the dialogue for one login.

        Args:
            user: The startup packet's; need not exist.
            end_point: The certificate's hash, for channel binding; ``None`` without TLS.
        """
        stored = self._users.get(user)
        if self._method == PASSWORD:
            dialogue = cleartext(user, lambda given: self._matches(user, given))
            return Mechanism(dialogue, sasl=False)
        if self._method == MD5 and (self._mock_md5 if stored is None else stored.md5 is not None):
            return Mechanism(md5(user, stored.md5 if stored else None), sasl=False)
        own = stored.scram if stored else None
        verifier = own or mock_verifier(self._secret, user)
        dialogue = scram(user, verifier, known=own is not None, end_point=end_point)
        return Mechanism(dialogue, sasl=True)

    def _store(self, user: str, text: str) -> _Stored:
        verifier = parse_verifier(text)
        if verifier is not None:
            return _Stored(scram=verifier)
        if is_md5_verifier(text):
            return _Stored(md5=text)
        password = text.encode()
        if self._method == PASSWORD:
            return _Stored(plain_digest=self._digest(password))
        if self._method == MD5:
            return _Stored(md5=md5_verifier(user, password))
        # The salt of an unknown user is made the same way: neither tells who exists.
        return _Stored(scram=derive(password, mock_salt(self._secret, user)))

    def _matches(self, user: str, given: bytes) -> bool:
        """Compare a readable password with what is stored; a nobody's comparison takes as long."""
        stored = self._users.get(user)
        digest = self._digest(given)
        if stored is None:
            hmac.compare_digest(digest, bytes(len(digest)))
            return False
        if stored.plain_digest is not None:
            return hmac.compare_digest(digest, stored.plain_digest)
        if stored.scram is not None:
            return stored.scram.matches(given)
        expected = (stored.md5 or "").encode()
        return hmac.compare_digest(md5_verifier(user, given).encode(), expected)

    def _digest(self, password: bytes) -> bytes:
        return hmac.digest(self._secret, hashlib.sha256(password).digest(), "sha256")
