"""The errors of values that are not what they should be, in PostgreSQL's words.

Source: PostgreSQL 15's ``utils/adt`` (the messages were recorded from it).
"""

from __future__ import annotations

from duckgres.errors import PgError


def invalid_text(type_name: str, text: str, detail: str | None = None) -> PgError:
    """22P02: ``text`` is no value of the type."""
    message = f'invalid input syntax for type {type_name}: "{text}"'
    return PgError(message, sqlstate="22P02", detail=detail)


def invalid_datetime(type_name: str, text: str) -> PgError:
    """22007: ``text`` is no date or time."""
    return PgError(f'invalid input syntax for type {type_name}: "{text}"', sqlstate="22007")


def field_out_of_range(text: str) -> PgError:
    """22008: a date or time whose fields do not exist, such as month 13."""
    return PgError(f'date/time field value out of range: "{text}"', sqlstate="22008")


def out_of_range(text: str, type_name: str) -> PgError:
    """22003: an integer as text that the type cannot hold."""
    return PgError(f'value "{text}" is out of range for type {type_name}', sqlstate="22003")


def too_big(type_name: str) -> PgError:
    """22003 or 22008: a value that has no form in the announced type."""
    sqlstate = "22008" if type_name in {"date", "timestamp", "interval"} else "22003"
    return PgError(f"{type_name} out of range", sqlstate=sqlstate)


def bad_binary() -> PgError:
    """22P03: the bytes are no binary form of the type; the caller knows which parameter it was."""
    return PgError("incorrect binary data format", sqlstate="22P03")


def bad_encoding(data: bytes, position: int) -> PgError:
    """22021: not UTF-8 at ``position``; PostgreSQL prints the bytes of the broken character."""
    shown = " ".join(
        f"0x{byte:02x}" for byte in data[position : position + _length(data[position])]
    )
    message = f'invalid byte sequence for encoding "UTF8": {shown}'
    return PgError(message, sqlstate="22021")


def _length(first: int) -> int:
    """Return how many bytes the character claims to have (pg_utf_mblen)."""
    for length, mark, mask in ((2, 0xC0, 0xE0), (3, 0xE0, 0xF0), (4, 0xF0, 0xF8)):
        if first & mask == mark:
            return length
    return 1
