"""Texts of dates, times and intervals, as DuckDB reads them.

DuckDB knows ISO 8601 and ``infinity``; a year before 1 has ``(BC)`` behind its date. What depends
on the session alone (a time without a zone) is left to it.
"""

from __future__ import annotations

import re

from duckgres.pgtypes import datetime, datetime_input
from duckgres.pgtypes.calendar import MICROSECONDS_PER_DAY
from duckgres.pgtypes.datetime_input import Moment
from duckgres.pgtypes.interval_fields import rounded
from duckgres.pgtypes.interval_input import Interval, decode_interval_text
from duckgres.pgtypes.types import TIMESTAMP_INFINITY
from duckgres.pgtypes.zones import offset_text

DATE, TIME, TIMETZ = "DATE", "TIME", "TIME WITH TIME ZONE"
TIMESTAMP, TIMESTAMPTZ, INTERVAL = "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL"
_BC = re.compile(r"^(\S+)(.*) BC$")


def constant(text: str, type_name: str, moment: Moment) -> str:
    """Return a text as DuckDB reads it.

    Args:
        text: As PostgreSQL reads it.
        type_name: DuckDB's name of the type; a text of any other is returned as it is.
        moment: The session's.

    Raises:
        PgError: The text is no value of the type.
    """
    data = text.encode()
    if type_name == DATE:
        return date_text(datetime_input.decode_date_text(data, moment))
    if type_name == TIMESTAMP:
        return timestamp_text(datetime_input.decode_timestamp_text(data, moment))
    if type_name == TIMESTAMPTZ:
        value = datetime_input.decode_timestamptz_text(data, moment.time_zone, moment)
        return instant_text(value)
    if type_name == TIME:
        return time_text(datetime_input.decode_time_text(data, moment))
    if type_name == TIMETZ:
        return timetz_text(datetime_input.decode_timetz_text(data, moment.time_zone, moment))
    return interval_text(decode_interval_text(data)) if type_name == INTERVAL else text


def date_text(days: int) -> str:
    """Return a date, given in days since 1970."""
    return _era(datetime.encode_date_text(days).decode())


def time_text(clock: int) -> str:
    """Return a time of day, given in microseconds."""
    return datetime.clock(clock)


def timetz_text(value: tuple[int, int]) -> str:
    """Return a time with its offset."""
    return datetime.clock(value[0]) + offset_text(value[1])


def timestamp_text(microseconds: int) -> str:
    """Return a timestamp, given in microseconds since 1970."""
    return _era(datetime.encode_timestamp_text(microseconds).decode())


def instant_text(microseconds: int) -> str:
    """Return an instant, given in microseconds since 1970, in UTC."""
    text = timestamp_text(microseconds)
    return text if abs(microseconds) == TIMESTAMP_INFINITY else f"{text}+00"


def interval_text(value: Interval) -> str:
    """Return an interval in the three units that it keeps."""
    months, days, microseconds = value
    return f"{months} months {days} days {microseconds} microseconds"


def rounded_timestamp(microseconds: int, digits: int) -> int:
    """Return a timestamp with so many digits behind the point; PostgreSQL rounds from 2000 on."""
    if abs(microseconds) == TIMESTAMP_INFINITY:
        return microseconds
    epoch = datetime.EPOCH_MICROSECONDS
    return rounded(microseconds - epoch, digits) + epoch


def rounded_time(clock: int, digits: int) -> int:
    """Return a time of day with so many digits behind the point."""
    return min(rounded(clock, digits), MICROSECONDS_PER_DAY)


def _era(text: str) -> str:
    return _BC.sub(r"\1 (BC)\2", text)
