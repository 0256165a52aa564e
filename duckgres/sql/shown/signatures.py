"""What PostgreSQL's catalog says of types, casts, operators and functions.

The file beside this one was read from PostgreSQL 16; it is read when an expression is first shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

UNKNOWN = "unknown"
"""The type of a string constant that nobody has given one."""

_ANY = frozenset({
    "any", "anyelement", "anyarray", "anynonarray", "anyenum", "anyrange", "anymultirange",
    "anycompatible", "anycompatiblearray", "anycompatiblenonarray", "anycompatiblerange",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """An operator or function; the left argument of a prefix operator is left out."""

    arguments: tuple[str, ...]
    result: str
    defaults: int = 0
    variadic: bool = False


@dataclass(slots=True)
class Catalog:
    """PostgreSQL's catalog, as far as expressions ask it.

    Attributes:
        categories: By type: its category and whether it is the preferred one.
        casts: By source and target: ``i`` implicit, ``a`` assignment, ``e`` explicit.
    """

    categories: dict[str, tuple[str, bool]] = field(default_factory=dict)
    casts: dict[tuple[str, str], str] = field(default_factory=dict)
    operators: dict[str, list[Signature]] = field(default_factory=dict)
    functions: dict[str, list[Signature]] = field(default_factory=dict)

    def category(self, kind: str) -> str:
        """Return a type's category, ``own`` for the user's types."""
        return "A" if kind.endswith("[]") else self.categories.get(kind, ("own", False))[0]

    def preferred(self, kind: str) -> bool:
        """Whether a type is preferred in its category."""
        return self.categories.get(kind, ("U", False))[1]

    def fits(self, source: str, target: str) -> bool:
        """Whether a value of one type is taken for another without being asked."""
        if source in (target, UNKNOWN):
            return True
        if target in _ANY:
            return self._is_one_of(source, target)
        if source.endswith("[]") and target.endswith("[]"):
            return self.fits(source[:-2], target[:-2]) and target[:-2] not in _ANY
        return self.casts.get((source, target)) == "i"

    def _is_one_of(self, source: str, target: str) -> bool:
        """Whether a type is one of those that ``target`` stands for."""
        if "range" in target:
            return self.category(source) == "R"
        if target == "anyenum":
            return self.category(source) == "own"
        is_array = source.endswith("[]")
        if "nonarray" in target:
            return not is_array
        return is_array or not target.endswith("array")


def is_generic(kind: str) -> bool:
    """Whether a type stands for many."""
    return kind in _ANY or kind == "record"


@cache
def catalog() -> Catalog:
    """Return what PostgreSQL's catalog says."""
    found = Catalog()
    text = files("duckgres.sql.shown").joinpath("signatures.txt").read_text("utf-8")
    for line in text.splitlines():
        word, *rest = line.split(" ")
        if word == "type":
            found.categories[rest[0]] = (rest[1], rest[2] == "1")
        elif word == "cast":
            found.casts[rest[0], rest[1]] = rest[2]
        elif word == "operator":
            name, left, right, result = rest
            sides = (right,) if left == "-" else (left, right)
            found.operators.setdefault(name, []).append(Signature(sides, result))
        elif word == "function":
            name, listed, result, defaults, variadic = rest
            arguments = () if listed == "-" else tuple(listed.split(","))
            made = Signature(arguments, result, int(defaults), variadic == "1")
            found.functions.setdefault(name, []).append(made)
    return found
