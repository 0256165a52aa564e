"""TRUNCATE of tables that others point at."""

import pytest

from duckgres.errors import PgError


@pytest.fixture
def family(engine):
    engine.run("create table a (id int primary key)")
    engine.run("create table b (id int primary key, a int references a)")
    engine.run("create table c (b int references b)")
    engine.cursor.execute(
        "insert into a values (1); insert into b values (1, 1); insert into c values (1)"
    )
    return engine


def test_all_that_points_at_it_goes_and_is_held(family):
    assert family.run("truncate a cascade") == [
        'truncate cascades to table "b"',
        'truncate cascades to table "c"',
    ]
    assert family.rows("select count(*) from c") == [(0,)]
    assert [key.name for key in family.held] == ["b_a_fkey", "c_b_fkey"]


def test_what_is_pointed_at_stays(family):
    with pytest.raises(PgError) as caught:
        family.run("truncate a, b")
    assert caught.value.sqlstate == "0A000"
    assert caught.value.fields.detail == 'Table "c" references "b".'


def test_duckdbs_own_keys(engine):
    engine.cursor.execute(
        "create table p (id int primary key); create table q (p int references p)"
    )
    engine.cursor.execute("insert into p values (1); insert into q values (1)")
    engine.run("truncate p cascade")
    assert engine.rows("select count(*) from q") == [(0,)]
