"""RowDescription: what a result's columns are called and how they are typed.

Knows nothing of the rows. Source: PostgreSQL manual, 55.7, "RowDescription (B)".
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from duckgres.errors import PgError, ProtocolViolation
from duckgres.pgtypes.types import ColumnType

MAX_COLUMNS = 32_767  # the count is an Int16; PostgreSQL itself stops at 1,664
_COLUMN = struct.Struct("!IhIhih")  # table, attribute number, type, typlen, typmod, format


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result; table and attribute number are 0 unless it is a table's."""

    name: str
    type: ColumnType
    table_oid: int = 0
    attribute_number: int = 0


def encode_row_description(columns: Sequence[Column], formats: Sequence[int]) -> bytes:
    """Encode the whole RowDescription message.

    Args:
        columns: In the order of the result.
        formats: One per column, 0 text or 1 binary; Describe of a statement says 0 for all.

    Raises:
        PgError: 54011, more columns than the message can count.
    """
    if len(columns) > MAX_COLUMNS:
        raise PgError(f"target lists can have at most {MAX_COLUMNS} entries", sqlstate="54011")
    body = bytearray(len(columns).to_bytes(2, "big"))
    for column, code in zip(columns, formats, strict=True):
        body += column.name.encode()
        body.append(0)
        kind = column.type
        body += _COLUMN.pack(
            column.table_oid, column.attribute_number, kind.oid, kind.size, kind.typmod, code
        )
    return b"T" + (len(body) + 4).to_bytes(4, "big") + bytes(body)


def resolve_formats(formats: Sequence[int], count: int) -> tuple[int, ...]:
    """Spread Bind's result formats over ``count`` columns: none is text for all, one is for all.

    Raises:
        ProtocolViolation: Another number of formats than of columns.
    """
    if not formats:
        return (0,) * count
    if len(formats) == 1:
        return (formats[0],) * count
    if len(formats) != count:
        raise ProtocolViolation(
            f"bind message has {len(formats)} result formats but query has {count} columns"
        )
    return tuple(formats)
