"""What a kernel knows of a column: one row of int64, the *descriptor*, and Arrow's C structure.

The first half of a descriptor is planned once per result, the second half is filled in per batch
by ``frame.locate``. Source of the structure: "The Arrow C data interface", ArrowArray.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.memory import (
    load64,
    load_i8,
    load_i16,
    load_i32,
    load_u8,
    load_u16,
    load_u32,
)

Descriptor = Any  # a one-dimensional int64 array; numba gives it its type

# Planned per result.
FAMILY = 0  # which writer, below
MODE = 1  # how ``frame`` takes the field, below
LOAD = 2  # how a stored integer is read, below
WIDTH = 3  # bytes per stored value
STRIDE = 4  # bytes per slot, a multiple of 16
LOW, HIGH = 5, 6  # smallest and largest value the announced type can hold
SCALE = (
    7  # of a numeric; nanoseconds, microseconds… per stored unit of a timestamp, see ``datetime``
)
# Address and entries of a table the family needs: a zone's transitions, a dictionary's offsets.
# Of an array and a record: the first descriptor of its parts, and how many there are.
TABLE, TABLE_SIZE = 8, 9
DATES = 10  # address of the table of dates as text
OID = 11  # of a part's type: the binary forms of arrays and records name it
# Filled in per batch.
VALUES = 12  # address of value 0, or of the bytes of a variable-length column
OFFSETS = 13  # address of offset 0 (int32), or of index 0 of a dictionary
VALUES_END = 14  # address behind the last byte that may be loaded
VALIDITY = 15  # address of the bitmap, 0 when there is no NULL
FIRST_BIT = 16  # the bit of row 0 in it
SLOTS = 17  # address of the slots of the chunk
DESCRIPTOR_SIZE = 18

# MODE: where ``frame`` finds a field.
SLOT = 0  # a ready field in slot i
BYTES = 1  # bytes between offsets i and i+1
TEXT = 2  # the same, and no zero byte among them
LABEL = 3  # the text of a dictionary at index i
ARRAY_TEXT, ARRAY_BINARY = 4, 5  # elements between offsets i and i+1, or WIDTH for each row
HEX = 6  # bytes as ``\\x`` and hexadecimal digits
RECORD_TEXT, RECORD_BINARY = 7, 8  # fields that have the same rows
ELEMENT = 9  # of an array: ready in its slot once the array's elements were written there
NESTED = (ARRAY_TEXT, ARRAY_BINARY, RECORD_TEXT, RECORD_BINARY)

# LOAD: a stored integer's width and sign, or that Python encoded the column and located it.
ENCODED = -1
I8, I16, I32, I64, U8, U16, U32, U64, I128, U128 = range(10)

# FAMILY: tens are the file that writes it.
NONE = 0
BOOL_TEXT, BOOL_BINARY, INTEGER_TEXT, INT2_BINARY, INT4_BINARY, INT8_BINARY = range(10, 16)
FLOAT4_TEXT, FLOAT8_TEXT, FLOAT4_BINARY, FLOAT8_BINARY = range(20, 24)
NUMERIC_TEXT, NUMERIC_BINARY, NUMERIC_SHORT_TEXT = range(30, 33)
DATE_TEXT, DATE_BINARY, TIME_TEXT, TIME_BINARY, TIMETZ_TEXT, TIMETZ_BINARY = range(40, 46)
TIMESTAMP_TEXT, TIMESTAMPTZ_TEXT, TIMESTAMP_BINARY = range(50, 53)
INTERVAL_TEXT, INTERVAL_BINARY = range(53, 55)
UUID_TEXT, UUID_BINARY = range(60, 62)

# Rows whose slots are filled before they are joined: few enough that the slots stay in the cache.
CHUNK = 64
SLACK = 192  # bytes behind a slot or an output buffer that a store may run into
HEADER = 7  # bytes of a DataRow before its fields: "D", the length, the number of fields
NULL_FIELD = -1  # the length that says NULL; all bytes 255

# What a batch becomes, an array of int64. KIND is one of the four; the rest is for lines.
KIND = 0
DATA_ROWS, BINARY_ROWS, LINES, CSV = range(4)
DELIMITER, QUOTE, ESCAPE = 1, 2, 3  # bytes
NULL_TEXT, NULL_LENGTH = 4, 5  # an address, and how many bytes
SPECIAL = 6  # address of the table of special bytes, 256 of them; see ``copy_lines``
SINGLE = 7  # there is one column only
SPARE = 8  # address of room for one value, behind the output
FORM_SIZE = 9
# Flags of a column in lines.
FLAG_PLAIN = 1  # no text of this type holds a special byte or is that of NULL
FLAG_FORCED = 2  # always in quotes
FLAG_CLEAN = 4  # strings without a special byte in this batch

# ArrowArray: offsets of its members in bytes.
LENGTH, NULL_COUNT, OFFSET, BUFFERS, CHILDREN, DICTIONARY = 0, 8, 16, 40, 48, 56


@inner
def is_null(column: Descriptor, row: int) -> bool:
    """Tell whether a row of a column that has a bitmap is NULL."""
    bit: int = column[FIRST_BIT] + row
    return (load_u8(column[VALIDITY] + (bit >> 3)) >> (bit & 7)) & 1 == 0


@inner
def load_integer(address: int, load: int) -> int:  # noqa: PLR0911 - one way out per width
    """Load a stored integer of at most 64 bits; a U64 above 2**63 comes out negative."""
    if load == I64 or load >= U64:
        return load64(address)
    if load == I32:
        return load_i32(address)
    if load == U32:
        return load_u32(address)
    if load == I16:
        return load_i16(address)
    if load == U16:
        return load_u16(address)
    if load == I8:
        return load_i8(address)
    return load_u8(address)


@inner
def load_high(address: int, load: int, low: int) -> int:
    """Return the upper 64 bits of a stored integer whose lower ones are ``low``."""
    if load >= I128:
        return load64(address + 8)
    return 0 if load == U64 else low >> 63
