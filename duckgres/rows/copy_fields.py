"""One field of a COPY stream to its column's value, the slow way: by the decoders of ``pgtypes``.

An enum's label and the length of a varchar are looked at here as PostgreSQL's input functions do,
which know the column's type with its modifier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes import text
from duckgres.pgtypes.refusals import bad_binary
from duckgres.pgtypes.registry import binary_decoder, text_decoder, text_encoder
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_batch import InputColumn

Read = Callable[[bytes], Any]  # Any: a raw value is what its column's kind says

_INTEGERS = {
    "TINYINT": (-(2**7), 2**7 - 1),
    "UTINYINT": (0, 2**8 - 1),
    "USMALLINT": (0, 2**16 - 1),
    "UINTEGER": (0, 2**32 - 1),
    "UBIGINT": (0, 2**64 - 1),
    "HUGEINT": (-(2**127), 2**127 - 1),
    "UHUGEINT": (0, 2**128 - 1),
}  # DuckDB's own, announced as wider types of PostgreSQL's
_BIT_STRINGS = frozenset({"bit", "varbit"})


def field_reader(column: InputColumn, style: OutputStyle, *, binary: bool) -> Read:
    """Return the function from a field's bytes to its raw value.

    Args:
        column: Whose field it is.
        style: The session's settings.
        binary: The form.

    The function raises ``PgError`` as PostgreSQL's input functions do.
    """
    kind = column.type.kind
    if kind == "enum":
        return _label_reader(column)
    oid = column.type.oid
    read = binary_decoder(oid) if binary else text_decoder(oid, style)
    if column.limit >= 0 and kind in {"text", "varchar", "bpchar"}:
        return _bounded(read, column.limit, kind)
    if column.type.source in _INTEGERS:
        return _ranged(read, column)
    if kind in _BIT_STRINGS:
        return _not_empty(read)
    return _whole(read, column.type.size) if binary else read


def _label_reader(column: InputColumn) -> Read:
    def read(data: bytes) -> str:
        label = text.decode(data)
        if label not in column.labels:
            message = f'invalid input value for enum {column.enum}: "{label}"'
            raise PgError(message, sqlstate="22P02")
        return label

    return read


def _bounded(read: Read, limit: int, kind: str) -> Read:
    """Refuse what is too long; spaces at the end are cut off, as varchar_input does."""
    written = "character" if kind == "bpchar" else "character varying"

    def read_bounded(data: bytes) -> str:
        value = str(read(data))
        if len(value) > limit and value[limit:].strip(" "):
            message = f"value too long for type {written}({limit})"
            raise PgError(message, sqlstate="22001")
        return value[:limit]

    return read_bounded


def _ranged(read: Read, column: InputColumn) -> Read:
    low, high = _INTEGERS[column.type.source]

    def read_ranged(data: bytes) -> Any:
        value = read(data)
        if not low <= value <= high or value != int(value):
            message = f'value "{value}" is out of range for type {column.type.source.lower()}'
            raise PgError(message, sqlstate="22003")
        return value

    return read_ranged


def _not_empty(read: Read) -> Read:
    """DuckDB has no bit string without bits."""

    def read_bits(data: bytes) -> Any:
        value = read(data)
        if not value:
            raise PgError("an empty bit string is not supported", sqlstate="0A000")
        return value

    return read_bits


def _whole(read: Read, size: int) -> Read:
    """Tell a binary form that is too short from one that is too long, as pq_getmsg does."""

    def read_whole(data: bytes) -> Any:
        if len(data) < size:
            raise PgError("insufficient data left in message", sqlstate="08P01")
        try:
            return read(data)
        except (ValueError, IndexError):
            raise bad_binary() from None

    return read_whole


def shown(value: Any, column: InputColumn, style: OutputStyle) -> str:
    """Return a value as the DETAIL of a failing row has it: cut at 64 bytes."""
    data = value.encode() if isinstance(value, str) else text_encoder(column.type, style)(value)
    return clip(data, 64)


def clip(data: bytes, size: int) -> str:
    """Return text, cut behind a character at ``size`` bytes at most, with dots where it is."""
    if len(data) <= size:
        return data.decode(errors="replace")
    return data[:size].decode(errors="ignore") + "..."
