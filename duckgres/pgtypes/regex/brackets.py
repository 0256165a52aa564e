"""Bracket expressions: ``[a-z]``, ``[^[:space:]_]``.

Source: PostgreSQL manual, 9.7.3.2 "Bracket Expressions".
"""

from __future__ import annotations

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.charset import Charset
from duckgres.pgtypes.regex.errors import invalid
from duckgres.pgtypes.regex.escapes import CLASS_ESCAPES, character_escape

_NAMES = {
    "hyphen": "-", "hyphen-minus": "-", "period": ".", "space": " ", "comma": ",", "slash": "/",
    "left-square-bracket": "[", "right-square-bracket": "]", "circumflex": "^", "tab": "\t",
    "newline": "\n", "backslash": "\\", "underscore": "_",
}  # fmt: skip


def bracket(pattern: str, at: int) -> tuple[Charset, int]:
    """Read a bracket expression.

    Args:
        pattern: The whole pattern.
        at: Behind ``[`` or ``[^``.

    Returns:
        Its members, and where the pattern goes on behind ``]``.
    """
    found: list[Charset] = []
    first = True
    while True:
        if at >= len(pattern):
            raise invalid("brackets [] not balanced")
        if pattern[at] == "]" and not first:
            return charset.union(found), at + 1
        first = False
        members, at = _item(pattern, at)
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("]", ""):
            last, at = _item(pattern, at + 1)
            members = _range(members, last)
        found.append(members)


def _range(first: Charset, last: Charset) -> Charset:
    if len(first) != 1 or len(last) != 1 or first[0][0] != first[0][1] or last[0][0] != last[0][1]:
        raise invalid("invalid character range")
    if first[0][0] > last[0][0]:
        raise invalid("invalid character range")
    return ((first[0][0], last[0][0]),)


def _item(pattern: str, at: int) -> tuple[Charset, int]:
    """Read a character, a class or a collating element."""
    character = pattern[at]
    if character == "[" and pattern[at + 1 : at + 2] in (":", ".", "="):
        return _named(pattern, at)
    if character != "\\":
        return charset.single(character), at + 1
    letter = pattern[at + 1 : at + 2]
    if letter in CLASS_ESCAPES:
        return CLASS_ESCAPES[letter], at + 2
    escaped, at = character_escape(pattern, at + 1)
    return charset.single(escaped), at


def _named(pattern: str, at: int) -> tuple[Charset, int]:
    mark = pattern[at + 1]
    end = pattern.find(f"{mark}]", at + 2)
    if end < 0:
        raise invalid("brackets [] not balanced")
    name = pattern[at + 2 : end]
    if mark == ":":
        if name not in charset.CLASSES:
            raise invalid("invalid character class")
        return charset.CLASSES[name], end + 2
    character = name if len(name) == 1 else _NAMES.get(name)
    if character is None:
        raise invalid("invalid collating element")
    return charset.single(character), end + 2
