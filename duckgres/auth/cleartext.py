"""The ``password`` method: the password itself, readable, so over TLS only.

Source: PostgreSQL manual, 21.5 "Password Authentication".
"""

from __future__ import annotations

from collections.abc import Callable

from duckgres.auth.mechanism import AuthenticatedUser, Dialogue, authentication_failed
from duckgres.wire.backend import AuthenticationCleartextPassword
from duckgres.wire.frontend import AuthenticationResponse


def cleartext(user: str, matches: Callable[[bytes], bool]) -> Dialogue:
    """Ask for the password.

    Args:
        user: Who wants in.
        matches: Says whether a password is the right one; takes as long for an unknown user.
    """
    payload = yield AuthenticationCleartextPassword()
    if not matches(AuthenticationResponse(payload).password()):
        raise authentication_failed(user)
    return AuthenticatedUser(user)
