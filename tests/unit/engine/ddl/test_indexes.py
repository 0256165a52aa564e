"""CREATE INDEX."""

import pytest

from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("create index on t (a)", "t_a_idx"),
        ("create index on t (a, lower(b))", "t_a_lower_idx"),
        ("create index on t ((a + 1))", "t_expr_idx"),
        ("create index mine on t (a desc nulls last)", "mine"),
    ],
)
def test_names(engine, text, name):
    engine.run("create table t (a int, b text)")
    engine.run(text)
    assert engine.door().find("index", Name("", name)) is not None


def test_a_name_that_is_taken(engine):
    engine.run("create table t (a int); create index on t (a); create index on t (a)")
    assert engine.door().find("index", Name("", "t_a_idx1")) is not None
    assert engine.run("create index if not exists t on t (a)") == [
        'relation "t" already exists, skipping'
    ]
    with pytest.raises(PgError, match='relation "t_a_idx" already exists'):
        engine.run("create index t_a_idx on t (a)")


def test_a_unique_partial_index_holds_for_its_rows(engine):
    engine.run("create table t (a int, b bool); create unique index i on t (a) where b")
    engine.run("insert into t values (1, false), (1, false), (1, true)")
    with pytest.raises(Exception, match=r"[Dd]uplicate"):
        engine.run("insert into t values (1, true)")


def kept(engine, name):
    """Return what is kept of an index."""
    (said,) = engine.cursor.execute(
        "SELECT comment FROM duckdb_indexes() WHERE index_name = ?", [name]
    ).fetchone()
    return facts_of(said)


def test_what_duckdb_loses_is_kept(engine):
    engine.run("create table t (a int, b varchar(9))")
    engine.run("create index i on t (a desc, lower(b)) where b <> ''")
    assert kept(engine, "i")["definition"] == (
        "USING btree (a DESC, lower((b)::text)) WHERE ((b)::text <> ''::text)"
    )


def test_it_follows_new_names(engine):
    engine.run("create table t (a int, b text)")
    engine.run("create index i on t (a desc) where b is null; alter table t rename b to c")
    engine.run("alter index i rename to j; alter table t add d int not null default 5")
    assert kept(engine, "j")["definition"] == "USING btree (a DESC) WHERE (c IS NULL)"
    assert kept(engine, "j")["where"] == "(c IS NULL)"
