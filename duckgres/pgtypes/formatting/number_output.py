"""``to_char`` of numbers.

Source: PostgreSQL 16, ``utils/adt/formatting.c`` (NUM_processor, NUM_numpart_to_char,
int4_to_char, numeric_to_char, float8_to_char).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.number_pattern import NumberPattern, number_pattern
from duckgres.pgtypes.formatting.pattern import Kind, ordinal

FLOAT8_DIGITS, FLOAT4_DIGITS = 15, 6
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_MOST_ROMAN, _ROMAN_WIDTH = 3999, 15
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


def format_number(value: int | Decimal | float, template: str, digits: int = 0) -> str:
    """Write a number by a template.

    Args:
        value: A float is one of double or single precision.
        template: The patterns.
        digits: As many as a float has.

    Raises:
        PgError: 42601, the patterns do not go together.
    """
    pattern = number_pattern(template)
    if pattern.has("RN"):
        return _Writer(pattern, _roman(value), "+", 0).write()
    if pattern.has("EEEE"):
        # What stands around the patterns is not written.
        return _scientific(value, pattern)
    if pattern.shift:
        value = value * 10**pattern.shift
    text = _digits_of(value, pattern.after, digits)
    sign = "-" if text.startswith("-") else "+"
    text = text.lstrip("-")
    before = pattern.before + pattern.shift
    length = len(text.partition(".")[0])
    if length > before:
        text = "#" * before + "." + "#" * pattern.after
    return _written(template, pattern, text, sign, max(before - length, 0))


def _written(template: str, pattern: NumberPattern, text: str, sign: str, spaces: int) -> str:
    """Write a number; where its digits go is the same for all of its shape."""
    if "TH" in template.upper():  # the ending depends on the digits
        return _Writer(pattern, text, sign, spaces).write()
    last = len(text.rstrip("0")) if pattern.has("FM") else 0
    shape = (template, sign, spaces, len(text), text.find("."), text[:1] in "0#", last)
    layout = _LAYOUTS.get(shape)
    if layout is None:
        if len(_LAYOUTS) >= _MOST_LAYOUTS:
            _LAYOUTS.clear()
        layout = _LAYOUTS[shape] = _Writer(pattern, text, sign, spaces).layout()
    return "".join([text[part] if type(part) is int else part for part in layout])


_LAYOUTS: dict[tuple[object, ...], list[Any]] = {}  # of texts, and places of digits
_MOST_LAYOUTS = 1000


def _digits_of(value: int | Decimal | float, after: int, digits: int) -> str:
    """Return a number with so many digits behind the point."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        length = len(f"{abs(value):.0f}")
        return f"{value:.{max(min(after, digits - length), 0)}f}"
    if isinstance(value, int):
        return f"{value}.{'0' * after}" if after else str(value)
    if not value.is_finite():
        return "NaN" if value.is_nan() else "Infinity" if value > 0 else "-Infinity"
    rounded = value.quantize(Decimal(1).scaleb(-after), context=_EXACT)
    text = format(rounded, "f")
    return text.lstrip("-") if rounded == 0 else text


def _roman(value: int | Decimal | float) -> str:
    number = round(value) if math.isfinite(value) else 0
    if not 1 <= number <= _MOST_ROMAN:
        return "#" * _ROMAN_WIDTH
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text


def _scientific(value: int | Decimal | float, pattern: NumberPattern) -> str:
    if not math.isfinite(value):
        width = pattern.before + pattern.after
        text = "#" * (width + (6 if isinstance(value, float) else 7))
        return f" {text[1 : pattern.before + 1]}.{text[pattern.before + 2 :]}"
    if isinstance(value, float):
        text = f"{value:.{pattern.after}e}"
    else:
        text = _scientific_decimal(Decimal(value), pattern.after)
    return text if text.startswith("-") else f" {text}"


def _scientific_decimal(value: Decimal, after: int) -> str:
    """As numeric_out_sci, which looks for the exponent before it rounds: ``10.00e+01``."""
    exponent = value.adjusted() if value else 0
    mantissa = value.scaleb(-exponent, _EXACT).quantize(Decimal(1).scaleb(-after), context=_EXACT)
    return f"{mantissa:f}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


class _Writer:
    """Writes the digits into their places."""

    def __init__(self, pattern: NumberPattern, number: str, sign: str, spaces: int) -> None:
        """Begin.

        Args:
            pattern: The template.
            number: Its digits, without a sign.
            sign: ``+`` or ``-``.
            spaces: Digits of the template in front of those of the number.
        """
        self._pattern = pattern
        self._number = number
        self._sign = sign
        self._spaces = spaces
        self._roman = pattern.has("RN")
        self._fill = pattern.has("FM")
        self._blank = "" if self._fill else " "
        self._zero_from = max(pattern.zero_from - 1, 0) if pattern.zero_from else -1
        self._out: list[str] = []
        self._places: dict[int, int] = {}  # of the number's characters in what is written
        self._at = 0  # in the number
        self._place = 0  # in the template's digits
        self._begun = False  # a digit or zero was the last thing written
        self._sign_place = pattern.sign
        self._brackets = pattern.has("PR") and not (sign == "+" and self._fill)
        self._sign_done = self._needs_no_sign()
        self._last = self._last_relevant()
        before = 0 if self._roman else pattern.before + pattern.shift
        self._count = before + (0 if self._roman else pattern.after) - 1
        if not self._sign_done and spaces == 0:
            self._count += 1

    def _needs_no_sign(self) -> bool:
        pattern = self._pattern
        if self._roman:
            return False
        if pattern.has("PL") or pattern.has("MI"):
            return not (pattern.has("PL") and not pattern.has("MI"))
        if pattern.sign == "before" and pattern.before == pattern.sign_after_digits:
            self._sign_place = "after"
        return self._sign == "+" and self._fill and not pattern.sign

    def _last_relevant(self) -> int:
        """Return the place of the last digit that FM leaves there, -1 for all."""
        point = self._number.find(".")
        pattern = self._pattern
        if not (self._fill and pattern.has(".")) or point < 0:
            return -1
        last = len(self._number.rstrip("0")) - 1
        if pattern.zero_to > self._spaces:
            last = max(last, min(len(self._number) - 1, pattern.zero_to - self._spaces))
        return last

    def layout(self) -> list[Any]:
        """Return the text's parts: what stands there, or which of the number's characters."""
        self.write()
        return [self._places.get(index, text) for index, text in enumerate(self._out)]

    def write(self) -> str:
        """Return the text."""
        for part in self._pattern.parts:
            if part.kind is not Kind.FIELD:
                self._out.append(part.text)
            elif part.name in ("9", "0", ".", "D"):
                self._digit(part.name)
            else:
                self._out.append(self._other(part.name, part.text))
        return "".join(self._out)

    def _other(self, name: str, written: str) -> str:
        write = _OTHERS.get(name)
        return write(self, written) if write else ""

    def comma(self, written: str) -> str:
        """Separate thousands, once there is a digit."""
        return "," if self._begun else self._blank

    def minus(self, written: str) -> str:
        """Write ``MI``."""
        return "-" if self._sign == "-" and not self._roman else self._blank

    def plus(self, written: str) -> str:
        """Write ``PL``."""
        return "+" if self._sign == "+" and not self._roman else self._blank

    def any_sign(self, written: str) -> str:
        """Write ``SG``."""
        return "" if self._roman else self._sign

    def roman(self, written: str) -> str:
        """Write ``RN``."""
        text = self._number if written.isupper() else self._number.lower()
        return text if self._fill else text.rjust(_ROMAN_WIDTH)

    def ordinal(self, written: str) -> str:
        """Write ``TH``.

        Raises:
            PgError: 22P02, there is no digit in front of it.
        """
        hidden = self._roman or self._sign == "-" or self._pattern.has(".")
        if hidden or self._number[:1] == "#":
            return ""
        if not self._number[-1:].isdigit():
            raise PgError(f'"{self._number}" is not a number', sqlstate="22P02")
        return ordinal(self._number, written)

    def _digit(self, name: str) -> None:
        if self._roman:
            return
        self._begun = False
        self._write_sign()
        zero = self._zero_from >= 0
        if self._place < self._spaces and (self._zero_from > self._place or not zero):
            self._out.append("" if self._fill else " ")
        elif zero and self._place < self._spaces and self._zero_from <= self._place:
            self._out.append("0")
            self._begun = True
        else:
            self._write_digit(name)
        self._write_closing()
        self._place += 1

    def _write_sign(self) -> None:
        due = self._place >= self._spaces or self._zero_from == self._place
        if self._sign_done or not due or (self._is_bare_point() and not self._ends_at_point()):
            return
        if self._sign_place:
            if self._sign_place == "before":
                self._out.append(self._sign)
                self._sign_done = True
            return
        if self._brackets:
            self._out.append(" " if self._sign == "+" else "<")
        elif self._sign == "-":
            self._out.append("-")
        elif not self._fill:
            self._out.append(" ")
        self._sign_done = True

    def _is_bare_point(self) -> bool:
        """Whether the digit is a zero in front of the point, which is not written."""
        return (
            self._zero_from < 0
            and self._at == 0
            and self._number[:1] == "0"
            and self._pattern.after != 0
        )

    def _ends_at_point(self) -> bool:
        return self._last >= 0 and self._number[self._last] == "."

    def _write_digit(self, name: str) -> None:
        digit = self._number[self._at : self._at + 1]
        if digit == ".":
            if not self._ends_at_point() or self._fill:
                self._out.append(".")
        elif 0 <= self._last < self._at and name != "0":
            pass
        elif self._is_bare_point():
            if not self._fill:
                self._out.append(" ")
            elif self._ends_at_point():
                self._out.append("0")
        elif digit:
            self._places[len(self._out)] = self._at
            self._out.append(digit)
            self._begun = True
        if digit:
            self._at += 1

    def _write_closing(self) -> None:
        end = self._count + (1 if self._spaces else 0) + (1 if self._pattern.has(".") else 0)
        if 0 <= self._last == self._at:
            end = self._place
        if self._place + 1 != end:
            return
        if self._sign_done and self._brackets:
            self._out.append(" " if self._sign == "+" else ">")
        elif self._sign_place == "after":
            self._out.append(self._sign)


_OTHERS: dict[str, Callable[[_Writer, str], str]] = {
    **dict.fromkeys((",", "G"), _Writer.comma),
    "L": lambda writer, written: " ",
    "MI": _Writer.minus,
    "PL": _Writer.plus,
    "SG": _Writer.any_sign,
    "RN": _Writer.roman,
    "TH": _Writer.ordinal,
}
