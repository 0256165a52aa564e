"""Who depends on what."""

import pytest

from duckgres.engine.ddl import dependents
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


def test_views_and_the_views_that_read_them(engine):
    engine.run("create table t (a int); create table u (t int)")
    engine.run("create view v as select a from t; create view w as select a from v")
    engine.run("create view other as select t from u")
    place = engine.door().get("table", Name("", "t"))
    found = dependents.views(engine.door(), place)
    assert [(view.name, read.name) for view, read in found] == [("v", "t"), ("w", "v")]


def test_a_table_of_the_same_name_elsewhere_is_another_one(engine):
    engine.run("create table t (a int); create view v as select a from t")
    engine.run("create schema s; create table s.t (a int); create temp table t (a int)")
    door = engine.door()
    assert dependents.views(door, door.get("table", Name("s", "t"))) == []
    assert dependents.views(door, door.get("table", Name("", "t", True))) == []
    assert len(dependents.views(door, door.get("table", Name("public", "t")))) == 1


def test_defaults_of_a_sequence(engine):
    engine.run("create sequence s; create schema x; create sequence x.s")
    engine.run("create table t (a int default nextval('s'), b int default nextval('x.s') + 1)")
    place = engine.door().get("sequence", Name("", "s"))
    found = dependents.defaults(engine.door(), place)
    assert [(table.name, column) for table, column, _ in found] == [("t", "a")]


def test_columns_of_a_type(engine):
    engine.run("create type m as enum ('a'); create table t (a m, b int)")
    place = engine.door().get("type", Name("", "m"))
    assert [column for _, column in dependents.typed(engine.door(), place)] == ["a"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("s", Name("", "s")),
        ("X.S", Name("x", "s")),
        ('"X"."S"', Name("X", "S")),
        ("temp.main.s", Name("", "s", True)),
    ],
)
def test_names_in_strings(text, name):
    assert dependents.parse_name(text) == name


@pytest.mark.parametrize("text", ["", "a b", "'"])
def test_no_names(text):
    with pytest.raises(PgError, match="invalid name syntax"):
        dependents.parse_name(text)


def test_names_are_shown_as_the_path_needs_them(engine):
    engine.run("create schema s; create table s.t (a int); create table t (a int)")
    door = engine.door()
    assert dependents.shown(door, door.get("table", Name("s", "t"))) == "s.t"
    assert dependents.shown(door, door.get("table", Name("", "t"))) == "t"
