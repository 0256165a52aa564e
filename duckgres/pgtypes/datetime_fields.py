"""The fields of a date or time: which number is the day, and whether they make one.

A port of PostgreSQL 16's ``utils/adt/datetime.c`` (DecodeDateTime, DecodeTimeOnly, DecodeDate,
DecodeNumber, DecodeNumberField, DecodeTime, DecodeTimezone, ValidateDate); what it calls a mask is
a set of letters here: Y M D of the date, T the time, Z the zone, H am or pm, E the era.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    civil_from_days,
    days_from_civil,
    month_length,
)
from duckgres.pgtypes.datetime_tokens import JULIAN, Kind, Word, fields_of, is_digit, word_of
from duckgres.pgtypes.zone_abbreviations import ABBREVIATIONS

JULIAN_EPOCH = 2_440_588  # the Julian day of 1970-01-01
_DATE = frozenset("YMD")
_SECOND = MICROSECONDS_PER_SECOND
_LARGEST = 2**31 - 1  # of a number in a field
_MAX_ZONE_HOUR = 15
_PARTS = re.compile(r"[0-9]+|[a-z]+")


class Problem(Enum):
    """What is wrong with a text."""

    FORMAT = "22007"
    RANGE = "22008"
    MONTH_OR_DAY = "22008 with a hint"
    OFFSET = "22009"
    ZONE = "22023"


class Wrong(Exception):
    """A text that is no date or time.

    Attributes:
        problem: Why not.
        zone: The name of a zone that is not known.
    """

    def __init__(self, problem: Problem, zone: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.zone = zone


@dataclass(slots=True)
class Fields:
    """What a text says.

    Attributes:
        order: How a date of numbers goes: ``MDY``, ``DMY`` or ``YMD``.
        seen: The fields so far.
        year: As written, until it is checked.
        clock: Microseconds of the day.
        offset: Seconds east of UTC.
        zone: The name of a zone, whose offset depends on the time.
        special: ``epoch``, ``now``, ``today``… instead of fields.
        depends_on_order: Another order may give another date.
    """

    order: str = "MDY"
    seen: set[str] = field(default_factory=set)
    year: int = 0
    month: int = 0
    day: int = 0
    clock: int = 0
    offset: int | None = None
    zone: str = ""
    special: str = ""
    depends_on_order: bool = False
    _half: str = ""
    _era: str = ""
    _label: str = ""
    _text_month: bool = False
    _short_year: bool = False
    _is_julian: bool = False
    _summer: bool = False
    _by_day_of_year: bool = False
    _clock_is_wrong: bool = False

    @property
    def days(self) -> int:
        """Return the date in days since 1970."""
        return days_from_civil(self.year, self.month, self.day)

    # --- What the kinds of field mean

    def add(self, names: str) -> None:
        """Note fields; none may come twice."""
        found = set(names)
        if found & self.seen:
            raise Wrong(Problem.FORMAT)
        self.seen |= found

    def read_date(self, text: str) -> None:
        """Read ``1999-01-08`` and the like."""
        parts = _parts(text)
        for part in parts:
            if not is_digit(part[0]):
                found = word_of(part)
                if found is None or found[0] not in (Word.MONTH, Word.IGNORED):
                    raise Wrong(Problem.FORMAT)
                if found[0] is Word.MONTH:
                    self.add("M")
                    self.month, self._text_month = int(found[1]), True
        for part in parts:
            if is_digit(part[0]):
                self.read_number(part)
        if self.seen - {"Z"} != _DATE:
            raise Wrong(Problem.FORMAT)

    def read_number(self, text: str) -> None:
        """Read a number that is one field of a date, or a time when the date is there."""
        digits, point, fraction = text.partition(".")
        value = _number(digits)
        if point:
            if len(digits) > 2:
                self.read_digits(text, {*self.seen, *_DATE})
                return
            self.clock += _fraction(fraction)
        date = self.seen & _DATE
        if len(text) == 3 and date == {"Y"} and 1 <= value <= 366:
            self._day_of_year(value)
            return
        if date == _DATE:
            self.read_digits(text, self.seen)
            return
        name = self._name_of_number(len(text), date)
        if name == "swap":
            self.day, self.year, self._short_year = self.year, value, False
            self.add("D")
            return
        self.add(name)
        if name == "Y":
            self.year, self._short_year = value, len(text) <= 2
        elif name == "M":
            self.month = value
        else:
            self.day = value

    def _name_of_number(self, length: int, date: set[str]) -> str:
        if not date:
            if length >= 3 or self.order == "YMD":
                return "Y"
            self.depends_on_order = True
            return "D" if self.order == "DMY" else "M"
        if date == {"M"} and self._text_month:
            self.depends_on_order |= length < 3
            return "Y" if length >= 3 or self.order == "YMD" else "D"
        if date == {"Y", "M"} and self._text_month and length >= 3 and self._short_year:
            return "swap"
        names = {"Y": "M", "M": "D", "D": "M", "MY": "D", "DM": "Y"}
        found = names.get("".join(sorted(date)))
        if found is None:
            raise Wrong(Problem.FORMAT)
        return found

    def _day_of_year(self, value: int) -> None:
        self.add("MD")
        self.month, self.day, self._by_day_of_year = 1, value, True  # until the year is checked

    def read_digits(self, text: str, seen: set[str]) -> str:
        """Read a date or time without separators; return ``date`` or ``time``."""
        digits, point, fraction = text.partition(".")
        if not point and not seen >= _DATE and len(digits) >= 6:
            self.add("YMD")
            self.day, self.month = int(digits[-2:]), int(digits[-4:-2])
            self.year = _number(digits[:-4])
            self._short_year = len(digits) == 6
            return "date"
        if "T" not in seen and len(digits) in (4, 6):
            self.add("T")
            digits = digits.ljust(6, "0")
            hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
            self._set_clock(hour, minute, second, _fraction(fraction), loosely=True)
            return "time"
        raise Wrong(Problem.FORMAT)

    def read_time(self, text: str) -> None:
        """Read ``10:20:30.5``, ``10:20`` and, with a fraction behind the second part, minutes."""
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise Wrong(Problem.FORMAT)
        parts = [_number(part) for part in match[1].split(":")]
        fraction = _fraction(match[2] or "")
        if len(parts) == 2:
            parts = [0, *parts] if match[2] is not None else [*parts, 0]
        self._set_clock(parts[0], parts[1], parts[2], fraction)
        self.add("T")

    def _set_clock(
        self, hour: int, minute: int, second: int, fraction: int, *, loosely: bool = False
    ) -> None:
        """Note the time; digits without separators are looked at when all is read."""
        clock = (hour * 3600 + minute * 60 + second) * _SECOND + fraction
        wrong = minute > 59 or second > 60 or clock > MICROSECONDS_PER_DAY
        if wrong and not loosely:
            raise Wrong(Problem.RANGE)
        self._clock_is_wrong |= wrong
        self.clock = clock

    def read_offset(self, text: str) -> None:
        """Read ``+05:30``."""
        self.offset = offset_of(text)
        self.add("Z")

    def read_zone(self, name: str) -> None:
        """Read the name of a zone."""
        self.zone = zone_named(name)
        if not self.zone:
            raise Wrong(Problem.ZONE, name)
        self.add("Z")

    def read_word(self, text: str, following: Kind | None, *, time_only: bool) -> None:
        """Read a word."""
        offset = ABBREVIATIONS.get(text)
        if offset is not None:
            self.add("Z")
            self.offset = offset
            return
        found = word_of(text)
        if found is None:
            if not zone_named(text):
                raise Wrong(Problem.FORMAT)
            self.read_zone(text)
            return
        kind, value = found
        if kind in (Word.UNIT, Word.ISO_TIME):
            self._set_label(kind, value, following, time_only=time_only)
        else:
            self._known_word(kind, value, time_only=time_only)

    def _known_word(self, kind: Word, value: str, *, time_only: bool) -> None:
        if kind is Word.RESERVED:
            self._reserved(value, time_only=time_only)
        elif kind is Word.MONTH and not time_only:
            self._month(int(value))
        elif kind is Word.HALF:
            self.add("H")
            self._half = value
        elif kind is Word.ERA:
            self.add("E")
            self._era = value
        elif kind is Word.SUMMER:
            self._summer = True
        elif kind is not Word.IGNORED:
            raise Wrong(Problem.FORMAT)

    def _reserved(self, value: str, *, time_only: bool) -> None:
        if value == "allballs":
            self.add("TZ")
            self.offset = 0
            return
        if time_only and value != "now":
            raise Wrong(Problem.FORMAT)
        names = {"now": "T" if time_only else "YMDTZ"}
        names |= dict.fromkeys(("today", "tomorrow", "yesterday"), "YMD")
        self.add(names.get(value, "YMDTZ"))
        self.special = value

    def _month(self, value: int) -> None:
        """Take a month's name; a number that was taken for the month is the day then."""
        day = self.month
        may_swap = "M" in self.seen and not self._text_month and "D" not in self.seen
        if may_swap and 1 <= day <= 31:
            self.day = day
            self.seen.add("D")
            self.seen.discard("M")
        self.add("M")
        self.month, self._text_month = value, True

    def _set_label(
        self, kind: Word, value: str, following: Kind | None, *, time_only: bool
    ) -> None:
        if kind is Word.UNIT:
            if value != JULIAN:
                raise Wrong(Problem.FORMAT)
            self._label = JULIAN
            return
        if not time_only and not self.seen >= _DATE:
            raise Wrong(Problem.FORMAT)
        if following not in (Kind.NUMBER, Kind.TIME, Kind.DATE):
            raise Wrong(Problem.FORMAT)
        self._label = "time"

    def read_julian(self, text: str) -> None:
        """Read a Julian day, which may have a fraction."""
        self._label = ""
        digits, point, fraction = text.partition(".")
        self.add("YMD")
        self.year, self.month, self.day = civil_from_days(_number(digits) - JULIAN_EPOCH)
        self._is_julian = True
        if point:
            self.add("T")
            self.clock = int(float(f"0.{fraction or 0}") * MICROSECONDS_PER_DAY)

    @property
    def label(self) -> str:
        """Return what the word in front says the next field is."""
        return self._label

    def drop_label(self) -> None:
        """Forget the word in front."""
        self._label = ""

    # --- At the end

    def check(self) -> None:
        """Complete the fields, and see that they make a date and a time.

        Raises:
            Wrong: They do not.
        """
        self._check_year()
        if self._by_day_of_year:
            first = days_from_civil(self.year, 1, 1)
            self.year, self.month, self.day = civil_from_days(first + self.day - 1)
        if not self.special:
            self._check_day()
        self._check_half()
        if self._summer and (self.zone or self.offset is None):
            raise Wrong(Problem.FORMAT)
        if self._summer:
            self.offset = (self.offset or 0) + 3600

    def _check_day(self) -> None:
        if "M" in self.seen and not 1 <= self.month <= 12:
            raise Wrong(Problem.MONTH_OR_DAY)
        if "D" in self.seen and not 1 <= self.day <= 31:
            raise Wrong(Problem.MONTH_OR_DAY)
        if self.seen >= _DATE and self.day > month_length(self.year, self.month):
            raise Wrong(Problem.RANGE)

    def _check_year(self) -> None:
        if "Y" not in self.seen or self._is_julian or self.special:
            return
        if self._era == "bc":
            if self.year <= 0:
                raise Wrong(Problem.RANGE)
            self.year = 1 - self.year
        elif self._short_year:
            self.year += 2000 if self.year < 70 else 1900 if self.year < 100 else 0
        elif self.year <= 0:
            raise Wrong(Problem.RANGE)

    def _check_half(self) -> None:
        if self._clock_is_wrong:
            raise Wrong(Problem.RANGE)
        if not self._half:
            return
        noon = MICROSECONDS_PER_DAY // 2
        hour = self.clock // (3600 * _SECOND)
        if hour > 12:
            raise Wrong(Problem.RANGE)
        if self._half == "am" and hour == 12:
            self.clock -= noon
        elif self._half == "pm" and hour != 12:
            self.clock += noon


_CLOCK = re.compile(r"(\d+:\d+(?::\d+)?)(?:\.(\d*))?", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d+)(?::(\d+))?(?::(\d+))?", re.ASCII)


def decode(text: str, order: str = "MDY") -> Fields:
    """Read a date, or a date and a time.

    Raises:
        Wrong: It is none.
    """
    found = _read(text, order, time_only=False)
    if not found.seen >= _DATE:
        raise Wrong(Problem.FORMAT)
    return found


def decode_time(text: str, order: str = "MDY") -> Fields:
    """Read a time, in front of which a date may stand.

    Raises:
        Wrong: It is none.
    """
    found = _read(text, order, time_only=True)
    if "T" not in found.seen:
        raise Wrong(Problem.FORMAT)
    if found.zone and not found.seen >= _DATE and not _is_fixed(found.zone):
        raise Wrong(Problem.FORMAT)
    return found


def _is_fixed(zone: str) -> bool:
    return len(set(zones.transitions(zone)[1])) == 1


def _read(text: str, order: str, *, time_only: bool) -> Fields:
    scanned = fields_of(text)
    if not scanned:
        raise Wrong(Problem.FORMAT)
    found = Fields(order=order)
    for place, (kind, part) in enumerate(scanned):
        if kind is Kind.WORD:
            following = scanned[place + 1][0] if place + 1 < len(scanned) else None
            found.read_word(part, following, time_only=time_only)
        elif kind is Kind.ZONE:
            found.read_offset(part)
        elif found.label == JULIAN and kind in (Kind.NUMBER, Kind.DATE):
            _julian(found, kind, part)
        elif kind is Kind.TIME:
            found.drop_label()
            found.read_time(part)
        else:
            may_be_date = _may_be_date(scanned, place)
            _with_digits(found, kind, part, time_only=time_only, may_be_date=may_be_date)
    if found.label:
        raise Wrong(Problem.FORMAT)
    found.check()
    return found


def _with_digits(
    found: Fields, kind: Kind, part: str, *, time_only: bool, may_be_date: bool
) -> None:
    if kind is Kind.DATE:
        _dated(found, part, is_date=not time_only or may_be_date)
    elif found.label:
        found.drop_label()
        if found.read_digits(part, {*found.seen, *_DATE}) != "time":
            raise Wrong(Problem.FORMAT)
    else:
        _numbered(found, part, time_only=time_only, may_be_date=may_be_date)


def _may_be_date(scanned: list[tuple[Kind, str]], place: int) -> bool:
    """Whether what stands there may be the date in front of a time."""
    if place > 0 or len(scanned) < 2:
        return False
    return scanned[-1][0] is Kind.DATE or scanned[1][0] is Kind.TIME


def _julian(found: Fields, kind: Kind, part: str) -> None:
    if kind is Kind.NUMBER:
        found.read_julian(part)
        return
    digits = part.partition("-")[0]
    found.read_julian(digits)
    found.read_offset(part[len(digits) :])


def _dated(found: Fields, part: str, *, is_date: bool) -> None:
    """Read a field with a separator: a date, a time with an offset, or the name of a zone."""
    if is_date and not found.label and not found.seen >= {"M", "D"}:
        found.read_date(part)
        return
    if not is_digit(part[0]):
        if found.label:
            raise Wrong(Problem.FORMAT)
        found.read_zone(part)
        return
    if is_date:
        found.drop_label()
    digits, sign, offset = part.partition("-")
    if not sign or "T" in found.seen:
        raise Wrong(Problem.FORMAT)
    found.read_offset(sign + offset)
    found.read_digits(digits, {*found.seen, *_DATE} if not is_date else found.seen)


def _numbered(found: Fields, part: str, *, time_only: bool, may_be_date: bool) -> None:
    """Read a number that no word says anything of."""
    digits, point, _ = part.partition(".")
    seen = {*found.seen, *_DATE} if time_only else found.seen
    if point and (may_be_date if time_only else not found.seen & _DATE):
        found.read_date(part)
    elif point and len(digits) > 2:
        found.read_digits(part, seen)
    elif time_only:
        if point or len(part) < 4:
            raise Wrong(Problem.FORMAT)
        found.read_digits(part, seen)
    elif len(part) >= 6 and (not found.seen >= _DATE or "T" not in found.seen):
        found.read_digits(part, found.seen)
    else:
        found.read_number(part)


def zone_named(name: str) -> str:
    """Return a zone by its name, nothing where there is none."""
    if not name or is_digit(name[0]):
        return ""
    try:
        return zones.canonical(name)
    except PgError:
        return ""


def offset_of(text: str) -> int:
    """Return the seconds east that ``+05:30``, ``-8`` or ``+0530`` says.

    Raises:
        Wrong: It says none.
    """
    match = _OFFSET.match(text)
    if match is None:
        raise Wrong(Problem.FORMAT)
    hours, minutes, seconds = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if match[3] is None and len(match[2]) > 2:
        hours, minutes = divmod(hours, 100)
    if hours > _MAX_ZONE_HOUR or minutes > 59 or seconds > 59:
        raise Wrong(Problem.OFFSET)
    if match.end() < len(text):
        raise Wrong(Problem.FORMAT)
    value = hours * 3600 + minutes * 60 + seconds
    return -value if match[1] == "-" else value


def _parts(text: str) -> list[str]:
    """Cut a date at its separators; one character behind a part is a separator, whatever it is.

    Raises:
        Wrong: There is one more behind the last part.
    """
    parts = []
    at = 0
    while at < len(text):
        match = _PARTS.search(text, at)
        if match is None:
            raise Wrong(Problem.FORMAT)
        parts.append(match[0])
        at = match.end() + 1
    return parts


def _number(digits: str) -> int:
    if not digits:
        raise Wrong(Problem.FORMAT)
    if len(digits) > 19 or int(digits) > _LARGEST:
        raise Wrong(Problem.RANGE)
    return int(digits)


def _fraction(digits: str) -> int:
    """Return the microseconds of a fraction of a second."""
    return round(float(f"0.{digits or 0}") * _SECOND)
