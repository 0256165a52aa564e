"""``to_char`` of dates, times and intervals."""

from __future__ import annotations

from collections.abc import Callable

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.moment import JULIAN_EPOCH, Moment, shown_year
from duckgres.pgtypes.formatting.pattern import Kind, Part, date_parts, ordinal
from duckgres.pgtypes.short_texts import remembered

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LONGEST_NAME, _LONGEST_ROMAN = 9, 4

Write = Callable[[Moment], str]


def format_moment(moment: Moment, template: str) -> str:
    """Write a moment, or an interval, by a template."""
    return "".join([write(moment) for write in _writers(template)])


@remembered(256)
def _writers(template: str) -> tuple[Write, ...]:
    return tuple(_writer(part) for part in date_parts(template))


def _writer(part: Part) -> Write:
    if part.kind is not Kind.FIELD:
        return lambda moment: part.text
    name = part.name
    if name in _NUMBERS:
        number, width = _NUMBERS[name]
        signed = name not in _UNSIGNED
        return lambda moment: _number(
            number(moment), 0 if part.fill else width, part.suffix, signed=signed
        )
    write = _TEXTS[name]
    if name not in _OF_INTERVALS:
        return lambda moment: write(_calendar(moment), part)
    return lambda moment: write(moment, part)


def _number(value: int, width: int, suffix: str, *, signed: bool = True) -> str:
    """Return a number; a minus sign comes in addition to its digits, but in some patterns."""
    text = f"{value:0{width + 1 if value < 0 and signed and width > 1 else width}d}"
    return text + ordinal(text, suffix) if suffix else text


def _calendar(moment: Moment) -> Moment:
    if moment.is_interval:
        raise PgError(
            "invalid format specification for an interval value",
            sqlstate="22007",
            hint="Intervals are not tied to specific calendar dates.",
        )
    return moment


def _with_suffix(text: str, part: Part) -> str:
    return text + ordinal(text, part.suffix) if part.suffix else text


def _cased(name: str, part: Part) -> str:
    """Return a name in the case of its pattern."""
    if part.text.isupper():
        return name.upper()
    return name.lower() if part.text.islower() else name


def _padded(name: str, part: Part) -> str:
    text = _cased(name, part)
    return text if part.fill or part.translated else text.ljust(_LONGEST_NAME)


def _half(moment: Moment, part: Part) -> str:
    return _dotted("pm" if _rest(moment.hour, 24) >= 12 else "am", part)


def _era(moment: Moment, part: Part) -> str:
    return _dotted("bc" if moment.year <= 0 else "ad", part)


def _dotted(text: str, part: Part) -> str:
    text = f"{text[0]}.{text[1]}." if "." in part.text else text
    return text.upper() if part.text[0].isupper() else text


def _month(moment: Moment, part: Part) -> str:
    return _padded(MONTHS[moment.month - 1], part)


def _mon(moment: Moment, part: Part) -> str:
    return _cased(MONTHS[moment.month - 1][:3], part)


def _day(moment: Moment, part: Part) -> str:
    return _padded(DAYS[moment.weekday], part)


def _dy(moment: Moment, part: Part) -> str:
    return _cased(DAYS[moment.weekday][:3], part)


def _roman(moment: Moment, part: Part) -> str:
    if not moment.month and not moment.year:
        return ""
    month = moment.month if moment.month > 0 else moment.month + 12 if moment.month else 12
    if not moment.month and moment.year < 0:
        month = 1
    text = _cased(ROMAN_MONTHS[month - 1], part)
    return text if part.fill else text.ljust(_LONGEST_ROMAN)


def _quarter(moment: Moment, part: Part) -> str:
    if not moment.month:
        return ""
    return _with_suffix(str(int((moment.month - 1) / 3) + 1), part)


def _century(moment: Moment, part: Part) -> str:
    year = moment.year
    if moment.is_interval:
        value = int(year / 100)
    elif year > 0:
        value = (year - 1) // 100 + 1
    else:
        value = int(year / 100) - 1
    return _number(value, 0 if part.fill or abs(value) > 99 else 2, part.suffix)


def _year_with_comma(moment: Moment, part: Part) -> str:
    year = moment.shown_year
    thousands = int(year / 1000)
    return _with_suffix(f"{thousands},{year - thousands * 1000:03d}", part)


def _zone(moment: Moment, part: Part) -> str:
    return moment.zone.lower() if part.text.islower() else moment.zone


def _zone_hours(moment: Moment, part: Part) -> str:
    return f"{'-' if moment.offset < 0 else '+'}{abs(moment.offset) // 3600:02d}"


def _zone_minutes(moment: Moment, part: Part) -> str:
    return f"{abs(moment.offset) % 3600 // 60:02d}"


def _offset(moment: Moment, part: Part) -> str:
    hours, rest = divmod(abs(moment.offset), 3600)
    text = f"{'-' if moment.offset < 0 else '+'}{hours:0{0 if part.fill else 2}d}"
    return f"{text}:{rest // 60:02d}" if rest else text


def _rest(value: int, unit: int) -> int:
    """Return a remainder, of the sign of the value."""
    return abs(value) % unit * (1 if value >= 0 else -1)


def _iso_year(moment: Moment) -> int:
    return shown_year(moment.iso()[0])


# Pattern -> number and digits.
_NUMBERS: dict[str, tuple[Callable[[Moment], int], int]] = {
    **dict.fromkeys(("HH", "HH12"), (lambda m: _rest(m.hour, 12) or 12, 2)),
    "HH24": (lambda m: m.hour, 2),
    "MI": (lambda m: m.minute, 2),
    "SS": (lambda m: m.second, 2),
    "MM": (lambda m: m.month, 2),
    "DD": (lambda m: m.day, 2),
    "DDD": (lambda m: m.day_of_year, 3),
    "IDDD": (lambda m: m.iso()[2], 3),
    "WW": (lambda m: int((m.day_of_year - 1) / 7) + 1, 2),
    "IW": (lambda m: m.iso()[1], 2),
    "W": (lambda m: int((m.day - 1) / 7) + 1, 0),
    "J": (lambda m: (m.days or 0) + JULIAN_EPOCH, 0),
    "YYYY": (lambda m: m.shown_year, 4),
    "YYY": (lambda m: _rest(m.shown_year, 1000), 3),
    "YY": (lambda m: _rest(m.shown_year, 100), 2),
    "Y": (lambda m: _rest(m.shown_year, 10), 1),
    "IYYY": (_iso_year, 4),
    "IYY": (lambda m: _iso_year(m) % 1000, 3),
    "IY": (lambda m: _iso_year(m) % 100, 2),
    "I": (lambda m: _iso_year(m) % 10, 1),
    **dict.fromkeys(("SSSS", "SSSSS"), (lambda m: m.hour * 3600 + m.minute * 60 + m.second, 0)),
}


_UNSIGNED = frozenset({"DD", "DDD", "IDDD", "WW", "IW"})


def _fraction(digits: int) -> Callable[[Moment, Part], str]:
    unit = 10 ** (6 - digits)
    return lambda moment, part: _with_suffix(f"{int(moment.fraction / unit):0{digits}d}", part)


def _week_day(first: int) -> Callable[[Moment, Part], str]:
    """The day of the week, from Sunday is 1 or Monday is 1."""
    if first:
        return lambda moment, part: _with_suffix(str(moment.weekday + 1), part)
    return lambda moment, part: _with_suffix(str(moment.weekday or 7), part)


_TEXTS: dict[str, Callable[[Moment, Part], str]] = {
    **dict.fromkeys(("AM", "PM", "A.M.", "P.M."), _half),
    **dict.fromkeys(("AD", "BC", "A.D.", "B.C."), _era),
    **{f"FF{digits}": _fraction(digits) for digits in range(1, 7)},
    "MS": _fraction(3),
    "US": _fraction(6),
    "MONTH": _month,
    "MON": _mon,
    "DAY": _day,
    "DY": _dy,
    "D": _week_day(1),
    "ID": _week_day(0),
    "RM": _roman,
    "Q": _quarter,
    "CC": _century,
    "Y,YYY": _year_with_comma,
    "TZ": _zone,
    "TZH": _zone_hours,
    "TZM": _zone_minutes,
    "OF": _offset,
    "FX": lambda moment, part: "",
}
_OF_INTERVALS = frozenset({
    "AM", "PM", "A.M.", "P.M.", "MS", "US", "RM", "Q", "CC", "Y,YYY", "FX",
    *(f"FF{digits}" for digits in range(1, 7)),
})  # fmt: skip
