"""Foreign keys in DDL."""

import pytest

from duckgres.engine.ddl import foreign, model
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.fixture
def parent(engine):
    engine.run("create table p (id int primary key, n text unique, a int, b int, unique (a, b))")
    return engine


def keys(engine, table):
    place = engine.door().get("table", Name("", table))
    return foreign.of(model.read(engine.door(), place))


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("x int references nobody", "42P01"),
        ("x int references p (z)", "42703"),
        ("x int, foreign key (z) references p", "42703"),
        ("x int references p (a)", "42830"),
        ("x int references p (a, b)", "42830"),
        ("x text references p", "42804"),
        ("x int, foreign key (x) references p on delete set null (y)", "42P10"),
    ],
)
def test_what_cannot_be(parent, columns, code):
    with pytest.raises(PgError) as caught:
        parent.run(f"create table c ({columns})")
    assert caught.value.sqlstate == code


def test_names_are_postgresqls(parent):
    parent.run("create table c (x int references p references p, y int constraint k references p)")
    assert [key.name for key in keys(parent, "c")] == ["c_x_fkey", "c_x_fkey1", "k"]


def test_they_follow_what_they_name(parent):
    parent.run("create table c (x int references p on delete set null (x))")
    parent.run("alter table p rename to q; alter table q rename id to key")
    parent.run("alter table c rename x to y; alter table c rename to d")
    (key,) = keys(parent, "d")
    assert (key.columns, key.set_columns) == (("y",), ("y",))
    assert (key.parent.name, key.parent_columns) == ("q", ("key",))
    parent.run("create schema s; alter table q set schema s")
    (key,) = keys(parent, "d")
    assert key.parent.schema == "s"


def test_they_outlive_a_table_made_anew(parent):
    parent.run("create table c (x int references p); create index on c (x)")
    parent.run("alter table c add column z int not null default 1, add check (z > 0)")
    assert [key.name for key in keys(parent, "c")] == ["c_x_fkey"]


def test_rows_are_asked_unless_it_is_not_valid(parent):
    parent.run("create table c (x int)")
    parent.cursor.execute("insert into c values (9)")
    with pytest.raises(PgError) as caught:
        parent.run("alter table c add constraint k foreign key (x) references p")
    assert caught.value.sqlstate == "23503"
    parent.run("alter table c drop constraint if exists k")
    parent.run("alter table c add constraint k foreign key (x) references p not valid")
    with pytest.raises(PgError, match="violates foreign key constraint"):
        parent.run("alter table c validate constraint k")


def test_temporary_ones_keep_to_themselves(parent):
    with pytest.raises(PgError, match="may reference only temporary tables"):
        parent.run("create temp table c (x int references p)")
    parent.run(
        "create temp table t (id int primary key); create temp table u (x int references t)"
    )
    (key,) = keys(parent, "u")
    assert key.parent.schema == "pg_temp"
