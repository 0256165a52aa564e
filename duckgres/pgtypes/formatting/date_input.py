"""``to_date`` and ``to_timestamp``.

Source: PostgreSQL 16, ``utils/adt/formatting.c`` (do_to_timestamp).
"""

from __future__ import annotations

from duckgres.errors import PgError
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    civil_from_days,
    days_from_civil,
    month_length,
)
from duckgres.pgtypes.formatting.date_reader import Read, read, wrong
from duckgres.pgtypes.formatting.moment import JULIAN_EPOCH, iso_start
from duckgres.pgtypes.types import TIMESTAMP_INFINITY

LAST_DAY = days_from_civil(5_874_897, 12, 31)
"""The last date there is."""


def parse_date(text: str, template: str) -> int | None:
    """Return days since 1970, ``None`` for an empty template."""
    if not template:
        return None
    days = _days(read(text, template), text)
    if days > LAST_DAY:
        raise PgError(f'date out of range: "{text}"', sqlstate="22008")
    return days


def parse_timestamp(text: str, template: str) -> tuple[int, int | None] | None:
    """Return a local time in microseconds since 1970, and its offset where the text tells one."""
    if not template:
        return None
    found = read(text, template)
    clock = _clock(found, text)
    local = _days(found, text) * MICROSECONDS_PER_DAY + clock
    if local >= TIMESTAMP_INFINITY:
        raise PgError("timestamp out of range", sqlstate="22008")
    return local, found.offset


def _out_of_range(text: str, hint: str | None = None) -> PgError:
    message = f'date/time field value out of range: "{text}"'
    return PgError(message, sqlstate="22008", hint=hint)


def _clock(found: Read, text: str) -> int:
    """Return microseconds of the day."""
    if "day_second" in found.values:
        seconds = found.get("day_second")
        hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    else:
        hour, minute, second = found.get("hour"), found.get("minute"), found.get("second")
    if "hour12" in found.values:
        hour = found.get("hour12")
        if not 1 <= hour <= 12:
            raise wrong(
                f'hour "{hour}" is invalid for the 12-hour clock',
                hint="Use the 24-hour clock, or give an hour between 1 and 12.",
            )
        hour = hour % 12 + 12 * found.get("half")
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise _out_of_range(text)
    return (hour * 3600 + minute * 60 + second) * MICROSECONDS_PER_SECOND + found.get("fraction")


def _year(found: Read) -> int:
    """Return the astronomical year, 0 where none is told."""
    year = found.get("iso_year") if found.is_iso else found.get("year")
    is_before = found.get("era") == 1
    if "century" in found.values:
        century = found.get("century")
        if ("year" in found.values or "iso_year" in found.values) and found.year_digits <= 2:
            rest = year % 100
            if century < 0 or is_before:
                return -(abs(century) * 100 - rest) + 1 if rest else -(abs(century) - 1) * 100
            return (century - 1) * 100 + rest + (100 if rest == 0 else 0)
        if "year" not in found.values and "iso_year" not in found.values:
            if is_before or century < 0:
                return 1 - (abs(century) * 100)
            return (century - 1) * 100 + 1
    if is_before:
        return 1 + year if year < 0 else 1 - year if year else 0
    return year + 1 if year < 0 else year


def _days(found: Read, text: str) -> int:
    if "julian" in found.values:
        return found.get("julian") - JULIAN_EPOCH
    told = "year" in found.values or "iso_year" in found.values or "century" in found.values
    year = _year(found)
    if found.is_iso:
        return _iso_days(found, year)
    if "week" in found.values:
        found.values.setdefault("day_of_year", (found.get("week") - 1) * 7 + 1)
    month, day = found.get("month") or 1, found.get("day") or 1
    if "day_of_year" in found.values and not ("month" in found.values and "day" in found.values):
        return _by_day_of_year(found, year, text, told=told)
    if "month_week" in found.values and "day" not in found.values:
        day = (found.get("month_week") - 1) * 7 + 1
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise _out_of_range(text)
    return days_from_civil(year, month, day)


def _by_day_of_year(found: Read, year: int, text: str, *, told: bool) -> int:
    day = found.get("day_of_year")
    if not told:
        raise wrong(
            "cannot calculate day of year without year information",
        )
    first = days_from_civil(year, 1, 1)
    if day < 1 or civil_from_days(first + day - 1)[0] != year:
        raise _out_of_range(text)
    return first + day - 1


def _iso_days(found: Read, year: int) -> int:
    first = iso_start(year)
    if "iso_day_of_year" in found.values:
        return first + found.get("iso_day_of_year") - 1
    week = found.values.get("iso_week", 1)
    day = found.values.get("iso_weekday")
    if day is None and "weekday" in found.values:
        day = (found.get("weekday") + 5) % 7 + 1
    if day is not None and day > 7:
        day = 7  # a number too large is Sunday
    return first + (week - 1) * 7 + (day or 1) - 1
