"""POSIX time zone rules, such as ``CET-1CEST,M3.5.0,M10.5.0/3``.

They stand at the end of TZif files for the years after the last written transition, and PostgreSQL
takes them as a value of TimeZone. Source: POSIX 1003.1, 8.3 "TZ"; RFC 9636, 3.3.1; PostgreSQL's
``timezone/localtime.c`` for the rule of the United States where a summer time has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from duckgres.pgtypes.calendar import days_from_civil, is_leap, month_length

_DEFAULT_RULES = "M3.2.0,M11.1.0"
# PostgreSQL takes any word for a name and no name at all: '+02:30' is two and a half hours *west*.
_NAME = r"(?:[^\d,+<-]{}|<[^>]*>)"
_CLOCK = r"[+-]?\d{1,3}(?::\d{1,2}(?::\d{1,2})?)?"
_DATE = r"(?:M\d{1,2}\.\d\.\d|J\d{1,3}|\d{1,3})"
_POSIX = re.compile(
    rf"{_NAME.format('*')}(?P<std>{_CLOCK})"
    rf"(?:(?P<dst_name>{_NAME.format('+')})(?P<dst>{_CLOCK})?"
    rf"(?:,(?P<rules>{_DATE}(?:/{_CLOCK})?,{_DATE}(?:/{_CLOCK})?))?)?"
)


@dataclass(frozen=True, slots=True)
class PosixZone:
    """Offsets are seconds east of UTC; a change is local seconds from the start of the year."""

    standard: int
    summer: int
    begin: Callable[[int], int] | None
    end: Callable[[int], int] | None

    def transitions(self, year: int) -> list[tuple[int, int]]:
        """Return the year's changes in order, as Unix seconds and the offset from then on."""
        if self.begin is None or self.end is None:
            return []
        start = days_from_civil(year, 1, 1) * 86_400
        return sorted(
            [
                (start + self.begin(year) - self.standard, self.summer),
                (start + self.end(year) - self.summer, self.standard),
            ]
        )


def parse_posix_zone(text: str) -> PosixZone | None:
    """Return the parsed rule, or ``None`` for what is no POSIX rule."""
    match = _POSIX.fullmatch(text)
    if match is None:
        return None
    standard = -_seconds(match["std"])  # POSIX counts to the west
    if match["dst_name"] is None:
        return PosixZone(standard, standard, None, None)
    summer = -_seconds(match["dst"]) if match["dst"] else standard + 3600
    begin, end = (_change(rule) for rule in (match["rules"] or _DEFAULT_RULES).split(","))
    return PosixZone(standard, summer, begin, end)


def _seconds(clock: str) -> int:
    sign = -1 if clock.startswith("-") else 1
    hours, minutes, seconds = (int(part) for part in (clock.lstrip("+-") + ":0:0").split(":")[:3])
    return sign * (hours * 3600 + minutes * 60 + seconds)


def _change(rule: str) -> Callable[[int], int]:
    date, _, clock = rule.partition("/")
    time = _seconds(clock or "2")
    if date.startswith("M"):
        month, week, weekday = (int(part) for part in date[1:].split("."))
        return lambda year: _nth_weekday(year, month, week, weekday) * 86_400 + time
    if date.startswith("J"):  # 1 to 365, 29 February is not counted
        day = int(date[1:])
        return lambda year: (day - 1 + (is_leap(year) and day >= 60)) * 86_400 + time
    day = int(date)
    return lambda year: day * 86_400 + time


def _nth_weekday(year: int, month: int, week: int, weekday: int) -> int:
    """Return the day of the year, from 0, of the week-th weekday; week 5 is the last one."""
    first = days_from_civil(year, month, 1)
    day = (weekday - (first + 4)) % 7 + (week - 1) * 7  # 1970-01-01 was a Thursday, day 4
    while day >= month_length(year, month):
        day -= 7
    return first + day - days_from_civil(year, 1, 1)
