"""Fields of numeric: DECIMAL, HUGEINT and the unsigned integers announced as numeric.

Almost every value fits 64 bits and takes the short way; the others are spread into 40 digits
first. Binary form (numeric_send in PostgreSQL's numeric.c): count of groups, weight of the first,
sign, digits behind the point, then groups of four decimal digits; zero groups at both ends are
left out.
"""

from __future__ import annotations

import numpy as np

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.digits import ZEROS, eight_digits, put_digits, put_length
from duckgres.rows.kernels.layout import (
    LOAD,
    NULL_FIELD,
    NUMERIC_BINARY,
    NUMERIC_SHORT_TEXT,
    SCALE,
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
    int64,
    load64,
    load_u8,
    store8,
    store16,
    store32,
    store64,
    trailing_zeros,
    uint64,
)

_E8 = uint64(10**8)
_U32 = uint64(32)
_LOW32 = uint64(0xFFFFFFFF)
_POWERS = np.array([10**n for n in range(19)], np.int64)
_NEGATIVE = 0x4000
_SMALLEST = -(2**63)
# Where the digits of a wide number are laid out: bytes behind the start of its slot, within SLACK.
SCRATCH = 96


@inner
def write_numerics(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a numeric column."""
    slot, stride, scale = column[SLOTS], column[STRIDE], column[SCALE]
    width, load, nulls = column[WIDTH], column[LOAD], column[VALIDITY] != 0
    address = column[VALUES] + first * width
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        else:
            low = load_integer(address, load)
            high = load_high(address, load, low)
            # The smallest value of 64 bits has no opposite there.
            fits = high == low >> 63 and low != _SMALLEST
            if fits and scale <= 8 and (high == 0 or load != U128):
                if family == NUMERIC_BINARY:
                    _put_binary(slot, low, scale)
                else:
                    _put_text(slot, low, scale)
            else:
                signed = load < U128 and load != U64
                _put_wide(slot, high, low, scale, signed, family != NUMERIC_BINARY)
            if family == NUMERIC_SHORT_TEXT:
                _shorten(slot, scale)
        slot += stride
        address += width
    return 0


@inner
def _shorten(slot: int, scale: int) -> None:
    """Leave out the zeros at the end of a text with ``scale`` digits behind the point."""
    size = load_u8(slot + 3)  # a numeric has fewer than 256 characters
    while scale > 0 and load_u8(slot + 3 + size) == 48:
        size -= 1
        scale -= 1
    if scale == 0:
        size -= 1
    store32(slot, size << 24)


@inner
def _put_text(slot: int, value: int, scale: int) -> None:
    """Write a value of 64 bits with at most eight digits behind the point."""
    at = slot + 4
    if value < 0:
        store8(at, 45)
        at += 1
        value = -value
    if value < 100_000_000:
        last = eight_digits(value)
        count = max(8 - (trailing_zeros(last) >> 3), scale + 1)
        last += ZEROS
        if count <= 8:
            store64(at, last >> (8 * (8 - count)))
        else:  # eight digits behind the point and a zero before it
            store8(at, 48)
    else:
        high = int64(uint64(value) // _E8)
        last = eight_digits(value - high * 100_000_000) + ZEROS
        count = put_digits(at, high)
        store64(at + count, last)
        count += 8
    if scale > 0:
        # The digits behind the point are among the last eight: write them again, one place on.
        store8(at + count - scale, 46)
        store64(at + count - scale + 1, last >> (8 * (8 - scale)))
        count += 1
    store32(slot, (at + count - slot - 4) << 24)


@inner
def _put_binary(slot: int, value: int, scale: int) -> None:
    """Write a value of 64 bits with at most eight digits behind the point."""
    sign = 0
    if value < 0:
        sign, value = _NEGATIVE, -value
    whole, fraction = uint64(value), 0
    if scale > 0:
        power = uint64(_POWERS[scale])
        quotient = whole // power
        fraction = int64(whole - quotient * power) * _POWERS[8 - scale]
        whole = quotient
    at = slot + 12
    groups = _put_groups(at, int64(whole))
    weight = groups - 1
    if fraction != 0:
        high = int64(uint64(fraction) // uint64(10_000))
        low = fraction - high * 10_000
        if groups > 0 or high != 0:
            _store_group(at + 2 * groups, high)
            groups += 1
        else:
            weight = -2
        if low != 0:
            _store_group(at + 2 * groups, low)
            groups += 1
    else:
        while groups > 0 and load_u8(at + 2 * groups - 2) | load_u8(at + 2 * groups - 1) == 0:
            groups -= 1
        if groups == 0:
            weight = 0
    _put_header(slot, groups, weight, sign, scale)


@inner
def _put_groups(at: int, value: int) -> int:
    """Write a whole number >= 0 as groups without zero groups before it; return how many."""
    groups, rest = 0, value
    while rest != 0:
        rest = int64(uint64(rest) // uint64(10_000))
        groups += 1
    for place in range(groups - 1, -1, -1):
        rest = int64(uint64(value) // uint64(10_000))
        _store_group(at + 2 * place, value - rest * 10_000)
        value = rest
    return groups


@inner
def _store_group(at: int, group: int) -> None:
    store16(at, (group & 0xFF) << 8 | group >> 8)


@inner
def _put_header(slot: int, groups: int, weight: int, sign: int, scale: int) -> None:
    put_length(slot, 8 + 2 * groups)
    _store_group(slot + 4, groups)
    _store_group(slot + 6, weight & 0xFFFF)
    _store_group(slot + 8, sign)
    _store_group(slot + 10, scale)


@inner
def _put_wide(slot: int, high: int, low: int, scale: int, signed: bool, text: bool) -> None:
    """Write any value of 128 bits: its 40 digits go behind the field, then into it."""
    negative = signed and high < 0
    if negative:
        low = -low
        high = ~high if low != 0 else -high
    digits = slot + SCRATCH
    _spread(digits, high, low)
    unused = 0
    while unused < 39 - scale and load_u8(digits + unused) == 48:
        unused += 1
    if text:
        _put_wide_text(slot, digits + unused, 40 - unused, scale, negative)
    else:
        _put_wide_binary(slot, digits, scale, negative)


@inner
def _spread(at: int, high: int, low: int) -> None:
    """Write an unsigned number of 128 bits as 40 digits, by long division."""
    limb3, limb2 = uint64(high) >> _U32, uint64(high) & _LOW32
    limb1, limb0 = uint64(low) >> _U32, uint64(low) & _LOW32
    for place in range(4, -1, -1):
        part = limb3
        limb3 = part // _E8
        part = ((part - limb3 * _E8) << _U32) | limb2
        limb2 = part // _E8
        part = ((part - limb2 * _E8) << _U32) | limb1
        limb1 = part // _E8
        part = ((part - limb1 * _E8) << _U32) | limb0
        limb0 = part // _E8
        store64(at + 8 * place, eight_digits(int64(part - limb0 * _E8)) + ZEROS)


@inner
def _put_wide_text(slot: int, digits: int, count: int, scale: int, negative: bool) -> None:
    at = slot + 4
    if negative:
        store8(at, 45)
        at += 1
    for place in range(0, count, 8):
        store64(at + place, load64(digits + place))
    if scale > 0:
        whole = count - scale
        store8(at + whole, 46)
        for place in range(0, scale, 8):
            store64(at + whole + 1 + place, load64(digits + whole + place))
        count += 1
    put_length(slot, at + count - slot - 4)


@inner
def _put_wide_binary(slot: int, digits: int, scale: int, negative: bool) -> None:
    # The first group may begin before the 40 digits and the last end behind them: zeros there.
    store64(digits - 8, ZEROS)
    store64(digits + 40, ZEROS)
    whole = 40 - scale
    start = whole % 4 - 4 if whole % 4 else 0
    weight = (whole - start) // 4 - 1
    groups, skipped, at = 0, 0, slot + 12
    last = 0  # groups up to the last that is not zero
    for place in range(start, 40, 4):
        group = 0
        for digit in range(place, place + 4):
            group = 10 * group + load_u8(digits + digit) - 48
        if groups == 0 and group == 0:
            skipped += 1
            continue
        _store_group(at + 2 * groups, group)
        groups += 1
        if group != 0:
            last = groups
    weight = weight - skipped if last > 0 else 0
    _put_header(slot, last, weight, _NEGATIVE if negative else 0, scale)
