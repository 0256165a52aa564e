"""A table taken apart and put together again is the same table."""

import pytest

from duckgres.engine.ddl import model
from duckgres.sql.ddl.steps import Name

TABLES = [
    "create table t (a int primary key, b varchar(3) default 'x' not null, check (a > 0))",
    "create table t (a int, b int, unique (a, b), constraint k check (a < b), c int[])",
    'create table t (a int, b int generated always as (a + 1) stored, "C d" numeric(5,2))',
    "create table t (a serial, j jsonb default '{}', e timestamp default now())",
]


def read(engine):
    return model.read(engine.door(), engine.door().get("table", Name("", "t")))


def test_a_temporary_table_is_made_as_one(engine):
    engine.run("create temp table t (a int)")
    assert read(engine).definition == 'CREATE TEMPORARY TABLE temp.main."t" ("a" INTEGER)'


@pytest.mark.parametrize("text", TABLES)
def test_a_table_is_made_again(engine, text):
    engine.run(text)
    before = read(engine)
    engine.cursor.execute("DROP TABLE t")
    engine.cursor.execute(before.definition)
    after = read(engine)
    assert [c.name for c in after.columns] == [c.name for c in before.columns]
    assert [c.type for c in after.columns] == [c.type for c in before.columns]
    assert [c.definition for c in after.constraints] == [c.definition for c in before.constraints]


@pytest.mark.parametrize(
    ("kind", "columns", "name"),
    [
        ("p", ["a"], "t_pkey"),
        ("u", ["a", "b"], "t_a_b_key"),
        ("f", ["a"], "t_a_fkey"),
        ("c", ["a"], "t_a_check"),
        ("c", ["a", "b"], "t_check"),
    ],
)
def test_default_names(kind, columns, name):
    assert model.default_name("t", model.Constraint(kind, columns, "", None)) == name


def test_names_that_are_taken_get_numbers():
    made = [model.Constraint("c", ["a"], str(i), None) for i in range(3)]
    made[1].name = "t_a_check1"
    model.name_all("t", made)
    assert [c.name for c in made] == ["t_a_check", "t_a_check1", "t_a_check2"]


def test_names_are_kept(engine):
    engine.run("create table t (a int constraint mine check (a > 0), b varchar(3))")
    names = [(c.kind, c.name) for c in read(engine).constraints]
    assert names == [("c", "mine"), ("c", model.HIDDEN)]
