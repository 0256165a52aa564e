"""Decimal digits, eight at a time in one register.

Source of ``eight_digits``: the SWAR conversion of P. Khuong, "How to print integers really fast";
each multiplication divides several small numbers side by side.
"""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.memory import (
    int64,
    leading_zeros,
    store16,
    store32,
    store64,
    trailing_zeros,
    uint64,
)

ZEROS = 0x3030303030303030  # eight times "0"
_E4 = uint64(10**4)
_E8 = uint64(10**8)
_E16 = uint64(10**16)


@inner
def eight_digits(value: int) -> int:
    """Return the digits of ``value`` < 10**8 as numbers 0-9, the first in the lowest byte."""
    unsigned = uint64(value)
    high = unsigned // _E4
    halves = int64(high | ((unsigned - high * _E4) << uint64(32)))
    top = ((halves * 10486) >> 20) & 0x7F0000007F
    hundreds = ((halves - 100 * top) << 16) + top
    tens = ((hundreds * 103) >> 10) & 0x000F000F000F000F
    return tens + ((hundreds - 10 * tens) << 8)


@inner
def put_digits(at: int, value: int) -> int:
    """Write a uint64 (given as int64) without leading zeros; return how many digits."""
    unsigned = uint64(value)
    if unsigned < _E8:
        digits = eight_digits(value)
        unused = min(trailing_zeros(digits) >> 3, 7)
        store64(at, (digits + ZEROS) >> (8 * unused))
        return 8 - unused
    if unsigned < _E16:
        high = unsigned // _E8
        count = put_digits_8(at, int64(high))
        store64(at + count, eight_digits(int64(unsigned - high * _E8)) + ZEROS)
        return count + 8
    high = unsigned // _E16
    count = put_digits_8(at, int64(high))
    put_16_digits(at + count, int64(unsigned - high * _E16))
    return count + 16


@inner
def put_digits_8(at: int, value: int) -> int:
    """Write a number below 10**8 without leading zeros; return how many digits."""
    digits = eight_digits(value)
    unused = min(trailing_zeros(digits) >> 3, 7)
    store64(at, (digits + ZEROS) >> (8 * unused))
    return 8 - unused


@inner
def put_16_digits(at: int, value: int) -> None:
    """Write the 16 digits of ``value`` < 10**16, leading zeros too."""
    high = uint64(value) // _E8
    store64(at, eight_digits(int64(high)) + ZEROS)
    store64(at + 8, eight_digits(int64(uint64(value) - high * _E8)) + ZEROS)


@inner
def put_2_digits(at: int, value: int) -> None:
    """Write a number below 100 as two digits."""
    tens = value * 103 >> 10
    store16(at, 0x3030 + tens + ((value - 10 * tens) << 8))


@inner
def put_fraction(at: int, microseconds: int) -> int:
    """Write ``.`` and six digits, not all zero, without zeros at the end; return the length."""
    digits = eight_digits(microseconds) >> 16
    store64(at, ((digits + (ZEROS >> 16)) << 8) | 0x2E)
    zeros = (leading_zeros(digits) - 16) >> 3  # the last digit is in the highest of six bytes
    return 7 - zeros


@inner
def put_length(at: int, length: int) -> None:
    """Write a field's length, at most 127, most significant byte first."""
    store32(at, length << 24)
