"""Materialized views and functions."""

import pytest

from duckgres.errors import PgError


@pytest.fixture
def source(engine):
    engine.run("create table t (a int); insert into t values (1), (2)")
    return engine


def test_a_materialized_view_is_refreshed(source):
    source.run("create materialized view m (x) as select a from t")
    source.run("insert into t values (3)")
    assert source.rows("select count(*) from m") == [(2,)]
    source.run("refresh materialized view m")
    assert source.rows("select x from m order by x") == [(1,), (2,), (3,)]


def test_one_that_was_not_filled_says_so(source):
    source.run("create materialized view m (x) as select a from t with no data")
    with pytest.raises(Exception, match="has not been populated"):
        source.rows("select * from m")
    source.run("refresh materialized view m")
    assert source.rows("select count(x) from m") == [(2,)]
    source.run("refresh materialized view m with no data")
    with pytest.raises(Exception, match="has not been populated"):
        source.rows("select * from m")
    source.run("drop materialized view m")


def test_concurrently_wants_a_unique_index(source):
    source.run("create materialized view m as select a from t")
    with pytest.raises(PgError, match="cannot refresh materialized view"):
        source.run("refresh materialized view concurrently m")
    source.run("create unique index on m (a); refresh materialized view concurrently m")
    assert source.rows("select count(*) from m") == [(2,)]


def test_what_is_no_materialized_view(source):
    with pytest.raises(PgError, match='"t" is not a materialized view'):
        source.run("refresh materialized view t")
    source.run("create materialized view m as select 1 as a")
    assert source.run("create materialized view if not exists m as select 2 as a") == [
        'relation "m" already exists, skipping'
    ]


def test_functions(source):
    source.run(
        "create function f(a int, b int default 10) returns int language sql as 'select a+b'"
    )
    assert source.rows("select f(1), f(1, 2), f(1, b => 3)") == [(11, 3, 4)]
    source.run("create function s() returns setof int language sql as 'select a from t'")
    assert source.rows("select * from s() order by 1") == [(1,), (2,)]
    with pytest.raises(PgError, match='function "f" already exists'):
        source.run("create function f(a int) returns int language sql as 'select 1'")
    source.run("create or replace function f(a int) returns int language sql as 'select a * 2'")
    assert source.rows("select f(4)") == [(8,)]
    source.run("drop function f(int), s()")
