"""The stack of a block's savepoints."""

import pytest

from duckgres.errors import PgError
from duckgres.session.savepoints import Savepoint, Savepoints


@pytest.fixture
def stack():
    made = Savepoints()
    for position, name in enumerate("abab"):
        made.push(Savepoint(name, position, ({}, {}), 0))
    return made


def positions(stack):
    """Return the positions of all, the newest first."""
    found = []
    while stack:
        found.append(stack.top.position)
        stack.release(stack.top.name)
    return found


def test_the_newest_of_a_name_is_meant(stack):
    assert stack.find("a").position == 2
    assert stack.find("b").position == 3


def test_release_forgets_it_and_what_is_newer(stack):
    stack.release("a")
    assert positions(stack) == [1, 0]


def test_rewind_keeps_it_and_forgets_what_is_newer(stack):
    assert stack.rewind("a").position == 2
    assert positions(stack) == [2, 1, 0]


def test_clear_forgets_all(stack):
    stack.clear()
    assert not stack


@pytest.mark.parametrize("act", [Savepoints.find, Savepoints.release, Savepoints.rewind])
def test_a_name_that_is_not_there_is_postgresqls_error(stack, act):
    with pytest.raises(PgError, match='savepoint "c" does not exist') as caught:
        act(stack, "c")
    assert caught.value.sqlstate == "3B001"
    assert positions(stack) == [3, 2, 1, 0]
