"""bytea and bit strings. Source: PostgreSQL 15, ``utils/adt/varlena.c``, ``varbit.c``."""

from __future__ import annotations

import re
import struct

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import bad_binary
from duckgres.pgtypes.text import decode

_HEX_DIGITS = "0123456789abcdefABCDEF"
_ESCAPE = re.compile(rb"\\(\\|[0-3][0-7]{2})")
_ESCAPES = re.compile(rb"(?:[^\\]|\\(?:\\|[0-3][0-7]{2}))*", re.DOTALL)


def encode_bytea_text(value: bytes) -> bytes:
    r"""Return the hex form, ``\x00ff`` (bytea_output's default)."""
    return b"\\x" + value.hex().encode()


def encode_bytea_binary(value: bytes) -> bytes:
    """Return the bytes themselves."""
    return value


def encode_bytea_escape(value: bytes) -> bytes:
    r"""Return the escape form of ``encode()``: ``\\`` doubled, zero and high bytes in octal."""
    return b"".join(
        b"\\\\" if byte == 92 else b"\\%03o" % byte if byte == 0 or byte > 127 else bytes((byte,))
        for byte in value
    )


def encode_bit_text(value: str) -> bytes:
    """Return the bits as 0 and 1."""
    return value.encode()


def encode_bit_binary(value: str) -> bytes:
    """Return int32 number of bits, and the bits from the left, filled with zeros."""
    size = (len(value) + 7) // 8
    bits = int(value.ljust(size * 8, "0"), 2) if value else 0
    return struct.pack(">i", len(value)) + bits.to_bytes(size, "big")


def decode_bytea_text(data: bytes) -> bytes:
    r"""Read the hex form (``\x…``, may hold spaces) or the escape form (``\\``, ``\001``)."""
    if data[:2] == b"\\x":
        return _from_hex(data[2:])
    if _ESCAPES.fullmatch(data) is None:
        raise PgError("invalid input syntax for type bytea", sqlstate="22P02")
    return _ESCAPE.sub(
        lambda match: b"\\" if match[1] == b"\\" else bytes([int(match[1], 8)]), data
    )


def decode_bytea_binary(data: bytes) -> bytes:
    """Return the bytes themselves."""
    return data


def decode_bit_text(data: bytes) -> str:
    """Read ``101``, ``b101`` or ``x1f``."""
    text = decode(data)
    mark, digits = (text[0].lower(), text[1:]) if text[:1] in {*"bBxX"} else ("b", text)
    allowed, name = ("01", "binary") if mark == "b" else (_HEX_DIGITS, "hexadecimal")
    wrong = next((digit for digit in digits if digit not in allowed), None)
    if wrong is not None:
        raise PgError(f'"{wrong}" is not a valid {name} digit', sqlstate="22P02")
    return digits if mark == "b" else "".join(f"{int(digit, 16):04b}" for digit in digits)


def decode_bit_binary(data: bytes) -> str:
    """Read int32 number of bits and the bits from the left."""
    if len(data) < 4:
        raise bad_binary()
    (length,) = struct.unpack_from(">i", data)
    if length < 0 or len(data) != 4 + (length + 7) // 8:
        raise bad_binary()
    return "".join(f"{byte:08b}" for byte in data[4:])[:length]


def _from_hex(digits: bytes) -> bytes:
    pairs = bytes(digit for digit in digits if digit not in b" \n\t\r")
    try:
        return bytes.fromhex(pairs.decode("ascii"))
    except ValueError:
        wrong = next((chr(digit) for digit in pairs if chr(digit) not in _HEX_DIGITS), None)
        if wrong is None:
            message = "invalid hexadecimal data: odd number of digits"
        else:
            message = f'invalid hexadecimal digit: "{wrong}"'
        raise PgError(message, sqlstate="22023") from None
