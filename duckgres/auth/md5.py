"""The ``md5`` method, for clients too old for SCRAM.

The stored verifier is ``md5`` and md5(password, user) in hex; the client answers with ``md5`` and
md5(those hex digits, four bytes of salt). A stolen verifier logs in: SCRAM is the better choice.
Source: PostgreSQL manual, 55.2.1, "AuthenticationMD5Password"; src/common/md5_common.c.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re

from duckgres.auth.mechanism import AuthenticatedUser, Dialogue, authentication_failed
from duckgres.wire.backend import AuthenticationMD5Password
from duckgres.wire.frontend import AuthenticationResponse

SALT_SIZE = 4
_VERIFIER = re.compile(r"md5[0-9a-f]{32}")


def is_md5_verifier(stored: str) -> bool:
    """Say whether a stored password is an md5 verifier."""
    return _VERIFIER.fullmatch(stored) is not None


def md5_verifier(user: str, password: bytes) -> str:
    """Return the verifier PostgreSQL would store."""
    return _md5(password + user.encode())


def md5(user: str, verifier: str | None) -> Dialogue:
    """Ask for the salted digest.

    Args:
        user: Who wants in.
        verifier: ``None`` for an unknown user: the same is asked, nothing is right.
    """
    salt = os.urandom(SALT_SIZE)
    payload = yield AuthenticationMD5Password(salt)
    given = AuthenticationResponse(payload).password()
    expected = _md5((verifier or "md5" + "0" * 32)[3:].encode() + salt)
    if not hmac.compare_digest(given, expected.encode()) or verifier is None:
        raise authentication_failed(user)
    return AuthenticatedUser(user)


def _md5(data: bytes) -> str:
    # Not a choice of ours: the protocol's method is made of MD5.
    return "md5" + hashlib.md5(data, usedforsecurity=False).hexdigest()
