"""Dates and times: reading what clients send.

All forms of PostgreSQL's, by ``datetime_fields``; the usual ones, ISO 8601, go a shorter way. The
words that depend on the clock (now, today…) need a ``Moment``. Source: PostgreSQL 16,
``utils/adt/datetime.c``, ``date.c``, ``timestamp.c``.
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
)
from duckgres.pgtypes.datetime import EPOCH_DAYS, EPOCH_MICROSECONDS
from duckgres.pgtypes.datetime_decoder import decode as decode_fields
from duckgres.pgtypes.datetime_decoder import decode_time
from duckgres.pgtypes.datetime_fields import Fields
from duckgres.pgtypes.datetime_parts import Problem, Wrong
from duckgres.pgtypes.refusals import bad_binary, field_out_of_range, invalid_datetime
from duckgres.pgtypes.text import decode
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[ T](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_MAX_DISPLACEMENT = 16 * 3600  # exclusive: MAX_TZDISP_HOUR is 15
# The first and last days of PostgreSQL; DuckDB's last timestamp is earlier, its first one too.
_FIRST_DAY = days_from_civil(-4713, 11, 24)
_LAST_DAY = days_from_civil(5_874_897, 12, 31)
_SHORTEST_MONTH = 28
_DATE, _TIME, _TIMETZ = "date", "time", "time with time zone"
_TIMESTAMP, _TIMESTAMPTZ = "timestamp", "timestamp with time zone"
_STEPS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_INFINITIES = {"infinity": 1, "-infinity": -1}


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text may depend on besides itself.

    Attributes:
        time_zone: The session's.
        now: Microseconds since 1970, the transaction's beginning; ``None`` where it is not known.
        order: How a date of numbers goes: ``MDY``, ``DMY`` or ``YMD``.
    """

    time_zone: str = "UTC"
    now: int | None = None
    order: str = "MDY"


DEFAULT = Moment()


def decode_date_text(data: bytes, moment: Moment = DEFAULT) -> int:
    """Read a date; a clock and a zone behind it are checked and dropped."""
    text = decode(data)
    return date_of(read(text, _DATE, moment), text, moment)


def date_of(fields: Fields, text: str, moment: Moment = DEFAULT) -> int:
    """Return the date that was read from a text."""
    sign = _INFINITIES.get(fields.special)
    if sign:
        return sign * DATE_INFINITY
    days = _days(fields, moment, text, _DATE)
    if not _FIRST_DAY <= days <= _LAST_DAY:
        raise PgError(f'date out of range: "{text}"', sqlstate="22008")
    return days


def decode_time_text(data: bytes, moment: Moment = DEFAULT) -> int:
    """Read a time of day; a zone offset behind it is dropped."""
    text = decode(data)
    return time_of(read(text, _TIME, moment), text, moment)


def time_of(fields: Fields, text: str, moment: Moment = DEFAULT) -> int:
    """Return the time of day that was read from a text."""
    if fields.special == "now":
        return _local_now(moment, text, _TIME) % MICROSECONDS_PER_DAY
    return fields.clock


def decode_timetz_text(data: bytes, time_zone: str, moment: Moment = DEFAULT) -> tuple[int, int]:
    """Read a time with its offset; without one it is the zone's on the date that is given.

    Without a date it is the zone's of today, and of 1970-01-01 where the clock is not known.
    """
    text = decode(data)
    fields = read(text, _TIMETZ, moment)
    if fields.special == "now":
        local = _local_now(moment, text, _TIMETZ)
        return local % MICROSECONDS_PER_DAY, zones.offset_at(time_zone, moment.now or 0)
    if fields.offset is not None:
        return fields.clock, fields.offset
    days = fields.days if "Y" in fields.seen else _today(moment)
    local = days * MICROSECONDS_PER_DAY + fields.clock
    return fields.clock, zones.offset_of_local(fields.zone or time_zone, local)


def decode_timestamp_text(data: bytes, moment: Moment = DEFAULT) -> int:
    """Read a timestamp; a zone behind it is dropped."""
    text = decode(data)
    return timestamp_of(read(text, _TIMESTAMP, moment), text, moment)


def timestamp_of(fields: Fields, text: str, moment: Moment = DEFAULT) -> int:
    """Return the timestamp that was read from a text."""
    sign = _INFINITIES.get(fields.special)
    if sign:
        return sign * TIMESTAMP_INFINITY
    if fields.special == "now":
        return _local_now(moment, text, _TIMESTAMP)
    return _in_range(_local(fields, moment, text, _TIMESTAMP), text)


def decode_timestamptz_text(data: bytes, time_zone: str, moment: Moment = DEFAULT) -> int:
    """Read an instant; without a zone it is local time of ``time_zone``."""
    text = decode(data)
    fields = read(text, _TIMESTAMPTZ, moment)
    sign = _INFINITIES.get(fields.special)
    if sign:
        return sign * TIMESTAMP_INFINITY
    if fields.special == "now":
        _local_now(moment, text, _TIMESTAMPTZ)
        return moment.now or 0
    local = _local(fields, moment, text, _TIMESTAMPTZ)
    if fields.special == "epoch":
        return 0
    offset = fields.offset
    if offset is None:
        offset = zones.offset_of_local(fields.zone or time_zone, local)
    return _in_range(local - offset * MICROSECONDS_PER_SECOND, text)


def read(text: str, type_name: str, moment: Moment = DEFAULT) -> Fields:
    """Read a text's fields.

    Args:
        text: Of a date or time.
        type_name: The type it is read for; names a time alone where it begins so.
        moment: Its order counts.

    Raises:
        PgError: It is no such text.
    """
    match = _ISO.fullmatch(text)
    if match is not None and (type_name not in (_TIME, _TIMETZ) or " " in text):
        found = _iso(match)
        if found is not None:
            return found
    try:
        if type_name in (_TIME, _TIMETZ):
            return decode_time(text, moment.order)
        return decode_fields(text, moment.order)
    except Wrong as wrong:
        raise _error(wrong, text, type_name) from None


def _iso(match: re.Match[str]) -> Fields | None:
    """Return the fields of a date in ISO 8601, ``None`` for one that needs a closer look."""
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if not year or not 1 <= month <= 12 or not 1 <= day <= _SHORTEST_MONTH:
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((match["fraction"] or "0").ljust(6, "0"))
    clock = (hour * 3600 + minute * 60 + second) * MICROSECONDS_PER_SECOND + fraction
    found = Fields(seen=set("YMD"), year=year, month=month, day=day, clock=clock)
    if match["hour"] is not None:
        found.seen.add("T")
    zone = match["zone"]
    if zone is not None:
        digits = "0000" if zone == "Z" else zone[1:].replace(":", "").ljust(4, "0")
        hours, minutes = int(digits[:2]), int(digits[2:])
        if hours > 15 or minutes > 59:
            return None
        offset = hours * 3600 + minutes * 60
        found.offset = -offset if zone[0] == "-" else offset
        found.seen.add("Z")
    return found


def _error(wrong: Wrong, text: str, type_name: str) -> PgError:
    problem = wrong.problem
    if problem is Problem.FORMAT:
        return invalid_datetime(type_name, text)
    if problem is Problem.OFFSET:
        return PgError(f'time zone displacement out of range: "{text}"', sqlstate="22009")
    if problem is Problem.ZONE:
        return PgError(f'time zone "{wrong.zone}" not recognized', sqlstate="22023")
    if problem is Problem.RANGE:
        return field_out_of_range(text)
    message = field_out_of_range(text).message
    hint = 'Perhaps you need a different "datestyle" setting.'
    return PgError(message, sqlstate="22008", hint=hint)


def _today(moment: Moment) -> int:
    if moment.now is None:
        return 0
    offset = zones.offset_at(moment.time_zone, moment.now)
    return (moment.now + offset * MICROSECONDS_PER_SECOND) // MICROSECONDS_PER_DAY


def _local_now(moment: Moment, text: str, type_name: str) -> int:
    if moment.now is None:
        raise invalid_datetime(type_name, text)
    offset = zones.offset_at(moment.time_zone, moment.now)
    return moment.now + offset * MICROSECONDS_PER_SECOND


def _days(fields: Fields, moment: Moment, text: str, type_name: str) -> int:
    if fields.special == "epoch":
        return 0
    if fields.special:
        today = _local_now(moment, text, type_name) // MICROSECONDS_PER_DAY
        return today + _STEPS.get(fields.special, 0)
    return fields.days


def _local(fields: Fields, moment: Moment, text: str, type_name: str) -> int:
    return _days(fields, moment, text, type_name) * MICROSECONDS_PER_DAY + fields.clock


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
    fields = read(decode(data), _TIMESTAMPTZ)
    return bool(fields.special) or "Z" in fields.seen


def time_has_zone(data: bytes) -> bool:
    """Return whether a timetz as text says its zone.

    Raises:
        PgError: As ``decode_timetz_text``.
    """
    return "Z" in read(decode(data), _TIMETZ).seen


def _unpack(layout: str, data: bytes) -> tuple[int, ...]:
    try:
        return struct.unpack(layout, data)
    except struct.error:
        raise bad_binary() from None


def _in_range(value: int, text: str | None) -> int:
    first = _FIRST_DAY * MICROSECONDS_PER_DAY
    if not first <= value < TIMESTAMP_INFINITY:
        shown = "" if text is None else f': "{text}"'
        raise PgError(f"timestamp out of range{shown}", sqlstate="22008")
    return value
