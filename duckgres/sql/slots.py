"""Statement text cut at its slots: parameters and session values.

A ``Slot`` is a stretch of the query string that is replaced when the statement runs; ``cut`` makes
the pieces between the slots, and notes for each where it came from, so that error positions can be
mapped back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from duckgres.sql.positions import Source


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A replaced stretch.

    Attributes:
        start: First byte in the query string.
        end: The byte behind it.
        value: What fills it, as in ``Statement.slots``.
        before: Text put in front of the value.
        after: Text put behind the value.
    """

    start: int
    end: int
    value: int | str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """The fields ``pieces``, ``slots`` and ``sources`` of a Statement."""

    pieces: tuple[str, ...]
    slots: tuple[int | str, ...] = ()
    sources: tuple[int, ...] = (0,)


def cut(source: Source, start: int, end: int, slots: Collection[Slot], head: str = "") -> Cut:
    """Cut the statement between two byte offsets.

    Args:
        source: The query string.
        start: Where the statement's text begins.
        end: Where it ends.
        slots: Its slots, in any order; they do not overlap.
        head: Text put in front of the statement.
    """
    if not slots:
        return Cut((head + source.cut(start, end),), (), (source.character(start) - len(head),))
    pieces: list[str] = []
    values: list[int | str] = []
    sources = [source.character(start) - len(head)]
    text = head
    for slot in sorted(slots, key=lambda slot: slot.start):
        pieces.append(text + source.cut(start, slot.start) + slot.before)
        values.append(slot.value)
        start, text = slot.end, slot.after
        # The added text has no source: what stands behind it keeps its true place.
        sources.append(source.character(start) - len(text))
    pieces.append(text + source.cut(start, end))
    return Cut(tuple(pieces), tuple(values), tuple(sources))
