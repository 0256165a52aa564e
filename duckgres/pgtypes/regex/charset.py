"""Sets of characters: sorted, separate ranges of code points, both ends included.

The classes are those of ASCII, as in PostgreSQL's ``C`` collation and in RE2.
"""

from __future__ import annotations

from collections.abc import Iterable

Charset = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
ALL: Charset = ((0, LAST),)
_WIDEST_FOLDED = 1000  # ranges of more characters hold both cases of what matters

CLASSES: dict[str, Charset] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": ((48, 57),),
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}


def single(character: str) -> Charset:
    """Return the set of one character."""
    return ((ord(character), ord(character)),)


def union(sets: Iterable[Charset]) -> Charset:
    """Return what is in any of the sets."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for members in sets for pair in members):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(members: Charset) -> Charset:
    """Return what is not in the set."""
    found, start = [], 0
    for low, high in members:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def contains(members: Charset, code: int) -> bool:
    """Whether a character is in the set."""
    return any(low <= code <= high for low, high in members)


def size(members: Charset) -> int:
    """Return how many characters are in the set."""
    return sum(high - low + 1 for low, high in members)


def folded(members: Charset) -> Charset:
    """Return the set with the other case of its letters."""
    others = [members]
    for low, high in members:
        if high - low > _WIDEST_FOLDED:
            others.append(CLASSES["alpha"] if low <= 65 and high >= 90 else ())
            continue
        for code in range(low, high + 1):
            swapped = chr(code).swapcase()
            if len(swapped) == 1:
                others.append(single(swapped))
    return union(others)
