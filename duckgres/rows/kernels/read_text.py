"""From fields of text to Arrow's values: what is plainly written; the rest is for the slow reader.

Each reader returns whether it knew the field. It must be sure: the slow decoders of ``pgtypes``
would give the same value.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.copy_layout import (
    BOOL,
    DATE,
    DECIMAL,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    SCALE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    WHOLE,
    ZONED,
)
from duckgres.rows.kernels.memory import (
    int64,
    load_u8,
    load_u32,
    multiply_high,
    store8,
    store16,
    store32,
    store64,
    store_double,
    store_float,
    uint64,
)

_MINUS, _PLUS, _DOT, _COLON, _SPACE = 45, 43, 46, 58, 32
_TRUE, _FALS = int.from_bytes(b"true", "little"), int.from_bytes(b"fals", "little")
SECOND = 1_000_000  # microseconds
DAY = 86_400 * SECOND
_MOST_DIGITS = 18  # that an int64 surely holds
_EXACT_DIGITS = 15  # that a double surely holds
_EXACT_POWER = 22  # of ten, that a double holds
_POWERS = np.array([10.0**power for power in range(_EXACT_POWER + 1)])
_INTEGER_POWERS = np.array([10**power for power in range(19)], np.int64)
_MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


@inner
def _is_digit(byte: int) -> bool:
    return 48 <= byte <= 57


@inner
def _digits(at: int, count: int) -> int:
    """Return the number that so many digits are, -1 where one is none."""
    value = 0
    for place in range(count):
        digit = load_u8(at + place) - 48
        if not 0 <= digit <= 9:
            return -1
        value = value * 10 + digit
    return value


@inner
def _read_integer(at: int, size: int, out: int, family: int) -> bool:
    end = at + size
    negative = size > 0 and load_u8(at) == _MINUS
    if negative:
        at += 1
    if not 0 < end - at <= _MOST_DIGITS:
        return False
    value = 0
    while at < end:
        digit = load_u8(at) - 48
        if not 0 <= digit <= 9:
            return False
        value = value * 10 + digit
        at += 1
    if negative:
        value = -value
    if family == INT4:
        if not -(2**31) <= value < 2**31:
            return False
        store32(out, value)
    elif family == INT2:
        if not -(2**15) <= value < 2**15:
            return False
        store16(out, value)
    else:
        store64(out, value)
    return True


@inner
def _mantissa(at: int, end: int) -> tuple[int, int, int, int, int]:
    """Read digits with at most one point.

    Returns:
        The number without its point, its digits from the first one that is not zero, digits
        before the point, digits behind it, and where they end.
    """
    value, significant, whole, fraction = 0, 0, 0, 0
    point = False
    while at < end:
        byte = load_u8(at)
        digit = byte - 48
        if 0 <= digit <= 9:
            if significant < _MOST_DIGITS:
                value = value * 10 + digit
            if value or significant:
                significant += 1
            if point:
                fraction += 1
            else:
                whole += 1
        elif byte == _DOT and not point:
            point = True
        else:
            break
        at += 1
    return value, significant, whole, fraction, at


@inner
def _read_decimal(at: int, size: int, out: int, column: Any) -> bool:
    end = at + size
    negative = size > 0 and load_u8(at) == _MINUS
    if negative:
        at += 1
    value, significant, whole, fraction, at = _mantissa(at, end)
    shift = column[SCALE] - fraction
    if at != end or whole + fraction == 0 or significant > _MOST_DIGITS or not 0 <= shift <= 18:
        return False
    if significant - fraction > column[WHOLE]:
        return False
    power = _INTEGER_POWERS[shift]
    low = value * power
    high = int64(multiply_high(uint64(value), uint64(power)))
    if negative:
        low = -low
        high = ~high + (1 if low == 0 else 0)
    store64(out, low)
    store64(out + 8, high)
    return True


@inner
def _exponent(at: int, end: int) -> tuple[int, bool]:
    """Read an exponent of at most three digits behind its letter, if there is one."""
    if at == end:
        return 0, True
    if load_u8(at) | 32 != 101:
        return 0, False
    at += 1
    negative = at < end and load_u8(at) == _MINUS
    if negative or (at < end and load_u8(at) == _PLUS):
        at += 1
    if not 1 <= end - at <= 3:
        return 0, False
    value = _digits(at, end - at)
    return (-value if negative else value), value >= 0


@inner
def _read_float(at: int, size: int, out: int, family: int) -> bool:
    """Read what one exact product or quotient gives. Source: W. D. Clinger (1990), fast path."""
    end = at + size
    negative = size > 0 and load_u8(at) == _MINUS
    if negative:
        at += 1
    mantissa, significant, whole, fraction, at = _mantissa(at, end)
    exponent, known = _exponent(at, end)
    exponent -= fraction
    if not known or whole + fraction == 0 or significant > _EXACT_DIGITS:
        return False
    if not -_EXACT_POWER <= exponent <= _EXACT_POWER:
        return False
    value = float(mantissa)
    if exponent < 0:
        value /= _POWERS[-exponent]
    else:
        value *= _POWERS[exponent]
    if negative:
        value = -value
    if family == FLOAT8:
        store_double(out, value)
        return True
    if mantissa != 0 and not 1e-37 < abs(value) < 1e38:
        return False
    store_float(out, value)
    return True


@inner
def _read_bool(at: int, size: int, out: int) -> bool:
    value = -1
    if size == 1:
        byte = load_u8(at)
        value = 1 if byte in (116, 49) else 0 if byte in (102, 48) else -1
    elif size == 4:
        value = 1 if load_u32(at) == _TRUE else -1
    elif size == 5:
        value = 0 if load_u32(at) == _FALS and load_u8(at + 4) == 101 else -1
    if value < 0:
        return False
    store8(out, value)
    return True


@inner
def _days(at: int) -> tuple[int, bool]:
    """Read YYYY-MM-DD. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"."""
    if load_u8(at + 4) != _MINUS or load_u8(at + 7) != _MINUS:
        return 0, False
    year, month, day = _digits(at, 4), _digits(at + 5, 2), _digits(at + 8, 2)
    if year < 1 or not 1 <= month <= 12 or day < 1:
        return 0, False
    longest = _MONTHS[month - 1]
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        longest = 29
    if day > longest:
        return 0, False
    if month <= 2:
        year -= 1
        month += 12
    of_year = (153 * (month - 3) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719_468, True


@inner
def _clock(at: int, end: int) -> tuple[int, int]:
    """Read HH:MM:SS with at most six digits behind a point; return it and its end, or -1."""
    if end - at < 8 or load_u8(at + 2) != _COLON or load_u8(at + 5) != _COLON:
        return 0, -1
    hour, minute, second = _digits(at, 2), _digits(at + 3, 2), _digits(at + 6, 2)
    if not 0 <= hour < 24 or not 0 <= minute < 60 or not 0 <= second < 60:
        return 0, -1
    value = ((hour * 60 + minute) * 60 + second) * SECOND
    at += 8
    if at < end and load_u8(at) == _DOT:
        at += 1
        unit = SECOND // 10
        while at < end and _is_digit(load_u8(at)):
            value += (load_u8(at) - 48) * unit
            if unit == 0:
                return 0, -1  # to be rounded
            unit //= 10
            at += 1
    return value, at


@inner
def _offset(at: int, end: int) -> tuple[int, bool]:
    """Read +HH or +HH:MM; return microseconds east."""
    sign = load_u8(at)
    if sign not in (_PLUS, _MINUS) or end - at not in (3, 6):
        return 0, False
    hours, minutes = _digits(at + 1, 2), 0
    if end - at == 6:
        minutes = _digits(at + 4, 2) if load_u8(at + 3) == _COLON else -1
    if not 0 <= hours <= 15 or not 0 <= minutes < 60:
        return 0, False
    value = (hours * 60 + minutes) * 60 * SECOND
    return (-value if sign == _MINUS else value), True


@inner
def _read_timestamp(at: int, size: int, out: int, column: Any, family: int) -> bool:
    end = at + size
    if size < 19 or load_u8(at + 10) not in (_SPACE, 84):
        return False
    days, known = _days(at)
    if not known:
        return False
    clock, at = _clock(at + 11, end)
    if at < 0:
        return False
    offset = 0
    if at < end or (family == TIMESTAMPTZ and column[ZONED] == 0):
        if family == TIMESTAMP or at == end:
            return False
        offset, known = _offset(at, end)
        if not known:
            return False
    store64(out, days * DAY + clock - offset)
    return True


@inner
def _read_uuid(at: int, size: int, out: int) -> bool:
    if size != 36:
        return False
    for place in range(16):
        if place in (4, 6, 8, 10):
            if load_u8(at) != _MINUS:
                return False
            at += 1
        value = 0
        for _ in range(2):
            byte = load_u8(at)
            at += 1
            if 48 <= byte <= 57:
                value = value * 16 + byte - 48
            elif 97 <= byte | 32 <= 102:
                value = value * 16 + (byte | 32) - 87
            else:
                return False
        store8(out + place, value)
    return True


@inner
def _read_date(at: int, size: int, out: int) -> bool:
    if size != 10:
        return False
    days, known = _days(at)
    if known:
        store32(out, days)
    return known


@inner
def _read_time(at: int, size: int, out: int) -> bool:
    clock, stop = _clock(at, at + size)
    if stop != at + size:
        return False
    store64(out, clock)
    return True


@inner
def read_text(  # noqa: PLR0911 - one way out per family
    family: int, at: int, size: int, out: int, column: Any
) -> bool:
    """Read a field of a type of fixed size into ``out``; tell whether it was plain."""
    if family in (INT2, INT4, INT8):
        return _read_integer(at, size, out, family)
    if family == DECIMAL:
        return _read_decimal(at, size, out, column)
    if family == DATE:
        return _read_date(at, size, out)
    if family in (TIMESTAMP, TIMESTAMPTZ):
        return _read_timestamp(at, size, out, column, family)
    if family in (FLOAT4, FLOAT8):
        return _read_float(at, size, out, family)
    if family == BOOL:
        return _read_bool(at, size, out)
    if family == TIME:
        return _read_time(at, size, out)
    return family == UUID and _read_uuid(at, size, out)
