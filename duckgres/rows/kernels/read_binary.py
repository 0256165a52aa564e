"""From fields of binary forms to Arrow's values. Source: the types' receive functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.copy_layout import (
    BOOL,
    DATE,
    DECIMAL,
    FLOAT4,
    INT2,
    INT4,
    SCALE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    WHOLE,
)
from duckgres.rows.kernels.memory import (
    copy16,
    int64,
    load64,
    load_u8,
    load_u32,
    multiply_high,
    store8,
    store16,
    store32,
    store64,
    swap32,
    swap64,
    uint64,
)
from duckgres.rows.kernels.read_text import DAY

_EPOCH_DAYS = 10_957  # 1970-01-01 to 2000-01-01
_EPOCH = _EPOCH_DAYS * DAY
# What is nearer to the ends is the slow reader's: infinity, and what DuckDB may not hold.
_FAR_DAYS, _FAR = 2_000_000, 2_000_000 * DAY
_NEGATIVE = 0x4000
_GROUPS = 4  # of four digits that an int64 surely holds
_INTEGER_POWERS = np.array([10**power for power in range(19)], np.int64)


@inner
def _u16(at: int) -> int:
    return load_u8(at) << 8 | load_u8(at + 1)


@inner
def _groups(at: int, size: int, scale: int) -> tuple[int, int]:
    """Return a numeric's groups as one number and how many there are; -1: not so many, or bad."""
    count, sign = _u16(at), _u16(at + 4)
    if size != 8 + 2 * count or count > _GROUPS or sign not in (0, _NEGATIVE):
        return 0, -1
    if _u16(at + 6) > scale:
        return 0, -1
    value = 0
    for index in range(count):
        group = _u16(at + 8 + 2 * index)
        if group > 9_999:
            return 0, -1
        value = value * 10_000 + group
    return value, count


@inner
def _shifted(value: int, shift: int) -> tuple[int, int, bool]:
    """Return a number times a power of ten in two words, and whether that is surely right."""
    if value == 0:
        return 0, 0, True
    if shift < 0:
        power = _INTEGER_POWERS[min(-shift, 18)]
        if shift < -3 or value % power:
            return 0, 0, False
        value //= power
        shift = 0
    if shift > 18:
        return 0, 0, False
    power = _INTEGER_POWERS[shift]
    return value * power, int64(multiply_high(uint64(value), uint64(power))), True


@inner
def _read_numeric(at: int, size: int, out: int, column: Any) -> bool:
    """Read a number of few groups whose digits all fit into the column's scale."""
    if size < 8:
        return False
    value, count = _groups(at, size, column[SCALE])
    if count < 0:
        return False
    weight = _u16(at + 2)
    if weight >= 2**15:
        weight -= 2**16
    # The last group counts 10000 ** (weight - count + 1).
    low, high, sure = _shifted(value, column[SCALE] + 4 * (weight - count + 1))
    if not sure or not _fits(low, high, column[SCALE] + column[WHOLE]):
        return False
    if _u16(at + 4) == _NEGATIVE:
        low = -low
        high = ~high + (1 if low == 0 else 0)
    store64(out, low)
    store64(out + 8, high)
    return True


@inner
def _fits(low: int, high: int, digits: int) -> bool:
    """Tell whether a number of two words surely has no more digits."""
    if digits >= 38:
        return True
    if high == 0 and low >= 0:
        return digits > 18 or low < _INTEGER_POWERS[digits]
    return False


@inner
def _read_date(at: int, out: int) -> bool:
    days = swap32(load_u32(at))
    if not -_FAR_DAYS < days + 1_700_000 < _FAR_DAYS:
        return False
    store32(out, days + _EPOCH_DAYS)
    return True


@inner
def _read_timestamp(at: int, out: int) -> bool:
    value = swap64(load64(at))
    if not -_FAR < value + 1_700_000 * DAY < _FAR:
        return False
    store64(out, value + _EPOCH)
    return True


@inner
def _read_time(at: int, out: int) -> bool:
    value = swap64(load64(at))
    if not 0 <= value <= DAY:
        return False
    store64(out, value)
    return True


@inner
def _read_small(family: int, at: int, size: int, out: int) -> bool:
    """Read a bool or an int2."""
    if family == BOOL:
        if size != 1:
            return False
        store8(out, 1 if load_u8(at) else 0)
        return True
    if size != 2:
        return False
    store16(out, _u16(at))
    return True


@inner
def read_binary(  # noqa: PLR0911, C901 - one way out per family
    family: int, at: int, size: int, out: int, column: Any
) -> bool:
    """Read a field of a type of fixed size into ``out``; tell whether it was plain."""
    if family == DECIMAL:
        return _read_numeric(at, size, out, column)
    if family in (INT2, BOOL):
        return _read_small(family, at, size, out)
    if family in (INT4, FLOAT4, DATE):
        if size != 4:
            return False
        if family == DATE:
            return _read_date(at, out)
        store32(out, swap32(load_u32(at)))
        return True
    if family == UUID:
        if size == 16:
            copy16(out, at)
        return size == 16
    if size != 8:
        return False
    if family in (TIMESTAMP, TIMESTAMPTZ):
        return _read_timestamp(at, out)
    if family == TIME:
        return _read_time(at, out)
    store64(out, swap64(load64(at)))  # int8, float8
    return True
