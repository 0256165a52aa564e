"""Changes of columns that meet others."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.fixture
def viewed(engine):
    engine.run("create table t (a int, b int); create view v as select a from t")
    return engine


def test_a_view_keeps_its_columns(viewed):
    with pytest.raises(PgError, match="cannot drop column a of table t because"):
        viewed.run("alter table t drop column a")
    with pytest.raises(PgError, match="cannot alter type of a column used by a view"):
        viewed.run("alter table t alter a type text")
    assert viewed.run("alter table t drop column a cascade") == ["drop cascades to view v"]


def test_a_view_of_a_star_outlives_new_columns(engine):
    engine.run("create table t (a int); insert into t values (1)")
    engine.run("create view v as select * from t")
    engine.run("alter table t add column b int default 5")
    assert engine.rows("select * from v") == [(1,)]


def test_a_generated_column_becomes_plain(engine):
    engine.run("create table t (a int, b int generated always as (a * 2) stored)")
    engine.run("insert into t (a) values (4)")
    engine.run("alter table t alter b drop expression")
    engine.run("update t set a = 1")
    assert engine.rows("select a, b from t") == [(1, 8)]


def test_the_type_of_a_key_that_others_use_stays(engine):
    engine.run("create table t (a int primary key)")
    engine.cursor.execute("create table c (x int references t (a))")
    with pytest.raises(PgError, match="part of a foreign key"):
        engine.run("alter table t alter a type bigint")
    with pytest.raises(PgError, match="part of a foreign key"):
        engine.run("alter table c alter x type bigint")


def test_a_default_of_an_array(engine):
    engine.run("create table t (a int, b int[])")
    engine.run("alter table t alter b set default '{1,2}'")
    engine.run("insert into t (a) values (1)")
    assert engine.rows("select b from t") == [([1, 2],)]
    assert engine.door().find("table", Name("", "t")) is not None
