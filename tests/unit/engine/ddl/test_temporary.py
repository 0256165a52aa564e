"""What goes at the end of a transaction."""

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


def test_all_go(engine):
    engine.run("create temp table t (a int); create temp view v as select 1 as a")
    temporary.drop_all(engine.cursor)
    assert engine.door().find("relation", Name("", "t")) is None
