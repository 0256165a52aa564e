"""The words of a date or time as text: cutting it into fields, and the words PostgreSQL knows.

Source: PostgreSQL 16, ``utils/adt/datetime.c`` (ParseDateTime, datetktbl); the abbreviations of
time zones were recorded from pg_timezone_abbrevs.
"""

from __future__ import annotations

from enum import Enum, auto

MAX_FIELDS = 25
MAX_LENGTH = 128  # characters: date_in's work buffer
_LONGEST_WORD = 10  # characters that count
_BEHIND_ZONE = frozenset("+-/_.:")
_PUNCTUATION = frozenset("!\"#$%&'()*,/:;<=>?@[\\]^_`{|}~-.+")


class Kind(Enum):
    """What a field looks like."""

    NUMBER = auto()
    DATE = auto()
    TIME = auto()
    ZONE = auto()
    WORD = auto()


class Word(Enum):
    """What a word is."""

    MONTH = auto()
    IGNORED = auto()  # a day of the week, "at", "on"
    HALF = auto()
    ERA = auto()
    UNIT = auto()
    ISO_TIME = auto()
    RESERVED = auto()
    SUMMER = auto()  # the modifier DST


MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNITS = "d dow doy h isodow isoyear m mm s y"  # which no date has
_DAYS = "sun sunday mon monday tue tues tuesday wed wednesday weds thu thur thurs thursday fri"
JULIAN = "julian"
WORDS: dict[str, tuple[Word, str]] = {
    **{
        name: (Word.MONTH, str(n)) for n, long in enumerate(MONTHS, 1) for name in (long, long[:3])
    },
    "sept": (Word.MONTH, "9"),
    **dict.fromkeys(f"{_DAYS} friday sat saturday at on".split(), (Word.IGNORED, "")),
    **{name: (Word.HALF, name) for name in ("am", "pm")},
    **{name: (Word.ERA, name) for name in ("ad", "bc")},
    **dict.fromkeys(("j", "jd", JULIAN), (Word.UNIT, JULIAN)),
    **dict.fromkeys(_UNITS.split(), (Word.UNIT, "")),
    "t": (Word.ISO_TIME, ""),
    "dst": (Word.SUMMER, ""),
    **{
        name: (Word.RESERVED, name)
        for name in ("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs")
    },
    "-infinity": (Word.RESERVED, "-infinity"),
}


def word_of(text: str) -> tuple[Word, str] | None:
    """Return what a word of the text is, ``None`` for one that is no date's."""
    return WORDS.get(text[:_LONGEST_WORD])


def fields_of(text: str) -> list[tuple[Kind, str]] | None:
    """Cut a text into fields, in lower case; ``None`` when it has another character."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    scanner = _Scanner(text.lower())
    found: list[tuple[Kind, str]] = []
    while scanner.skip():
        field = scanner.field()
        if field is None or len(found) >= MAX_FIELDS:
            return None
        found.append(field)
    return found


def is_digit(character: str) -> bool:
    """Whether a character is an ASCII digit."""
    return "0" <= character <= "9"


def is_letter(character: str) -> bool:
    """Whether a character is an ASCII letter in lower case."""
    return "a" <= character <= "z"


class _Scanner:
    """A place in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _while(self, *allowed: str) -> None:
        """Go on over digits (``9``), letters (``a``) and other characters."""
        digits, letters = "9" in allowed, "a" in allowed
        others = frozenset("".join(allowed)) - {"9", "a"}
        while self._at < len(self._text):
            found = self._text[self._at]
            if (digits and is_digit(found)) or (letters and is_letter(found)) or found in others:
                self._at += 1
            else:
                return

    def skip(self) -> bool:
        """Go to the next field; ``False`` at the end."""
        while self._at < len(self._text):
            found = self._text[self._at]
            if found in "+-":
                return True
            if found == "." and is_digit(self._text[self._at + 1 : self._at + 2]):
                return True
            if not found.isspace() and found not in _PUNCTUATION:
                return True
            self._at += 1
        return False

    def field(self) -> tuple[Kind, str] | None:
        """Read a field."""
        start, found = self._at, self._next()
        if is_digit(found):
            return self._number(start)
        if found == ".":
            self._at += 1
            self._while("9")
            return Kind.NUMBER, self._text[start : self._at]
        if is_letter(found):
            return self._word(start)
        return self._signed(found) if found in "+-" else None

    def _number(self, start: int) -> tuple[Kind, str]:
        self._while("9")
        kind, delimiter = Kind.NUMBER, self._next()
        if delimiter == ":":
            kind = Kind.TIME
            self._while("9", ":", ".")
        elif delimiter and delimiter in "-/.":
            self._at += 1
            if is_digit(self._next()):
                kind = Kind.NUMBER if delimiter == "." else Kind.DATE
                self._while("9")
                if self._next() == delimiter:
                    kind = Kind.DATE
                    self._while("9", delimiter)
            else:
                kind = Kind.DATE
                self._while("9", "a", delimiter)
        return kind, self._text[start : self._at]

    def _word(self, start: int) -> tuple[Kind, str]:
        self._while("a")
        behind = self._next()
        is_date = behind != "" and behind in "-/."
        if behind == "+" or is_digit(behind):
            is_date = word_of(self._text[start : self._at]) is None
        if not is_date:
            return Kind.WORD, self._text[start : self._at]
        self._while("9", "a", *_BEHIND_ZONE)
        return Kind.DATE, self._text[start : self._at]

    def _signed(self, sign: str) -> tuple[Kind, str] | None:
        self._at += 1
        while self._next().isspace():
            self._at += 1
        start = self._at
        if is_digit(self._next()):
            self._while("9", ":", ".", "-")
            return Kind.ZONE, sign + self._text[start : self._at]
        if is_letter(self._next()):
            self._while("a")
            return Kind.WORD, sign + self._text[start : self._at]
        return None
