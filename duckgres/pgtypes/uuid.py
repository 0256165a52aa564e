"""UUIDs. Source: PostgreSQL 15, ``utils/adt/uuid.c``."""

from __future__ import annotations


def encode_text(value: bytes) -> bytes:
    """Return the 36 characters, lower case."""
    digits = value.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])).encode()


def encode_binary(value: bytes) -> bytes:
    """Return the 16 bytes themselves."""
    return value
