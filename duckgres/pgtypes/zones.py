"""Time zones: which names there are, and how far local time is from UTC at an instant.

The rules come from the ``tzdata`` package, never from the system: slim images have none, and the
same server should write the same bytes everywhere. Beside IANA's names PostgreSQL takes numbers
(hours *east* of UTC) and POSIX rules (hours *west*): ``SET TimeZone = '2'`` is ``<+02>-02``.
Source: PostgreSQL 15, ``commands/variable.c`` (check_timezone), ``timezone/pgtz.c``; RFC 9636
(TZif).
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

from duckgres.errors import PgError
from duckgres.pgtypes.calendar import (
    DAYS_PER_CYCLE,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    days_from_civil,
)
from duckgres.pgtypes.posix_zone import parse_posix_zone

CYCLE_MICROSECONDS = DAYS_PER_CYCLE * MICROSECONDS_PER_DAY  # 400 years, after which rules repeat
EXPANDED_UNTIL_YEAR = 2500
# From here on (the start of that year) subtract whole cycles before looking into ``transitions``.
EXPANDED_UNTIL = days_from_civil(EXPANDED_UNTIL_YEAR, 1, 1) * MICROSECONDS_PER_DAY
BEGINNING = -(2**63)  # the first entry of ``transitions``: the offset before all changes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CYCLE_SECONDS = DAYS_PER_CYCLE * 86_400
_FIRST_SECOND = days_from_civil(2, 1, 1) * 86_400  # zoneinfo works inside of years 1 to 9999
_LAST_SECOND = days_from_civil(9990, 1, 1) * 86_400
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ABBREVIATION = re.compile(r"<([^>]*)>|([A-Za-z]+)")
_MAX_OFFSET = 167 * 3600  # localtime.c: an offset of less than 24 * 7 hours
_FIRST_RULE_YEAR = -4714  # a zone that is only a rule has it since PostgreSQL's first year


@lru_cache(maxsize=1024)
def canonical(name: str) -> str:
    """Return the zone's name as SHOW TimeZone gives it.

    Raises:
        PgError: 22023, there is no such zone.
    """
    if _NUMBER.fullmatch(name):
        return _numeric_name(name)
    known = _names().get(name.lower())
    if known is not None:
        return known
    zone = parse_posix_zone(name)
    if zone is not None and abs(zone.standard) <= _MAX_OFFSET:
        return name.upper()
    raise _unknown(name)


def engine_name(name: str) -> str | None:
    """Return a name of the zone that DuckDB (ICU) knows, ``None`` if it has none.

    ICU knows IANA's names, and of the fixed offsets the whole hours from -12 to +14.
    """
    shown = canonical(name)
    if shown.lower() in _names():
        return shown
    zone = parse_posix_zone(shown)
    if zone is None or zone.begin is not None or zone.standard % 3600:
        return None
    hours = zone.standard // 3600
    return f"Etc/GMT{-hours:+d}" if -12 <= hours <= 14 else None


def offset_at(name: str, microseconds: int) -> int:
    """Return the zone's seconds east of UTC at an instant, microseconds since 1970 in UTC."""
    info = _zone_info(canonical(name))
    if info is None:
        return offset_by_table(name, microseconds)
    offset = _moment(info, microseconds).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def abbreviation_at(name: str, microseconds: int) -> str:
    """Return what the zone's time is called at an instant, as ``CEST``."""
    info = _zone_info(canonical(name))
    if info is None:
        match = _ABBREVIATION.match(canonical(name))
        return match[1] or match[2] if match else ""
    return _moment(info, microseconds).tzname() or ""


def _moment(info: ZoneInfo, microseconds: int) -> datetime:
    """Return an instant, or one of the same rules where Python has no such year."""
    seconds = microseconds // MICROSECONDS_PER_SECOND
    if seconds >= _LAST_SECOND:
        seconds -= ((seconds - _LAST_SECOND) // _CYCLE_SECONDS + 1) * _CYCLE_SECONDS
    return (_EPOCH + timedelta(seconds=max(seconds, _FIRST_SECOND))).astimezone(info)


def offset_of_local(name: str, microseconds: int) -> int:
    """Return the offset that a clock of the zone had when it showed ``microseconds``.

    Where a clock showed the time twice, or skipped it, PostgreSQL takes the standard time's
    offset, that is the smaller one (DetermineTimeZoneOffset: "prefer the standard-time
    interpretation").
    """
    before = offset_at(name, microseconds - MICROSECONDS_PER_DAY)
    after = offset_at(name, microseconds + MICROSECONDS_PER_DAY)
    fitting = {
        offset
        for offset in (before, after)
        if offset_at(name, microseconds - offset * MICROSECONDS_PER_SECOND) == offset
    }
    return min(fitting or {before, after})


@lru_cache(maxsize=256)
def transitions(name: str) -> tuple[list[int], list[int]]:
    """Return all changes of a zone: UTC microseconds in order, offset seconds from then on.

    The first entry is ``BEGINNING``. The rule for the years after the last written change is
    expanded up to ``EXPANDED_UNTIL``; for an instant from there on, subtract
    ``CYCLE_MICROSECONDS`` until it is before. The lists are shared: do not change them.
    """
    shown = canonical(name)
    if shown.lower() in _names():
        zone = _parse_tzif(_read(shown))
    else:
        zone = _TzFile([], [], _initial(shown), shown)
    times, offsets = [BEGINNING, *zone.times], [zone.initial, *zone.offsets]
    rule = parse_posix_zone(zone.footer)
    if rule is not None:
        first_year = (
            _FIRST_RULE_YEAR if len(times) == 1 else (_EPOCH + timedelta(seconds=times[-1])).year
        )
        for year in range(first_year, EXPANDED_UNTIL_YEAR):
            for time, offset in rule.transitions(year):
                if time > times[-1]:
                    times.append(time)
                    offsets.append(offset)
    scaled = [BEGINNING, *(time * MICROSECONDS_PER_SECOND for time in times[1:])]
    return scaled, offsets


def offset_by_table(name: str, microseconds: int) -> int:
    """Return what ``offset_at`` returns, from ``transitions``: how a kernel reads them."""
    while microseconds >= EXPANDED_UNTIL:
        microseconds -= CYCLE_MICROSECONDS
    times, offsets = transitions(name)
    return offsets[bisect_right(times, microseconds) - 1]


def offset_text(seconds: int) -> str:
    """Return ``+02``, ``-03:30`` or ``-00:01:15``: what is zero at the end is left out."""
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{sign}{minutes // 60:02d}"
    if minutes % 60 or rest:
        text += f":{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


@dataclass(frozen=True, slots=True)
class _TzFile:
    """A TZif file: Unix seconds, offsets from then on, the offset before, the POSIX rule."""

    times: list[int]
    offsets: list[int]
    initial: int
    footer: str


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    listed = resources.files("tzdata").joinpath("zones").read_text("ascii").split()
    return {name.lower(): name for name in listed}


def _read(name: str) -> bytes:
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


@lru_cache(maxsize=256)
def _zone_info(shown: str) -> ZoneInfo | None:
    """Return IANA's zone, ``None`` for a name that is a rule."""
    if shown.lower() not in _names():
        return None
    return ZoneInfo.from_file(BytesIO(_read(shown)), key=shown)


def _initial(shown: str) -> int:
    zone = parse_posix_zone(shown)
    return 0 if zone is None else zone.standard


def _numeric_name(text: str) -> str:
    """Return PostgreSQL's name for a number of hours to the east: ``<+05:30>-05:30``."""
    offset = int(float(text) * 3600)
    if abs(offset) > _MAX_OFFSET:
        raise _unknown(text)
    clock = offset_text(offset)
    return f"<{clock}>{'+' if offset < 0 else '-'}{clock[1:]}"


def _parse_tzif(data: bytes) -> _TzFile:
    """Parse the 64-bit block, which stands behind the 32-bit one (RFC 9636, 3)."""
    isutc, isstd, leap, timecnt, typecnt, charcnt = struct.unpack_from(">6l", data, 20)
    start = 44 + timecnt * 5 + typecnt * 6 + charcnt + leap * 8 + isstd + isutc
    isutc, isstd, leap, timecnt, typecnt, charcnt = struct.unpack_from(">6l", data, start + 20)
    at = start + 44
    times = list(struct.unpack_from(f">{timecnt}q", data, at))
    kinds = data[at + timecnt * 8 : at + timecnt * 9]
    at += timecnt * 9
    type_offsets = [struct.unpack_from(">l", data, at + 6 * n)[0] for n in range(typecnt)]
    at += typecnt * 6 + charcnt + leap * 12 + isstd + isutc
    footer = data[at:].strip(b"\n").decode("ascii")
    return _TzFile(times, [type_offsets[kind] for kind in kinds], type_offsets[0], footer)


def _unknown(name: str) -> PgError:
    return PgError(f'invalid value for parameter "TimeZone": "{name}"', sqlstate="22023")
