"""What a failed statement's own text adds to DuckDB's report of the error.

DuckDB's message often lacks what PostgreSQL's has: the table of an UPDATE, the schema that was
written, the argument types of an unknown function. The text that DuckDB ran has them. This looks
at tokens near the reported place and answers ``None`` rather than guess; it decides wording only,
never what is run. Knows nothing of DuckDB's messages. Offsets count characters from 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_LONGEST = 64 * 1024  # characters; a longer text (a bulk INSERT) is not worth its tokens
_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<word>[^\W\d][\w$]*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<sign>::|<>|!=|<=|>=|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_TABLE_AFTER = {"INTO", "UPDATE", "TABLE", "FROM"}
_BEFORE_TABLE = {"IF", "NOT", "EXISTS", "ONLY"}
_CLAUSES = {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "WINDOW", "UNION", "RETURNING"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SQL; ``start`` is its offset."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def is_name(self) -> bool:
        """Whether it can name something."""
        return self.kind in {"word", "quoted"}

    @property
    def name(self) -> str:
        """The name that an identifier stands for, in PostgreSQL's spelling."""
        if self.kind == "quoted":
            return self.text[1:-1].replace('""', '"')
        return self.text.lower()


class StatementText:
    """The tokens of one statement, asked by place."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def tokens(self) -> list[Token]:
        """All but space and comments; none of a text that is too long."""
        if len(self._text) > _LONGEST:
            return []
        return [
            Token(match.lastgroup or "", match.group(), match.start())
            for match in _TOKEN.finditer(self._text)
            if match.lastgroup != "space"
        ]

    def _index_at(self, offset: int | None) -> int | None:
        if offset is None:
            return None
        return next((i for i, token in enumerate(self.tokens) if token.start == offset), None)

    def starts_with(self, *words: str) -> bool:
        """Whether the statement begins with these upper-case words."""
        found = tuple(token.text.upper() for token in self.tokens[: len(words)])
        return found == words

    def dotted_name(self, offset: int | None) -> list[Token]:
        """Return the parts of the (qualified) name that begins here."""
        index = self._index_at(offset)
        return [] if index is None else self._name_from(index)

    def _name_from(self, index: int) -> list[Token]:
        tokens = self.tokens
        parts: list[Token] = []
        while index < len(tokens) and tokens[index].is_name:
            parts.append(tokens[index])
            if index + 1 >= len(tokens) or tokens[index + 1].text != ".":
                break
            index += 2
        return parts

    def target_table(self) -> list[Token]:
        """Return the name of the table that INSERT, UPDATE, DELETE, MERGE or ALTER changes."""
        if not self.tokens or self.tokens[0].text.upper() not in {
            *("INSERT", "UPDATE", "DELETE", "MERGE", "ALTER", "CREATE", "DROP", "COPY"),
        }:
            return []
        for index, token in enumerate(self.tokens[:6]):
            if token.text.upper() in _TABLE_AFTER:
                index += 1
                while (
                    index < len(self.tokens) and self.tokens[index].text.upper() in _BEFORE_TABLE
                ):
                    index += 1
                return self._name_from(index)
        return []

    def find_name(self, name: str, after: int = 0, *, last: bool = False) -> int | None:
        """Return where a name stands first (or last) at or after an offset."""
        found = [t.start for t in self.tokens if t.start >= after and t.is_name and t.name == name]
        if not found:
            return None
        return found[-1] if last else found[0]

    def folded(self, name: str) -> str:
        """Return a name that DuckDB reports as it was written, in PostgreSQL's spelling."""
        if name.islower():
            return name
        same = (t.name for t in self.tokens if t.is_name and t.name.lower() == name.lower())
        return next(same, name)

    def find_word(self, word: str) -> int | None:
        """Return the token offset of a keyword given in upper case, the first one."""
        return next((t.start for t in self.tokens if t.text.upper() == word), None)

    def only_source(self) -> str | None:
        """Return the alias of the only FROM item, ``None`` for several or what is no table."""
        words = [token.text.upper() for token in self.tokens]
        if words.count("FROM") != 1:
            return None
        index = words.index("FROM") + 1
        parts = self._name_from(index)
        if not parts:
            return None
        index += 2 * len(parts) - 1
        if index < len(words) and words[index] == "AS":
            index += 1
        rest = self.tokens[index : index + 2]
        if not rest or rest[0].text.upper() in _CLAUSES or rest[0].text in {";", ")"}:
            return parts[-1].name
        alone = len(rest) == 1 or rest[1].text.upper() in _CLAUSES or rest[1].text in {";", ")"}
        return rest[0].name if rest[0].is_name and alone else None

    def literal_at(self, offset: int | None) -> Token | None:
        """Return the literal whose conversion DuckDB reports here.

        DuckDB points at ``::``, at the word CAST, or at the literal itself.
        """
        index = self._index_at(offset)
        if index is None:
            return None
        token = self.tokens[index]
        if token.text == "::" and index:
            token = self.tokens[index - 1]
        elif token.text.upper() == "CAST" and index + 3 < len(self.tokens):
            after = self.tokens[index + 3].text.upper()
            token = self.tokens[index + 2] if after == "AS" else token
        return token if token.kind in {"string", "number"} else None

    def cast_type(self, offset: int | None) -> str | None:
        """Return the type name of the cast that is reported here, as written."""
        index = self._index_at(offset)
        if index is None:
            return None
        if self.tokens[index].text == "::":
            return self._type_from(index + 1)
        if self.tokens[index].text.upper() == "CAST":
            end = self._closing(index + 1)
            inner = range(index + 1, end)
            found = [i for i in inner if self.tokens[i].text.upper() == "AS"]
            return self._type_from(found[-1] + 1) if found else None
        return None

    def _type_from(self, index: int) -> str | None:
        parts = self._name_from(index)
        if not parts:
            return None
        words = [parts[-1].name]
        index += 2 * len(parts) - 1
        while index < len(self.tokens) and self.tokens[index].text.upper() in {
            *("PRECISION", "VARYING", "WITH", "WITHOUT", "TIME", "ZONE"),
        }:
            words.append(self.tokens[index].text.lower())
            index += 1
        array = "".join(token.text for token in self.tokens[index : index + 2]) == "[]"
        return " ".join(words) + ("[]" if array else "")

    def _closing(self, index: int) -> int:
        """Return the index of the bracket that closes the one here, or the end."""
        depth = 0
        for i in range(index, len(self.tokens)):
            depth += (self.tokens[i].text in _OPEN) - (self.tokens[i].text in _CLOSE)
            if depth == 0:
                return i
        return len(self.tokens)

    def call_arguments(self, offset: int | None) -> list[list[Token]] | None:
        """Return the arguments of the call whose (qualified) name begins here, as token lists."""
        index = self._index_at(offset)
        if index is None:
            return None
        parts = self._name_from(index)
        index += max(2 * len(parts) - 1, 1)
        if not parts or index >= len(self.tokens) or self.tokens[index].text != "(":
            return None
        end = self._closing(index)
        arguments: list[list[Token]] = [[]]
        depth = 0
        for token in self.tokens[index + 1 : end]:
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if token.text == "," and depth == 0:
                arguments.append([])
            else:
                arguments[-1].append(token)
        return arguments if arguments != [[]] else []
