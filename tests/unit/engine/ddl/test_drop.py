"""DROP and TRUNCATE."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.fixture
def family(engine):
    engine.run("create table a (id serial primary key)")
    engine.run("create table b (a int references a (id))")
    engine.run("create view v as select id from a")
    engine.run("insert into a default values; insert into b values (1)")
    return engine


def test_what_others_need_stays(family):
    with pytest.raises(PgError) as caught:
        family.run("drop table a")
    assert caught.value.sqlstate == "2BP01"
    assert caught.value.fields.detail == (
        "constraint b_a_fkey on table b depends on table a\nview v depends on table a"
    )


def test_cascade_takes_them(family):
    assert family.run("drop table a cascade") == ["drop cascades to 2 other objects"]
    family.run("insert into b values (99)")
    assert family.door().find("view", Name("", "v")) is None


def test_a_serial_columns_sequence_goes_with_it(family):
    family.run("drop view v; drop table a, b")
    assert family.door().find("sequence", Name("", "a_id_seq")) is None


def test_several_of_which_some_are_missing(family):
    assert family.run("drop table if exists x, b, s.y") == [
        'table "x" does not exist, skipping',
        'schema "s" does not exist, skipping',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("drop table v", '"v" is not a table'),
        ("drop view a", '"a" is not a view'),
        ("drop index nope", 'index "nope" does not exist'),
        ("drop schema nope", 'schema "nope" does not exist'),
        ("drop function f(int)", "function f(integer) does not exist"),
        ("drop function f", 'could not find a function named "f"'),
        ("drop materialized view a", '"a" is not a materialized view'),
        ("drop sequence a_id_seq", "cannot drop sequence a_id_seq because other objects"),
    ],
)
def test_errors(family, text, message):
    with pytest.raises(PgError) as caught:
        family.run(text)
    assert caught.value.message.startswith(message)


def test_truncate_of_a_parent(family):
    with pytest.raises(PgError, match="cannot truncate a table referenced in a foreign key"):
        family.run("truncate a")
    assert family.run("truncate a restart identity cascade") == ['truncate cascades to table "b"']
    assert family.rows("select count(*) from b") == [(0,)]
    assert family.rows("insert into a default values returning id") == [(1,)]


def test_truncate_of_both(family):
    family.run("truncate a, b")
    assert family.rows("select count(*) from a") == [(0,)]
    assert family.rows("insert into a default values returning id") == [(2,)]


def test_schema(engine):
    engine.run("create schema s; create table s.t (id serial)")
    with pytest.raises(PgError) as caught:
        engine.run("drop schema s")
    assert caught.value.fields.detail == "table s.t depends on schema s"
    assert engine.run("drop schema s cascade") == ["drop cascades to table s.t"]
