"""The log of a transaction's writes."""

import pytest

from duckgres.engine import write_log
from duckgres.engine.changes import ANYTHING
from duckgres.engine.write_log import Write, WriteLog, refuse_macros, tables_of
from duckgres.errors import PgError
from duckgres.sql.plan import plan
from duckgres.sql.statement import ForeignStatement
from tests.unit.sql.asking import unasked


def write(text, *parameters, ask=unasked):
    (statement,) = plan(text, ask)
    return Write(statement, parameters, {})


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("insert into t values (1)", ""),
        ("update t set a = 1, b = now()", ""),
        ("update t set a = random()", "random()"),
        ("create table t as select gen_random_uuid()", "gen_random_uuid()"),
        ("create table t (a uuid default gen_random_uuid())", ""),
        ("create view v as select random()", ""),
        ("select nextval('s')", ""),
        ("update t set a = default", "DEFAULT"),
        ("merge into t using u on t.a = u.a when matched then delete", ""),
        (
            "merge into t using u on t.a = u.a when not matched then insert values (1)",
            "what MERGE inserts",
        ),
        (
            "with x as (delete from u returning a) insert into t select a from x",
            "a WITH that changes something",
        ),
        (
            "with x as (insert into u values (1) returning a) select a from x",
            "a WITH that changes something",
        ),
        ("alter table t add column a timestamptz default clock_timestamp()", "clock_timestamp()"),
    ],
)
def test_doubt(text, doubt):
    assert write(text).doubt == doubt


def test_duckdbs_own_syntax_is_in_doubt():
    def ask(text):
        return [ForeignStatement(text, "INSERT")]

    assert write("insert or replace into t values (1)", ask=ask).doubt == "DuckDB's own syntax"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("insert into t values (1)", set()),
        ("insert into t values ((select max(a) from t))", {"t"}),
        ("insert into t select a from u", {"t", "u"}),
        ("insert into t values (1) on conflict do nothing", {"t"}),
        ("update t set a = lower(b), c = $1 where d in (select e from V)", {"t", "v"}),
        ("create table x as select * from y", {"x", "y"}),
    ],
)
def test_reads(text, reads):
    assert write(text, "1").reads == reads


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("insert into T values (1)", {"t"}),
        ("delete from s.u", {"u"}),
        ("create table t (a int)", {ANYTHING}),
        ("with x as (delete from u returning a) insert into t select a from x", {ANYTHING}),
    ],
)
def test_tables(text, tables):
    assert tables_of(write(text).statement) == tables


@pytest.fixture
def log():
    made = WriteLog()
    for text in ("insert into t values (1)", "create table u (a int)", "delete from t"):
        made.add(write(text))
    return made


def test_a_position_is_gone_back_to(log):
    assert (len(log), log.changed, log.changes_catalog) == (3, {"t", ANYTHING}, True)
    assert [w.statement.tag for w in log.up_to(2)] == ["INSERT 0", "CREATE TABLE"]
    log.forget(1)
    assert (len(log), log.changed, log.changes_catalog) == (1, {"t"}, False)
    log.clear()
    assert (len(log), log.changed) == (0, set())


def test_what_is_in_doubt_is_refused_from_there_on(log):
    log.add(write("update t set a = random()"))
    assert len(log.up_to(3)) == 3
    with pytest.raises(PgError, match="cannot roll back to the savepoint") as caught:
        log.up_to(4)
    assert caught.value.sqlstate == "0A000"
    assert "UPDATE before it depends on random()" in caught.value.fields.detail


def test_more_than_is_kept_is_given_up(log, monkeypatch):
    monkeypatch.setattr(write_log, "MOST_BYTES", 2000)
    for _ in range(10):
        log.add(write("insert into t values ($1)", "x" * 100))
    assert len(log) == 13
    assert log.room == 0
    assert log.up_to(0) == []
    with pytest.raises(PgError):
        log.up_to(1)
    assert log.changed == {"t", ANYTHING}
    log.forget(0)
    assert log.room > 0


def test_functions_of_the_user_are_refused():
    refuse_macros([write("update t set a = f(1)")], frozenset())
    refuse_macros([write("update t set f = g(1)")], frozenset({"f"}))
    refuse_macros([write("insert into f (a) values (1)")], frozenset({"f"}))
    with pytest.raises(PgError, match="cannot roll back"):
        refuse_macros([write("update t set a = F (1)")], frozenset({"f"}))
