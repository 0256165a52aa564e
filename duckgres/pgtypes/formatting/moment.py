"""What a template of a date or time shows: the parts of a moment, or of an interval."""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    civil_from_days,
    days_from_civil,
)
from duckgres.pgtypes.interval_input import Interval

JULIAN_EPOCH = 2_440_588  # the Julian day of 1970-01-01
_MONDAY = 4  # 1970-01-01 was the fourth day of its week


@dataclass(slots=True)
class Moment:
    """The parts.

    Attributes:
        year: Astronomical; of an interval how many.
        month: From 1; of an interval how many that make no year.
        day: From 1; of an interval how many.
        hour: Of an interval any number, of its sign, as all below it.
        days: Since 1970; ``None`` for an interval.
        offset: Seconds east of UTC.
        zone: The abbreviation of the zone, empty where there is none.
    """

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    fraction: int
    days: int | None = None
    offset: int = 0
    zone: str = ""

    @property
    def is_interval(self) -> bool:
        """Whether it is no moment."""
        return self.days is None

    @property
    def weekday(self) -> int:
        """Return the day of the week, Sunday is 0."""
        return ((self.days or 0) + _MONDAY) % 7

    @property
    def day_of_year(self) -> int:
        """Return the day of the year, from 1; of an interval all its days."""
        if self.days is None:
            return (self.year * 12 + self.month) * 30 + self.day
        return self.days - days_from_civil(self.year, 1, 1) + 1

    @property
    def shown_year(self) -> int:
        """Return the year as it is written, without its era."""
        return self.year if self.is_interval else shown_year(self.year)

    def iso(self) -> tuple[int, int, int]:
        """Return year, week and day of the year by ISO 8601."""
        days = self.days or 0
        thursday = days - (days + 3) % 7 + 3
        year = civil_from_days(thursday)[0]
        first = iso_start(year)
        return year, (days - first) // 7 + 1, days - first + 1


def shown_year(year: int) -> int:
    """Return an astronomical year without its era."""
    return year if year > 0 else 1 - year


def iso_start(year: int) -> int:
    """Return the first day of an ISO year, in days since 1970."""
    fourth = days_from_civil(year, 1, 4)
    return fourth - (fourth + 3) % 7


def of_timestamp(microseconds: int, offset: int = 0, zone: str = "") -> Moment:
    """Return the parts of a local time, microseconds since 1970."""
    days, clock = divmod(microseconds, MICROSECONDS_PER_DAY)
    year, month, day = civil_from_days(days)
    seconds, fraction = divmod(clock, MICROSECONDS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Moment(year, month, day, hour, minute, second, fraction, days, offset, zone)


def of_instant(microseconds: int, time_zone: str) -> Moment:
    """Return the parts of an instant, as a clock of the zone shows it."""
    offset = zones.offset_at(time_zone, microseconds)
    local = microseconds + offset * MICROSECONDS_PER_SECOND
    return of_timestamp(local, offset, zones.abbreviation_at(time_zone, microseconds))


def of_interval(value: Interval) -> Moment:
    """Return the parts of an interval."""
    months, days, clock = value
    sign = -1 if clock < 0 else 1
    seconds, fraction = divmod(abs(clock), MICROSECONDS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    year = int(months / 12)
    return Moment(
        year,
        months - year * 12,
        days,
        sign * hour,
        sign * minute,
        sign * second,
        sign * fraction,
    )
