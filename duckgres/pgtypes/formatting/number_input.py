"""``to_number``.

Source: PostgreSQL 16, ``utils/adt/formatting.c`` (NUM_processor, NUM_numpart_from_char,
numeric_to_number).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.number_pattern import NumberPattern, number_pattern
from duckgres.pgtypes.formatting.pattern import Kind
from duckgres.pgtypes.refusals import invalid_text

_DATA = frozenset("0123456789.,+-")
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


def parse_number(text: str, template: str) -> Decimal | None:
    """Read a number by a template; ``None`` when the template is empty.

    Raises:
        PgError: 22P02, there is no number; 22003, it has more digits; 42601 or 0A000, the template
            is wrong, or none for reading.
    """
    if not template:
        return None
    pattern = number_pattern(template)
    for flag, name in (("EEEE", "EEEE"), ("RN", "RN")):
        if pattern.has(flag):
            raise PgError(f'"{name}" not supported for input', sqlstate="0A000")
    reader = _Reader(pattern, text)
    found = reader.read()
    if not any(character.isdigit() for character in found):
        raise invalid_text("numeric", found)
    value = Decimal(found.strip())
    if value and value.adjusted() >= pattern.before + pattern.shift:
        raise PgError(
            "numeric field overflow",
            sqlstate="22003",
            detail=f"A field with precision {pattern.before + pattern.shift + reader.scale}, scale"
            f" {reader.scale} must round to an absolute value less than"
            f" 10^{pattern.before + pattern.shift}.",
        )
    if pattern.shift:
        value = value.scaleb(-pattern.shift, _EXACT)
    return value


class _Reader:
    """A place in the text, and what has been read."""

    def __init__(self, pattern: NumberPattern, text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._at = 0
        self._sign = " "
        self._digits = ""
        self._before = 0
        self._point = False
        self.scale = 0

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def read(self) -> str:
        """Return the sign, which may be a blank, and the digits."""
        for part in self._pattern.parts:
            if self._at >= len(self._text):
                break
            if part.kind is not Kind.FIELD:
                self._at += 1  # whatever it is
            else:
                self._pattern_part(part.name)
        return self._sign + self._digits.removesuffix(".")

    def _pattern_part(self, name: str) -> None:
        if name in ("9", "0", ".", "D"):
            self._digit(name)
            self._at += 1
        elif name in (",", "G"):
            if self._next() == "," and not self._pattern.has("FM"):
                self._at += 1
        elif name in ("TH", "L"):
            self._skip(2 if name == "TH" else 1)
        elif name in ("MI", "PL", "SG"):
            self._sign_alone()
        elif name not in _SILENT:
            self._at += 1

    def _skip(self, count: int) -> None:
        """Go over characters that belong to no number."""
        for _ in range(count):
            if not self._next() or self._next() in _DATA:
                return
            self._at += 1

    def _digit(self, name: str) -> None:
        if self._next() == " ":
            self._at += 1
        if not self._next():
            return
        if self._sign == " " and name in ("9", "0") and not self._before + self.scale:
            self._sign_in_front()
        if not self._next():
            return
        is_read = self._take()
        if self._next() and self._sign == " " and self._before + self.scale > 0:
            self._sign_behind(is_read)

    def _sign_in_front(self) -> None:
        found = self._next()
        pattern = self._pattern
        if pattern.sign == "before" and pattern.before != pattern.sign_after_digits:
            if found in ("-", "+"):
                self._sign = found
                self._at += 1
        elif found == "-" or (pattern.has("PR") and found == "<"):
            self._sign = "-"
            self._at += 1
        elif found == "+":
            self._sign = "+"
            self._at += 1

    def _sign_alone(self) -> None:
        if self._sign == " " and self._next() in ("-", "+"):
            self._sign = self._next()
            self._at += 1
        else:
            self._skip(1)

    def _take(self) -> bool:
        found = self._next()
        if "0" <= found <= "9":
            if self._point and self.scale == self._pattern.after:
                return False
            self._digits += found
            self.scale += self._point
            self._before += not self._point
            return True
        if self._pattern.has(".") and not self._point and found == ".":
            self._digits += "."
            self._point = True
            return True
        return False

    def _sign_behind(self, is_read: bool) -> None:
        pattern = self._pattern
        following = self._text[self._at + 1 : self._at + 2]
        if pattern.sign and is_read and following and not following.isdigit():
            if following in "+-":
                self._sign = following
                self._at += 1
        elif (
            not is_read
            and not pattern.sign
            and pattern.flags & {"PL", "MI"}
            and self._next() in ("-", "+")
        ):
            self._sign = self._next()


_SILENT = frozenset({"FM", "B", "S", "PR", "V", "C", "SP"})
