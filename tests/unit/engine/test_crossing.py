"""Crossing to a thread and waiting: for another's transaction, and to begin anew behind it."""

import gevent
import pytest

from duckgres.errors import PgError, QueryCanceled, WriteConflict


def test_who_begins_anew_sees_what_others_have_done_meanwhile(engine, connect, run, table):
    run("insert into t values (1)")
    other = connect()
    other.begin(read_only=False)
    run("update t set a = 1", other)
    engine.begin(read_only=False)
    assert engine.untouched
    with pytest.raises(WriteConflict):
        run("update t set a = 1")
    assert not engine.untouched
    run("insert into t values (2)", other)
    other.commit()
    engine.restart()
    assert engine.untouched
    assert engine.in_transaction
    assert run("update t set a = a + 10") == 2
    engine.rollback()
    assert run("select sum(a) from t") == ["3"]


def test_a_read_only_transaction_begins_anew_as_one(engine, run, table):
    engine.begin(read_only=True)
    run("select 1")
    engine.restart()
    with pytest.raises(PgError) as caught:
        run("insert into t values (1)")
    assert caught.value.sqlstate == "25006"
    engine.rollback()


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "autocommit"])
def test_the_end_of_another_transaction_ends_the_wait(engine, databases, run, table, end):
    other = databases.connect("alice", {})
    other.apply(["SET search_path = 'public,main'"])
    ended = engine.database.ended
    if end != "autocommit":
        other.begin(read_only=False)
        run("insert into t values (1)", other)

    def finish():
        assert engine.wait_event == ("Lock", "transactionid")
        run("insert into t values (2)", other) if end == "autocommit" else getattr(other, end)()

    gevent.spawn_later(0.005, finish)
    with gevent.Timeout(10):
        engine.wait_for_others(60, ended)
        engine.wait_for_others(60, ended)  # it has ended already
    assert engine.wait_event is None
    if end != "close":
        other.close()


def test_an_interruption_ends_the_wait_and_time_does(engine):
    engine.wait_for_others(0.002, engine.database.ended)
    reason = QueryCanceled()
    gevent.spawn_later(0.002, engine.interrupt, reason)
    with gevent.Timeout(10), pytest.raises(QueryCanceled):
        engine.wait_for_others(60, engine.database.ended)
    engine.forget_interruption()
    gevent.spawn_later(0.002, engine.interrupt, reason)
    with gevent.Timeout(10), pytest.raises(QueryCanceled):
        engine.pause(60)
    assert engine.database.waiting == set()
