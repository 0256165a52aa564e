"""Strings: text, varchar, bpchar, name, "char", unknown and enums; both forms are UTF-8 bytes."""

from __future__ import annotations

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import bad_encoding


def encode(value: str) -> bytes:
    """Return the field bytes, in text and in binary.

    A zero character, which PostgreSQL's text cannot hold and DuckDB's can, would end the value
    early in many clients; it is refused as PostgreSQL refuses it on the way in.
    """
    if "\0" in value:
        raise PgError('invalid byte sequence for encoding "UTF8": 0x00', sqlstate="22021")
    return value.encode()


def decode(data: bytes) -> str:
    """Return the string.

    Raises:
        PgError: 22021, not UTF-8 or a zero byte.
    """
    try:
        value = data.decode()
    except UnicodeDecodeError as error:
        raise bad_encoding(data, error.start) from None
    if "\0" in value:
        raise bad_encoding(data, data.index(0))
    return value


def encode_char_binary(value: str) -> bytes:
    """Return the byte of a "char"; an empty one is the zero byte."""
    return encode(value) or b"\0"


def decode_char_text(data: bytes) -> str:
    """Return the one character of a "char"; what follows it is dropped, as charin does."""
    return decode(data)[:1]


def decode_char_binary(data: bytes) -> str:
    """Return the one character of a "char"; the zero byte is an empty one."""
    return "" if data == b"\0" else decode(data)
