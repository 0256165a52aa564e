"""Where a cursor stands, and where FETCH and MOVE take it: arithmetic over row numbers.

A cursor stands before the first row (0), on a row (its number, from 1) or behind the last one.
Each movement becomes a ``Move``: which rows to give, in which order, and where it ends. Source:
``DoPortalRunFetch`` and ``PortalRunSelect`` of PostgreSQL's src/backend/tcop/pquery.c.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duckgres.sql.session_commands import Direction

Reach = Callable[[int | None], int]


@dataclass(frozen=True, slots=True)
class Move:
    """A movement.

    Attributes:
        first: The number of the first row to give.
        count: How many to give, ``None`` for all.
        backward: They are given downwards.
        end: Where the cursor stands then; ``None`` where forward rows decide it.
        goes_back: A cursor that can only go forward refuses.
    """

    first: int = 1
    count: int | None = 0
    backward: bool = False
    end: int | None = None
    goes_back: bool = False


def move(position: int, direction: Direction, count: int | None, reach: Reach) -> Move:
    """Return what a FETCH does.

    Args:
        position: Where the cursor stands.
        direction: As written.
        count: As written, ``None`` for ALL.
        reach: Reads until a row of this number, or the end for ``None``; returns how many there
            are then.
    """
    return _MOVES[direction](position, count, reach)


def _forward(position: int, count: int | None, reach: Reach) -> Move:
    if count == 0:
        return _again(position, reach)
    if count is not None and count < 0:
        return _backward(position, -count, reach)
    return Move(position + 1, count)


def _backward(position: int, count: int | None, reach: Reach) -> Move:
    if count == 0:
        return _again(position, reach)
    if count is not None and count < 0:
        return _forward(position, -count, reach)
    given = position - 1 if count is None else min(count, max(position - 1, 0))
    end = 0 if count is None or given < count else position - count
    return Move(position - 1, max(given, 0), backward=True, end=end, goes_back=True)


def _again(position: int, reach: Reach) -> Move:
    """Give the row once more that the cursor stands on."""
    on_row = 0 < position <= reach(position)
    return Move(position, int(on_row), end=position, goes_back=on_row)


def _absolute(position: int, count: int | None, reach: Reach) -> Move:
    assert count is not None, "the grammar has no ALL here"
    if count < 0:
        target = reach(None) + 1 + count
        return _to(max(target, 0), reach, goes_back=True)
    return _to(count, reach, goes_back=0 < position >= count)


def _relative(position: int, count: int | None, reach: Reach) -> Move:
    assert count is not None, "the grammar has no ALL here"
    if count == 0:
        return _again(position, reach)
    return _to(max(position + count, 0), reach, goes_back=count < 0)


def _to(target: int, reach: Reach, *, goes_back: bool) -> Move:
    """Go to a row and give it, if it is there."""
    there = reach(target)
    exists = 0 < target <= there
    return Move(target, int(exists), end=min(target, there + 1), goes_back=goes_back)


_MOVES: dict[Direction, Callable[[int, int | None, Reach], Move]] = {
    Direction.FORWARD: _forward,
    Direction.BACKWARD: _backward,
    Direction.ABSOLUTE: _absolute,
    Direction.RELATIVE: _relative,
}
