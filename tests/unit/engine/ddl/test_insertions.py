"""INSERT: serial, identity and generated columns, and fewer values than columns."""

import pytest

from duckgres.engine import facts
from duckgres.engine.ddl import insertions
from duckgres.engine.functions import sequences as taken
from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


@pytest.fixture
def tables(engine):
    engine.run("create table t (id serial, a int, b int default 7)")
    engine.run("create table i (id int generated always as identity, a int)")
    engine.run("create table g (a int, b int generated always as (a + 1) stored)")
    return engine


def statement(text):
    (found,) = plan(text, unasked)
    return found


def serials(engine, text):
    return [c.name for c in insertions.serials(statement(text), facts.load(engine.cursor))]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("insert into t (a) values (1)", ["id"]),
        ("insert into t (id, a) values (1, 1)", []),
        ("insert into t (id, a) values (default, 1)", ["id"]),
        ("insert into t values (1, 2, 3)", []),
        ("insert into t default values", ["id"]),
        ("insert into i (id) overriding system value values (1)", []),
        ("insert into g (a) values (1)", []),
    ],
)
def test_serials(tables, text, columns):
    assert serials(tables, text) == columns


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (
            "insert into i (id) values (1)",
            'Column "id" is an identity column defined as GENERATED ALWAYS.',
        ),
        ("insert into g (b) values (1)", 'Column "b" is a generated column.'),
        ("insert into g values (1, 2)", 'Column "b" is a generated column.'),
    ],
)
def test_values_that_are_not_the_clients(tables, text, detail):
    with pytest.raises(PgError) as caught:
        serials(tables, text)
    assert caught.value.sqlstate == "428C9"
    assert caught.value.fields.detail == detail


def test_a_materialized_view_takes_none(tables):
    tables.run("create materialized view m as select 1 as a")
    known = facts.load(tables.cursor)
    for schema in ("", "public"):
        with pytest.raises(PgError, match='cannot change materialized view "m"'):
            insertions.check_table(tables.door(), schema, "m", known)
    tables.run("create temp table m (a int)")
    insertions.check_table(tables.door(), "", "m", known)


def test_what_was_taken_is_noted(tables):
    number = taken.open_session()
    text = "insert into t (a) values (1), (2)"
    columns = insertions.serials(statement(text), facts.load(tables.cursor))
    assert insertions.run(tables.cursor, text, columns, number) == 2
    assert taken.current('"public"."t_id_seq"', number) == 2
    insertions.unseen(columns, number)
    with pytest.raises(PgError, match="RETURNING"):
        taken.last(number)
