"""Tables made anew, with all that points at them."""

import pytest

from duckgres.engine.ddl import model, rebuild
from duckgres.engine.ddl.door import Place
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


def place(engine, name):
    return engine.door().get("table", Name("", name))


@pytest.fixture
def family(engine):
    engine.run("create table a (id int primary key)")
    # As a file has them that DuckDB itself has made.
    engine.cursor.execute("create table b (id int primary key, a int references a (id))")
    engine.cursor.execute("create table c (b int references b (id), a int references a (id))")
    engine.run(
        "insert into a values (1); insert into b values (1, 1); insert into c values (1, 1)"
    )
    return engine


def test_children_come_behind_their_parents(family):
    found = [t.place.name for t in rebuild.children(family.door(), place(family, "a"))]
    assert found == ["b", "c"]
    assert rebuild.children(family.door(), place(family, "c")) == []


def test_rows_and_keys_outlive_it(family):
    old = model.read(family.door(), place(family, "a"))
    new = model.read(family.door(), place(family, "a"))
    new.columns.append(model.Column("x", "INTEGER", "7", True, None, {}, "7"))
    rebuild.rebuild(family.door(), old, new, rebuild.children(family.door(), old.place))
    assert family.rows("select * from a") == [(1, 7)]
    assert family.rows("select count(*) from c join b on c.b = b.id") == [(1,)]
    with pytest.raises(Exception, match="foreign key"):
        family.run("insert into b values (2, 99)")


def test_a_child_has_the_name_its_parent_knows(family):
    family.run("alter table b rename to bb")
    with pytest.raises(Exception, match="foreign key"):
        family.run("delete from a")


@pytest.mark.parametrize(
    ("constraint", "code"),
    [
        (model.Constraint("c", ["n"], "n > 1", "k"), "23514"),
        (model.Constraint("u", ["n"], "", "k"), "23505"),
        (
            model.Constraint("f", ["n"], '"public"."a" ("id")', "k", "a", ["id"]),
            "23503",
        ),
    ],
)
def test_rows_are_asked_before(family, constraint, code):
    family.run("create table t (n int); insert into t values (5), (5), (1)")
    old = model.read(family.door(), place(family, "t"))
    new = model.read(family.door(), place(family, "t"))
    new.constraints.append(constraint)
    with pytest.raises(PgError) as caught:
        rebuild.rebuild(family.door(), old, new, [])
    assert caught.value.sqlstate == code
    assert caught.value.fields.constraint == "k"


def test_texts_that_point_at_a_table():
    table = Place("d", "public", "a")
    assert rebuild.points_at("FOREIGN KEY (x) REFERENCES public.a(id)", table)
    assert not rebuild.points_at("FOREIGN KEY (x) REFERENCES other.a(id)", table)
