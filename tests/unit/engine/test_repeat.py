"""Repeating writes."""

import pytest

from duckgres.engine.request import Request
from duckgres.errors import PgError


@pytest.fixture(autouse=True)
def tables(run):
    for text in (
        "drop table if exists t cascade",
        "drop table if exists u",
        "drop sequence if exists s",
        "create sequence s",
        "create table t (id int primary key, a int)",
        "create table u (id int default nextval('s'), a int, c timestamptz)",
    ):
        run(text)


@pytest.fixture
def block(engine, run):
    """Begin a block and run texts in it; returns the position behind them."""

    def block(*texts):
        engine.begin(read_only=False)
        for text in texts:
            run(text)
        return engine.position

    return block


def go_back(engine, position, *, snapshot=False):
    """Fail the transaction, then rewind it."""
    with pytest.raises(PgError, match="division"):
        engine.start(Request(FAILING))
    engine.fail()
    return engine.rewind(position, snapshot=snapshot)


@pytest.fixture(autouse=True)
def failing(statement):
    global FAILING
    FAILING = statement("select 1 / 0")


def test_writes_are_repeated_up_to_the_position(engine, run, block):
    position = block("insert into t values (1, 1), (2, 2)", "update t set a = a + 10 where id = 1")
    run("delete from t")
    assert go_back(engine, position)
    assert run("select a from t order by id") == ["11", "2"]
    engine.commit()
    assert run("select count(*) from t") == ["2"]


def test_rows_that_were_told_come_back(engine, run, block):
    told = block("insert into u (a, c) values (1, now()), (2, now())")
    assert run("insert into u (a) values (3) returning id") == ["3"]
    assert go_back(engine, told)
    assert run("select id from u order by id") == ["1", "2"]
    assert run("select count(*) from u where c = now()") == ["2"]
    assert int(run("insert into u (a) values (3) returning id")[0]) > 3


def test_an_error_of_binding_leaves_the_transaction_as_it_is(engine, run, block):
    position = block("insert into t values (1, 1)")
    with pytest.raises(PgError, match="nosuch"):
        run("select nosuch from t")
    engine.fail()
    assert engine.rewind(position, snapshot=True) is False
    assert run("select count(*) from t") == ["1"]


def test_nothing_is_repeated_where_nothing_was_written(engine, run, block):
    position = block("select 1")
    assert go_back(engine, position)
    assert engine.untouched
    assert run("select count(*) from t") == ["0"]


def test_a_change_by_others_of_what_was_read_is_refused(engine, connect, run, block):
    position = block("update t set a = 1")
    run("insert into t values (7, 7)", connect())
    with pytest.raises(PgError) as caught:
        go_back(engine, position)
    assert caught.value.sqlstate == "40001"
    engine.rollback()
    assert run("select id from t") == ["7"]


def test_a_change_by_others_of_another_table_is_not(engine, connect, run, block):
    position = block("update t set a = 1", "insert into u (a) values (1)")
    run("insert into u (a) values (7)", connect())
    assert go_back(engine, position)
    assert run("select count(*) from u") == ["2"]


def test_any_change_is_refused_where_a_snapshot_is_wanted(engine, connect, run, block):
    position = block("insert into t values (1, 1)")
    run("insert into u (a) values (7)", connect())
    with pytest.raises(PgError) as caught:
        go_back(engine, position, snapshot=True)
    assert caught.value.sqlstate == "40001"


def test_a_key_that_others_have_taken_is_refused(engine, connect, run, block):
    position = block("insert into t values (1, 1)")
    run("insert into t values (1, 7)", connect())
    with pytest.raises(PgError) as caught:
        go_back(engine, position)
    assert caught.value.sqlstate == "40001"


def test_a_view_may_read_any_table(engine, connect, run, block):
    run("create or replace view v as select * from t")
    position = block(
        "insert into u (a) select a from v", "delete from u where a in (select a from v)"
    )
    run("insert into t values (1, 1)", connect())
    with pytest.raises(PgError) as caught:
        go_back(engine, position)
    assert caught.value.sqlstate == "40001"


def test_tables_made_before_are_made_again(engine, run, block):
    position = block("create table made (j jsonb)", "insert into made values ('{\"a\": 1}')")
    run("drop table made")
    assert engine.rewind(position, snapshot=False)
    assert run("select j -> 'a' from made") == ["1"]


def test_settings_are_those_of_each_write(engine, run, block):
    engine.apply(["SET TimeZone = 'Asia/Tokyo'"])
    position = block("insert into u (a, c) values (1, '2024-01-01 00:00')")
    engine.apply(["SET TimeZone = 'UTC'"])
    assert go_back(engine, position)
    engine.apply(["SET TimeZone = 'UTC'"])
    assert run("select c from u") == ["2023-12-31 15:00:00+00"]


def test_an_interruption_leaves_the_block_failed_and_can_be_tried_again(engine, run, block):
    position = block("insert into t values (1, 1)")
    stop = PgError("stop", sqlstate="57014")
    engine.interrupt(stop)
    with pytest.raises(PgError, match="stop"):
        engine.start(Request(FAILING))
    engine.forget_interruption()
    assert go_back(engine, position)
    assert run("select count(*) from t") == ["1"]


def test_an_upsert_of_a_row_that_others_have_changed_is_refused(engine, connect, run, block):
    run("create table if not exists p (k int primary key, a int, c timestamptz default now())")
    run("delete from p")
    run("insert into p (k, a) values (1, 1)")
    position = block(
        "insert into p (k, a) values (1, 5) on conflict (k) do update set a = p.a + excluded.a"
    )
    run("update p set a = 100", connect())
    with pytest.raises(PgError) as caught:
        go_back(engine, position)
    assert caught.value.sqlstate == "40001"


def test_explain_analyze_is_repeated(engine, statement, run, block):
    block()
    engine.rows(Request(statement("explain analyze insert into t values (1, 1)")))
    assert go_back(engine, engine.position)
    assert run("select count(*) from t") == ["1"]


def test_a_write_whose_rows_could_not_be_sent_is_undone(
    engine, statement, run, block, monkeypatch
):
    position = block("insert into t values (1, 1)")

    def fails(*_):
        raise PgError("not in this encoding", sqlstate="22P05")

    with monkeypatch.context() as patched:
        patched.setattr("duckgres.engine.answering.shape_of", fails)
        with pytest.raises(PgError, match="encoding"):
            run("insert into t values (2, 2) returning id")
    engine.fail()
    assert engine.rewind(position, snapshot=False)
    assert run("select id from t") == ["1"]


@pytest.mark.parametrize(
    ("view", "sqlstate"),
    [("select a from t", None), ("select random() as a", "0A000"), ("select now() as a", "0A000")],
)
def test_a_view_whose_rows_change_by_themselves_is_refused(engine, run, block, view, sqlstate):
    run("drop view if exists changing")
    run(f"create view changing as {view}")
    position = block("delete from t where a in (select 1 from changing)")
    if sqlstate is None:
        assert go_back(engine, position)
    else:
        with pytest.raises(PgError) as caught:
            go_back(engine, position)
        assert caught.value.sqlstate == sqlstate
    engine.rollback()
    run("drop view changing")
