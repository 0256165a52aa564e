"""What PostgreSQL would show of tables, kept through their changes."""

import pytest

from duckgres.engine.ddl import shown
from duckgres.engine.facts import facts_of


def facts(engine, table="t"):
    """Return what is kept of a table's columns, and of its checks."""
    rows = engine.cursor.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [table]
    ).fetchall()
    found = {name: dict(facts_of(comment)) for name, comment in rows}
    (said,) = engine.cursor.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = ?", [table]
    ).fetchone()
    return found, facts_of(said).get("checks", {})


def test_a_new_table_keeps_the_normal_form(engine):
    engine.run("create table t (a int check (a > 0), b varchar(9) default 'x' check (b <> ''))")
    columns, checks = facts(engine)
    assert columns["b"]["default"] == "'x'::character varying"
    assert checks == {"t_a_check": "(a > 0)", "t_b_check": "((b)::text <> ''::text)"}


@pytest.mark.parametrize("before", ["", "create index on t (a)"])
def test_alter_keeps_and_changes_it(engine, before):
    engine.run("create table t (a int default -1, c int check (c > 0)); " + before)
    engine.run("alter table t add b text default lower('X'), add check (a + c > 0)")
    engine.run("alter table t alter a set default 2 + 3")
    columns, checks = facts(engine)
    assert columns["b"]["default"] == "lower('X'::text)"
    assert columns["a"]["default"] == "(2 + 3)"
    assert len(checks) == 2


def test_a_new_name_of_a_column_stands_in_all_of_it(engine):
    engine.run("create table t (a int check (a > 0), g int generated always as (a * 2) stored)")
    engine.run('alter table t rename a to "B"')
    columns, checks = facts(engine)
    assert columns["g"]["default"] == '("B" * 2)'
    assert checks == {"t_a_check": '("B" > 0)'}


def test_a_default_that_goes_is_forgotten(engine):
    engine.run("create table t (a text default 'x')")
    engine.run("alter table t alter a drop default")
    assert "default" not in facts(engine)[0]["a"]


def test_like_copies_it(engine):
    engine.run("create table s (id serial, a text default 'x' check (a <> ''))")
    engine.run("create table t (like s including all)")
    columns, checks = facts(engine)
    assert columns["a"]["default"] == "'x'::text"
    assert columns["id"]["default"] == "nextval('s_id_seq'::regclass)"
    assert checks == {"s_a_check": "(a <> ''::text)"}


def test_typmods_that_duckdb_forgets(engine):
    engine.run("create table t (a timestamp(2), b numeric, c numeric(5, 1), d oid)")
    columns, _ = facts(engine)
    assert columns["a"] == {"typmod": 2}
    assert columns["b"] == {"typmod": -1}
    assert columns["d"] == {"type": "oid"}


def test_sql_reads_it(engine):
    engine.run("create table t (a text default 'x')")
    text = "split_part(comment, chr(31), 2)->>'default'"
    row = engine.cursor.execute(
        f"SELECT {text} FROM duckdb_columns() WHERE table_name = 't'"
    ).fetchone()
    assert row == ("'x'::text",)


def test_types_of_duckdb():
    assert shown.duckdb_kind("DECIMAL(10,2)[]") == ("numeric[]", -1)
    assert shown.duckdb_kind("text") == ("text", -1)
