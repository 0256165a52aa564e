"""Dates and times: reading what clients send.

ISO 8601 in its usual spellings, PostgreSQL's own output, month names, ``infinity``, ``epoch``, BC,
offsets and zone names. The words that depend on the clock (now, today…) are refused here. Dates
with slashes are month first (DateStyle ``ISO, MDY``). Source: PostgreSQL 15,
``utils/adt/datetime.c`` (DecodeDateTime).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    days_from_civil,
    month_length,
)
from duckgres.pgtypes.datetime import EPOCH_DAYS, EPOCH_MICROSECONDS
from duckgres.pgtypes.refusals import bad_binary, field_out_of_range, invalid_datetime
from duckgres.pgtypes.text import decode
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {
    name: number for number, long in enumerate(_MONTH_NAMES, 1) for name in (long, long[:3])
} | {"sept": 9}
_MONTH = rf"(?P<month_name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_CLOCK = r"""(?:
    (?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.(?P<fraction>\d*))?)?
  | (?P<compact>\d{6}|\d{4})(?:\.(?P<compact_fraction>\d*))?
)(?:\s*(?P<half>am|pm)\b)?"""
_ZONE = r"\s*(?P<zone>[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|[a-z][a-z0-9_+-]*(?:/[a-z0-9_+-]+)*)"
_BC = r"(?P<era>\s*(?:bc|ad))"
_DATES = tuple(
    re.compile(rf"(?:{date})(?P<rest>(?=$|[\st]).*)", re.VERBOSE | re.ASCII | re.DOTALL)
    for date in (
        r"(?P<year>\d{3,})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4,6})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4,})",
        rf"(?P<year>\d{{4,}})[-\s]{_MONTH}[-\s](?P<day>\d{{1,2}})",
        rf"(?P<day>\d{{1,2}})[-\s]{_MONTH}[-\s,]+(?P<year>\d{{4,}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4,}})",
    )
)
_TIME_REST = re.compile(
    rf"(?:[\st]\s*t?{_CLOCK}(?:{_BC})?(?:(?!\s*(?:bc|ad)\b){_ZONE})?)?"
    rf"(?:{_BC.replace('era', 'era_end')})?",
    re.VERBOSE | re.ASCII,
)
_TIME_ALONE = re.compile(rf"t?{_CLOCK}(?:{_ZONE})?", re.VERBOSE | re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?", re.ASCII)
_INFINITIES = {"infinity": 1, "inf": 1, "-infinity": -1, "-inf": -1}
_MAX_DISPLACEMENT = 16 * 3600  # exclusive: MAX_TZDISP_HOUR is 15
# The first and last days of PostgreSQL; DuckDB's last timestamp is earlier, its first one too.
_FIRST_DAY = days_from_civil(-4713, 11, 24)
_LAST_DAY = days_from_civil(5_874_897, 12, 31)
# The usual abbreviations, hours east, recorded from pg_timezone_abbrevs; IANA's names come after.
_ABBREVIATIONS = {
    **dict.fromkeys(("z", "utc", "gmt", "zulu", "ut", "uct"), 0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"akst": -9, "akdt": -8, "cest": 2, "eest": 3, "bst": 1, "msk": 3, "ist": 2},
    **{"jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13},
}
_WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)[a-z]*[,\s]+", re.ASCII
)
_UNIX_DATE = re.compile(
    r"(?P<month>[a-z]{3,})\s+(?P<day>\d{1,2})\s+(?P<clock>\d+:\d+:\d+\S*)\s+(?P<year>\d{4,})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """Days, microseconds of the day, and the zone as written; ``None`` for what is not there."""

    days: int
    given_clock: int | None
    zone: str | None

    @property
    def clock(self) -> int:
        """Microseconds of the day, midnight by default."""
        return self.given_clock or 0


def decode_date_text(data: bytes) -> int:
    """Read a date; a clock and a zone behind it are checked and dropped."""
    text = decode(data)
    sign = _infinity(text)
    if sign:
        return sign * DATE_INFINITY
    parsed = _parse(text, "date")
    if not _FIRST_DAY <= parsed.days <= _LAST_DAY:
        raise PgError(f'date out of range: "{text}"', sqlstate="22008")
    return parsed.days


def decode_time_text(data: bytes) -> int:
    """Read a time of day; a zone offset behind it is dropped."""
    text = decode(data)
    return _time(text, "time").clock


def decode_timetz_text(data: bytes, time_zone: str) -> tuple[int, int]:
    """Read a time with its offset; without one it is the zone's on the date that is given.

    Without a date it is the zone's of 1970-01-01. PostgreSQL takes today's, and so a value that
    changes with the seasons.
    """
    text = decode(data)
    parsed = _time(text, "time with time zone")
    local = parsed.days * MICROSECONDS_PER_DAY + parsed.clock
    offset = _zone_offset(time_zone if parsed.zone is None else parsed.zone, local, text)
    return parsed.clock, offset


def decode_timestamp_text(data: bytes) -> int:
    """Read a timestamp; a zone behind it is dropped."""
    text = decode(data)
    sign = _infinity(text)
    if sign:
        return sign * TIMESTAMP_INFINITY
    parsed = _parse(text, "timestamp")
    return _in_range(parsed.days * MICROSECONDS_PER_DAY + parsed.clock, text)


def decode_timestamptz_text(data: bytes, time_zone: str) -> int:
    """Read an instant; without a zone it is local time of ``time_zone``."""
    text = decode(data)
    sign = _infinity(text)
    if sign:
        return sign * TIMESTAMP_INFINITY
    parsed = _parse(text, "timestamp with time zone")
    local = parsed.days * MICROSECONDS_PER_DAY + parsed.clock
    offset = _zone_offset(time_zone if parsed.zone is None else parsed.zone, local, text)
    return _in_range(local - offset * MICROSECONDS_PER_SECOND, text)


def decode_date_binary(data: bytes) -> int:
    """Read int32 days since 2000-01-01."""
    (value,) = _unpack(">i", data)
    if value in {2**31 - 1, -(2**31)}:
        return DATE_INFINITY if value > 0 else -DATE_INFINITY
    days = value + EPOCH_DAYS
    if not _FIRST_DAY <= days <= _LAST_DAY:
        raise PgError("date out of range", sqlstate="22008")
    return days


def decode_time_binary(data: bytes) -> int:
    """Read int64 microseconds of a day, up to 24:00:00."""
    (value,) = _unpack(">q", data)
    if not 0 <= value <= MICROSECONDS_PER_DAY:
        raise PgError("time out of range", sqlstate="22008")
    return value


def decode_timetz_binary(data: bytes) -> tuple[int, int]:
    """Read int64 microseconds of a day and int32 seconds west of UTC."""
    value, west = _unpack(">qi", data)
    if not 0 <= value <= MICROSECONDS_PER_DAY:
        raise PgError("time out of range", sqlstate="22008")
    if abs(west) >= _MAX_DISPLACEMENT:
        raise PgError("time zone displacement out of range", sqlstate="22009")
    return value, -west


def decode_timestamp_binary(data: bytes) -> int:
    """Read int64 microseconds since 2000-01-01, for timestamp and timestamptz."""
    (value,) = _unpack(">q", data)
    if value in {2**63 - 1, -(2**63)}:
        return TIMESTAMP_INFINITY if value > 0 else -TIMESTAMP_INFINITY
    return _in_range(value + EPOCH_MICROSECONDS, None)


def decode_interval_binary(data: bytes) -> tuple[int, int, int]:
    """Read int64 microseconds, int32 days, int32 months."""
    microseconds, days, months = _unpack(">qii", data)
    return months, days, microseconds


def timestamp_has_zone(data: bytes) -> bool:
    """Return whether a timestamptz as text says its zone, or needs none.

    Raises:
        PgError: As ``decode_timestamptz_text``.
    """
    text = decode(data)
    return bool(_infinity(text)) or _parse(text, "timestamp with time zone").zone is not None


def time_has_zone(data: bytes) -> bool:
    """Return whether a timetz as text says its zone.

    Raises:
        PgError: As ``decode_timetz_text``.
    """
    return _time(decode(data), "time with time zone").zone is not None


def _unpack(layout: str, data: bytes) -> tuple[int, ...]:
    try:
        return struct.unpack(layout, data)
    except struct.error:
        raise bad_binary() from None


def _infinity(text: str) -> int:
    return _INFINITIES.get(text.strip().lower(), 0)


def _parse(text: str, type_name: str) -> _Parsed:
    word = _WEEKDAY.sub("", text.strip().lower())
    if word == "epoch":
        return _Parsed(0, None, "utc")
    unix = _UNIX_DATE.fullmatch(word)  # date(1) puts the year behind the clock
    if unix is not None:
        word = f"{unix['day']} {unix['month']} {unix['year']} {unix['clock']}"
    for pattern in _DATES:
        date = pattern.fullmatch(word)
        rest = None if date is None else _TIME_REST.fullmatch(date["rest"].rstrip())
        if date is not None and rest is not None:
            era = (rest["era"] or rest["era_end"] or "").strip()
            days = _days(date, era, text)
            clock = (
                None if rest["hour"] is None and rest["compact"] is None else _clock(rest, text)
            )
            if rest["zone"] is not None:
                _zone_offset(rest["zone"], 0, text)  # refuse a wrong one even where it is dropped
            return _Parsed(days, clock, rest["zone"])
    raise invalid_datetime(type_name, text)


def _time(text: str, type_name: str) -> _Parsed:
    match = _TIME_ALONE.fullmatch(text.strip().lower())
    if match is not None:
        return _Parsed(0, _clock(match, text), match["zone"])
    parsed = _parse(text, type_name)
    if parsed.given_clock is None:
        raise invalid_datetime(type_name, text)
    return parsed


def _days(date: re.Match[str], era: str, text: str) -> int:
    fields = date.groupdict()
    name = fields.get("month_name")
    year, day = int(date["year"]), int(date["day"])
    month = _MONTHS[name] if name else int(date["month"])
    if year == 0 or not 1 <= month <= 12 or len(date["year"]) > 7:
        raise field_out_of_range(text)
    if era == "bc":
        year = 1 - year
    if not 1 <= day <= month_length(year, month):
        raise field_out_of_range(text)
    return days_from_civil(year, month, day)


def _clock(match: re.Match[str], text: str) -> int:
    """Return microseconds; up to 24:00:00, and the second may be 60."""
    if match["compact"]:
        digits = match["compact"].ljust(6, "0")
        hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
        fraction = match["compact_fraction"]
    else:
        hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        fraction = match["fraction"]
    if match["half"]:
        if hour > 12:
            raise field_out_of_range(text)
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    if minute > 59 or second > 60:
        raise field_out_of_range(text)
    microseconds = round(float(f"0.{fraction or 0}") * MICROSECONDS_PER_SECOND)
    clock = (hour * 3600 + minute * 60 + second) * MICROSECONDS_PER_SECOND + microseconds
    if clock > MICROSECONDS_PER_DAY:
        raise field_out_of_range(text)
    return clock


def _zone_offset(zone: str, local: int, text: str) -> int:
    match = _OFFSET.fullmatch(zone)
    if match is not None:
        sign = -1 if match[1] == "-" else 1
        minutes, seconds = int(match[3] or 0), int(match[4] or 0)
        offset = int(match[2]) * 3600 + minutes * 60 + seconds
        if offset >= _MAX_DISPLACEMENT or minutes > 59 or seconds > 59:
            message = f'time zone displacement out of range: "{text}"'
            raise PgError(message, sqlstate="22009")
        return sign * offset
    if zone in _ABBREVIATIONS:
        return _ABBREVIATIONS[zone] * 3600
    try:
        return zones.offset_of_local(zone, local)
    except PgError:
        raise PgError(f'time zone "{zone}" not recognized', sqlstate="22023") from None


def _in_range(value: int, text: str | None) -> int:
    first = _FIRST_DAY * MICROSECONDS_PER_DAY
    if not first <= value < TIMESTAMP_INFINITY:
        shown = "" if text is None else f': "{text}"'
        raise PgError(f"timestamp out of range{shown}", sqlstate="22008")
    return value
