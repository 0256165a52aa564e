"""A template, cut into its patterns and what stands between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from duckgres.pgtypes.short_texts import remembered


class Kind(Enum):
    """What a part of a template is."""

    FIELD = auto()
    LETTER = auto()
    SEPARATOR = auto()
    SPACE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A pattern, or a character that stands for itself.

    Attributes:
        kind: Which of them.
        text: The pattern as it is written, or the character.
        fill: ``FM``: without blanks and zeros that fill up.
        suffix: ``TH`` or ``th``: the ending of an ordinal number; nothing else.
        translated: ``TM``: a name in the locale's language, which is English here.
    """

    kind: Kind
    text: str
    fill: bool = False
    suffix: str = ""
    translated: bool = False

    @property
    def name(self) -> str:
        """Return the pattern in capitals."""
        return self.text.upper()


def _both(text: str) -> list[str]:
    return [found for word in text.split() for found in (word, word.lower())]


DATE_FIELDS = (
    *_both("""
        A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID
        IW IYYY IYY IY I J MI MM MONTH MON MS OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W
        Y,YYY YYYY YYY YY Y
    """),
    *("Day", "Dy", "Month", "Mon"),
)
NUMBER_FIELDS = (
    *(",", ".", "0", "9"),
    *_both("B C D EEEE FM G L MI PL PR RN SG SP S TH V"),
)
_PREFIXES = ("FM", "fm", "TM", "tm")
_SUFFIXES = ("TH", "th", "SP")


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the words by their first letter, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


_DATE_WORDS, _NUMBER_WORDS = _by_first(DATE_FIELDS), _by_first(NUMBER_FIELDS)


@remembered(256)
def date_parts(template: str) -> tuple[Part, ...]:
    """Cut a template of a date or time."""
    return tuple(_parts(template, _DATE_WORDS, modified=True))


@remembered(256)
def number_parts(template: str) -> tuple[Part, ...]:
    """Cut a template of a number."""
    return tuple(_parts(template, _NUMBER_WORDS, modified=False))


def _starting(text: str, at: int, words: Iterable[str]) -> str:
    return next((word for word in words if text.startswith(word, at)), "")


def _parts(template: str, words: dict[str, list[str]], *, modified: bool) -> list[Part]:
    """Cut a template.

    Args:
        template: The text.
        words: The patterns by their first letter.
        modified: Whether they have prefixes and suffixes.
    """
    found: list[Part] = []
    at = 0
    while at < len(template):
        prefixes = ""
        if modified:
            prefixes = _starting(template, at, _PREFIXES)
            at += len(prefixes)
        word = _starting(template, at, words.get(template[at : at + 1], ()))
        if word:
            at += len(word)
            suffix = _starting(template, at, _SUFFIXES) if modified else ""
            at += len(suffix)
            found.append(
                Part(
                    Kind.FIELD,
                    word,
                    prefixes.upper() == "FM",
                    suffix if suffix != "SP" else "",
                    prefixes.upper() == "TM",
                )
            )
        elif template[at : at + 1] == '"':
            at = _quoted(template, at + 1, found)
        elif at < len(template):
            if template.startswith('\\"', at):
                at += 1
            found.append(Part(_kind_of(template[at]), template[at]))
            at += 1
    return found


def _quoted(template: str, at: int, found: list[Part]) -> int:
    """Take the letters up to the next quote; return where it goes on."""
    while at < len(template):
        if template[at] == '"':
            return at + 1
        if template[at] == "\\" and at + 1 < len(template):
            at += 1
        found.append(Part(Kind.LETTER, template[at]))
        at += 1
    return at


def _kind_of(character: str) -> Kind:
    if character.isspace():
        return Kind.SPACE
    if "!" <= character <= "~" and not character.isalnum():
        return Kind.SEPARATOR
    return Kind.LETTER


def ordinal(number: str, suffix: str) -> str:
    """Return the ending of an ordinal number, in the case of ``suffix``."""
    ending = "th"
    if number[-2:-1] != "1":
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
    return ending.upper() if suffix == "TH" else ending
