"""The lock holds from the first statement on, and PostgreSQL's meanings are in force."""

import pytest

from duckgres.engine.request import Request
from duckgres.errors import PgError


@pytest.fixture
def rows(engine, statement):
    return lambda text: engine.rows(Request(statement(text)))


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        'select * from "/etc/passwd"',
        "create table x as select * from read_parquet('s3://bucket/x')",
    ],
)
def test_nothing_outside_the_database_is_read(rows, text):
    with pytest.raises(PgError) as refusal:
        rows(text)
    assert refusal.value.sqlstate in {"42501", "42P01", "42883", "0A000"}


def test_division_of_integers_is_whole_and_nulls_sort_as_largest(rows):
    assert rows("select 7 / 2") == [(3,)]
    assert rows("select a from (values (1), (null)) v(a) order by a") == [(1,), (None,)]
    assert rows("select a from (values (1), (null)) v(a) order by a desc") == [(None,), (1,)]


def test_public_is_a_schema_and_the_current_one(rows):
    assert rows("select system.main.current_schema()") == [("public",)]
    assert rows("select 1 from duckdb_schemas() where schema_name = 'public'") == [(1,)]


@pytest.mark.parametrize(
    "text", ["SET threads = 64", "SET enable_external_access = true", "SET memory_limit = '9GB'"]
)
def test_settings_cannot_be_changed_any_more(engine, rows, text):
    engine.apply([text])
    with pytest.raises(PgError):
        rows("select 1")


def test_two_users_see_nothing_of_each_other(connect, statement):
    alice, bob = connect("alice"), connect("bob")
    alice.start(Request(statement("create table if not exists mine(a int)")))
    with pytest.raises(PgError) as refusal:
        bob.start(Request(statement("select * from mine")))
    assert refusal.value.sqlstate == "42P01"
