"""Comments and facts keep each other."""

import pytest

from duckgres.engine.ddl import model
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


def test_a_comment_leaves_the_facts(engine):
    engine.run("create table t (id serial primary key, a varchar(3))")
    engine.run("comment on table t is 'mine'; comment on column t.id is 'number'")
    engine.run("comment on column t.a is 'x'; comment on column t.a is null")
    found = model.read(engine.door(), engine.door().get("table", Name("", "t")))
    assert (found.comment, found.constraints[0].name) == ("mine", "t_pkey")
    assert [column.comment for column in found.columns] == ["number", None]
    assert found.columns[1].facts == {"type": "varchar", "typmod": 7}
    assert "sequence" in found.columns[0].facts


@pytest.mark.parametrize(
    "text",
    ["view v is 'x'", "column v.a is 'x'", "sequence s is 'x'", "index i is 'x'", "type m is 'x'"],
)
def test_other_objects(engine, text):
    engine.run("create table t (a int); create index i on t (a); create sequence s")
    engine.run("create view v as select a from t; create type m as enum ('a')")
    assert engine.run(f"comment on {text}") == []


def test_what_has_no_place_for_one(engine):
    assert engine.run("comment on schema public is 'x'") == ["comments on a schema are not kept"]
    engine.run("create table t (a int)")
    with pytest.raises(PgError, match='column "z" of relation "t" does not exist'):
        engine.run("comment on column t.z is 'x'")


def facts_of_table(engine):
    (said,) = engine.cursor.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 't'"
    ).fetchone()
    return facts_of(said)


def test_constraints_keep_theirs_with_the_table(engine):
    engine.run("create table t (a int primary key, b int check (b > 0))")
    engine.run("comment on constraint t_pkey on t is 'x'; comment on table t is 'y'")
    engine.run("alter table t rename constraint t_pkey to p; alter table t add c int")
    assert facts_of_table(engine)["comments"] == {"p": "x"}
    engine.run("alter table t drop constraint p")
    assert "comments" not in facts_of_table(engine)
    with pytest.raises(PgError, match='constraint "z" for table "t" does not exist'):
        engine.run("comment on constraint z on t is 'x'")


def test_functions(engine):
    engine.run("create function f(a int) returns int language sql as 'select a'")
    engine.run("comment on function f(int) is 'x'")
    (said,) = engine.cursor.execute(
        "SELECT comment FROM duckdb_functions() WHERE function_name = 'f'"
    ).fetchone()
    assert said.partition(chr(31))[0] == "x"
    assert facts_of(said)["body"] == "select a"
    with pytest.raises(PgError, match="function g does not exist"):
        engine.run("comment on function g(int) is 'x'")
