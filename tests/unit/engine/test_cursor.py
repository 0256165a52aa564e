"""The blocking half of a connection, on a real DuckDB: one open result at a time."""

import pytest

from duckgres.engine.request import Request
from duckgres.errors import PgError
from duckgres.sql.plan import plan

MANY = "select i from range(100000) r(i)"


@pytest.fixture
def cursor(connect):
    found = connect()._cursor
    found.run(["SET search_path = 'public,main'"])
    return found


@pytest.fixture
def start(cursor, statement):
    return lambda text, **more: cursor.start([], Request(statement(text), **more))


@pytest.fixture
def values(cursor, statement):
    return lambda text: cursor.rows([], Request(statement(text)))


@pytest.fixture
def table(start):
    start("drop table if exists t")
    start("create table t(a int primary key)")


def test_counts_are_of_the_statements_that_count(start, table):
    assert start("insert into t values (1), (2), (3)").count == 3
    assert start("update t set a = a + 10 where a > 1").count == 2
    assert start("delete from t where a = 99").count == 0
    assert start("create temp table c as select 1 as x").count == 1
    assert start("create temp table d(x int)").count is None
    assert start("select 1").count is None


def test_returning_gives_rows_and_runs_once(start, values, table):
    started = start("insert into t values (1), (2) returning a")
    assert (started.chunk.rows, started.count) == (2, None)
    assert values("select count(*) from t") == [(2,)]


def test_a_whole_result_leaves_nothing_open(cursor, start):
    started = start("select 1")
    assert started.stream is None
    assert started.chunk.exhausted
    assert cursor._open is None


def test_an_open_result_is_parked_before_the_next_statement(cursor, start, values):
    started = start(MANY, limit=2)
    assert cursor._open is started.stream
    assert not started.stream.parked
    assert values("select 42") == [(42,)]
    assert started.stream.parked
    assert cursor.fetch(started.stream, 3).rows == 3


@pytest.mark.parametrize(
    "use",
    [
        lambda cursor, statement: cursor.describe([], statement("select 1"), ()),
        lambda cursor, statement: cursor.run(["SET TimeZone = 'UTC'"]),
        lambda cursor, statement: cursor.schemas([]),
        lambda cursor, statement: cursor.drop_temporary([]),
        lambda cursor, statement: cursor.rollback(),
    ],
    ids=["describe", "run", "schemas", "drop_temporary", "rollback"],
)
def test_every_other_use_parks_it_too(cursor, start, statement, use):
    started = start(MANY, limit=1)
    use(cursor, statement)
    rows, chunk = 1, started.chunk
    while not chunk.exhausted:
        chunk = cursor.fetch(started.stream, None)
        rows += chunk.rows
    assert rows == 100_000


def test_a_released_result_is_not_read_to_its_end(cursor, start, values):
    started = start("select i from range(1000000000000) r(i)", limit=1)
    cursor.release(started.stream)
    assert values("select 1") == [(1,)]
    assert cursor.fetch(started.stream, None).rows == 0


def test_describing_runs_nothing(cursor, statement, values, table):
    described = cursor.describe([], statement("insert into t values ($1) returning a"), ())
    assert described.parameter_oids == (23,)
    assert [column.name for column in described.columns] == ["a"]
    assert values("select count(*) from t") == [(0,)]


def test_an_error_has_its_place_in_the_clients_text(cursor, statement, start):
    with pytest.raises(PgError) as refusal:
        start("select 1,   nix from range(3)")
    assert (refusal.value.sqlstate, refusal.value.fields.position) == ("42703", 13)
    with pytest.raises(PgError) as refusal:
        cursor.describe([], statement("select 1,   nix from range(3)"), ())
    assert (refusal.value.sqlstate, refusal.value.fields.position) == ("42703", 13)


def test_an_error_behind_a_long_parameter_keeps_its_place(start):
    with pytest.raises(PgError) as refusal:
        start("select $1, nix", parameters=["CAST('" + "x" * 100 + "' AS VARCHAR)"])
    assert refusal.value.fields.position == 12


def test_the_prelude_runs_first_and_what_ran_is_taken_off(cursor, statement):
    prelude = ["SET TimeZone = 'Asia/Tokyo'"]
    request = Request(statement("select system.main.current_setting('TimeZone')"))
    assert cursor.rows(prelude, request) == [("Asia/Tokyo",)]
    assert prelude == []


def test_what_stands_behind_a_refused_text_of_the_prelude_is_left(cursor, statement):
    prelude = ["SET TimeZone = 'Asia/Tokyo'", "SET TimeZone = 'no/where'", "BEGIN TRANSACTION"]
    with pytest.raises(PgError):
        cursor.rows(prelude, Request(statement("select 1")))
    assert prelude == ["SET TimeZone = 'no/where'", "BEGIN TRANSACTION"]


def test_a_rollback_without_a_transaction_is_well(cursor, values):
    cursor.rollback()
    assert values("select 1") == [(1,)]


def test_duckdbs_own_grammar_splits_and_refuses(cursor):
    found = cursor.foreign("from range(3); select $x")
    assert [(part.kind, set(part.parameters)) for part in found] == [
        ("SELECT", set()), ("SELECT", {"x"}),
    ]  # fmt: skip
    with pytest.raises(PgError) as refusal:
        cursor.foreign("selec 1")
    assert refusal.value.sqlstate == "42601"


def test_temporary_views_go_before_the_tables_they_stand_on(cursor, start, values):
    start("create temp table base(x int)")
    start("create temp view above as select x from base")
    cursor.drop_temporary([])
    assert values("select count(*) from duckdb_tables() where temporary") == [(0,)]


def test_an_interruption_that_finds_nothing_is_harmless(cursor, values):
    cursor.interrupt()
    assert values("select 1") == [(1,)]


def test_closing_drops_an_open_result(databases):
    connection = databases.connect("alice", {})
    cursor = connection._cursor
    started = cursor.start([], Request(plan(MANY, None)[0], limit=1))
    connection.close()
    assert cursor.fetch(started.stream, None).rows == 0
    assert cursor._open is None
