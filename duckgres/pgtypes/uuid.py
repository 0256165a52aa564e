"""UUIDs. Source: PostgreSQL 15, ``utils/adt/uuid.c``."""

from __future__ import annotations

import re

from duckgres.pgtypes.refusals import bad_binary, invalid_text
from duckgres.pgtypes.text import decode

# Hyphens may stand behind every fourth digit, braces around it all (string_to_uuid).
_UUID = re.compile(r"(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}")


def encode_text(value: bytes) -> bytes:
    """Return the 36 characters, lower case."""
    digits = value.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])).encode()


def encode_binary(value: bytes) -> bytes:
    """Return the 16 bytes themselves."""
    return value


def decode_text(data: bytes) -> bytes:
    """Read 32 hexadecimal digits with or without hyphens and braces."""
    text = decode(data)
    digits = text[1:-1] if text[:1] == "{" and text[-1:] == "}" else text
    if _UUID.fullmatch(digits) is None:
        raise invalid_text("uuid", text)
    return bytes.fromhex(digits.replace("-", ""))


def decode_binary(data: bytes) -> bytes:
    """Read 16 bytes."""
    if len(data) != 16:
        raise bad_binary()
    return data
