"""Serializable transactions that write commit one after the other, or fail."""

from types import SimpleNamespace

import pytest

from duckgres.errors import PgError
from duckgres.session.serializable import commit
from duckgres.wire.frontend import Query


class Engine:
    def __init__(self, database, during=None):
        self.database = database
        self.serial_seen = database.serial_finished
        self.during = during
        self.done = ""

    def commit(self):
        if self.during is not None:
            self.during()
        self.done = "commit"

    def rollback(self):
        self.done = "rollback"


@pytest.fixture
def database():
    return SimpleNamespace(serial_started=0, serial_finished=0)


def test_who_has_not_seen_the_other_fails(database):
    one, two = Engine(database), Engine(database)
    commit(one)
    with pytest.raises(PgError) as caught:
        commit(two)
    assert (caught.value.sqlstate, two.done) == ("40001", "rollback")
    commit(Engine(database))


def test_who_begins_while_another_commits_has_not_seen_it(database):
    late = []
    commit(Engine(database, lambda: late.append(Engine(database))))
    with pytest.raises(PgError):
        commit(late[0])


def test_a_commit_that_fails_is_over(database):
    def fail():
        raise PgError("no", sqlstate="23505")

    with pytest.raises(PgError):
        commit(Engine(database, fail))
    commit(Engine(database))


SERIALIZABLE = Query("begin isolation level serializable")


@pytest.mark.parametrize(
    ("texts", "counted"),
    [
        ((SERIALIZABLE, Query("insert into t(a) values (1)"), Query("commit")), 1),
        ((SERIALIZABLE, Query("select 1"), Query("commit")), 0),
        ((SERIALIZABLE, Query("insert into t(a) values (1)"), Query("rollback")), 0),
        ((Query("begin"), Query("insert into t(a) values (1)"), Query("commit")), 0),
        (
            (
                Query("set default_transaction_isolation = serializable"),
                Query("insert into t(a) values (1)"),
                Query("select 1"),
            ),
            1,
        ),
    ],
)
def test_those_that_write_are_counted(talk, fake_engine, texts, counted):
    talk(*texts)
    assert fake_engine.database.serial_finished == counted


def test_one_that_comes_too_late_is_told(talk, fake_engine):
    def other():
        fake_engine.database.serial_started = fake_engine.database.serial_finished = 1

    heard = talk(SERIALIZABLE, Query("insert into t(a) values (1)"), other, Query("commit"))
    assert heard[-2].startswith("ERROR 40001")
    assert heard[-1] == "I"
    assert fake_engine.calls[-2:] == ["rollback", "close"]
