"""FETCH's arithmetic, against a list that is walked step by step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.session.scrolling import move
from duckgres.sql.session_commands import Direction

TOTAL = 5


def reach(number):
    return TOTAL


def walked(position, direction, count):
    """Return the rows of a FETCH and where it ends, one row at a time, as the manual says it."""
    if direction is Direction.ABSOLUTE:
        target = count if count >= 0 else max(TOTAL + 1 + count, 0)
        target = min(target, TOTAL + 1)
        return ([target] if 0 < target <= TOTAL else []), target
    if direction is Direction.RELATIVE and count:
        target = min(max(position + count, 0), TOTAL + 1)
        return ([target] if 0 < target <= TOTAL else []), target
    if count == 0:
        return ([position] if 0 < position <= TOTAL else []), position
    step = 1 if direction is Direction.FORWARD else -1
    if count is not None and count < 0:
        step, count = -step, -count
    rows = []
    while count is None or len(rows) < count:
        position += step
        if not 0 < position <= TOTAL:
            break
        rows.append(position)
    return rows, min(max(position, 0), TOTAL + 1)


def played(position, direction, count):
    wanted = move(position, direction, count, reach)
    step = -1 if wanted.backward else 1
    rows, number = [], wanted.first
    while 0 < number <= TOTAL and (wanted.count is None or len(rows) < wanted.count):
        rows.append(number)
        number += step
    short = wanted.count is None or len(rows) < wanted.count
    end = TOTAL + 1 if short else wanted.first + len(rows) - 1
    return rows, end if wanted.end is None else wanted.end


@given(
    st.integers(0, TOTAL + 1),
    st.sampled_from(Direction),
    st.integers(-TOTAL - 2, TOTAL + 2) | st.none(),
)
def test_a_fetch_gives_what_walking_gives(position, direction, count):
    if count is None and direction in (Direction.ABSOLUTE, Direction.RELATIVE):
        return
    assert played(position, direction, count) == walked(position, direction, count)


@pytest.mark.parametrize(
    ("position", "direction", "count", "goes_back"),
    [
        (0, Direction.FORWARD, 1, False),
        (2, Direction.FORWARD, 0, True),
        (0, Direction.FORWARD, 0, False),
        (2, Direction.BACKWARD, 1, True),
        (0, Direction.BACKWARD, 1, True),
        (0, Direction.BACKWARD, -1, False),
        (0, Direction.ABSOLUTE, 1, False),
        (1, Direction.ABSOLUTE, 1, True),
        (1, Direction.ABSOLUTE, 2, False),
        (0, Direction.ABSOLUTE, -1, True),
        (0, Direction.RELATIVE, -1, True),
    ],
)
def test_what_goes_back(position, direction, count, goes_back):
    assert move(position, direction, count, reach).goes_back is goes_back
