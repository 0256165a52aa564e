"""What a login method is: a generator that yields requests, is sent answers and returns the user.

Whoever drives it sends each yielded message to the client and sends back the payload of the
client's ``p`` message. A refusal is a ``FatalError``. Nothing here reads or writes; a test drives
a method with two lines. Source: PostgreSQL manual, 55.2.1 "Start-up", and
src/backend/libpq/auth.c.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from duckgres.errors import FatalError
from duckgres.wire.message import Message


@dataclass(frozen=True, slots=True)
class AuthenticatedUser:
    """Who logged in, and what the method still has to say before AuthenticationOk."""

    name: str
    last_word: Message | None = None


Dialogue = Generator[Message, bytes, AuthenticatedUser]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A dialogue, and whether its answers are SASL's or passwords."""

    dialogue: Dialogue
    sasl: bool


def authentication_failed(user: str) -> FatalError:
    """Return the one error of a wrong password, an unknown user and every other failed proof."""
    return FatalError(f'password authentication failed for user "{user}"', sqlstate="28P01")
