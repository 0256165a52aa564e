"""Fields of booleans and integers.

A writer fills the slots of rows ``first`` to ``first + count`` of one column. It returns 0, or
``OUT_OF_RANGE`` when a value does not fit the announced type (a BIGINT announced as int4).
"""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.digits import put_digits
from duckgres.rows.kernels.layout import (
    BOOL_BINARY,
    BOOL_TEXT,
    HIGH,
    INT2_BINARY,
    INT4_BINARY,
    INTEGER_TEXT,
    LOAD,
    LOW,
    NULL_FIELD,
    SLOTS,
    STRIDE,
    U64,
    U128,
    VALIDITY,
    VALUES,
    WIDTH,
    Descriptor,
    is_null,
    load_high,
    load_integer,
)
from duckgres.rows.kernels.memory import (
    load_u8,
    store8,
    store32,
    store64,
    swap32,
    swap64,
)

OUT_OF_RANGE = 1
_LENGTH_1, _LENGTH_2, _LENGTH_4, _LENGTH_8 = (n << 24 for n in (1, 2, 4, 8))


@inner
def write_numbers(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a column of one of this file's families."""
    if family == INTEGER_TEXT:
        return _integer_text(column, first, count)
    if family in (BOOL_TEXT, BOOL_BINARY):
        return _bool(column, first, count, family == BOOL_TEXT)
    if family in (INT2_BINARY, INT4_BINARY):
        return _small_binary(column, first, count, family == INT2_BINARY)
    return _int8_binary(column, first, count)


@inner
def is_wider(address: int, load: int, value: int) -> bool:
    """Tell whether a stored integer, whose low 64 bits are ``value``, needs more than those."""
    high = load_high(address, load, value)
    return load >= U64 and (high != value >> 63 or (load == U128 and high != 0))


@inner
def _integer_text(column: Descriptor, first: int, count: int) -> int:
    slot, stride = column[SLOTS], column[STRIDE]
    width, load, nulls = column[WIDTH], column[LOAD], column[VALIDITY] != 0
    low, high = column[LOW], column[HIGH]
    address = column[VALUES] + first * width
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        else:
            value = load_integer(address, load)
            if value < low or value > high or is_wider(address, load, value):
                return OUT_OF_RANGE
            sign = 0
            if value < 0:
                store8(slot + 4, 45)  # "-"
                sign, value = 1, -value
            store32(slot, (sign + put_digits(slot + 4 + sign, value)) << 24)
        slot += stride
        address += width
    return 0


@inner
def _bool(column: Descriptor, first: int, count: int, text: bool) -> int:
    slot, stride = column[SLOTS], column[STRIDE]
    nulls, values = column[VALIDITY] != 0, column[VALUES]
    for row in range(first, first + count):
        value = load_u8(values + row) != 0
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif text:
            store64(slot, _LENGTH_1 | (116 if value else 102) << 32)  # "t", "f"
        else:
            store64(slot, _LENGTH_1 | (1 if value else 0) << 32)
        slot += stride
    return 0


@inner
def _small_binary(column: Descriptor, first: int, count: int, short: bool) -> int:
    """Write int2, or int4 and oid; a stored TINYINT or UINTEGER is widened or narrowed here."""
    slot, stride = column[SLOTS], column[STRIDE]
    width, load, nulls = column[WIDTH], column[LOAD], column[VALIDITY] != 0
    low, high = column[LOW], column[HIGH]
    address = column[VALUES] + first * width
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        else:
            value = load_integer(address, load)
            if value < low or value > high or is_wider(address, load, value):
                return OUT_OF_RANGE
            if short:
                store64(slot, _LENGTH_2 | ((swap32(value) >> 16) & 0xFFFF) << 32)
            else:
                store64(slot, _LENGTH_4 | swap32(value) << 32)
        slot += stride
        address += width
    return 0


@inner
def _int8_binary(column: Descriptor, first: int, count: int) -> int:
    """Write int8: eight bytes, most significant first."""
    slot, stride = column[SLOTS], column[STRIDE]
    width, load, nulls = column[WIDTH], column[LOAD], column[VALIDITY] != 0
    low, high = column[LOW], column[HIGH]
    address = column[VALUES] + first * width
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        else:
            value = load_integer(address, load)
            if value < low or value > high or is_wider(address, load, value):
                return OUT_OF_RANGE
            store32(slot, _LENGTH_8)
            store64(slot + 4, swap64(value))
        slot += stride
        address += width
    return 0
