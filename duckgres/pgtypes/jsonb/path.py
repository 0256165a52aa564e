"""SQL/JSON's path language: a text to a tree.

The tree is made of the small classes here; ``path_run`` evaluates it. Left out, and refused: the
method ``keyvalue()``, and those of dates and of types that came with PostgreSQL 17. Source:
PostgreSQL manual, 9.16.2; PostgreSQL 16, ``utils/adt/jsonpath_gram.y`` and ``jsonpath_scan.l``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb.value import parse as parse_json
from duckgres.pgtypes.short_texts import remembered

METHODS = frozenset({"type", "size", "double", "ceiling", "floor", "abs"})
COMPARISONS = frozenset({"==", "!=", "<>", "<", "<=", ">", ">="})
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n\r\f]+ | /\*.*?\*/)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<variable>\$(?:"(?:[^"\\]|\\.)*"|[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*))
  | (?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)
  | (?P<sign>\*\*|==|!=|<>|<=|>=|&&|\|\||[-+*/%<>!$@.,?()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_END = ("end", "")
_REFUSED = frozenset({
    "keyvalue", "datetime", "date", "time", "time_tz", "timestamp", "timestamp_tz", "bigint",
    "boolean", "decimal", "integer", "number", "string",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: Any  # a value of jsonb


@dataclass(frozen=True, slots=True)
class Name:
    """``$``, ``@``, ``last``, or a variable with its ``$``."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """``.key``; ``None`` is ``.*``."""

    key: str | None


@dataclass(frozen=True, slots=True)
class Anywhere:
    """``.**``, perhaps between two levels; ``None`` is the last one."""

    low: int | None = 0
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Subscripts:
    """``[1, 2 to last]``; empty is ``[*]``."""

    ranges: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """``?(condition)``."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Method:
    """``.size()`` and its kin."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A value and the steps from it."""

    start: Node
    steps: tuple[Member | Anywhere | Subscripts | Filter | Method, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Arithmetic, comparison, logic: an operator and its operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """``like_regex``."""

    value: Node
    pattern: re.Pattern[str]


Node = Literal | Name | Path | Operation | Match


@dataclass(frozen=True, slots=True)
class Parsed:
    """A path.

    Attributes:
        strict: What is missing is an error.
        root: The expression.
        is_predicate: It is a condition, whose value is true, false or null.
    """

    strict: bool
    root: Node
    is_predicate: bool


_PREDICATES = COMPARISONS | {"&&", "||", "!", "exists", "starts with", "is unknown"}


@remembered(256)
def parse(text: str) -> Parsed:
    """Read a path.

    Raises:
        PgError: 42601, it is none; 0A000, it asks for what is not there.
    """
    return _Parser(_tokens(text)).path()


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _syntax(text[at])
        if match.lastgroup != "space":
            found.append((str(match.lastgroup), match[0]))
        at = match.end()
    return [*found, _END]


def _syntax(word: str) -> PgError:
    where = f'at or near "{word}"' if word else "at end"
    return PgError(f"syntax error {where} of jsonpath input", sqlstate="42601")


def _refusal(name: str) -> PgError:
    return PgError(
        f"jsonpath item method .{name}() is not supported",
        sqlstate="0A000",
        hint="Query the item and convert it in SQL.",
    )


class _Parser:
    """A recursive descent, one method a level of precedence."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def path(self) -> Parsed:
        strict = self._takes("strict")
        if not strict:
            self._takes("lax")
        root = self._or()
        if self._token != _END:
            raise _syntax(self._token[1])
        is_predicate = isinstance(root, Match) or (
            isinstance(root, Operation) and root.operator in _PREDICATES
        )
        return Parsed(strict, root, is_predicate)

    @property
    def _token(self) -> tuple[str, str]:
        return self._tokens[self._at]

    def _next(self) -> tuple[str, str]:
        token = self._token
        self._at += 1
        return token

    def _takes(self, *words: str) -> bool:
        """Go past these words or signs if they come next."""
        kinds = self._tokens[self._at : self._at + len(words)]
        if [text for _, text in kinds] != list(words) or any(k == "string" for k, _ in kinds):
            return False
        self._at += len(words)
        return True

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise _syntax(self._token[1])

    def _or(self) -> Node:
        found = self._and()
        while self._takes("||"):
            found = Operation("||", (found, self._and()))
        return found

    def _and(self) -> Node:
        found = self._not()
        while self._takes("&&"):
            found = Operation("&&", (found, self._not()))
        return found

    def _not(self) -> Node:
        if self._takes("!"):
            return Operation("!", (self._not(),))
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        if self._token[1] in COMPARISONS and self._token[0] == "sign":
            return Operation(self._next()[1], (left, self._sum()))
        if self._takes("starts", "with"):
            return Operation("starts with", (left, self._sum()))
        if self._takes("is", "unknown"):
            return Operation("is unknown", (left,))
        if self._takes("like_regex"):
            return self._regex(left)
        return left

    def _regex(self, value: Node) -> Node:
        pattern = self._string()
        flags = self._string() if self._takes("flag") else ""
        return Match(value, _compiled(pattern, flags))

    def _string(self) -> str:
        kind, text = self._next()
        if kind != "string":
            raise _syntax(text)
        return str(parse_json(text))

    def _sum(self) -> Node:
        found = self._product()
        while self._token in (("sign", "+"), ("sign", "-")):
            found = Operation(self._next()[1], (found, self._product()))
        return found

    def _product(self) -> Node:
        found = self._signed()
        while self._token in (("sign", "*"), ("sign", "/"), ("sign", "%")):
            found = Operation(self._next()[1], (found, self._signed()))
        return found

    def _signed(self) -> Node:
        if self._token in (("sign", "+"), ("sign", "-")):
            return Operation(f"unary {self._next()[1]}", (self._signed(),))
        return self._accessed()

    def _accessed(self) -> Node:
        start = self._primary()
        steps: list[Any] = []  # of the kinds Path takes
        while (step := self._step()) is not None:
            steps.append(step)
        return Path(start, tuple(steps)) if steps else start

    def _primary(self) -> Node:
        kind, text = self._next()
        if kind == "string":
            return Literal(parse_json(text))
        if kind == "number":
            return Literal(_number(text))
        if kind == "variable":
            name = text[1:]
            return Name("$" + (str(parse_json(name)) if name.startswith('"') else name))
        if text in ("$", "@", "last"):
            return Name(text)
        if text in _CONSTANTS:
            return Literal(_CONSTANTS[text])
        return self._enclosed(text)

    def _enclosed(self, word: str) -> Node:
        """Read ``exists (…)`` or ``(…)``."""
        if word == "exists":
            self._expect("(")
        elif word != "(":
            raise _syntax(word)
        inner = self._or()
        self._expect(")")
        return Operation("exists", (inner,)) if word == "exists" else inner

    def _step(self) -> Member | Anywhere | Subscripts | Filter | Method | None:
        if self._takes("?"):
            self._expect("(")
            condition = self._or()
            self._expect(")")
            return Filter(condition)
        if self._takes("["):
            return self._subscripts()
        if not self._takes("."):
            return None
        if self._takes("*"):
            return Member(None)
        if self._takes("**"):
            return self._anywhere()
        return self._member()

    def _member(self) -> Member | Method:
        kind, text = self._next()
        if kind == "string":
            return Member(str(parse_json(text)))
        if kind not in ("word", "variable"):
            raise _syntax(text)
        if kind == "word" and self._takes("(", ")"):
            if text in METHODS:
                return Method(text)
            raise _refusal(text) if text in _REFUSED else _syntax("(")
        if kind == "word" and text in _REFUSED and self._token[1] == "(":
            raise _refusal(text)
        return Member(text)

    def _subscripts(self) -> Subscripts:
        if self._takes("*"):
            self._expect("]")
            return Subscripts(())
        ranges = []
        while True:
            low = self._sum()
            ranges.append((low, self._sum() if self._takes("to") else None))
            if self._takes("]"):
                return Subscripts(tuple(ranges))
            self._expect(",")

    def _anywhere(self) -> Anywhere:
        if not self._takes("{"):
            return Anywhere()
        low = self._level()
        high = self._level() if self._takes("to") else low
        self._expect("}")
        return Anywhere(low, high)

    def _level(self) -> int | None:
        kind, text = self._next()
        if text == "last":
            return None
        if kind != "number" or not text.isdecimal():
            raise _syntax(text)
        return int(text)


_CONSTANTS = {"true": True, "false": False, "null": None}


def _number(text: str) -> int | Decimal:
    return int(text) if text.isdecimal() else Decimal(text)


def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    found = re.RegexFlag(0)
    for flag in flags:
        if flag not in _FLAGS:
            raise PgError(
                "invalid input syntax for type jsonpath",
                sqlstate="42601",
                detail=f'Unrecognized flag character "{flag}" in LIKE_REGEX predicate.',
            )
        found |= _FLAGS[flag]
    try:
        return re.compile(re.escape(pattern) if "q" in flags else pattern, found)
    except re.error as error:
        message = f"invalid regular expression: {error}"
        raise PgError(message, sqlstate="2201B") from None


_FLAGS = {
    "i": re.IGNORECASE,
    "s": re.DOTALL,
    "m": re.MULTILINE,
    "x": re.VERBOSE,
    "q": re.RegexFlag(0),
}
