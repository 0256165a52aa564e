"""Enums that grow, and domains."""

import pytest

from duckgres.engine.ddl import types
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.fixture
def moods(engine):
    engine.run("create type m as enum ('a', 'c'); create table t (x m default 'c', y int)")
    engine.run("create index i on t (x); insert into t values ('a', 1)")
    return engine


def test_a_new_value_is_known_to_every_column(moods):
    moods.run("alter type m add value 'b' before 'c'; alter type m add value 'd'")
    moods.run("insert into t values ('b', 2), ('d', 3), (default, 4)")
    assert moods.rows("select y from t order by x") == [(1,), (2,), (4,), (3,)]


def test_a_renamed_value_is_renamed_in_the_rows(moods):
    moods.run("alter type m rename value 'a' to 'z'")
    assert moods.rows("select x::text from t") == [("z",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("add value 'a'", "42710"),
        ("add value 'x' after 'nope'", "22023"),
        ("rename value 'nope' to 'x'", "22023"),
        ("rename value 'a' to 'c'", "42710"),
    ],
)
def test_errors(moods, text, code):
    with pytest.raises(PgError) as caught:
        moods.run(f"alter type m {text}")
    assert caught.value.sqlstate == code


def test_a_value_that_is_there(moods):
    assert moods.run("alter type m add value if not exists 'a'") == [
        'enum label "a" already exists, skipping'
    ]


def test_a_domains_conditions_are_its_columns(engine):
    engine.run("create domain d as int not null default 5 check (value > 0)")
    engine.run("create table t (a d, b int)")
    assert engine.rows("insert into t (b) values (1) returning a") == [(5,)]
    with pytest.raises(Exception, match="CHECK constraint failed"):
        engine.run("insert into t values (-1, 1)")
    engine.run("create table u (b int); insert into u values (1)")
    engine.run("alter table u add column a d")
    assert engine.rows("select a from u") == [(5,)]


def test_a_type_is_made_once(engine):
    engine.run("create type c as (x int, y text)")
    assert types.definition(engine.door(), engine.door().get("type", Name("", "c"))).startswith(
        "STRUCT"
    )
    with pytest.raises(PgError, match='type "c" already exists'):
        engine.run("create domain c as int")


def test_a_domain_keeps_what_postgresql_shows(engine):
    engine.run("create domain d as varchar(9) default 'x' check (value <> '') not null")
    (said,) = engine.cursor.execute(
        "SELECT comment FROM duckdb_types() WHERE type_name = 'd'"
    ).fetchone()
    kept = facts_of(said)["domain"]
    assert (kept["type"], kept["typmod"]) == ("varchar", 13)
    assert kept["shown_default"] == "'x'::character varying"
    assert kept["shown_checks"] == {"d_check": "((VALUE)::text <> ''::text)"}
