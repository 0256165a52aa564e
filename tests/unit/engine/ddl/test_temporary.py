"""What goes at the end of a transaction."""

import pytest

from duckgres.engine.ddl import temporary
from duckgres.sql.ddl.steps import Name


def test_tables_are_emptied_or_dropped(engine):
    engine.run("create temp table d (a int) on commit drop")
    engine.run("create temp table e (a int) on commit delete rows")
    engine.run("create temp table k (a int)")
    for name in "dek":
        engine.run(f"insert into {name} values (1)")
    temporary.end_transaction(engine.cursor, engine.on_commit)
    assert engine.door().find("table", Name("", "d")) is None
    assert engine.rows("select (select count(*) from e), (select count(*) from k)") == [(0, 1)]
    engine.run("drop table e")
    temporary.end_transaction(engine.cursor, engine.on_commit)
    assert engine.on_commit == {}


def test_a_table_made_anew_stays_temporary(engine):
    engine.run("create temp table t (a int, b int) on commit delete rows; create index on t (b)")
    engine.run("insert into t values (1, 2); alter table t add check (a > 0)")
    with pytest.raises(Exception, match="CHECK"):
        engine.run("insert into t values (-1, 2)")
    engine.run("create domain positive as int check (value > 0); create temp table d (v positive)")
    assert engine.rows(
        "select database_name from duckdb_tables() where table_name in ('t', 'd')"
    ) == [
        ("temp",),
        ("temp",),
    ]
    assert engine.rows("select * from t") == [(1, 2)]
    temporary.end_transaction(engine.cursor, engine.on_commit)
    assert engine.rows("select * from t") == []


def test_temporary_families_are_emptied(engine):
    engine.run("create temp table p (a int primary key)")
    engine.cursor.execute("create temp table c (a int references p)")
    engine.run("insert into p values (1); insert into c values (1); truncate p, c")
    assert engine.rows("select (select count(*) from p), (select count(*) from c)") == [(0, 0)]
    with pytest.raises(Exception, match="foreign key"):
        engine.run("insert into c values (1)")


def test_all_go(engine):
    engine.run("create temp table t (a int); create temp view v as select 1 as a")
    temporary.drop_all(engine.cursor)
    assert engine.door().find("relation", Name("", "t")) is None
