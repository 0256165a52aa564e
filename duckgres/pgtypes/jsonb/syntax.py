"""What is wrong with a JSON text, in PostgreSQL's words.

Python's parser says quickly whether a text is JSON; this one is asked only when it is not, and
walks through the text as PostgreSQL's does. Source: PostgreSQL 16, ``common/jsonapi.c``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from duckgres.errors import PgError

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NUMBER_END = re.compile(r"[A-Za-z0-9_+.\-\x80-\U0010ffff]*")
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_PUNCTUATION = "{}[],:"
_CONSTANTS = frozenset({"true", "false", "null"})
_ESCAPES = '"\\/bfnrt'
_UNSUPPORTED = "22P05"

STRING, NUMBER, WORD, END = "string", "number", "word", "end"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # one of the names above, or the sign itself
    text: str


def refusal(text: str, *, binary: bool) -> PgError | None:
    """Return why the text is no JSON, ``None`` when it is.

    Args:
        text: A whole document.
        binary: For jsonb, which takes no escape that is not a character.
    """
    try:
        _Reader(text, binary).document()
    except RecursionError:
        return PgError("stack depth limit exceeded", sqlstate="54001")
    except PgError as error:
        return error
    return None


def is_json(text: str, kind: str, *, unique: bool) -> bool:
    """Do ``IS JSON``.

    Args:
        text: What may be JSON.
        kind: ``value`` for any, or ``object``, ``array``, ``scalar``.
        unique: No object may have a key twice.
    """
    if refusal(text, binary=False) is not None:
        return False
    if unique and not _has_unique_keys(text):
        return False
    found = {"{": "object", "[": "array"}.get(text.strip(" \t\n\r")[0], "scalar")
    return kind in ("value", found)


def _has_unique_keys(text: str) -> bool:
    def check(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key is there twice")

    try:
        json.loads(text, object_pairs_hook=check, parse_int=str, parse_float=str)
    except ValueError:
        return False
    return True


def _invalid(detail: str) -> PgError:
    return PgError("invalid input syntax for type json", sqlstate="22P02", detail=detail)


def _unsupported(detail: str) -> PgError:
    return PgError("unsupported Unicode escape sequence", sqlstate=_UNSUPPORTED, detail=detail)


class _Reader:
    """A recursive descent through one text."""

    def __init__(self, text: str, binary: bool) -> None:
        self._text = text
        self._binary = binary
        self._at = 0
        self._token = _Token(END, "")

    def document(self) -> None:
        """Read one value and the end."""
        self._next()
        self._value("JSON value")
        if self._token.kind != END:
            raise self._expected("end of input")

    def _value(self, wanted: str) -> None:
        kind = self._token.kind
        if kind == "{":
            self._nested(self._object)
        elif kind == "[":
            self._nested(self._array)
        elif kind in (STRING, NUMBER, WORD):
            self._next()
        else:
            raise self._expected(wanted)

    def _nested(self, read: Callable[[], None]) -> None:
        self._next()
        read()

    def _object(self) -> None:
        if self._token.kind == "}":
            self._next()
            return
        wanted = 'string or "}"'
        while True:
            if self._token.kind != STRING:
                raise self._expected(wanted)
            self._next()
            if self._token.kind != ":":
                raise self._expected('":"')
            self._next()
            self._value("JSON value")
            if self._token.kind == "}":
                self._next()
                return
            if self._token.kind != ",":
                raise self._expected('"," or "}"')
            self._next()
            wanted = "string"

    def _array(self) -> None:
        if self._token.kind == "]":
            self._next()
            return
        wanted = 'array element or "]"'
        while True:
            self._value(wanted)
            if self._token.kind == "]":
                self._next()
                return
            if self._token.kind != ",":
                raise self._expected('"," or "]"')
            self._next()
            wanted = "JSON value"

    def _expected(self, wanted: str) -> PgError:
        if self._token.kind == END:
            return _invalid("The input string ended unexpectedly.")
        return _invalid(f'Expected {wanted}, but found "{self._token.text}".')

    def _next(self) -> None:
        space = _SPACE.match(self._text, self._at)
        start = space.end() if space else self._at
        if start == len(self._text):
            self._token = _Token(END, "")
            return
        sign = self._text[start]
        if sign in _PUNCTUATION:
            kind, end = sign, start + 1
        elif sign == '"':
            kind, end = STRING, self._string(start)
        elif sign == "-" or sign.isdigit():
            kind, end = NUMBER, self._number(start)
        else:
            kind, end = WORD, self._word(start)
        self._token, self._at = _Token(kind, self._text[start:end]), end

    def _word(self, start: int) -> int:
        found = _WORD.match(self._text, start)
        end = found.end() if found else start
        word = self._text[start : max(end, start + 1)]
        if word not in _CONSTANTS:
            raise _invalid(f'Token "{word}" is invalid.')
        return end

    def _number(self, start: int) -> int:
        whole = _NUMBER_END.match(self._text, start)
        found = _NUMBER.match(self._text, start)
        word = self._text[start : whole.end()] if whole else ""
        if found is None or found.end() != start + len(word):
            raise _invalid(f'Token "{word}" is invalid.')
        return found.end()

    def _string(self, start: int) -> int:
        at, high = start + 1, False
        while True:
            if at >= len(self._text):
                raise _invalid(f'Token "{self._text[start:]}" is invalid.')
            sign = self._text[at]
            if sign == "\\":
                at, high = self._escape(start, at, high)
                continue
            if high:
                raise _invalid("Unicode low surrogate must follow a high surrogate.")
            if sign == '"':
                return at + 1
            if sign < " ":
                raise _invalid(f"Character with value 0x{ord(sign):02x} must be escaped.")
            at += 1

    def _escape(self, start: int, at: int, high: bool) -> tuple[int, bool]:
        """Read an escape; returns where it ends, and whether its other half must follow."""
        sign = self._text[at + 1 : at + 2]
        if not sign:
            raise _invalid(f'Token "{self._text[start:]}" is invalid.')
        if sign != "u":
            if high:
                raise _invalid("Unicode low surrogate must follow a high surrogate.")
            if sign not in _ESCAPES:
                raise _invalid(f'Escape sequence "\\{sign}" is invalid.')
            return at + 2, False
        if _HEX.match(self._text, at + 2) is None:
            raise _invalid('"\\u" must be followed by four hexadecimal digits.')
        code = int(self._text[at + 2 : at + 6], 16)
        return at + 6, self._binary and _half(code, high)


def _half(code: int, high: bool) -> bool:
    """Check one code of jsonb; returns whether it is the first half of a character."""
    if 0xD800 <= code < 0xDC00:
        if high:
            raise _invalid("Unicode high surrogate must not follow a high surrogate.")
        return True
    if (0xDC00 <= code < 0xE000) != high:
        raise _invalid("Unicode low surrogate must follow a high surrogate.")
    if code == 0:
        raise _unsupported("\\u0000 cannot be converted to text.")
    return False
