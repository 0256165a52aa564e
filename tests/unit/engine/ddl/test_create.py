"""Sequences of columns, names, and what is remembered of a new table."""

import pytest

from duckgres.engine.ddl import create, model
from duckgres.sql.ddl.steps import Name, Sequence


def test_a_serial_column_takes_the_values_of_its_own_sequence(engine):
    engine.run("create table t (id serial primary key, a text)")
    assert engine.rows("insert into t (a) values ('x'), ('y') returning id") == [(1,), (2,)]
    place = engine.door().get("table", Name("", "t"))
    column = model.read(engine.door(), place).columns[0]
    assert column.facts["sequence"] == '"public"."t_id_seq"'
    assert column.not_null


def test_a_name_that_is_taken_gets_a_number(engine):
    engine.run("create sequence t_id_seq")
    engine.run("create table t (id bigserial)")
    assert engine.door().find("sequence", Name("", "t_id_seq1")) is not None


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (Sequence(bits=32), "START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 NO CYCLE"),
        (
            Sequence(increment=-2, bits=16, cycle=True),
            "START WITH -1 INCREMENT BY -2 MINVALUE -32768 MAXVALUE -1 CYCLE",
        ),
        (
            Sequence(start=5, minimum=2, maximum=9),
            "START WITH 5 INCREMENT BY 1 MINVALUE 2 MAXVALUE 9 NO CYCLE",
        ),
    ],
)
def test_options_of_a_sequence(options, text):
    assert create.sequence_options(options) == text


def test_long_names_are_cut_as_postgresql_cuts_them():
    name = create.object_name("t" * 60, "c" * 20, "seq")
    assert len(name) == 63
    assert name.endswith("_" + "c" * 20 + "_seq")


def test_if_not_exists_leaves_what_is_there(engine):
    engine.run("create table t (a int)")
    assert engine.run("create table if not exists t (b serial)") == [
        'relation "t" already exists, skipping'
    ]
    assert engine.door().find("sequence", Name("", "t_b_seq")) is None


def test_like_copies_what_is_asked_for(engine):
    engine.run("create table t (id serial primary key, a varchar(3) default 'x', check (id > 0))")
    engine.run("create table u (like t including all, b int)")
    made = model.read(engine.door(), engine.door().get("table", Name("", "u")))
    assert [column.name for column in made.columns] == ["id", "a", "b"]
    assert [constraint.kind for constraint in made.constraints] == ["p", "c", "c"]
    engine.run("create table v (like t)")
    plain = model.read(engine.door(), engine.door().get("table", Name("", "v")))
    assert [column.default for column in plain.columns] == [None, None]
    assert plain.columns[0].not_null


def test_a_table_that_refers_to_itself(engine):
    engine.run("create table t (id int primary key, p int references t (id))")
    engine.run("insert into t values (1, null)")
    engine.run("insert into t values (2, 1)")
    assert engine.rows("select p from t order by id") == [(None,), (1,)]


def test_a_temporary_table_is_noted_for_the_end_of_the_transaction(engine):
    engine.run("create temp table t (a int) on commit drop")
    assert engine.on_commit == {'temp.main."t"': True}
