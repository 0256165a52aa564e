"""What a session says of itself goes into SQL as literals that nothing can end early."""

import duckdb

from duckgres.session.registry import BackendKey
from duckgres.session.session_values import session_values, version_text
from duckgres.session.startup import Login


def values_of(user="ann", database="books"):
    login = Login(user, database, {}, (3, 0), "127.0.0.1", "TLSv1.3")
    return session_values(login, BackendKey(7, b"1234"), "15.18")


def test_every_value_is_a_typed_literal():
    found = {name: duckdb.sql(f"select {text}") for name, text in values_of().items()}
    assert {name: row.fetchall()[0][0] for name, row in found.items()} == {
        "version": version_text("15.18"),
        "current_database": "books",
        "current_user": "ann",
        "session_user": "ann",
        "pg_backend_pid": 7,
    }
    assert str(found["pg_backend_pid"].types[0]) == "INTEGER"


def test_a_name_cannot_end_its_quotes():
    name = "o'brien'); drop table t; --"
    text = values_of(user=name, database=name)["current_user"]
    assert duckdb.sql(f"select {text}").fetchall() == [(name,)]


def test_version_begins_as_postgresqls():
    assert version_text("15.8").startswith("PostgreSQL 15.8 (Duckgres ")
