"""Intervals: reading what clients send.

PostgreSQL's own forms (``1 year 2 mons -3 days 04:05:06``, with any unit name and ``ago``), the
SQL standard's (``1-2 3 4:05:06``) and ISO 8601's (``P1Y2M3DT4H5M6S``). Source: PostgreSQL 15,
``utils/adt/datetime.c`` (DecodeInterval, DecodeISO8601Interval); manual, 8.5.4 "Interval Input".
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from duckgres.errors import PgError
from duckgres.pgtypes.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND
from duckgres.pgtypes.refusals import invalid_datetime
from duckgres.pgtypes.text import decode

_SECOND = MICROSECONDS_PER_SECOND
LONGEST_WORD = 255  # characters: interval_in's work buffer; long numbers take quadratic time
_DAYS_PER_MONTH = 30  # what a fraction of a month is worth

# Unit -> months, days, microseconds of one; the names of deltatktbl.
_UNITS: dict[str, tuple[int, int, int]] = {
    **dict.fromkeys(("millennium", "millennia", "mil", "mils"), (12_000, 0, 0)),
    **dict.fromkeys(("century", "centuries", "cent", "c"), (1_200, 0, 0)),
    **dict.fromkeys(("decade", "decades", "dec", "decs"), (120, 0, 0)),
    **dict.fromkeys(("year", "years", "y", "yr", "yrs"), (12, 0, 0)),
    **dict.fromkeys(("month", "months", "mon", "mons"), (1, 0, 0)),
    **dict.fromkeys(("week", "weeks", "w"), (0, 7, 0)),
    **dict.fromkeys(("day", "days", "d"), (0, 1, 0)),
    **dict.fromkeys(("hour", "hours", "h", "hr", "hrs"), (0, 0, 3600 * _SECOND)),
    **dict.fromkeys(("minute", "minutes", "m", "min", "mins"), (0, 0, 60 * _SECOND)),
    **dict.fromkeys(("second", "seconds", "s", "sec", "secs"), (0, 0, _SECOND)),
    **dict.fromkeys(
        ("millisecond", "milliseconds", "ms", "msec", "msecs", "msecond"), (0, 0, 1000)
    ),
    **dict.fromkeys(("microsecond", "microseconds", "us", "usec", "usecs", "usecond"), (0, 0, 1)),
}
_ISO_DATE = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_ISO_TIME = {"H": "hour", "M": "minute", "S": "second"}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_ISO = re.compile(rf"P((?:{_NUMBER}[YMWD])*)(?:(T)((?:{_NUMBER}[HMS])*))?", re.ASCII)
_ISO_PART = re.compile(rf"({_NUMBER})([YMWDHS])", re.ASCII)
_ISO_FIELDS = re.compile(r"P(\d{4})-(\d\d)-(\d\d)(?:T(\d+:\d+(?::\d+(?:\.\d*)?)?))?", re.ASCII)
_TOKEN = re.compile(
    rf"""[\s,]*(?:
        (?P<clock>[+-]?\d+:\d+(?::\d+(?:\.\d*)?)?(?:\.\d*)?)
      | (?P<years>[+-]?\d+-\d+)(?![\d:])
      | (?P<number>{_NUMBER})
      | (?P<word>@|[A-Za-z]+)
    )""",
    re.VERBOSE | re.ASCII,
)

_SIGN = re.compile(r"^[+-]?")
MINUTE_TO_SECOND = "minute to second"
"""The unit of an interval whose ``h:m`` is minutes and seconds."""

Interval = tuple[int, int, int]


def decode_interval_text(data: bytes, unit: str = "second") -> Interval:
    """Read an interval as months, days and microseconds.

    Args:
        data: The text.
        unit: What a number without one is at the end; ``minute to second`` reads ``10:30`` so.

    Raises:
        PgError: 22007 for what is no interval, 22015 for one that does not fit.
    """
    text = decode(data)
    word = text.strip()
    if len(word) > LONGEST_WORD:
        raise invalid_datetime("interval", text)
    if word[:1] == "P":
        return _fitting(_iso(word, text), text)
    return _fitting(_verbose(word, text, unit), text)


def _iso(word: str, text: str) -> Interval:
    match = _ISO.fullmatch(word)
    if match is None or not (match[1] or match[2]):
        return _iso_fields(word, text)
    total = (0, 0, 0)
    for part, units in ((match[1], _ISO_DATE), (match[3] or "", _ISO_TIME)):
        for amount, unit in _ISO_PART.findall(part):
            total = _add(total, _times(Decimal(amount), _UNITS[units[unit]]))
    return total


def _iso_fields(word: str, text: str) -> Interval:
    """Read the alternative form, ``P0001-02-03T04:05:06``."""
    match = _ISO_FIELDS.fullmatch(word)
    if match is None:
        raise invalid_datetime("interval", text)
    years, months, days = int(match[1]), int(match[2]), int(match[3])
    return _add((years * 12 + months, days, 0), _clock(match[4] or "0:0", text))


def _verbose(word: str, text: str, default: str) -> Interval:
    tokens = _tokens(word, text)
    if default == MINUTE_TO_SECOND:
        tokens = [
            ("clock", _shifted(value)) if group == "clock" else (group, value)
            for group, value in tokens
        ]
        default = "second"
    total = (0, 0, 0)
    at = 0
    while at < len(tokens):
        group, value = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else ("", "")
        if group == "word":
            if value == "@" and at == 0:
                at += 1
                continue
            if value == "ago" and at == len(tokens) - 1 and at > 0:
                return (-total[0], -total[1], -total[2])
            raise invalid_datetime("interval", text)
        if group == "number":
            unit = _UNITS.get(following[1]) if following[0] == "word" else None
            if unit is None:
                unit = _unit_without_name(following, text, default)
            else:
                at += 1
            total = _add(total, _times(Decimal(value), unit))
        else:
            total = _add(total, _clock(value, text) if group == "clock" else _years(value))
        at += 1
    if not tokens or tokens[-1] == ("word", "@"):
        raise invalid_datetime("interval", text)
    return total


def _tokens(word: str, text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(word):
        match = _TOKEN.match(word, position)
        if match is None:
            raise invalid_datetime("interval", text)
        group = str(match.lastgroup)
        tokens.append((group, match[group].lower()))
        position = match.end()
    return tokens


def _shifted(clock: str) -> str:
    """Return ``h:m`` as minutes and seconds."""
    return clock if clock.count(":") > 1 or "." in clock else _SIGN.sub(r"\g<0>0:", clock)


def _unit_without_name(
    following: tuple[str, str], text: str, default: str
) -> tuple[int, int, int]:
    """A bare number is days before a clock (``3 4:05``), else the last part: seconds, mostly."""
    if following[0] == "clock":
        return _UNITS["day"]
    if following in {("", ""), ("word", "ago")}:
        return _UNITS[default]
    if following[0] == "number" and default == "hour":
        return _UNITS["day"]  # '1 2' DAY TO HOUR
    raise invalid_datetime("interval", text)


def _clock(value: str, text: str) -> Interval:
    """``h:m``, ``h:m:s.f``, and ``m:s.f`` where the second part has a fraction."""
    sign = -1 if value.startswith("-") else 1
    parts = value.lstrip("+-").split(":")
    if len(parts) == 2 and "." in parts[1]:
        parts.insert(0, "0")
    hours, minutes = int(parts[0]), int(parts[1])
    seconds = Decimal(parts[2]) if len(parts) == 3 else Decimal(0)
    if minutes > 59 or seconds > 60:
        raise _out_of_range(text)
    microseconds = _round((hours * 3600 + minutes * 60 + seconds) * _SECOND)
    return (0, 0, sign * microseconds)


def _years(value: str) -> Interval:
    sign = -1 if value.startswith("-") else 1
    years, months = value.lstrip("+-").split("-")
    return (sign * (int(years) * 12 + int(months)), 0, 0)


def _times(amount: Decimal, unit: tuple[int, int, int]) -> Interval:
    """Multiply; a fraction of a month becomes days, a fraction of a day microseconds."""
    months, days, microseconds = (amount * part for part in unit)
    if unit[0] == 1:
        days += (months - int(months)) * _DAYS_PER_MONTH
    microseconds += (days - int(days)) * MICROSECONDS_PER_DAY
    # Fractions of a year and more are rounded to whole months.
    whole_months = int(months) if unit[0] == 1 else _round(months)
    return (whole_months, int(days), _round(microseconds))


def _round(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_EVEN))


def _add(left: Interval, right: Interval) -> Interval:
    return (left[0] + right[0], left[1] + right[1], left[2] + right[2])


def _fitting(value: Interval, text: str) -> Interval:
    months, days, microseconds = value
    if abs(months) > 2**31 - 1 or abs(days) > 2**31 - 1 or abs(microseconds) > 2**63 - 1:
        raise _out_of_range(text)
    return value


def _out_of_range(text: str) -> PgError:
    return PgError(f'interval field value out of range: "{text}"', sqlstate="22015")
