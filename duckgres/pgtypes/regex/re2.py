"""Writing a regular expression for RE2.

Source: RE2's ``doc/syntax.txt``. RE2 knows no beginning and end of a word, only the boundary: they
are the boundary where what must follow, or come before, is a word's character.
"""

from __future__ import annotations

from dataclasses import replace

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.charset import Charset
from duckgres.pgtypes.regex.edges import edge
from duckgres.pgtypes.regex.errors import unsupported
from duckgres.pgtypes.regex.tree import (
    Assertion,
    Characters,
    Choice,
    Expression,
    Group,
    Place,
    Repeat,
    Sequence,
    Tree,
)

_SPECIAL = frozenset(r"\.+*?()|[]{}^$")
_SPECIAL_IN_SET = frozenset(r"\[]^-&~")
_WORD = charset.CLASSES["word"]
_PLACES = {
    Place.START: r"\A", Place.END: r"\z", Place.BOUNDARY: r"\b", Place.NO_BOUNDARY: r"\B",
}  # fmt: skip
_MOST_RE2 = 1000  # repetitions, those inside of others multiplied


def write(expression: Expression) -> str:
    """Return RE2's text of a regular expression.

    Raises:
        PgError: 0A000, RE2 cannot say it.
    """
    lines = expression.lines
    text = _write(_bounded(expression.tree), lines)
    if _repeats(expression.tree) > _MOST_RE2:
        raise unsupported(f"more than {_MOST_RE2} repetitions")
    flags = ("i" if expression.ignore_case else "") + ("s" if _has_dot(expression.tree) else "")
    return f"(?{flags}){text}" if flags else text


_DOT = "."


def _has_dot(tree: Tree) -> bool:
    if isinstance(tree, Characters):
        return tree.members == charset.ALL
    if isinstance(tree, Sequence):
        return any(map(_has_dot, tree.parts))
    if isinstance(tree, Choice):
        return any(map(_has_dot, tree.branches))
    return isinstance(tree, Repeat | Group) and _has_dot(tree.part)


def _repeats(tree: Tree) -> int:
    if isinstance(tree, Repeat):
        return max(tree.least, tree.most or 1, 1) * _repeats(tree.part)
    if isinstance(tree, Group):
        return _repeats(tree.part)
    if isinstance(tree, Sequence):
        return max(map(_repeats, tree.parts), default=1)
    return max(map(_repeats, tree.branches)) if isinstance(tree, Choice) else 1


def _write(tree: Tree, lines: bool) -> str:
    if isinstance(tree, Characters):
        return _set(tree.members)
    if isinstance(tree, Assertion):
        return _place(tree.place, lines)
    if isinstance(tree, Sequence):
        return "".join(_enclosed(part, lines, Choice) for part in tree.parts)
    if isinstance(tree, Choice):
        return "|".join(_write(branch, lines) for branch in tree.branches)
    if isinstance(tree, Group):
        return f"({'?:' if tree.number is None else ''}{_write(tree.part, lines)})"
    part = _enclosed(tree.part, lines, (Choice, Sequence, Repeat, Assertion))
    return part + _quantifier(tree) + ("" if tree.greedy else "?")


def _enclosed(tree: Tree, lines: bool, kinds: type | tuple[type, ...]) -> str:
    text = _write(tree, lines)
    return f"(?:{text})" if isinstance(tree, kinds) else text


def _quantifier(repeat: Repeat) -> str:
    bounds = repeat.least, repeat.most
    if bounds == (0, None):
        return "*"
    if bounds == (1, None):
        return "+"
    if bounds == (0, 1):
        return "?"
    if repeat.most is None:
        return f"{{{repeat.least},}}"
    if repeat.least == repeat.most:
        return f"{{{repeat.least}}}"
    return f"{{{repeat.least},{repeat.most}}}"


def _place(place: Place, lines: bool) -> str:
    if place in (Place.LINE_START, Place.LINE_END):
        return f"(?m:{place.value})" if lines else place.value
    return _PLACES[place]


def _set(members: Charset) -> str:
    if members == charset.ALL:
        return _DOT
    if len(members) == 1 and members[0][0] == members[0][1]:
        return _character(members[0][0], _SPECIAL)
    if not members:
        return r"[^\x{0}-\x{10FFFF}]"
    text = "".join(_pair(low, high) for low, high in members)
    other = charset.complement(members)
    if members[-1][1] == charset.LAST and other:
        return f"[^{''.join(_pair(low, high) for low, high in other)}]"
    return f"[{text}]"


def _pair(low: int, high: int) -> str:
    first, last = _character(low, _SPECIAL_IN_SET), _character(high, _SPECIAL_IN_SET)
    if low == high:
        return first
    return f"{first}{last}" if high == low + 1 else f"{first}-{last}"


def _character(code: int, special: frozenset[str]) -> str:
    if 32 <= code < 127:
        character = chr(code)
        return f"\\{character}" if character in special else character
    if code > 160 and chr(code).isprintable():
        return chr(code)
    return f"\\x{{{code:x}}}"


def _bounded(tree: Tree) -> Tree:
    """Put boundaries where a word begins or ends."""
    if isinstance(tree, Sequence):
        parts = list(tree.parts)
        for index, part in enumerate(parts):
            if isinstance(part, Assertion):
                parts[index] = _boundary(part, parts[:index], parts[index + 1 :])
            else:
                parts[index] = _bounded(part)
        return Sequence(tuple(parts))
    if isinstance(tree, Choice):
        return Choice(tuple(map(_bounded, tree.branches)))
    if isinstance(tree, Repeat | Group):
        return replace(tree, part=_bounded(tree.part))
    return _boundary(tree, [], []) if isinstance(tree, Assertion) else tree


def _boundary(part: Assertion, before: list[Tree], behind: list[Tree]) -> Assertion:
    if part.place is Place.WORD_START:
        neighbours = edge(behind, 1)
    elif part.place is Place.WORD_END:
        neighbours = edge(before, -1)
    else:
        return part
    if neighbours is None or charset.union((neighbours, _WORD)) != _WORD:
        raise unsupported(
            f"{part.place.value} beside what may be no letter or digit",
            "Write \\y where a boundary of either kind will do.",
        )
    return Assertion(Place.BOUNDARY)
