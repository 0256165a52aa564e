"""Reads a text by a template of a date: which field has which value.

Source: PostgreSQL 16, ``utils/adt/formatting.c`` (DCH_from_char).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.date_output import DAYS, MONTHS, ROMAN_MONTHS
from duckgres.pgtypes.formatting.pattern import Kind, Part, date_parts
from duckgres.pgtypes.zone_abbreviations import ABBREVIATIONS

_LARGEST = 2**31 - 1
_INTEGER = re.compile(r"\s*[+-]?[0-9]+")
_FIXED_WIDTH = 'If your source string is not fixed-width, try using the "FM" modifier.'


@dataclass(slots=True)
class Read:
    """What has been read.

    Attributes:
        values: By the name of the field.
        year_digits: As many as the year has.
        is_iso: Whether the fields are those of the ISO week, ``None`` before one that tells.
        offset: Seconds east of UTC, ``None`` where the text tells none.
    """

    values: dict[str, int] = field(default_factory=dict)
    year_digits: int = 4
    is_iso: bool | None = None
    offset: int | None = None

    def get(self, name: str) -> int:
        """Return a field, zero where it is not there."""
        return self.values.get(name, 0)


def wrong(message: str, detail: str | None = None, hint: str | None = None) -> PgError:
    """Return the error for a text that does not fit its template."""
    return PgError(message, sqlstate="22007", detail=detail, hint=hint)


def read(text: str, template: str) -> Read:
    """Read a text.

    Raises:
        PgError: 22007, it does not fit.
    """
    parts = date_parts(template)
    reader = _Reader(text)
    if not (parts and parts[0].name == "FX"):
        reader.skip_blanks()
    for place, part in enumerate(parts):
        if reader.at_end():
            break
        if part.kind is not Kind.FIELD:
            reader.other(part)
        elif part.name == "FX":
            reader.exact = True
        else:
            following = parts[place + 1] if place + 1 < len(parts) else None
            reader.field(part, following)
    return reader.found


class _Reader:
    """A place in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.exact = False
        self._extra = 0  # separators skipped that the template may still ask for
        self.found = Read()

    def at_end(self) -> bool:
        """Whether there is no more text."""
        return self._at >= len(self._text)

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_spaces(self) -> int:
        start = self._at
        while self._next().isspace():
            self._at += 1
        return self._at - start

    def other(self, part: Part) -> None:
        """Go over a character of the template."""
        if self.exact:
            self._at += 1
        elif part.kind is Kind.LETTER:
            if self._extra > 0:
                self._extra -= 1
            else:
                self._at += 1
        else:
            self._extra -= 1
            if self._next().isspace() or _is_separator(self._next()):
                self._at += 1
                self._extra += 1

    def skip_blanks(self) -> None:
        """Go over blanks in front of a field."""
        if not self.exact:
            self._extra += self._skip_spaces()

    def field(self, part: Part, following: Part | None) -> None:
        """Read a pattern."""
        self.skip_blanks()
        if self.at_end():
            return
        self._take(part, following)
        if part.suffix:
            self._at += 2
        if not self.exact:
            self._extra = self._skip_spaces()

    def _take(self, part: Part, following: Part | None) -> None:
        name = part.name
        if name in _LENGTHS:
            self._number(part, following)
        elif name in _WORDS:
            _WORDS[name](self, part)
        else:
            raise PgError(
                f'formatting field "{part.text}" is only supported in to_char', sqlstate="22007"
            )

    def set(self, name: str, value: int, part: Part) -> None:
        """Note a field; two that differ are an error."""
        known = self.found.values.setdefault(name, value)
        if known != value:
            raise wrong(
                f'conflicting values for "{part.text}" field in formatting string',
                "This value contradicts a previous setting for the same field type.",
            )

    def digits(self, longest: int, part: Part, following: Part | None = None) -> tuple[int, int]:
        """Read a number; return it and how many characters it has.

        Where a number follows it has as many as its pattern, else it ends where no digit is.
        """
        self._skip_spaces()
        rest = self._text[self._at :]
        is_fixed = not part.fill and not part.suffix and _is_digit_field(following)
        if is_fixed and len(rest) < longest:
            raise wrong(
                f'source string too short for "{part.text}" formatting field',
                f"Field requires {longest} characters, but only {len(rest)} remain.",
                _FIXED_WIDTH,
            )
        match = _INTEGER.match(rest[:longest] if is_fixed else rest)
        shown = rest[:longest]
        if match is None:
            raise wrong(f'invalid value "{shown}" for "{part.text}"', "Value must be an integer.")
        word = match[0]
        if is_fixed and len(word) < longest:
            raise wrong(
                f'invalid value "{shown}" for "{part.text}"',
                f"Field requires {longest} characters, but only {len(word)} could be parsed.",
                _FIXED_WIDTH,
            )
        self._at += len(word)
        if abs(int(word)) > _LARGEST:
            raise PgError(
                f'value for "{part.text}" in source string is out of range',
                sqlstate="22008",
                detail=f"Value must be in the range {-_LARGEST - 1} to {_LARGEST}.",
            )
        return int(word), len(word)

    def _number(self, part: Part, following: Part | None) -> None:
        name, longest = _LENGTHS[part.name]
        value, length = self.digits(longest, part, following)
        if name in ("year", "iso_year"):
            value = self._full_year(part, value, length)
        self.note_calendar(part)
        self.set(name, value, part)

    def _full_year(self, part: Part, value: int, length: int) -> int:
        self.found.year_digits = len(part.text)
        if len(part.text) < 4 and length < 4:
            return _adjusted(value)
        return value

    def note_calendar(self, part: Part) -> None:
        """See that patterns of the ISO week are not mixed with others."""
        mode = _CALENDAR.get(part.name)
        if mode is None:
            return
        if self.found.is_iso not in (None, mode):
            raise wrong(
                "invalid combination of date conventions",
                hint="Do not mix Gregorian and ISO week date conventions in a formatting"
                " template.",
            )
        self.found.is_iso = mode

    def choice(self, words: tuple[str, ...], part: Part) -> int:
        """Read one of these words; return which."""
        rest = self._text[self._at :].lower()
        best = -1
        for place, word in enumerate(words):
            if rest.startswith(word.lower()) and (best < 0 or len(word) > len(words[best])):
                best = place
        if best < 0:
            shown = self._text[self._at :].partition(" ")[0]
            raise wrong(
                f'invalid value "{shown}" for "{part.text}"',
                "The given value did not match any of the allowed values for this field.",
            )
        self._at += len(words[best])
        return best

    def fraction(self, digits: int, part: Part) -> int:
        """Read digits behind a point, as microseconds."""
        start = self._at
        value, length = self.digits(digits, part)
        if length > digits:
            value, length = int(self._text[start : start + digits]), digits
        scale: int = 10 ** (6 - length)
        return value * scale

    def zone(self, part: Part) -> None:
        """Read an abbreviation, or an offset."""
        start = self._at
        if self._next() in ("+", "-"):
            sign = -1 if self._next() == "-" else 1
            self._at += 1
            hours, _ = self.digits(2, part, part)
            minutes = 0
            if self._next() == ":":
                self._at += 1
                minutes, _ = self.digits(2, part, part)
            self.found.offset = sign * (hours * 3600 + minutes * 60)
            return
        while self._next().isalpha():
            self._at += 1
        word = self._text[start : self._at].lower()
        if word not in ABBREVIATIONS:
            raise wrong(
                f'invalid value "{self._text[start:]}" for "{part.text}"',
                "Time zone abbreviation is not recognized.",
            )
        self.found.offset = ABBREVIATIONS[word]

    def zone_hours(self, part: Part) -> None:
        """Read the hours of an offset."""
        before = self._text[self._at - 1 : self._at] if self._extra > 0 else ""
        if self._next() in ("-", "+", " "):
            before = self._next()
            self._at += 1
        sign = -1 if before == "-" else 1  # which a separator may have swallowed
        value, _ = self.digits(2, part, part)
        self.found.values["zone_sign"] = sign
        self.found.offset = sign * value * 3600

    def zone_minutes(self, part: Part) -> None:
        """Read the minutes of an offset."""
        value, _ = self.digits(2, part, part)
        sign = self.found.values.get("zone_sign", 1)
        self.found.offset = (self.found.offset or 0) + sign * value * 60


def _is_separator(character: str) -> bool:
    return "!" <= character <= "~" and not character.isalnum()


def _is_digit_field(part: Part | None) -> bool:
    """Whether a pattern begins with a digit: then the one in front of it has its full length."""
    if part is None:
        return False
    if part.kind is not Kind.FIELD:
        return part.text.isdigit()
    return part.name in _LENGTHS or part.name in _DIGIT_WORDS


def _adjusted(year: int) -> int:
    """Return the year nearest to 2020 that ends so."""
    if year < 70:
        return year + 2000
    if year < 100:
        return year + 1900
    if year < 520:
        return year + 2000
    return year + 1000 if year < 1000 else year


# Pattern -> the field and its digits.
_LENGTHS = {
    **dict.fromkeys(("HH", "HH12"), ("hour12", 2)),
    "HH24": ("hour", 2),
    "MI": ("minute", 2),
    "SS": ("second", 2),
    **dict.fromkeys(("SSSS", "SSSSS"), ("day_second", 5)),
    "MM": ("month", 2),
    "DD": ("day", 2),
    "DDD": ("day_of_year", 3),
    "IDDD": ("iso_day_of_year", 3),
    "D": ("weekday", 1),
    "ID": ("iso_weekday", 1),
    "WW": ("week", 2),
    "IW": ("iso_week", 2),
    "W": ("month_week", 1),
    "Q": ("quarter", 1),
    "CC": ("century", 2),
    "J": ("julian", _LARGEST),
    "YYYY": ("year", 4),
    "YYY": ("year", 3),
    "YY": ("year", 2),
    "Y": ("year", 1),
    "IYYY": ("iso_year", 4),
    "IYY": ("iso_year", 3),
    "IY": ("iso_year", 2),
    "I": ("iso_year", 1),
}
_DIGIT_WORDS = frozenset({"MS", "US", "Y,YYY", *(f"FF{n}" for n in range(1, 7))})
_CALENDAR = {
    **dict.fromkeys(("IYYY", "IYY", "IY", "I", "IW", "ID", "IDDD"), True),
    **dict.fromkeys(
        ("YYYY", "YYY", "YY", "Y", "Y,YYY", "MM", "DD", "DDD", "WW", "W", "MONTH", "MON", "RM"),
        False,
    ),
}


def _half(reader: _Reader, part: Part) -> None:
    words = ("a.m.", "p.m.") if "." in part.text else ("am", "pm")
    reader.set("half", reader.choice(words, part), part)


def _era(reader: _Reader, part: Part) -> None:
    words = ("a.d.", "b.c.") if "." in part.text else ("ad", "bc")
    reader.set("era", reader.choice(words, part), part)


def _month(reader: _Reader, part: Part) -> None:
    reader.note_calendar(part)
    reader.set("month", reader.choice(MONTHS, part) + 1, part)


def _mon(reader: _Reader, part: Part) -> None:
    reader.note_calendar(part)
    short = tuple(name[:3] for name in MONTHS)
    reader.set("month", reader.choice(short, part) + 1, part)


def _roman(reader: _Reader, part: Part) -> None:
    reader.note_calendar(part)
    reader.set("month", reader.choice(ROMAN_MONTHS, part) + 1, part)


def _day(reader: _Reader, part: Part) -> None:
    reader.set("weekday", reader.choice(DAYS, part) + 1, part)


def _dy(reader: _Reader, part: Part) -> None:
    reader.set("weekday", reader.choice(tuple(name[:3] for name in DAYS), part) + 1, part)


def _year_with_comma(reader: _Reader, part: Part) -> None:
    thousands, _ = reader.digits(_LARGEST, part)
    if reader._next() != ",":
        raise wrong('invalid input string for "Y,YYY"')
    reader._at += 1
    rest, _ = reader.digits(3, part)
    reader.note_calendar(part)
    reader.set("year", thousands * 1000 + rest, part)


def _fraction(digits: int) -> Callable[[_Reader, Part], None]:
    return lambda reader, part: reader.set("fraction", reader.fraction(digits, part), part)


_WORDS: dict[str, Callable[[_Reader, Part], None]] = {
    **dict.fromkeys(("AM", "PM", "A.M.", "P.M."), _half),
    **dict.fromkeys(("AD", "BC", "A.D.", "B.C."), _era),
    "MONTH": _month,
    "MON": _mon,
    "RM": _roman,
    "DAY": _day,
    "DY": _dy,
    "Y,YYY": _year_with_comma,
    "MS": _fraction(3),
    "US": _fraction(6),
    **{f"FF{digits}": _fraction(digits) for digits in range(1, 7)},
    "TZ": _Reader.zone,
    "OF": _Reader.zone,
    "TZH": _Reader.zone_hours,
    "TZM": _Reader.zone_minutes,
}
