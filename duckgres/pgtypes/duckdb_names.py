"""The grammar of DuckDB's type names, as ``str(DuckDBPyType)`` and ``typeof`` write them.

    type   := name [ "(" arguments ")" ] { "[" [number] "]" }
    name   := word { word } | quoted            TIMESTAMP WITH TIME ZONE, "NULL"

It knows only the form; what a name means is ``duckdb_map``'s. Source: DuckDB's
``LogicalType::ToString`` (DuckDB 1.5), tried on every type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_TOKEN = re.compile(
    r"""\s*(?: (?P<word>[^\s()\[\],"']+) | "(?P<quoted>(?:[^"]|"")*)" | '(?P<string>(?:[^']|'')*)'
    | (?P<mark>[()\[\],]) )""",
    re.VERBOSE,
)
_PARTS_WITH_NAMES = ("STRUCT", "UNION")
_ZONED = ("TIMESTAMP", "TIME")


@dataclass(frozen=True, slots=True)
class TypeName:
    """One parsed type name.

    Attributes:
        name: The name in upper case, ``"NULL"`` with its quotes.
        numbers: ``DECIMAL``'s width and scale.
        labels: An ``ENUM``'s labels.
        parts: Field name and type of ``STRUCT`` and ``UNION`` ("" for a field without one), key
        and
            value of a ``MAP``, the element of a list.
        text: The type as it was written.
    """

    name: str
    numbers: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    parts: tuple[tuple[str, TypeName], ...] = ()
    text: str = ""


def parse_type_name(text: str) -> TypeName:
    """Return the parsed type name.

    Raises:
        ValueError: The text is no type name; DuckDB gave us something this grammar does not know.
    """
    parser = _Parser(text)
    parsed = parser.type_name()
    if parser.position != len(parser.tokens):
        raise ValueError(f"not a type name of DuckDB: {text!r}")
    return parsed


class _Parser:
    """A recursive-descent parser; ``position`` is the next token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int, int]] = []  # class, value, start, end
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"not a type name of DuckDB: {text!r}")
            group = str(match.lastgroup)
            self.tokens.append((group, match[group], match.start(group), match.end()))
            position = match.end()
        self.position = 0

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        """Return class and value of a coming token, empty strings at the end."""
        at = self.position + ahead
        return self.tokens[at][:2] if at < len(self.tokens) else ("", "")

    def take(self, mark: str) -> bool:
        """Step over ``mark`` if it comes next."""
        if self.peek() == ("mark", mark):
            self.position += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        """Step over ``mark``, which must come next."""
        if not self.take(mark):
            raise ValueError(f"{mark!r} missing in DuckDB's type name {self.text!r}")

    def type_name(self) -> TypeName:
        """Parse one type with its list brackets."""
        start = self.tokens[self.position][2] if self.position < len(self.tokens) else 0
        parsed = self._base()
        while self.take("["):
            if self.peek()[0] == "word":
                self.position += 1
            self.expect("]")
            parsed = TypeName("LIST", parts=(("", parsed),), text=self._since(start))
        return parsed

    def _since(self, start: int) -> str:
        return self.text[start : self.tokens[self.position - 1][3]]

    def _base(self) -> TypeName:
        group, value = self.peek()
        if group not in {"word", "quoted"}:
            raise ValueError(f"a name is missing in DuckDB's type name {self.text!r}")
        start = self.tokens[self.position][2]
        self.position += 1
        if group == "quoted":
            return TypeName(f'"{value}"', text=f'"{value}"')
        name = value.upper()
        if name in _ZONED and [self.peek(n)[1] for n in range(3)] == ["WITH", "TIME", "ZONE"]:
            self.position += 3
            name += " WITH TIME ZONE"
        return self._with_arguments(name, start)

    def _with_arguments(self, name: str, start: int) -> TypeName:
        numbers: tuple[int, ...] = ()
        labels: tuple[str, ...] = ()
        parts: tuple[tuple[str, TypeName], ...] = ()
        if self.take("("):
            if name in _PARTS_WITH_NAMES:
                parts = self._items(self._field)
            elif name == "MAP":
                parts = self._items(lambda: ("", self.type_name()))
            else:
                arguments = self._items(self._argument)
                labels = tuple(value for group, value in arguments if group == "string")
                numbers = tuple(int(value) for group, value in arguments if value.isdecimal())
            self.expect(")")
        return TypeName(name, numbers, labels, parts, self._since(start))

    def _items(self, item: Callable[[], T]) -> tuple[T, ...]:
        items = [item()]
        while self.take(","):
            items.append(item())
        return tuple(items)

    def _field(self) -> tuple[str, TypeName]:
        """Parse ``name type`` or a type alone; DuckDB quotes a name that is also a type's."""
        group, value = self.peek()
        following = self.peek(1)
        if following[0] in {"word", "quoted"} and following[1] != "WITH":
            self.position += 1
            return value.replace('""', '"') if group == "quoted" else value, self.type_name()
        return "", self.type_name()

    def _argument(self) -> tuple[str, str]:
        token = self.peek()
        self.position += 1
        return token[0], token[1].replace("''", "'")
