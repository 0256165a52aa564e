"""Dates, times and intervals: how PostgreSQL writes them (DateStyle ISO, IntervalStyle postgres).

Binary forms count from 2000-01-01. Reading text is ``datetime_input``'s. Source: PostgreSQL 15,
``utils/adt/datetime.c`` (EncodeDateOnly, EncodeDateTime, EncodeTimezone, EncodeInterval),
``date.c``.
"""

from __future__ import annotations

import struct

from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    civil_from_days,
    days_from_civil,
)
from duckgres.pgtypes.refusals import too_big
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

EPOCH_DAYS = days_from_civil(2000, 1, 1)  # PostgreSQL's epoch in days since 1970
EPOCH_MICROSECONDS = EPOCH_DAYS * MICROSECONDS_PER_DAY

_DATE = struct.Struct(">i")
_INT8 = struct.Struct(">q")
_TIMETZ = struct.Struct(">qi")
_INTERVAL = struct.Struct(">qii")
_DATE_MARKS = {DATE_INFINITY: 2**31 - 1, -DATE_INFINITY: -(2**31)}
_TIMESTAMP_MARKS = {TIMESTAMP_INFINITY: 2**63 - 1, -TIMESTAMP_INFINITY: -(2**63)}


def encode_date_text(value: int) -> bytes:
    """Return ``2024-02-29``, ``0044-03-15 BC`` or ``infinity``; years past 9999 are longer."""
    if abs(value) == DATE_INFINITY:
        return b"infinity" if value > 0 else b"-infinity"
    date, era = _date(value)
    return (date + era).encode()


def encode_date_binary(value: int) -> bytes:
    """Return int32 days since 2000-01-01, with PostgreSQL's own marks of infinity.

    Raises:
        PgError: 22008, DuckDB's first dates, which do not fit.
    """
    try:
        return _DATE.pack(_DATE_MARKS.get(value, value - EPOCH_DAYS))
    except struct.error:
        raise too_big("date") from None


def encode_time_text(value: int) -> bytes:
    """Return ``12:34:56.789``, without zeros at the end of the fraction."""
    return clock(value).encode()


def encode_time_binary(value: int) -> bytes:
    """Return int64 microseconds."""
    return _INT8.pack(value)


def encode_timetz_text(value: tuple[int, int]) -> bytes:
    """Return ``12:34:56+05:30``."""
    return (clock(value[0]) + zones.offset_text(value[1])).encode()


def encode_timetz_binary(value: tuple[int, int]) -> bytes:
    """Return int64 microseconds and int32 seconds *west* of UTC."""
    return _TIMETZ.pack(value[0], -value[1])


def encode_timestamp_text(value: int) -> bytes:
    """Return ``2024-02-29 12:34:56.789``, ``infinity`` or ``… BC``."""
    if abs(value) == TIMESTAMP_INFINITY:
        return b"infinity" if value > 0 else b"-infinity"
    return _timestamp(value, "").encode()


def encode_timestamptz_text(value: int, time_zone: str) -> bytes:
    """Return the local time of the zone with its offset: ``2024-02-29 13:34:56+01``."""
    if abs(value) == TIMESTAMP_INFINITY:
        return b"infinity" if value > 0 else b"-infinity"
    offset = zones.offset_at(time_zone, value)
    return _timestamp(value + offset * MICROSECONDS_PER_SECOND, zones.offset_text(offset)).encode()


def encode_timestamp_binary(value: int) -> bytes:
    """Return int64 microseconds since 2000-01-01, for timestamp and timestamptz.

    Raises:
        PgError: 22008, the first years DuckDB knows do not fit.
    """
    try:
        return _INT8.pack(_TIMESTAMP_MARKS.get(value, value - EPOCH_MICROSECONDS))
    except struct.error:
        raise too_big("timestamp") from None


def encode_interval_text(value: tuple[int, int, int]) -> bytes:
    """Return ``1 year 2 mons -3 days +04:05:06``.

    A part behind a negative one has its plus sign; the clock is left out when it is zero and
    something else is not.
    """
    months, days, microseconds = value
    years = int(months / 12)  # towards zero, as C divides
    parts: list[str] = []
    before = False
    for amount, unit in ((years, "year"), (months - years * 12, "mon"), (days, "day")):
        if amount:
            plus = "+" if before and amount > 0 else ""
            parts.append(f"{plus}{amount} {unit}{'' if amount == 1 else 's'}")
            before = amount < 0
    if microseconds or not parts:
        sign = "-" if microseconds < 0 else "+" if before else ""
        parts.append(sign + clock(abs(microseconds)))
    return " ".join(parts).encode()


def encode_interval_binary(value: tuple[int, int, int]) -> bytes:
    """Return int64 microseconds, int32 days, int32 months."""
    try:
        return _INTERVAL.pack(value[2], value[1], value[0])
    except struct.error:
        raise too_big("interval") from None


def clock(microseconds: int) -> str:
    """Return ``HH:MM:SS[.ffffff]``; the hours may have more digits."""
    seconds, fraction = divmod(microseconds, MICROSECONDS_PER_SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours:02d}:{minutes:02d}:{seconds:02d}"
    return f"{text}.{fraction:06d}".rstrip("0") if fraction else text


def _date(days: int) -> tuple[str, str]:
    year, month, day = civil_from_days(days)
    if year > 0:
        return f"{year:04d}-{month:02d}-{day:02d}", ""
    return f"{1 - year:04d}-{month:02d}-{day:02d}", " BC"


def _timestamp(microseconds: int, offset: str) -> str:
    days, rest = divmod(microseconds, MICROSECONDS_PER_DAY)
    date, era = _date(days)
    return f"{date} {clock(rest)}{offset}{era}"
