"""Which row a constraint has refused."""

import pytest

from tests.unit.engine.copying import copy, open_database

KEY = "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR)"


def test_a_check_shows_its_row_and_line():
    connection = open_database("CREATE TABLE t (a INTEGER CHECK (a > 0), b VARCHAR)")
    error = copy(connection, b"1\tx\n-2\t\\N\n-3\tz\n")
    assert (error.sqlstate, error.fields.constraint) == ("23514", "t_a_check")
    assert error.fields.detail == "Failing row contains (-2, null)."
    assert error.fields.where == 'COPY t, line 2: "-2\t\\N"'


def test_a_key_that_was_there():
    connection = open_database(KEY, "INSERT INTO t VALUES (2, 'x')")
    error = copy(connection, b"1\tx\n2\ty\n2\tz\n")
    assert error.message == 'duplicate key value violates unique constraint "t_pkey"'
    assert error.fields.detail == "Key (a)=(2) already exists."
    assert error.fields.where == "COPY t, line 2"


def test_a_key_that_comes_twice():
    error = copy(open_database(KEY), b"1\tx\n2\ty\n1\tz\n")
    assert (error.sqlstate, error.fields.constraint) == ("23505", "t_pkey")
    assert error.fields.detail == "Key (a)=(1) already exists."
    assert error.fields.where == "COPY t, line 3"


def test_a_key_of_two_columns():
    connection = open_database("CREATE TABLE t (a INTEGER, b VARCHAR, UNIQUE (a, b))")
    error = copy(connection, b"1\tx\n1\ty\n1\tx\n")
    assert error.sqlstate == "23505"
    assert error.fields.where in {"COPY t, line 3", None}


def test_what_cannot_be_found_is_not_made_up():
    connection = open_database("CREATE TABLE t (a INTEGER CHECK (a > 0) DEFAULT -1, b VARCHAR)")
    error = copy(connection, b"x\n", "b")
    assert (error.sqlstate, error.fields.detail, error.fields.where) == ("23514", None, None)


@pytest.mark.parametrize("data", [b"1\tx\n", b"1\tx\n2\ty\n"])
def test_good_rows_pass(data):
    assert copy(open_database(KEY), data).progress.tuples_processed == data.count(b"\n")
