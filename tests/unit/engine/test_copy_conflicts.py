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


def test_names_that_the_client_gave():
    text = "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER CHECK (b > 0))"
    names = {"PRIMARY KEY(a)": "my_key", "CHECK((b > 0))": "positive"}
    error = copy(open_database(text), b"1\t1\n1\t1\n", names=names)
    assert error.message == 'duplicate key value violates unique constraint "my_key"'
    error = copy(open_database(text), b"1\t-1\n", names=names)
    assert error.message == 'new row for relation "t" violates check constraint "positive"'
    assert error.fields.where == 'COPY t, line 1: "1\t-1"'


@pytest.mark.parametrize("data", [b"1\t1\n2\t5\n", b"1\t1\n2\t1\n"])
def test_a_unique_index(data):
    connection = open_database(
        "CREATE TABLE t (a INTEGER, b INTEGER)",
        "CREATE UNIQUE INDEX i ON t (b)",
        "INSERT INTO t VALUES (5, 5)",
    )
    error = copy(connection, data, names={"UNIQUE(b)": "i"})
    assert error.message == 'duplicate key value violates unique constraint "i"'
    assert (error.fields.constraint, error.fields.where) == ("i", "COPY t, line 2")


def test_the_columns_of_a_key_are_quoted():
    connection = open_database('CREATE TABLE t ("a b" INTEGER PRIMARY KEY)')
    error = copy(connection, b"1\n1\n", names={'PRIMARY KEY("a b")': "k"})
    assert (error.fields.constraint, error.fields.detail) == (
        "k",
        'Key ("a b")=(1) already exists.',
    )


def test_a_key_without_its_parent():
    connection = open_database(
        "CREATE TABLE parents (a INTEGER PRIMARY KEY)",
        "CREATE TABLE t (b INTEGER REFERENCES parents (a))",
    )
    names = {"FOREIGN KEY (b) REFERENCES parents(a)": "t_b_fkey"}
    error = copy(connection, b"7\n", names=names)
    wanted = 'insert or update on table "t" violates foreign key constraint "t_b_fkey"'
    assert (error.sqlstate, error.message) == ("23503", wanted)
    assert error.fields.detail == 'Key (b)=(7) is not present in table "parents".'
    assert error.fields.where is None


def test_a_value_that_its_domain_refuses():
    connection = open_database("CREATE TABLE t (a INTEGER, b INTEGER CHECK (b > 0))")
    error = copy(connection, b"1\t1\n2\t-5\n", names={"CHECK((b > 0))": "\x1fd\x1fd_check"})
    assert error.message == 'value for domain d violates check constraint "d_check"'
    assert (error.fields.detail, error.fields.where) == (None, 'COPY t, line 2, column b: "-5"')


def test_what_cannot_be_found_is_not_made_up():
    connection = open_database("CREATE TABLE t (a INTEGER CHECK (a > 0) DEFAULT -1, b VARCHAR)")
    error = copy(connection, b"x\n", "b")
    assert (error.sqlstate, error.fields.detail, error.fields.where) == ("23514", None, None)


@pytest.mark.parametrize("data", [b"1\tx\n", b"1\tx\n2\ty\n"])
def test_good_rows_pass(data):
    assert copy(open_database(KEY), data).progress.tuples_processed == data.count(b"\n")
