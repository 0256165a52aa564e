"""Advisory locks: who may have one, who waits in line, and rings of those who wait."""

import gevent
import pytest

from duckgres.errors import PgError
from duckgres.session import advisory_locks
from duckgres.session.advisory_locks import AdvisoryLocks, Key

ONE = Key("ann", (1,))
TWO = Key("ann", (2,))


class Owner:
    lock_seconds = 0.0

    def __init__(self, process_id):
        self.process_id = process_id

    def wait(self, nap, seconds):
        nap.sleep(seconds)


@pytest.fixture
def locks():
    return AdvisoryLocks()


@pytest.fixture
def owners():
    return [Owner(number) for number in (1, 2, 3)]


def tried(locks, owner, key=ONE, *, shared=False, transaction=False):
    return locks.try_take(owner, key, shared=shared, transaction=transaction)


def taking(locks, owner, key=ONE, *, shared=False):
    made = gevent.spawn(locks.take, owner, key, shared=shared, transaction=False)
    gevent.sleep(0)
    return made


@pytest.mark.parametrize(
    ("held", "wanted", "free"),
    [(False, False, False), (False, True, False), (True, False, False), (True, True, True)],
)
def test_only_sharers_share(locks, owners, held, wanted, free):
    assert tried(locks, owners[0], shared=held)
    assert tried(locks, owners[1], shared=wanted) is free
    assert tried(locks, owners[1], TWO)


def test_who_has_it_has_it_again_and_gives_it_back_as_often(locks, owners):
    one, two, _ = owners
    assert tried(locks, one)
    assert tried(locks, one)
    assert locks.release(one, ONE, shared=False)
    assert not tried(locks, two)
    assert locks.release(one, ONE, shared=False)
    assert not locks.release(one, ONE, shared=False)
    assert tried(locks, two)


def test_a_transactions_lock_ends_with_it_and_not_before(locks, owners):
    one, two, _ = owners
    tried(locks, one, transaction=True)
    assert not locks.release(one, ONE, shared=False)
    locks.release_session(one)
    assert not tried(locks, two)
    locks.release_transaction(one)
    assert tried(locks, two)


def test_the_line_is_served_in_order(locks, owners):
    one, two, three = owners
    tried(locks, one, shared=True)
    waits, behind = taking(locks, two), taking(locks, three, shared=True)
    assert locks.blockers(2) == [1]
    assert locks.blockers(3) == [2]  # it would be free, were nobody in line
    locks.release(one, ONE, shared=True)
    gevent.sleep(0)
    assert (waits.dead, behind.dead) == (True, False)
    locks.release(two, ONE, shared=False)
    gevent.joinall([waits, behind], timeout=1, raise_error=True)
    assert sorted(locks.rows()) == [(ONE, 3, True, True)]


def test_who_gives_up_lets_those_behind_through(locks, owners):
    one, two, three = owners
    tried(locks, one, shared=True)
    two.lock_seconds = 0.01
    waits, behind = taking(locks, two), taking(locks, three, shared=True)
    with pytest.raises(PgError) as caught:
        waits.get(timeout=1)
    assert caught.value.sqlstate == "55P03"
    behind.get(timeout=1)


def test_a_ring_of_waiters_is_a_deadlock(locks, owners, monkeypatch):
    monkeypatch.setattr(advisory_locks, "DEADLOCK_SECONDS", 0.01)
    one, two, _ = owners
    tried(locks, one, ONE)
    tried(locks, two, TWO)
    first, second = taking(locks, one, TWO), taking(locks, two, ONE)
    gevent.sleep(0.03)
    failed, waits = (first, second) if first.ready() else (second, first)
    with pytest.raises(PgError) as caught:
        failed.get()
    assert caught.value.sqlstate == "40P01"
    assert "waits for ExclusiveLock on advisory lock [0,2,1]" in caught.value.fields.detail
    for owner in owners:
        locks.release_session(owner)
    waits.get(timeout=1)


def test_keys_are_shown_as_postgresql_shows_them():
    assert str(Key("ann", (-1,))) == "[4294967295,4294967295,1]"
    assert str(Key("ann", (1, 2))) == "[1,2,2]"


def test_a_return_to_a_savepoint_gives_the_transactions_locks_back(locks, owners):
    one, two, _ = owners
    assert tried(locks, one, ONE, transaction=True)
    undo = locks.mark(one)
    assert tried(locks, one, ONE, transaction=True)
    assert tried(locks, one, TWO, transaction=True)
    assert tried(locks, one, Key("ann", (3,)))
    undo()
    assert tried(locks, two, TWO)
    assert not tried(locks, two, ONE)
    assert not tried(locks, two, Key("ann", (3,)))
    locks.release_transaction(one)
    assert tried(locks, two, ONE)
