"""OIDs that stay when an object gets another name."""

import pytest

from duckgres.engine.facts import facts_of


def oid(engine, kind, name):
    """Return the OID that is kept of an object."""
    (said,) = engine.cursor.execute(
        f"SELECT comment FROM duckdb_{kind[0]}() WHERE {kind[1]}_name = ?", [name]
    ).fetchone()
    return facts_of(said).get("oid")


def of_name(engine, name, schema="public"):
    return engine.cursor.execute(
        f"SELECT _pg.main.oid_of('class', '{schema}', '{name}')"
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("made", "word", "kind"),
    [
        ("create table a (x int)", "table", ("tables", "table")),
        ("create table a (x int); create index on a (x)", "table", ("tables", "table")),
        ("create view a as select 1 as x", "view", ("views", "view")),
        ("create sequence a", "sequence", ("sequences", "sequence")),
        ("create table t (x int); create index a on t (x)", "index", ("indexes", "index")),
    ],
)
def test_a_new_name(engine, made, word, kind):
    engine.run(made)
    engine.run(f"alter {word} a rename to b; alter {word} b rename to c")
    assert oid(engine, kind, "c") == of_name(engine, "a")


def test_a_temporary_table(engine):
    engine.run("create temp table a (x int); alter table a rename to b")
    assert oid(engine, ("tables", "table"), "b") == of_name(engine, "a", "pg_temp_1")


def test_a_new_schema(engine):
    engine.run("create schema s; create table a (x int); alter table a set schema s")
    assert oid(engine, ("tables", "table"), "a") == of_name(engine, "a")
