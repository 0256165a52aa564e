"""CREATE TABLE AS, SELECT INTO, views, materialized views."""

import pytest

from duckgres.sql.ddl.relations import NewMaterializedView, Refresh
from duckgres.sql.ddl.steps import Freeze, KeepQuery, Main, Name, OnCommit, Unless
from duckgres.sql.statement import NewRelation
from tests.unit.sql.ddl.planning import planned, refused, steps


@pytest.mark.parametrize(
    ("text", "duckdb"),
    [
        ("select a into t from u", "CREATE TABLE t AS SELECT a FROM u"),
        ("select a into temp t from u union select 1", "CREATE TEMPORARY TABLE t AS SELECT a"),
        ("create unlogged table t with (fillfactor=50) as select 1 as a", "CREATE TABLE t AS"),
        ("create table t as values (1, 2)", "CREATE TABLE t(column1, column2) AS VALUES (1, 2)"),
    ],
)
def test_what_duckdb_gets(text, duckdb):
    assert planned(text).pieces[0].startswith(duckdb)


def test_select_into_makes_a_table_and_counts():
    found = planned("select 1 as a into s.t")
    assert (found.tag, found.counts, found.returns_rows) == ("SELECT", True, False)
    assert found.makes == NewRelation("s", "t")


def test_steps():
    assert steps("create table if not exists t as select 1 as a") == (
        Unless("relation", Name("", "t"), "CREATE TABLE AS"),
        Main(),
    )
    assert steps("create temp table t on commit drop as select 1 as a") == (
        Main(),
        OnCommit(Name("", "t", True), True),
    )
    assert steps("create view v as select * from t") == (
        Main(),
        Freeze(Name("", "v"), "SELECT * FROM t"),
        KeepQuery(Name("", "v"), "SELECT * FROM t", ()),
    )
    assert steps("refresh materialized view concurrently m") == (
        Refresh(Name("", "m"), True, True),
    )
    assert steps("create materialized view m (a) as select b from t with no data") == (
        NewMaterializedView(
            Name("", "m"), ("a",), "SELECT b FROM t", False, False, "SELECT b FROM t"
        ),
    )


def test_a_view_checks_nothing():
    assert refused("create view v as select 1 with check option")[0] == "0A000"
