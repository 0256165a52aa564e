"""Fields of date, time, timetz, timestamp, timestamptz and interval.

Source of the calendar arithmetic: C. Neri and L. Schneider, "Euclidean affine functions and their
application to calendar algorithms" (2022). Text is the ISO DateStyle with ``BC`` behind years
before 1; binary counts from 2000-01-01. DuckDB marks infinity by the largest number and its
negative.
"""

from __future__ import annotations

from typing import Any

from duckgres.rows.kernels.compiler import entry, inner
from duckgres.rows.kernels.digits import (
    ZEROS,
    eight_digits,
    put_2_digits,
    put_digits,
    put_fraction,
)
from duckgres.rows.kernels.layout import (
    DATE_BINARY,
    DATE_TEXT,
    DATES,
    HIGH,
    LOW,
    NULL_FIELD,
    SCALE,
    SLOTS,
    STRIDE,
    TABLE,
    TABLE_SIZE,
    TIME_BINARY,
    TIME_TEXT,
    TIMESTAMP_BINARY,
    TIMESTAMPTZ_TEXT,
    TIMETZ_TEXT,
    VALIDITY,
    VALUES,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import (
    copy16,
    int64,
    load64,
    load_i32,
    store8,
    store16,
    store32,
    store64,
    swap32,
    swap64,
    uint64,
)
from duckgres.rows.kernels.number import OUT_OF_RANGE

DAY = 86_400_000_000  # microseconds
# As in pgtypes.zones, whose tables end here; the rules of a zone repeat after 400 years.
EXPANDED_UNTIL = 193_579 * DAY  # the start of 2500
CYCLE = 146_097 * DAY
# Dates are looked up where most are: 1900 to 2099. A megabyte, of which a result touches its own
# years.
FIRST_DATE = -25_567
DATES_COUNT = 73_049
_EPOCH_DAYS = 10_957  # 1970-01-01 to 2000-01-01
_EPOCH = _EPOCH_DAYS * DAY
_FIRST_BINARY = _EPOCH - 2**63  # before it, counting from 2000 overflows
_DATE_INFINITY = 2**31 - 1
_INFINITY = 2**63 - 1
_INFINITY_TEXT = int.from_bytes(b"infinity", "little")
_BC = int.from_bytes(b" BC", "little")
_CYCLES = 14_700  # whole 400-year cycles added so that every date counts from a positive day
_SHIFT_DAYS = 719_468 + 146_097 * _CYCLES  # from 0000-03-01, moved by the cycles, to 1970-01-01
_SHIFT_YEARS = 400 * _CYCLES


@inner
def _infinity(slot: int, negative: bool) -> None:
    if negative:
        store32(slot, 9 << 24)
        store8(slot + 4, 45)
        store64(slot + 5, _INFINITY_TEXT)
    else:
        store32(slot, 8 << 24)
        store64(slot + 4, _INFINITY_TEXT)


@inner
def _calendar(days: int) -> tuple[int, int]:
    """Return year (0 is 1 BC) and month * 100 + day of a count of days since 1970-01-01."""
    count = uint64(days + _SHIFT_DAYS)
    quarters = count * uint64(4) + uint64(3)
    century = quarters // uint64(146_097)
    of_century = (quarters - century * uint64(146_097)) // uint64(4)
    product = (of_century * uint64(4) + uint64(3)) * uint64(2_939_745)
    year = int64(century) * 100 + int64(product >> uint64(32))
    of_year = int64((product & uint64(0xFFFFFFFF)) // uint64(11_758_980))
    packed = 2141 * of_year + 197_913
    month = packed >> 16
    day = ((packed & 0xFFFF) * 31_345 >> 26) + 1  # divided by 2141
    if of_year >= 306:
        year += 1
        month -= 12
    return year - _SHIFT_YEARS, month * 100 + day


@entry
def fill_dates(table: Any) -> None:
    """Fill the table of dates: ``DATES_COUNT`` entries of 16 bytes, text and padding."""
    start = int64(table.ctypes.data)
    for index in range(DATES_COUNT):
        _compute_date(start + 16 * index, FIRST_DATE + index)


@inner
def _put_date(at: int, days: int, dates: int) -> tuple[int, bool]:
    """Write YYYY-MM-DD; return its length and whether the year is before 1."""
    index = days - FIRST_DATE
    if 0 <= index < DATES_COUNT:
        copy16(at, dates + 16 * index)
        return 10, False
    return _compute_date(at, days)


@inner
def _compute_date(at: int, days: int) -> tuple[int, bool]:
    year, month_day = _calendar(days)
    if 0 < year <= 9999:
        digits = eight_digits(year * 10_000 + month_day) + ZEROS
        store64(
            at,
            (digits & 0xFFFFFFFF) | 0x2D00002D00000000 | ((digits >> 32) & 0xFFFF) << 40,
        )
        store16(at + 8, digits >> 48)
        return 10, False
    before = year <= 0
    if before:
        year = 1 - year
    length = 4
    if year <= 9999:
        store32(at, (eight_digits(year) + ZEROS) >> 32)
    else:
        length = put_digits(at, year)
    month = month_day // 100
    store8(at + length, 45)
    put_2_digits(at + length + 1, month)
    store8(at + length + 3, 45)
    put_2_digits(at + length + 4, month_day - 100 * month)
    return length + 6, before


@inner
def _put_time(at: int, microseconds: int) -> int:
    """Write HH:MM:SS and the fraction if there is one; return the length."""
    unsigned = uint64(microseconds)
    seconds = int64(unsigned // uint64(1_000_000))
    fraction = microseconds - seconds * 1_000_000
    minutes = int64(uint64(seconds) // uint64(60))
    hours = int64(uint64(minutes) // uint64(60))
    # HH0MM0SS: the zeros become colons, which are ten characters further.
    digits = eight_digits(
        hours * 1_000_000 + (minutes - 60 * hours) * 1000 + seconds - 60 * minutes
    )
    store64(at, digits + ZEROS + 0x00000A00000A0000)
    if fraction == 0:
        return 8
    return 8 + put_fraction(at + 8, fraction)


@inner
def _put_zone(at: int, offset: int) -> int:
    """Write seconds east of UTC as +HH, +HH:MM or +HH:MM:SS; return the length."""
    store8(at, 45 if offset < 0 else 43)
    offset = abs(offset)
    minutes = offset // 60
    hours, length = minutes // 60, 3
    if hours >= 100:  # POSIX rules go up to 167
        store8(at + 1, 49)
        hours -= 100
        length = 4
    put_2_digits(at + length - 2, hours)
    if offset % 3600 == 0:
        return length
    store8(at + length, 58)
    put_2_digits(at + length + 1, minutes % 60)
    if offset % 60 == 0:
        return length + 3
    store8(at + length + 3, 58)
    put_2_digits(at + length + 4, offset % 60)
    return length + 6


@inner
def write_dates(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a column of date, time or timetz."""
    slot, stride = column[SLOTS], column[STRIDE]
    nulls, values = column[VALIDITY] != 0, column[VALUES]
    dates, divisor = column[DATES], column[SCALE]
    for row in range(first, first + count):
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif family == DATE_TEXT:
            _date_text(slot, load_i32(values + 4 * row), dates)
        elif family == DATE_BINARY:
            if not _date_binary(slot, load_i32(values + 4 * row)):
                return OUT_OF_RANGE
        else:
            _time(slot, family, load64(values + 8 * row), divisor)
        slot += stride
    return 0


@inner
def _date_text(slot: int, days: int, dates: int) -> None:
    if abs(days) >= _DATE_INFINITY:
        _infinity(slot, days < 0)
        return
    length, before = _put_date(slot + 4, days, dates)
    if before:
        store32(slot + 4 + length, _BC)
        length += 3
    store32(slot, length << 24)


@inner
def _date_binary(slot: int, days: int) -> bool:
    """Write days since 2000; return False for DuckDB's first dates, which do not fit."""
    if days == -_DATE_INFINITY:
        days -= 1  # PostgreSQL's mark
    elif days != _DATE_INFINITY:
        days -= _EPOCH_DAYS
        if days < -(2**31):
            return False
    store64(slot, 4 << 24 | swap32(days) << 32)
    return True


@inner
def _time(slot: int, family: int, value: int, divisor: int) -> None:
    """Write time (``divisor`` stored units a microsecond) or timetz (both in one number)."""
    if family == TIME_TEXT:
        store32(slot, _put_time(slot + 4, value // divisor) << 24)
    elif family == TIME_BINARY:
        store32(slot, 8 << 24)
        store64(slot + 4, swap64(value // divisor))
    else:
        # DuckDB's dtime_tz_t: microseconds above, 15:59:59 minus the seconds east in the lowest 24
        # bits.
        east = 57_599 - (value & 0xFFFFFF)
        microseconds = (value >> 24) & 0xFFFFFFFFFF
        if family == TIMETZ_TEXT:
            length = _put_time(slot + 4, microseconds)
            store32(slot, (length + _put_zone(slot + 4 + length, east)) << 24)
        else:
            store32(slot, 12 << 24)
            store64(slot + 4, swap64(microseconds))
            store32(slot + 12, swap32(-east))


@inner
def _offset(column: Descriptor, value: int, near: int) -> tuple[int, int]:
    """Return a zone's seconds east of UTC at ``value``, and where that was found.

    The table holds the times of the changes, the first one the lowest number, and behind them the
    offsets from then on. ``near`` is a guess: neighbours in a result tend to lie between the same
    changes.
    """
    table, size = column[TABLE], column[TABLE_SIZE]
    if value >= EXPANDED_UNTIL:
        value -= ((value - EXPANDED_UNTIL) // CYCLE + 1) * CYCLE
    if load64(table + 8 * near) <= value and (
        near + 1 == size or value < load64(table + 8 * near + 8)
    ):
        return load64(table + 8 * (size + near)), near
    low, high = 0, size
    while high - low > 1:
        middle = (low + high) >> 1
        if load64(table + 8 * middle) <= value:
            low = middle
        else:
            high = middle
    return load64(table + 8 * (size + low)), low


@inner
def write_timestamps(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of a column of timestamp or timestamptz.

    ``SCALE`` is the microseconds in a stored unit or, negative, the units in a microsecond.
    """
    slot, stride, scale = column[SLOTS], column[STRIDE], column[SCALE]
    nulls, values = column[VALIDITY] != 0, column[VALUES]
    low, high = column[LOW], column[HIGH]
    dates, near = column[DATES], 0
    for row in range(first, first + count):
        value = load64(values + 8 * row)
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif abs(value) == _INFINITY:
            _timestamp_infinity(slot, value, family)
        elif value < low or value > high:
            return OUT_OF_RANGE
        else:
            value = value // -scale if scale < 0 else value * scale
            if family == TIMESTAMP_BINARY:
                if value < _FIRST_BINARY:
                    return OUT_OF_RANGE
                store32(slot, 8 << 24)
                store64(slot + 4, swap64(value - _EPOCH))
            else:
                east = 0
                if family == TIMESTAMPTZ_TEXT:
                    east, near = _offset(column, value, near)
                _timestamp_text(slot, value, east, family == TIMESTAMPTZ_TEXT, dates)
        slot += stride
    return 0


@inner
def _timestamp_infinity(slot: int, value: int, family: int) -> None:
    if family == TIMESTAMP_BINARY:
        store32(slot, 8 << 24)
        store64(slot + 4, swap64(value if value > 0 else value - 1))
    else:
        _infinity(slot, value < 0)


@inner
def _timestamp_text(slot: int, value: int, east: int, zoned: bool, dates: int) -> None:
    """Write an instant as a clock ``east`` seconds ahead shows it.

    DuckDB's last instants leave no room to add those seconds, so they go into the time of day.
    """
    days = value // DAY
    clock = value - days * DAY + 1_000_000 * east
    if clock < 0 or clock >= DAY:
        days += clock // DAY
        clock -= clock // DAY * DAY
    length, before = _put_date(slot + 4, days, dates)
    at = slot + 4 + length
    store8(at, 32)
    at += 1 + _put_time(at + 1, clock)
    if zoned:
        at += _put_zone(at, east)
    if before:
        store32(at, _BC)
        at += 3
    store32(slot, (at - slot - 4) << 24)
