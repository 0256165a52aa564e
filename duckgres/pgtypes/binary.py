"""bytea and bit strings. Source: PostgreSQL 15, ``utils/adt/varlena.c``, ``varbit.c``."""

from __future__ import annotations

import struct


def encode_bytea_text(value: bytes) -> bytes:
    r"""Return the hex form, ``\x00ff`` (bytea_output's default)."""
    return b"\\x" + value.hex().encode()


def encode_bytea_binary(value: bytes) -> bytes:
    """Return the bytes themselves."""
    return value


def encode_bit_text(value: str) -> bytes:
    """Return the bits as 0 and 1."""
    return value.encode()


def encode_bit_binary(value: str) -> bytes:
    """Return int32 number of bits, and the bits from the left, filled with zeros."""
    size = (len(value) + 7) // 8
    bits = int(value.ljust(size * 8, "0"), 2) if value else 0
    return struct.pack(">i", len(value)) + bits.to_bytes(size, "big")
