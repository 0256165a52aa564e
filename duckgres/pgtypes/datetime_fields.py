"""The fields of a date or time: which number is the day, and whether they make one.

A port of PostgreSQL 16's ``utils/adt/datetime.c`` (DecodeDate, DecodeNumber, DecodeNumberField,
DecodeTime, ValidateDate); what it calls a mask is a set of letters here: Y M D of the date, T the
time, Z the zone, H am or pm, E the era.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from duckgres.pgtypes.calendar import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    civil_from_days,
    days_from_civil,
    month_length,
)
from duckgres.pgtypes.datetime_parts import (
    Problem,
    Wrong,
    fraction_of,
    number_of,
    offset_of,
    parts_of,
    zone_named,
)
from duckgres.pgtypes.datetime_tokens import JULIAN, Kind, Word, is_digit, word_of
from duckgres.pgtypes.zone_abbreviations import ABBREVIATIONS

JULIAN_EPOCH = 2_440_588  # the Julian day of 1970-01-01
DATE = frozenset("YMD")
"""The fields of a date."""
_SECOND = MICROSECONDS_PER_SECOND
_CLOCK = re.compile(r"(\d+:\d+(?::\d+)?)(?:\.(\d*))?", re.ASCII)


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
        parts = parts_of(text)
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
        if self.seen - {"Z"} != DATE:
            raise Wrong(Problem.FORMAT)

    def read_number(self, text: str) -> None:
        """Read a number that is one field of a date, or a time when the date is there."""
        digits, point, fraction = text.partition(".")
        value = number_of(digits)
        if point:
            if len(digits) > 2:
                self.read_digits(text, {*self.seen, *DATE})
                return
            self.clock += fraction_of(fraction)
        date = self.seen & DATE
        if len(text) == 3 and date == {"Y"} and 1 <= value <= 366:
            self._day_of_year(value)
            return
        if date == DATE:
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
        if not point and not seen >= DATE and len(digits) >= 6:
            self.add("YMD")
            self.day, self.month = int(digits[-2:]), int(digits[-4:-2])
            self.year = number_of(digits[:-4])
            self._short_year = len(digits) == 6
            return "date"
        if "T" not in seen and len(digits) in (4, 6):
            self.add("T")
            digits = digits.ljust(6, "0")
            hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
            self._set_clock(hour, minute, second, fraction_of(fraction), loosely=True)
            return "time"
        raise Wrong(Problem.FORMAT)

    def read_time(self, text: str) -> None:
        """Read ``10:20:30.5``, ``10:20`` and, with a fraction behind the second part, minutes."""
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise Wrong(Problem.FORMAT)
        parts = [number_of(part) for part in match[1].split(":")]
        fraction = fraction_of(match[2] or "")
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
        if not time_only and not self.seen >= DATE:
            raise Wrong(Problem.FORMAT)
        if following not in (Kind.NUMBER, Kind.TIME, Kind.DATE):
            raise Wrong(Problem.FORMAT)
        self._label = "time"

    def read_julian(self, text: str) -> None:
        """Read a Julian day, which may have a fraction."""
        self._label = ""
        digits, point, fraction = text.partition(".")
        self.add("YMD")
        self.year, self.month, self.day = civil_from_days(number_of(digits) - JULIAN_EPOCH)
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
        self.depends_on_order &= not self._text_month
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
        if self.seen >= DATE and self.day > month_length(self.year, self.month):
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
