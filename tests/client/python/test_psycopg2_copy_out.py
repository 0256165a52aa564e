"""psycopg2: copy_expert and copy_to."""

import io

import psycopg2
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(target):
    connection = psycopg2.connect(target.dsn)
    connection.autocommit = True
    yield connection
    connection.close()


@pytest.fixture
def filled(opened, table):
    with opened.cursor() as cursor:
        cursor.execute(f"create table {table}(id integer, name text)")
        cursor.execute(f"insert into {table} values (1, e'a\\tb'), (2, null), (3, '')")
    return table


def copied(opened, query):
    file = io.StringIO()
    with opened.cursor() as cursor:
        cursor.copy_expert(query, file)
        return file.getvalue(), cursor.rowcount


def test_copy_expert(opened, filled):
    query = f"COPY {filled} TO STDOUT WITH CSV HEADER"
    assert copied(opened, query) == ('id,name\n1,a\tb\n2,\n3,""\n', 3)


def test_copy_to(opened, filled):
    file = io.StringIO()
    with opened.cursor() as cursor:
        cursor.copy_to(file, filled, sep="|", null="nil", columns=("name", "id"))
    assert file.getvalue() == "a\\tb|1\nnil|2\n|3\n"


def test_binary(opened):
    file = io.BytesIO()
    with opened.cursor() as cursor:
        cursor.copy_expert("copy (select 1::int2) to stdout (format binary)", file)
    assert file.getvalue() == b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\1\0\0\0\2\0\1\xff\xff"


def test_an_error(opened):
    with pytest.raises(psycopg2.errors.UndefinedTable):
        copied(opened, "copy no_such_table to stdout")
    assert copied(opened, "copy (select 1) to stdout") == ("1\n", 1)
