"""An engine connection: statements, transactions and interruptions on a real DuckDB."""

import time

import gevent
import pytest

from duckgres.engine.request import Request
from duckgres.errors import FatalError, PgError, QueryCanceled
from tests.fixtures.fix_engine import SESSION_VALUES, texts

ENDLESS = "select count(*) from range(1000000000) a, range(1000) b where a.range % 7 = b.range"


def test_rows_names_and_count_come_back(run, table):
    assert run("insert into t values (1), (2)") == 2
    assert run("select a from t order by a") == ["1", "2"]
    assert run("create table if not exists t(a int)") is None


def test_an_open_result_survives_the_next_statement(engine, statement):
    started = engine.start(Request(statement("select i from range(100000) r(i)")))
    assert engine.start(Request(statement("select 42"))).chunk.rows == 1
    rows, chunk = started.chunk.rows, started.chunk
    while not chunk.exhausted:
        chunk = engine.fetch(started.stream, None)
        rows += chunk.rows
    assert rows == 100_000
    assert texts(chunk)[-1] == "99999"


def test_an_error_in_the_middle_of_a_stream_is_postgresqls(engine, statement):
    value = "case when i < 500000 then 1 else error('boom') end"
    text = f"select {value} from range(1000000) r(i)"
    started = engine.start(Request(statement(text)))

    def to_the_end():
        while not engine.fetch(started.stream, None).exhausted:
            pass

    with pytest.raises(PgError, match="boom"):
        to_the_end()


def test_a_transaction_is_seen_by_others_when_it_commits(engine, connect, run, table):
    other = connect()
    engine.begin(read_only=False)
    run("insert into t values (1)")
    assert run("select count(*) from t", other) == ["0"]
    engine.commit()
    assert run("select count(*) from t", other) == ["1"]


def test_a_rollback_undoes(engine, run, table):
    engine.begin(read_only=False)
    run("insert into t values (1)")
    engine.rollback()
    assert run("select count(*) from t") == ["0"]


def test_a_transaction_without_statements_costs_duckdb_nothing(engine, run):
    engine.begin(read_only=False)
    engine.commit()
    engine.begin(read_only=True)
    engine.rollback()
    assert run("select 1") == ["1"]


def test_a_read_only_transaction_refuses_to_write(engine, run, table):
    engine.begin(read_only=True)
    with pytest.raises(PgError) as refusal:
        run("insert into t values (1)")
    assert refusal.value.sqlstate == "25006"
    engine.rollback()


def test_a_rollback_after_duckdb_has_ended_the_transaction_is_well(engine, run, table):
    run("insert into t values (1)")
    engine.begin(read_only=False)
    with pytest.raises(PgError):
        run("insert into t values (1)")
    engine.rollback()
    assert run("select count(*) from t") == ["1"]


def test_an_interruption_stops_a_statement_at_once_with_its_reason(engine, run):
    reason = QueryCanceled("canceling statement due to statement timeout")
    gevent.spawn_later(0.05, engine.interrupt, reason)
    begin = time.monotonic()
    with pytest.raises(QueryCanceled, match="timeout"):
        run(ENDLESS)
    assert time.monotonic() - begin < 2
    engine.forget_interruption()
    assert run("select 1") == ["1"]


@pytest.fixture
def crowded(databases, engine, connect, run):
    """Hold both threads that the user may have of four; the connections that do."""
    others = [connect() for _ in range(2)]
    greenlets = [gevent.spawn(_endless, run, other) for other in others]
    while engine.database._pools.statements._queue.held("alice") < 2:
        gevent.sleep(0.002)
    yield others
    for other in others:
        other.interrupt(QueryCanceled())
    gevent.joinall(greenlets, timeout=10)


def _endless(run, connection):
    with pytest.raises(QueryCanceled):
        run(ENDLESS, connection)


@pytest.fixture
def begun(engine, connect, run):
    """Open a transaction on two connections, before the threads are all held."""
    both = [engine, connect()]
    for connection in both:
        connection.begin(read_only=False)
        run("select 1", connection)
    return both


def test_what_ends_a_transaction_does_not_wait_behind_statements(begun, crowded):
    begun[0].rollback()
    begun[1].commit()
    assert "public" in begun[0].schemas()


def test_a_statement_that_waits_for_a_thread_is_interrupted_at_once(engine, run, crowded):
    engine.apply(["SET TimeZone = 'Asia/Tokyo'"])
    waiting = gevent.spawn(run, "select 1")
    while engine.wait_event != ("IPC", "StatementQueue"):
        gevent.sleep(0.002)
    engine.interrupt(QueryCanceled())
    with pytest.raises(QueryCanceled):
        waiting.get(timeout=5)
    assert engine.wait_event is None
    assert engine.queued_seconds > 0
    engine.forget_interruption()
    for other in crowded:
        other.interrupt(QueryCanceled())
    assert run("select system.main.current_setting('TimeZone')") == ["Asia/Tokyo"]


def test_settings_that_the_queue_kept_from_duckdb_come_with_the_next_statement(
    engine, run, crowded, monkeypatch
):
    monkeypatch.setattr(engine.database._pools.statements, "queue_timeout", 0.01)
    engine.apply(["SET TimeZone = 'Asia/Tokyo'"])
    with pytest.raises(PgError, match="statement queue timeout"):
        run("select 1")
    monkeypatch.undo()
    for other in crowded:
        other.interrupt(QueryCanceled())
    assert run("select system.main.current_setting('TimeZone')") == ["Asia/Tokyo"]


def test_closing_stops_what_an_ended_greenlet_left_behind(connect, run, databases):
    connection = databases.connect("alice", SESSION_VALUES)
    greenlet = gevent.spawn(run, ENDLESS, connection)
    gevent.sleep(0.05)
    greenlet.kill()
    begin = time.monotonic()
    connection.close()
    assert time.monotonic() - begin < 5


def test_an_interruption_before_the_crossing_is_not_lost(engine, run):
    engine.interrupt(QueryCanceled())
    with pytest.raises(QueryCanceled):
        run("select 1")
    engine.forget_interruption()
    assert run("select 1") == ["1"]


def test_a_change_of_the_catalog_is_counted_when_made_and_when_committed(engine, run):
    before = engine.database.catalog_version
    engine.begin(read_only=False)
    run("create table changed(a int)")
    made = engine.database.catalog_version
    engine.rollback()
    assert before < made < engine.database.catalog_version


def test_session_values_stand_in_the_text(run):
    assert run("select pg_backend_pid()") == ["7"]


def test_temporary_tables_go_and_others_stay(engine, run, table):
    run('create temp table "a ""b"(x int)')
    run("create temp view v as select 1 as x")
    engine.drop_temporary()
    with pytest.raises(PgError):
        run('select * from "a ""b"')
    assert run("select count(*) from t") == ["0"]


def test_prelude_rides_along_with_the_next_statement(engine, run):
    engine.apply(["SET TimeZone = 'America/New_York'"])
    assert run("select system.main.current_setting('TimeZone')") == ["America/New_York"]


def test_a_commit_that_is_cancelled_before_it_begins_leaves_no_transaction(engine, run, table):
    engine.begin(read_only=False)
    run("insert into t values (1)")
    engine.interrupt(QueryCanceled())
    with pytest.raises(QueryCanceled):
        engine.commit()
    engine.forget_interruption()
    assert not engine.in_transaction
    assert run("select count(*) from t") == ["0"]
    engine.begin(read_only=False)
    run("insert into t values (2)")
    engine.commit()
    assert run("select a from t") == ["2"]


def test_a_commit_that_has_begun_is_not_interrupted(engine, run, table):
    for key in range(20):
        engine.begin(read_only=False)
        run(f"insert into t values ({key})")
        gevent.spawn(engine.interrupt, QueryCanceled())
        engine.commit()
        engine.forget_interruption()
    assert run("select count(*) from t") == ["20"]


def test_settings_that_an_interruption_kept_from_duckdb_come_with_the_next_statement(engine, run):
    engine.apply(["SET TimeZone = 'Asia/Tokyo'"])
    engine.interrupt(QueryCanceled())
    with pytest.raises(QueryCanceled):
        run("select 1")
    engine.forget_interruption()
    assert run("select system.main.current_setting('TimeZone')") == ["Asia/Tokyo"]


def test_settings_behind_an_interrupted_read_come_with_the_next_statement(engine, run, statement):
    endless = "select i from range(1000000000000) r(i)"
    engine.start(Request(statement(endless), limit=1))
    engine.apply(["SET TimeZone = 'Asia/Tokyo'"])
    gevent.spawn_later(0.05, engine.interrupt, QueryCanceled())
    with pytest.raises(QueryCanceled):
        run("select 1")
    engine.forget_interruption()
    assert run("select system.main.current_setting('TimeZone')") == ["Asia/Tokyo"]


def test_rows_that_could_not_be_put_aside_are_not_left_out_without_a_word(engine, run, statement):
    failing = "select case when i < 500000 then i else error('boom') end from range(1000000) r(i)"
    started = engine.start(Request(statement(failing), limit=1))
    with pytest.raises(PgError, match="boom"):
        run("select 1")
    assert run("select 1") == ["1"]

    def to_the_end():
        while not engine.fetch(started.stream, None).exhausted:
            pass

    with pytest.raises(PgError, match="boom"):
        to_the_end()


def test_a_result_whose_first_rows_cannot_be_written_is_let_go(engine, run):
    with pytest.raises(PgError, match=r"NUL|null|0x00|zero"):
        run("select chr(0) || i from range(1000000000000) r(i)")
    begin = time.monotonic()
    assert run("select 1") == ["1"]
    assert time.monotonic() - begin < 1


def test_a_setting_duckdb_refuses_does_not_keep_the_others_from_it(engine, run):
    engine.apply(["SET search_path = 'nowhere'", "SET TimeZone = 'Asia/Tokyo'"])
    with pytest.raises(PgError):
        run("select 1")
    assert run("select system.main.current_setting('TimeZone')") == ["Asia/Tokyo"]


def test_what_the_server_asks_for_itself_is_not_interrupted(engine):
    engine.interrupt(QueryCanceled())
    assert "public" in engine.schemas()


def test_an_end_of_the_session_is_not_forgotten_and_outdoes_a_cancel(engine, run):
    engine.interrupt(QueryCanceled())
    engine.interrupt(FatalError("the end", sqlstate="57P01"))
    engine.forget_interruption()
    with pytest.raises(FatalError, match="the end"):
        run("select 1")


def test_a_commit_counts_the_catalog_once_others_can_see_it(engine, connect, run, monkeypatch):
    other = connect()
    engine.begin(read_only=False)
    run("create table counted(a int)")
    seen = []
    commit = engine._cursor.commit

    def commit_and_look():
        commit()
        seen.append(engine.database.catalog_version)

    monkeypatch.setattr(engine._cursor, "commit", commit_and_look)
    engine.commit()
    assert run("select count(*) from counted", other) == ["0"]
    assert engine.database.catalog_version > seen[0]


def test_a_transaction_keeps_the_number_of_the_catalog_it_began_on(engine, connect, run):
    other = connect()
    engine.begin(read_only=False)
    run("select 1")
    before = engine.catalog_version
    run("create table made_meanwhile(a int)", other)
    assert engine.catalog_version == before  # it does not see the table
    engine.commit()
    assert engine.catalog_version > before


def test_a_transaction_s_own_change_of_the_catalog_gets_a_new_number(engine, run):
    engine.begin(read_only=False)
    run("select 1")
    before = engine.catalog_version
    run("create table mine_alone(a int)")
    assert engine.catalog_version > before
    engine.rollback()


def test_schemas_an_old_transaction_sees_are_not_told_to_others(engine, connect, run):
    other = connect()
    engine.begin(read_only=False)
    run("select 1 from duckdb_schemas()")
    run("create schema made_meanwhile", other)
    assert "made_meanwhile" not in engine.schemas()
    assert "made_meanwhile" in other.schemas()
    engine.commit()
    assert "made_meanwhile" in engine.schemas()


def test_a_withdrawn_interruption_hits_nothing_and_another_stays(engine, run):
    late, cancel = QueryCanceled("timeout"), QueryCanceled()
    engine.interrupt(late)
    engine.withdraw(late)
    assert run("select 1") == ["1"]
    engine.interrupt(cancel)
    engine.withdraw(late)
    with pytest.raises(QueryCanceled, match="user request"):
        run("select 1")


# --- waiting for others
