"""Transactions that are begun anew, and told what they were told."""

import pytest

from duckgres.errors import PgError, WriteConflict


@pytest.fixture
def met(engine, connect, run, table):
    """A transaction that has met another one's change; what it had done is the argument."""
    run("insert into t values (1), (2)")
    other = connect()

    def met(*texts, meanwhile=()):
        engine.begin(read_only=False)
        for text in texts:
            run(text)
        for text in ("update t set a = a + 10 where a = 1", *meanwhile):
            run(text, other)
        with pytest.raises(WriteConflict):
            run("update t set a = 5 where a = 1")
        return engine.start_over()

    return met


def test_it_does_again_what_it_has_done(engine, run, met):
    past = met("insert into t values (3)", "select count(*) from t")
    assert engine.repeatable
    engine.tell_again(past)
    assert run("update t set a = 5 where a = 11") == 1
    engine.commit()
    assert run("select a from t order by a") == ["2", "3", "5"]


def test_it_may_have_to_begin_a_third_time(engine, run, met):
    past = met("insert into t values (3)")
    engine.tell_again(past)
    again = engine.start_over()
    assert [a.digest for a in again.answers] == [a.digest for a in past.answers]
    engine.tell_again(again)
    engine.commit()
    assert run("select count(*) from t") == ["3"]


@pytest.mark.parametrize(
    ("done", "meanwhile"),
    [
        ("select sum(a) from t", ()),
        ("update t set a = 20 where a > 1", ("insert into t values (30)",)),
        ("insert into t values (3)", ("insert into t values (3)",)),
    ],
)
def test_an_answer_that_is_another_one_now_ends_it(engine, run, met, done, meanwhile):
    past = met(done, meanwhile=meanwhile)
    with pytest.raises(PgError) as raised:
        engine.tell_again(past)
    assert (raised.value.sqlstate, type(raised.value)) == ("40001", PgError)
    engine.give_up(past)
    assert not engine.repeatable


def test_a_savepoint_finds_what_was_written_before_it(engine, run, met):
    past = met("insert into t values (3)", "select sum(a) from t")
    position = len(past.log)
    with pytest.raises(PgError):
        engine.tell_again(past)
    engine.give_up(past)
    assert engine.rewind(position, snapshot=False)
    engine.commit()
    assert run("select a from t order by a") == ["2", "3", "11"]


def test_rows_with_numbers_are_put_back(engine, run, met):
    run("create sequence s")
    run("create table n(id int default nextval('s'), b int)")
    past = met("insert into n(b) values (1) returning id", "insert into n(b) values (2)")
    engine.tell_again(past)
    engine.commit()
    assert run("select id from n order by b") == ["1", "2"]
    assert run("insert into n(b) values (3)") == 1
    assert run("select max(id) > 2 from n") == ["t"]


def test_one_whose_rows_were_updated_by_an_upsert_is_given_up(engine, run, table):
    run("create table u(id int primary key, b double default random())")
    engine.begin(read_only=False)
    run("insert into u(id) values (1) on conflict (id) do update set b = 1")
    assert not engine.repeatable
    engine.rollback()
    assert engine.repeatable
