"""Fields of float8 and float4; their text is the shortest that reads back as the same number.

Theory: R. Giulietti, "The Schubfach way to render doubles" (2020). The decimals with a fixed
exponent k are pigeonholes 10**k apart; k is chosen so that the interval of numbers that round to v
holds at least one and, ten times coarser, at most one. v and the ends of its interval are scaled
by 10**-k with 128 bits of the power and *rounded to odd*, which keeps every comparison exact.

PostgreSQL never prints a decimal that lies exactly in the middle between two floats, so the ends
of the interval are left out. It writes an exponent below 1e-04 and from 1e15 (float4: 1e06) on,
with at least two digits.
"""

from __future__ import annotations

import numpy as np

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.digits import put_2_digits, put_digits, put_length
from duckgres.rows.kernels.layout import (
    FLOAT4_TEXT,
    FLOAT8_BINARY,
    FLOAT8_TEXT,
    NULL_FIELD,
    SLOTS,
    STRIDE,
    VALIDITY,
    VALUES,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    as_double,
    int64,
    load64,
    load_u32,
    multiply_high,
    store8,
    store32,
    store64,
    swap32,
    swap64,
    uint64,
)

_POWER_MIN, _POWER_MAX = -292, 324  # the powers of ten that a double's scaling needs


def _powers_of_ten() -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """Return 10**k as 128-bit significands (upper half, lower half), rounded up."""
    table = np.empty((_POWER_MAX - _POWER_MIN + 1, 2), np.uint64)
    for k in range(_POWER_MIN, _POWER_MAX + 1):
        if k >= 0:
            shift = (10**k).bit_length() - 128
            significand = 10**k << -shift if shift < 0 else -(-(10**k) >> shift)
        else:
            # 10**k lies strictly between two powers of two: 2**-n < 10**k < 2**(1-n).
            significand = -(-(1 << (127 + (10**-k).bit_length())) // 10**-k)
        table[k - _POWER_MIN] = significand >> 64, significand & (2**64 - 1)
    return table


_POWERS = _powers_of_ten()
_U1, _U2, _U10 = uint64(1), uint64(2), uint64(10)
_U4, _U40 = uint64(4), uint64(40)
_INFINITY_TEXT = int.from_bytes(b"Infinity", "little")
_NAN_TEXT = int.from_bytes(b"NaN", "little")


@inner
def _scaled(high: int, low: int, value: int) -> int:
    """Multiply by a 128-bit power; keep the upper 64 bits, the lowest says if any were cut."""
    cut = high * value + multiply_high(low, value)
    carry = _U1 if cut < high * value else uint64(0)
    top: int = multiply_high(high, value) + carry
    return top | (_U1 if cut > _U1 else uint64(0))


@inner
def shortest(significand: int, exponent: int, lower_is_closer: bool) -> tuple[int, int]:
    """Return the shortest decimal ``(d, k)``, d * 10**k, nearest to significand * 2**exponent.

    ``lower_is_closer``: the number below has half the distance (a power of two).
    """
    narrow = 1 if lower_is_closer else 0
    k = (exponent * 1262611 - 524031 * narrow) >> 22  # floor(log10(2**e)) or of 3/4 * 2**e
    shift = uint64(exponent + ((-k * 1741647) >> 19) + 1)
    high, low = _POWERS[-k - _POWER_MIN, 0], _POWERS[-k - _POWER_MIN, 1]
    four = uint64(significand) * _U4
    lower = _scaled(high, low, (four - _U2 + uint64(narrow)) << shift) + _U1
    value = _scaled(high, low, four << shift)
    upper = _scaled(high, low, (four + _U2) << shift) - _U1
    near = value // _U4
    if near >= _U10:
        coarse = near // _U10
        below = lower <= coarse * _U40
        above = coarse * _U40 + _U40 <= upper
        if below != above:
            return int64(coarse + (_U1 if above else uint64(0))), k + 1
    below = lower <= near * _U4
    above = near * _U4 + _U4 <= upper
    if below != above:
        return int64(near + (_U1 if above else uint64(0))), k
    middle = near * _U4 + _U2
    up = value > middle or (value == middle and near & _U1 != 0)
    return int64(near + (_U1 if up else uint64(0))), k


@inner
def _without_zeros(digits: int, exponent: int) -> tuple[int, int]:
    """Move the zeros at the end of a number of at most 17 digits into its exponent."""
    rest = uint64(digits)
    for power, places in ((10**8, 8), (10**4, 4), (10**2, 2), (10, 1)):
        shorter = rest // uint64(power)
        if shorter * uint64(power) == rest:
            rest = shorter
            exponent += places
    return int64(rest), exponent


@inner
def _put_decimal(at: int, digits: int, exponent: int, limit: int) -> int:
    """Write digits * 10**exponent as PostgreSQL does; return the length."""
    digits, exponent = _without_zeros(digits, exponent)
    count = put_digits(at + 1, digits)  # one byte to the right: the point comes between
    point = count + exponent  # digits before the point
    if -4 < point <= limit:
        return _put_plain(at, count, point)
    store8(at, load64(at + 1))
    length = 1
    if count > 1:
        store8(at + 1, 46)
        length = count + 1
    power = point - 1
    store8(at + length, 101)  # "e"
    store8(at + length + 1, 45 if power < 0 else 43)
    power = abs(power)
    length += 2
    if power >= 100:
        store8(at + length, 48 + power // 100)
        power %= 100
        length += 1
    put_2_digits(at + length, power)
    return length + 2


@inner
def _put_plain(at: int, count: int, point: int) -> int:
    """Set the point among ``count`` digits that stand at ``at + 1``; return the length."""
    if point <= 0:
        second = load64(at + 9)
        third = load64(at + 17)
        first = load64(at + 1)
        store64(at, 0x30303030302E30)  # "0.00000"
        start = at + 2 - point
        store64(start, first)
        store64(start + 8, second)
        store64(start + 16, third)
        return count + 2 - point
    if point >= count:
        second = load64(at + 9)
        store64(at, load64(at + 1))
        store64(at + 8, second)
        for place in range(count, point):
            store8(at + place, 48)
        return point
    for place in range(point):
        store8(at + place, load64(at + place + 1))
    store8(at + point, 46)
    return count + 1


@inner
def _put_special(at: int, sign: int, fraction: int, is_zero: bool) -> int:
    """Write zero, an infinity or NaN; return the length."""
    if is_zero:
        store8(at + sign, 48)
        return sign + 1
    if fraction != 0:
        store64(at, _NAN_TEXT)
        return 3
    store64(at + sign, _INFINITY_TEXT)
    return sign + 8


@inner
def _put_double(at: int, bits: int) -> int:
    """Write a float8 given by its bits; return the length."""
    fraction = bits & 0xFFFFFFFFFFFFF
    exponent = (bits >> 52) & 0x7FF
    sign = 1 if bits < 0 else 0
    store8(at, 45)
    is_zero = fraction == 0 and exponent == 0
    if exponent == 0x7FF or is_zero:
        return _put_special(at, sign, fraction, is_zero)
    value = abs(as_double(bits))
    if value < 1e9:
        # Prices and coordinates: a decimal of at most 15 digits that reads back as the value is
        # the shortest, for no two of them are so near (DBL_DIG). The division rounds as reading
        # does.
        near = int64(value * 1e6 + 0.5)
        if near / 1e6 == value:
            return sign + _put_decimal(at + sign, near, -6, 15)
    significand, power = fraction | 0x10000000000000, exponent - 1075
    if exponent == 0:
        significand, power = fraction, -1074
    elif -53 < power <= 0 and (significand >> -power) << -power == significand:
        return sign + _put_decimal(at + sign, significand >> -power, 0, 15)
    digits, power = shortest(significand, power, fraction == 0 and exponent > 1)
    return sign + _put_decimal(at + sign, digits, power, 15)


@inner
def _put_float(at: int, bits: int) -> int:
    """Write a float4 given by its bits; return the length."""
    fraction = bits & 0x7FFFFF
    exponent = (bits >> 23) & 0xFF
    sign = bits >> 31
    store8(at, 45)
    is_zero = fraction == 0 and exponent == 0
    if exponent == 0xFF or is_zero:
        return _put_special(at, sign, fraction, is_zero)
    significand, power = fraction | 0x800000, exponent - 150
    if exponent == 0:
        significand, power = fraction, -149
    digits, power = shortest(significand, power, fraction == 0 and exponent > 1)
    return sign + _put_decimal(at + sign, digits, power, 6)


@inner
def write_floats(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a float column."""
    slot, stride = column[SLOTS], column[STRIDE]
    values, nulls = column[VALUES], column[VALIDITY] != 0
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif family == FLOAT8_TEXT:
            put_length(slot, _put_double(slot + 4, load64(values + 8 * row)))
        elif family == FLOAT4_TEXT:
            put_length(slot, _put_float(slot + 4, load_u32(values + 4 * row)))
        elif family == FLOAT8_BINARY:
            put_length(slot, 8)
            store64(slot + 4, swap64(load64(values + 8 * row)))
        else:
            put_length(slot, 4)
            store32(slot + 4, swap32(load_u32(values + 4 * row)))
        slot += stride
    return 0
