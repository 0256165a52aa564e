"""Fields of interval: months, days and a time, each with its own sign.

Text is IntervalStyle ``postgres``; source: EncodeInterval in PostgreSQL's datetime.c. Years and
months carry one sign; a positive part behind a negative one gets a plus.
"""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.digits import put_2_digits, put_digits, put_fraction
from duckgres.rows.kernels.layout import (
    INTERVAL_BINARY,
    NULL_FIELD,
    SLOTS,
    STRIDE,
    VALIDITY,
    VALUES,
    Descriptor,
    is_null,
)
from duckgres.rows.kernels.memory import load64, load_i32, store8, store32, store64, swap32, swap64

_YEAR = int.from_bytes(b" years", "little"), 5
_MONTH = int.from_bytes(b" mons", "little"), 4
_DAY = int.from_bytes(b" days", "little"), 4


@inner
def write_intervals(family: int, column: Descriptor, first: int, count: int) -> int:
    """Fill the slots of an interval column (Arrow's month_day_nano: int32, int32, int64)."""
    slot, stride = column[SLOTS], column[STRIDE]
    nulls, values = column[VALIDITY] != 0, column[VALUES]
    for row in range(first, first + count):
        address = values + 16 * row
        months, days = load_i32(address), load_i32(address + 4)
        microseconds = load64(address + 8) // 1000
        if nulls and is_null(column, row):
            store32(slot, NULL_FIELD)
        elif family == INTERVAL_BINARY:
            store32(slot, 16 << 24)
            store64(slot + 4, swap64(microseconds))
            store32(slot + 12, swap32(days))
            store32(slot + 16, swap32(months))
        else:
            store32(slot, _put_interval(slot + 4, months, days, microseconds) << 24)
        slot += stride
    return 0


@inner
def _put_part(at: int, start: int, value: int, plus: bool, unit: tuple[int, int]) -> int:
    """Write one part such as ``-3 days`` behind the others; return where it ends."""
    if value == 0:
        return at
    if at > start:
        store8(at, 32)
        at += 1
    if value < 0 or plus:
        store8(at, 45 if value < 0 else 43)
        at += 1
    at += put_digits(at, abs(value))
    text, length = unit
    store64(at, text)
    return at + length + (1 if value != 1 else 0)


@inner
def _put_interval(start: int, months: int, days: int, microseconds: int) -> int:
    """Write the text; return its length."""
    years = abs(months) // 12
    rest = abs(months) - 12 * years
    if months < 0:
        years, rest = -years, -rest
    at = _put_part(start, start, years, False, _YEAR)
    at = _put_part(at, start, rest, False, _MONTH)
    at = _put_part(at, start, days, months < 0, _DAY)
    if microseconds == 0 and at > start:
        return at - start
    if at > start:
        store8(at, 32)
        at += 1
    if microseconds < 0:
        store8(at, 45)
        at += 1
    elif days < 0 or (days == 0 and months < 0):
        store8(at, 43)
        at += 1
    return _put_clock(at, abs(microseconds)) - start


@inner
def _put_clock(at: int, microseconds: int) -> int:
    """Write hours, of any size, minutes and seconds; return where they end."""
    seconds = microseconds // 1_000_000
    hours = seconds // 3600
    if hours < 100:
        put_2_digits(at, hours)
        at += 2
    else:
        at += put_digits(at, hours)
    store8(at, 58)
    put_2_digits(at + 1, seconds // 60 % 60)
    store8(at + 3, 58)
    put_2_digits(at + 4, seconds % 60)
    at += 6
    if microseconds % 1_000_000 != 0:
        at += put_fraction(at, microseconds % 1_000_000)
    return at
