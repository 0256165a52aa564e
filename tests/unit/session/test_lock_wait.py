"""Which statements are run again behind another transaction, and what ends the waiting."""

import pytest

from duckgres.errors import QueryCanceled, WriteConflict
from duckgres.session import lock_wait as module
from duckgres.wire.frontend import Bind, Execute, Parse, Query, Sync

CONFLICT = "ERROR 40001: could not serialize access due to concurrent update"
TAKEN = WriteConflict("duplicate key value violates unique constraint", sqlstate="23505")
UPDATE = "update t set b = 1"
UPDATED = "UPDATE 1"


@pytest.fixture
def conflicts(fake_engine):
    """Let ``UPDATE`` meet another transaction so many times."""

    def conflicts(times, error=WriteConflict):
        left = iter(range(times))

        def run():
            if next(left, None) is not None:
                raise error() if isinstance(error, type) else error
            return 1

        fake_engine.answers[UPDATE] = run

    return conflicts


def runs(engine):
    return engine.calls.count(f"start {UPDATE}")


def test_alone_it_waits_until_nobody_is_in_its_way(talk, fake_engine, conflicts):
    conflicts(3)
    assert talk(Query(UPDATE)) == [UPDATED, "I"]
    assert runs(fake_engine) == 4
    assert fake_engine.calls.count("wait for others") == 3


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ([Query("begin"), Query(UPDATE)], ["BEGIN", "T", UPDATED, "T"]),
        ([Query("begin; " + UPDATE)], ["BEGIN", UPDATED, "T"]),
        ([Query("begin; set x.y = 1; " + UPDATE)], ["BEGIN", "SET", UPDATED, "T"]),
        ([Query(UPDATE + "; select 1")], [UPDATED, "columns a", "row 1", "SELECT 1", "I"]),
        (
            [Parse("", UPDATE, ()), Bind("", "", (), (), ()), Execute("", 0), Sync()],
            ["ParseComplete", "BindComplete", UPDATED, "I"],
        ),
    ],
)
def test_so_does_the_first_one_of_a_transaction(talk, fake_engine, conflicts, said, heard):
    conflicts(2)
    assert talk(*said) == heard
    assert fake_engine.calls.count("restart") == 2


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([Query("begin"), Query("select 1"), Query(UPDATE)], "E"),
        ([Query("begin; select 1; " + UPDATE)], "E"),
        ([Query("select 1; " + UPDATE)], "I"),
        ([Query("begin isolation level repeatable read"), Query(UPDATE)], "E"),
        ([Query("set default_transaction_isolation = 'serializable'"), Query(UPDATE)], "I"),
    ],
)
def test_one_whose_transaction_has_seen_something_does_not(
    talk, fake_engine, conflicts, said, status
):
    conflicts(1)
    assert talk(*said)[-2:] == [CONFLICT, status]
    assert runs(fake_engine) == 1


def test_after_lock_timeout_it_gives_up(talk, fake_engine, conflicts, monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            self.now += 0.1
            return self.now

    monkeypatch.setattr(module, "time", Clock())
    conflicts(100)
    heard = talk(Query("set lock_timeout = 1000"), Query(UPDATE))
    assert heard[2:] == ["ERROR 55P03: canceling statement due to lock timeout", "I"]
    assert 2 <= runs(fake_engine) <= 10


def test_an_interruption_ends_the_waiting(talk, fake_engine, conflicts):
    conflicts(100)
    fake_engine.wait_for_others = lambda seconds, ended: talk.session.cancel()
    heard = talk(Query(UPDATE))
    assert heard == [f"ERROR 57014: {QueryCanceled().message}", "I"]


def test_a_key_that_is_taken_at_the_commit_is_tried_once_more(talk, fake_engine, conflicts):
    conflicts(1, TAKEN)
    assert talk(Query(UPDATE)) == [UPDATED, "I"]
    conflicts(5, TAKEN)
    assert talk(Query(UPDATE)) == [f"ERROR 23505: {TAKEN.message}", "I"]
    assert runs(fake_engine) == 4
    assert "wait for others" not in fake_engine.calls
