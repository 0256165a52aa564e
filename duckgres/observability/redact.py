r"""SQL text made fit for a log: its shape stays, its values go.

A lexer by PostgreSQL's rules (manual, 4.1 "Lexical Structure"): strings in all their forms, dollar
quotes, numbers, nested comments. What is not closed is taken as going on to the end. Whenever two
readings are possible, the one that shows less is taken: the text may be wrong on purpose.
"""

from __future__ import annotations

import re
from functools import lru_cache

MARK = "?"
_CUT = "…"
_CACHED_LENGTH = 2048  # characters; longer texts are rarely said twice
_LEAST_WINDOW = 4096  # characters

# PostgreSQL takes every character beyond ASCII for a letter.
_LETTER = r"A-Za-z_\x80-\U0010ffff"
_TAG = rf"\$(?:[{_LETTER}][{_LETTER}0-9]*)?\$"

# No possessive quantifiers here: they match wrongly in Python 3.11.2, which is Debian 12's.
# Instead every pattern is made so that it never has to go back.

# What is shown as it stands: words, parameters, operators. A "$" within a word begins no quote,
# right behind a literal it may; so words are stepped over whole: looking behind would not do.
_SHOWN = re.compile(
    rf"(?:(?![eE]')[{_LETTER}][{_LETTER}0-9$]*|\$[0-9]+|(?!{_TAG})\$"
    rf"|-(?!-)|/(?!\*)|[^{_LETTER}0-9$'\"/-])*"
)
_TOKEN = re.compile(
    rf"""
      (?P<comment> --[^\n\r]* )
    | (?P<block> /\* )
    | (?P<escape> [eE]' )
    | (?P<string> ' )
    | (?P<name> "[^"]*(?:""[^"]*)*" )
    | (?P<unclosed> " )
    | (?P<dollar> {_TAG} )
    | (?P<number> [0-9][{_LETTER}0-9.]* (?: (?<=[eE]) [+-] [0-9][{_LETTER}0-9.]* )? )
    """,
    re.VERBOSE,
)
_PLAIN_BODY = re.compile(r"[^']*(?:''[^']*)*(?:'|\Z)")
_ESCAPE_BODY = re.compile(r"(?:[^'\\]|\\(?:.|\Z)|'')*(?:'|\Z)", re.DOTALL)
# E'a' <newline> 'b' is one string, and in its second part a backslash still escapes; a comment may
# stand between.
_CONTINUED = re.compile(r"(?:\s|--[^\n\r]*(?:[\n\r]|\Z))+'")
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_SPACES = re.compile(r"\s+")
# ALTER USER x PASSWORD secret, the quotes forgotten: an error, and still somebody's password.
_BARE_PASSWORD = re.compile(
    r"\b((?:create|alter)\s+(?:user|role|group)\b.*?\bpassword)\s+(?!null\b)[^\s;?]+",
    re.IGNORECASE,
)


def redact(sql: str, limit: int = 1000) -> str:
    """Return ``sql`` in one line without literals and comments, cut to ``limit`` characters."""
    if len(sql) <= _CACHED_LENGTH:
        return _redact_cached(sql, limit)
    # A value cut by the window is not closed any more, so it goes as a whole.
    return _redact(sql, limit, max(4 * limit, _LEAST_WINDOW))


@lru_cache(maxsize=512)
def _redact_cached(sql: str, limit: int) -> str:
    return _redact(sql, limit, _CACHED_LENGTH)


def _redact(sql: str, limit: int, window: int) -> str:
    text = sql[:window]
    parts: list[str] = []
    position = 0
    while True:
        if (plain := _SHOWN.match(text, position)) is not None:
            parts.append(plain.group())
            position = plain.end()
        if (found := _TOKEN.match(text, position)) is None:
            break
        shown, position = _skip(text, found)
        parts.append(shown)
    assert position == len(text), "the two patterns leave no character out"
    line = _SPACES.sub(" ", "".join(parts)).strip()
    line = _BARE_PASSWORD.sub(rf"\1 {MARK}", line)
    if len(line) > limit:
        return line[: limit - 1] + _CUT
    return line + _CUT if len(sql) > window else line


def _skip(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return what is shown for the token, and where it ends."""
    end = found.end()
    match found.lastgroup:
        case "comment":
            shown = " "
        case "block":
            shown, end = " ", _end_of_comment(text, end)
        case "name":
            shown = found.group()
        case "string":
            shown, end = MARK, _end_of(_PLAIN_BODY, text, end)
        case "escape":
            shown, end = MARK, _end_of_escape_string(text, end)
        case "dollar":
            closing = text.find(found.group(), end)
            shown, end = MARK, len(text) if closing < 0 else closing + len(found.group())
        case "number":
            shown = MARK
        case _:  # a quoted name that is not closed
            shown, end = MARK, len(text)
    return shown, end


def _end_of(body: re.Pattern[str], text: str, start: int) -> int:
    match = body.match(text, start)
    assert match is not None, "what is not closed ends with the text"
    return match.end()


def _end_of_escape_string(text: str, start: int) -> int:
    end = _end_of(_ESCAPE_BODY, text, start)
    while (more := _CONTINUED.match(text, end)) is not None:
        end = _end_of(_ESCAPE_BODY, text, more.end())
    return end


def _end_of_comment(text: str, start: int) -> int:
    depth = 1
    for edge in _BLOCK_EDGE.finditer(text, start):
        depth += 1 if edge.group() == "/*" else -1
        if not depth:
            return edge.end()
    return len(text)
