"""Who may hold which key beside whom."""

import pytest

from duckgres.engine.foreign_keys.locks import EVERY, KeyLocks
from duckgres.errors import WriteConflict

ONE, TWO, ALL = ("k", ("1",)), ("k", ("2",)), ("k", EVERY)


@pytest.fixture
def locks():
    return KeyLocks()


def take(locks, owner, *wanted, alone, mark=None):
    locks.take(owner, wanted, locks.mark if mark is None else mark, alone=alone)


def test_children_share(locks):
    take(locks, 1, ONE, alone=False)
    take(locks, 2, ONE, alone=False)
    with pytest.raises(WriteConflict):
        take(locks, 3, ONE, alone=True)
    take(locks, 3, TWO, alone=True)


def test_a_parent_is_held_alone(locks):
    take(locks, 1, ONE, alone=True)
    for alone in (True, False):
        with pytest.raises(WriteConflict):
            take(locks, 2, ONE, alone=alone)
    take(locks, 1, ONE, alone=False)


def test_all_are_each_of_them(locks):
    take(locks, 1, ONE, alone=False)
    with pytest.raises(WriteConflict):
        take(locks, 2, ALL, alone=True)
    take(locks, 2, ALL, alone=False)
    with pytest.raises(WriteConflict):
        take(locks, 3, TWO, alone=True)
    take(locks, 3, ("other", ("2",)), alone=True)


def test_a_commit_is_in_the_way_of_older_snapshots(locks):
    old = locks.mark
    take(locks, 1, ONE, alone=False)
    locks.end(1, committed=True)
    with pytest.raises(WriteConflict):
        take(locks, 2, ONE, alone=True, mark=old)
    take(locks, 2, ONE, alone=False, mark=old)
    locks.end(2, committed=False)
    take(locks, 3, ONE, alone=True)


def test_what_was_rolled_back_is_nothing(locks):
    old = locks.mark
    take(locks, 1, ALL, alone=True)
    locks.end(1, committed=False)
    take(locks, 2, ONE, alone=True, mark=old)


def test_what_is_forgotten_may_be_anything():
    locks = KeyLocks(most=1)
    old = locks.mark
    take(locks, 1, ONE, TWO, alone=False)
    locks.end(1, committed=True)
    with pytest.raises(WriteConflict):
        take(locks, 2, ("other", ("9",)), alone=True, mark=old)
    take(locks, 3, ONE, alone=True)
