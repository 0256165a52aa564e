"""What is kept of an interval that names its fields or its digits: ``interval hour to minute``.

Source: PostgreSQL 16, ``utils/adt/timestamp.c`` (AdjustIntervalForTypmod), ``datetime.c``
(DecodeInterval: the unit of a number without one).
"""

from __future__ import annotations

from duckgres.pgtypes.calendar import MICROSECONDS_PER_SECOND
from duckgres.pgtypes.interval_input import MINUTE_TO_SECOND, Interval

ALL_FIELDS = 0x7FFF
MOST_DIGITS = 6
_MONTH, _YEAR, _DAY, _HOUR, _MINUTE, _SECOND = (1 << bit for bit in (1, 2, 3, 10, 11, 12))
_MINUTE_LENGTH = 60 * MICROSECONDS_PER_SECOND
_HOUR_LENGTH = 60 * _MINUTE_LENGTH


def unit_of(fields: int) -> str:
    """Return the unit of a number that is written without one."""
    if fields == _MINUTE | _SECOND:
        return MINUTE_TO_SECOND
    if fields == ALL_FIELDS or fields & _SECOND:
        return "second"
    for bit, name in ((_MINUTE, "minute"), (_HOUR, "hour"), (_DAY, "day"), (_MONTH, "month")):
        if fields & bit:
            return name
    return "year"


def trimmed(value: Interval, fields: int, digits: int = MOST_DIGITS) -> Interval:
    """Return what is kept of an interval.

    Args:
        value: Months, days, microseconds.
        fields: The bits of the grammar's own modifier.
        digits: Of the fraction of a second.
    """
    months, days, clock = value
    if fields == _YEAR:
        months = int(months / 12) * 12
    if fields != ALL_FIELDS and not fields & (_DAY | _HOUR | _MINUTE | _SECOND):
        return months, 0, 0
    if fields == _DAY:
        clock = 0
    elif fields != ALL_FIELDS and not fields & _SECOND:
        unit = _MINUTE_LENGTH if fields & _MINUTE else _HOUR_LENGTH
        clock = abs(clock) // unit * unit * (1 if clock >= 0 else -1)
    return months, days, rounded(clock, digits)


def rounded(microseconds: int, digits: int) -> int:
    """Return a time with so many digits behind the point, rounded away from zero."""
    if digits >= MOST_DIGITS:
        return microseconds
    unit: int = 10 ** (MOST_DIGITS - digits)
    found = (abs(microseconds) + unit // 2) // unit * unit
    return found if microseconds >= 0 else -found
