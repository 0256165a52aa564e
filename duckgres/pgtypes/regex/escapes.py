r"""Escapes that stand for a character or a class: ``\n``, ``\u00E9``, ``\d``.

Source: PostgreSQL manual, 9.7.3.3 "Regular Expression Escapes"; ``lexescape`` of ``regc_lex.c``.
"""

from __future__ import annotations

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.errors import invalid

CLASS_ESCAPES = {
    "d": charset.CLASSES["digit"],
    "s": charset.CLASSES["space"],
    "w": charset.CLASSES["word"],
}
CLASS_ESCAPES |= {
    letter.upper(): charset.complement(members) for letter, members in CLASS_ESCAPES.items()
}
_PLAIN = {
    "a": "\a", "b": "\b", "B": "\\", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v",
}  # fmt: skip
_FIXED = {"u": 4, "U": 8}
_MOST_HEX = 255  # digits of \x
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")


def character_escape(pattern: str, at: int) -> tuple[str, int]:
    """Read the escape of one character.

    Args:
        pattern: The whole pattern.
        at: Behind the backslash.

    Returns:
        The character, and where the pattern goes on.
    """
    letter = pattern[at : at + 1]
    if letter in _PLAIN:
        return _PLAIN[letter], at + 1
    if letter in _FIXED:
        size = _FIXED[letter]
        digits = pattern[at + 1 : at + 1 + size]
        if len(digits) < size:
            raise invalid("invalid escape \\ sequence")
        return _character(digits, 16), at + 1 + size
    if letter == "x":
        end = _run(pattern, at + 1, _HEX, _MOST_HEX)
        return _character(pattern[at + 1 : end], 16), end
    if letter == "c":
        if at + 1 >= len(pattern):
            raise invalid("invalid escape \\ sequence")
        return chr(ord(pattern[at + 1]) & 0x1F), at + 2
    if letter.isdigit() and letter.isascii():
        end = _run(pattern, at, _OCTAL, 3)
        return _character(pattern[at:end], 8), end
    if not letter or (letter.isalnum() and letter.isascii()):
        raise invalid("invalid escape \\ sequence")
    return letter, at + 1


def _run(pattern: str, at: int, digits: frozenset[str], most: int) -> int:
    end = at
    while end < len(pattern) and end - at < most and pattern[end] in digits:
        end += 1
    return end


def _character(digits: str, base: int) -> str:
    try:
        return chr(int(digits, base))
    except (ValueError, OverflowError):
        raise invalid("invalid escape \\ sequence") from None
