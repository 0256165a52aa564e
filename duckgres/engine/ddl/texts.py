"""Names inside DuckDB's own SQL, found by its tokens."""

from __future__ import annotations

from collections.abc import Callable

from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import parse
from duckgres.sql.parse import Token
from duckgres.sql.positions import Source

MOST_NAME_BYTES = 63


def object_name(first: str, second: str, label: str) -> str:
    """Return ``first_second_label``, cut as PostgreSQL cuts it (``makeObjectName``)."""
    room = MOST_NAME_BYTES - len(label) - 1 - (1 if second else 0)
    one, two = len(first), len(second)
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    return "_".join(filter(None, (first[:one], second[:two], label)))


def mentions(text: str, name: str) -> bool:
    """Whether a name stands in a text."""
    return any(_is(token, name) for token in _tokens(text))


def renamed(text: str, old: str, new: str, quote: Callable[[str], str] = quoted) -> str:
    """Return a text with another name for a column; no type behind ``::`` is one."""
    source, parts, done = Source(text), [], 0
    found = _tokens(text)
    for index, token in enumerate(found):
        behind = found[index + 1].text if index + 1 < len(found) else ""
        before = found[index - 1].text if index else ""
        if _is(token, old) and behind not in ("(", ".") and before != "::":
            parts += [source.cut(done, token.start), quote(new)]
            done = token.end
    return "".join([*parts, source.cut(done, len(source))])


def is_constant(text: str) -> bool:
    """Whether an expression is one constant, with a sign or without."""
    found = [token.text for token in _tokens(text)]
    if found[:1] == ["-"]:
        found = found[1:]
    return len(found) == 1 and (found[0][0] in "'0123456789." or found[0].lower() in _WORDS)


_WORDS = frozenset({"true", "false", "null"})


def _tokens(text: str) -> list[Token]:
    try:
        return parse.tokens(Source(text))
    except PgError:
        return []


def _is(token: Token, name: str) -> bool:
    """Whether a token is the name; DuckDB knows no difference of case."""
    if token.text.startswith('"'):
        return token.text[1:-1].replace('""', '"').casefold() == name.casefold()
    return token.word == name.casefold()
