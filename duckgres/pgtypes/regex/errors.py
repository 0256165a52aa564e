"""What is wrong with a regular expression, in PostgreSQL's words, and what RE2 cannot do."""

from __future__ import annotations

from duckgres.errors import PgError


def invalid(reason: str) -> PgError:
    """2201B; the reasons are those of ``regex/regerrs.h``."""
    return PgError(f"invalid regular expression: {reason}", sqlstate="2201B")


def unsupported(what: str, hint: str | None = None) -> PgError:
    """0A000: the engine's regular expressions cannot express it."""
    return PgError(f"{what} in a regular expression is not supported", sqlstate="0A000", hint=hint)
