"""What is noted of a statement that may be run again; the slot of the transaction's time."""

import duckdb
import pytest

from duckgres.sql.plan import plan
from duckgres.sql.rules.volatility import SLOT, VOLATILE
from tests.unit.sql.asking import unasked


def planned(text):
    (statement,) = plan(text, unasked)
    return statement


def rewritten(text):
    return planned(text).render(["$1"], {SLOT: "<now>"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("select now()", "SELECT <now>"),
        ("select pg_catalog.now() as x", "SELECT <now> AS x"),
        ("select transaction_timestamp()", "SELECT <now>"),
        ("select current_timestamp", "SELECT <now>"),
        ("select current_date", "SELECT <now>::date"),
        ("select localtimestamp", "SELECT <now>::timestamp"),
        ("select localtime", "SELECT <now>::timestamp::time"),
        ("select current_time", "SELECT <now>::time with time zone"),
        ("insert into t (a) values (now())", "INSERT INTO t (a) VALUES (<now>)"),
        ("create table t as select now() as a", "CREATE TABLE t AS SELECT <now> AS a"),
    ],
)
def test_the_time_is_the_transactions(text, wanted):
    assert rewritten(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "create table t (a timestamptz default now())",
        "create view v as select now() as a",
        "select my.now()",
        "select now(1)",
        "select now from t",
    ],
)
def test_what_is_stored_and_what_looks_alike_have_no_slot(text):
    assert SLOT not in planned(text).slots


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("update t set a = random()", "random()"),
        ("insert into t values (gen_random_uuid())", "gen_random_uuid()"),
        ("insert into t select nextval('s')", "nextval()"),
        ("insert into t select a from u limit 5", "LIMIT without ORDER BY"),
        ("insert into t (select a from u offset 5)", "LIMIT without ORDER BY"),
        ("insert into t select distinct on (a) a, b from u", "DISTINCT ON"),
        ("insert into t select row_number() over (order by a) from u", "a window function"),
        (
            "insert into t select rank() over w from u window w as (order by a)",
            "a window function",
        ),
        ("update t set a = (select string_agg(b, ',') from u)", "string_agg() without ORDER BY"),
        ("insert into t select * from u tablesample system (10)", "TABLESAMPLE"),
        ("create table t as select random() as a", "random()"),
    ],
)
def test_what_may_come_out_otherwise_is_noted(text, wanted):
    assert planned(text).volatile == wanted


@pytest.mark.parametrize(
    "text",
    [
        "insert into t values (1, now(), current_user)",
        "update t set a = a + 1 where b in (select b from u)",
        "update t set a = (select string_agg(b, ',' order by b) from u)",
        "delete from t where a in (select a from u order by a limit 5)",
        "insert into t select lower(a), my.random() from u",
        "insert into t select distinct a from u",
    ],
)
def test_what_comes_out_the_same_is_not(text):
    assert planned(text).volatile == ""


def test_numbers_of_a_sequence_are_noted():
    assert planned("select nextval('s')").takes_numbers
    assert not planned("select currval('s')").takes_numbers


def test_all_that_duckdb_calls_volatile_is_known():
    names = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability = 'VOLATILE'"
    with duckdb.connect() as connection:
        assert {name for (name,) in connection.execute(names).fetchall()} <= VOLATILE | {"error"}
