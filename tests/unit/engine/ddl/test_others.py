"""RENAME of what is no table."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.mark.parametrize(
    ("make", "text", "kind", "name"),
    [
        ("create view o as select 1 as a", "alter view o rename to n", "view", "n"),
        ("create sequence o", "alter sequence o rename to n", "sequence", "n"),
        (
            "create table t (a int); create index o on t (a)",
            "alter index o rename to n",
            "index",
            "n",
        ),
        ("create type o as enum ('a')", "alter type o rename to n", "type", "n"),
        ("create view o as select 1 as a", "alter table o rename to n", "view", "n"),
    ],
)
def test_rename(engine, make, text, kind, name):
    engine.run(make)
    engine.run(text)
    assert engine.door().find(kind, Name("", name)) is not None
    assert engine.door().find(kind, Name("", "o")) is None


def test_a_renamed_sequence_goes_on(engine):
    engine.run("create table t (id serial, a int)")
    engine.rows("insert into t (a) values (1) returning id")
    engine.run("alter sequence t_id_seq rename to mine")
    assert engine.rows("insert into t (a) values (1) returning id") == [(2,)]
    engine.run("drop table t")
    assert engine.door().find("sequence", Name("", "mine")) is None


def test_a_name_that_is_taken(engine):
    engine.run("create table t (a int); create view v as select 1 as a")
    with pytest.raises(PgError, match='relation "t" already exists'):
        engine.run("alter view v rename to t")
