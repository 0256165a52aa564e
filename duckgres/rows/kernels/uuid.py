"""Fields of uuid: 16 bytes as they are, or 32 hexadecimal digits in five groups."""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.layout import (
    NULL_FIELD,
    SLOTS,
    STRIDE,
    UUID_BINARY,
    VALIDITY,
    VALUES,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import copy16, load_u16, load_u32, store8, store32, store64


@inner
def hex_digits(four_bytes: int) -> int:
    """Return the eight hexadecimal digits of four bytes, the lowest byte's first."""
    wide = (four_bytes | four_bytes << 16) & 0x0000FFFF0000FFFF
    wide = (wide | wide << 8) & 0x00FF00FF00FF00FF
    nibbles = ((wide >> 4) & 0x000F000F000F000F) | (wide & 0x000F000F000F000F) << 8
    # 0-9 come after "0", 10-15 after "a": adding 6 carries exactly the letters into bit 4.
    letters = ((nibbles + 0x0606060606060606) >> 4) & 0x0101010101010101
    return nibbles + 0x3030303030303030 + letters * 39


@inner
def write_uuids(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a uuid column."""
    slot, stride = column[SLOTS], column[STRIDE]
    nulls, values = column[VALIDITY] != 0, column[VALUES]
    for row in range(first, first + count):
        address = values + 16 * row
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif family == UUID_BINARY:
            store32(slot, 16 << 24)
            copy16(slot + 4, address)
        else:
            store32(slot, 36 << 24)
            at = slot + 4
            store64(at, hex_digits(load_u32(address)))
            store64(at + 9, hex_digits(load_u16(address + 4)))
            store64(at + 14, hex_digits(load_u16(address + 6)))
            store64(at + 19, hex_digits(load_u16(address + 8)))
            store64(at + 24, hex_digits(load_u16(address + 10)))
            store64(at + 28, hex_digits(load_u32(address + 12)))
            for place in (8, 13, 18, 23):
                store8(at + place, 45)
        slot += stride
    return 0
