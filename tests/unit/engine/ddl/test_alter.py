"""ALTER TABLE: what a table is after it, by DuckDB's own way or made anew."""

import pytest

from duckgres.engine.ddl import model
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


def table(engine, name="t"):
    return model.read(engine.door(), engine.door().get("table", Name("", name)))


@pytest.fixture(params=["", "create index i on t (a)", "create table c (x int references t (id))"])
def made(engine, request):
    """A table that is plain, has an index, or is pointed at."""
    engine.run("create table t (id int primary key, a varchar(5), b int default 3)")
    engine.run("insert into t values (1, 'x', 10), (2, 'y', 20)")
    if request.param:
        engine.run(request.param)
    return engine


def test_several_actions(made):
    made.run(
        "alter table t add column c int default 7, drop column b, add d text not null default 'q'"
    )
    assert made.rows("select * from t order by id") == [(1, "x", 7, "q"), (2, "y", 7, "q")]


def test_columns_are_renamed_in_all_that_names_them(made):
    made.run("alter table t add constraint k check (b > 0), add unique (b)")
    made.run("alter table t rename column b to bb")
    found = table(made)
    assert [c.columns for c in found.constraints if c.name == "k"] == [["bb"]]
    assert {c.name for c in found.constraints} >= {"k", "t_b_key", "t_pkey"}
    assert made.rows("select bb from t order by id") == [(10,), (20,)]


def test_types_change_with_their_values(made):
    made.run("alter table t alter b type text using b || '!', alter column a type varchar(1)")
    assert made.rows("select b, a from t order by id") == [("10!", "x"), ("20!", "y")]
    assert table(made).column("a").facts == {"type": "varchar", "typmod": 5}


def test_names_of_constraints_outlive_the_tables(made):
    made.run("alter table t rename to u")
    assert [c.name for c in table(made, "u").constraints if c.kind == "p"] == ["t_pkey"]


def test_a_serial_column_counts_the_rows_that_are_there(made):
    made.run("alter table t add column s serial")
    assert made.rows("select s from t order by s") == [(1,), (2,)]
    made.run("alter table t drop column s")
    assert made.door().find("sequence", Name("", "t_s_seq")) is None


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("add column a int", "42701", 'column "a" of relation "t" already exists'),
        ("drop column x", "42703", 'column "x" of relation "t" does not exist'),
        (
            "add check (b > 15)",
            "23514",
            'check constraint "t_b_check" of relation "t" is violated',
        ),
        ("add primary key (b)", "42P16", 'multiple primary keys for table "t" are not allowed'),
        ("drop constraint x", "42704", 'constraint "x" of relation "t" does not exist'),
        ("alter a type int", "42804", 'column "a" cannot be cast automatically to type integer'),
        ("alter id drop not null", "42P16", 'column "id" is in a primary key'),
        ("add c int not null", "23502", 'column "c" of relation "t" contains null values'),
        ("alter b drop identity", "55000", 'column "b" of relation "t" is not an identity column'),
    ],
)
def test_errors(made, text, code, message):
    with pytest.raises(PgError) as caught:
        made.run(f"alter table t {text}")
    assert caught.value.sqlstate == code
    assert caught.value.message.startswith(message)


def test_if_exists_tells_what_is_missing(made):
    assert made.run("alter table if exists nope add a int") == [
        'relation "nope" does not exist, skipping'
    ]
    assert made.run("alter table t drop column if exists x, add column if not exists b int") == [
        'column "x" of relation "t" does not exist, skipping',
        'column "b" of relation "t" already exists, skipping',
    ]


def test_identity_comes_and_goes(made):
    made.run("alter table t alter id add generated always as identity (start 100)")
    assert made.rows("insert into t (a) values ('z') returning id") == [(100,)]
    made.run("alter table t alter id drop identity")
    assert table(made).column("id").default is None


def test_a_key_that_others_point_at_goes_with_cascade_only(engine):
    engine.run("create table t (id int primary key)")
    engine.run("create table c (x int references t (id))")
    with pytest.raises(PgError, match="cannot drop constraint t_pkey on table t because"):
        engine.run("alter table t drop constraint t_pkey")
    assert engine.run("alter table t drop constraint t_pkey cascade") == [
        "drop cascades to constraint c_x_fkey on table c"
    ]
    assert table(engine, "c").constraints == []


def test_a_table_moves_to_another_schema(engine):
    engine.run("create schema s")
    engine.run("create table t (id serial, a int); create index i on t (a)")
    engine.run("alter table t set schema s")
    assert engine.rows("select count(*) from s.t") == [(0,)]
