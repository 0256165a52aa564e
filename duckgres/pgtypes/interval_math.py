"""Arithmetic of intervals: multiplied, divided, and with days and months put in order.

A fraction of a month becomes days, a fraction of a day a time. Source: PostgreSQL 16,
``utils/adt/timestamp.c`` (interval_mul, interval_div, interval_justify_interval and its kin).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from duckgres.errors import PgError
from duckgres.pgtypes.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND
from duckgres.pgtypes.interval_input import Interval

_DAYS_PER_MONTH = 30
_SECONDS_PER_DAY = 86_400
_ROUNDING = 1_000_000.0  # TSROUND: six digits
_LARGEST_INT4, _LARGEST_INT8 = 2**31 - 1, 2**63 - 1


def times(value: Interval, factor: float) -> Interval:
    """Return a multiple.

    Raises:
        PgError: 22008, it is too large.
    """
    return _scaled(value, lambda number: number * factor)


def divided(value: Interval, divisor: float) -> Interval:
    """Return a part.

    Raises:
        PgError: 22012, the divisor is zero.
    """
    if divisor == 0:
        raise PgError("division by zero", sqlstate="22012")
    return _scaled(value, lambda number: number / divisor)


def _scaled(value: Interval, scale: Callable[[float], float]) -> Interval:
    months, days, clock = map(scale, value)
    if not all(map(math.isfinite, (months, days, clock))):
        raise _out_of_range()
    whole_months, whole_days = int(months), int(days)
    month_days = _rounded((months - whole_months) * _DAYS_PER_MONTH)
    seconds = _rounded((days - whole_days + month_days - int(month_days)) * _SECONDS_PER_DAY)
    # Rounding may have made a whole day of it.
    if abs(seconds) >= _SECONDS_PER_DAY:
        more = int(seconds / _SECONDS_PER_DAY)
        whole_days += more
        seconds -= more * _SECONDS_PER_DAY
    whole_days += int(month_days)
    microseconds = round(clock + seconds * MICROSECONDS_PER_SECOND)
    return _fitting((whole_months, whole_days, microseconds))


def _rounded(value: float) -> float:
    return round(value * _ROUNDING) / _ROUNDING


def justified_hours(value: Interval) -> Interval:
    """Make days of every 24 hours."""
    months, days, clock = value
    days, clock = _carried(days, clock)
    return _fitting((months, *_same_sign(days, clock, MICROSECONDS_PER_DAY)))


def justified_days(value: Interval) -> Interval:
    """Make months of every 30 days."""
    months, days, clock = value
    whole = int(days / _DAYS_PER_MONTH)
    return _fitting(
        (*_same_sign(months + whole, days - whole * _DAYS_PER_MONTH, _DAYS_PER_MONTH), clock)
    )


def justified(value: Interval) -> Interval:
    """Make days and months, all of one sign."""
    months, days, clock = value
    days, clock = _carried(days, clock)
    whole = int(days / _DAYS_PER_MONTH)
    months, days = months + whole, days - whole * _DAYS_PER_MONTH
    if months > 0 and (days < 0 or (days == 0 and clock < 0)):
        months, days = months - 1, days + _DAYS_PER_MONTH
    elif months < 0 and (days > 0 or (days == 0 and clock > 0)):
        months, days = months + 1, days - _DAYS_PER_MONTH
    return _fitting((months, *_same_sign(days, clock, MICROSECONDS_PER_DAY)))


def _carried(days: int, clock: int) -> tuple[int, int]:
    whole = abs(clock) // MICROSECONDS_PER_DAY * (1 if clock >= 0 else -1)
    return days + whole, clock - whole * MICROSECONDS_PER_DAY


def _same_sign(large: int, small: int, unit: int) -> tuple[int, int]:
    """Return both parts with the sign of the larger one."""
    if large > 0 and small < 0:
        return large - 1, small + unit
    if large < 0 and small > 0:
        return large + 1, small - unit
    return large, small


def _fitting(value: Interval) -> Interval:
    months, days, clock = value
    if max(abs(months), abs(days)) > _LARGEST_INT4 or abs(clock) > _LARGEST_INT8:
        raise _out_of_range()
    return value


def _out_of_range() -> PgError:
    return PgError("interval out of range", sqlstate="22008")
