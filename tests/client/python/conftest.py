"""What the tests of psycopg 3 share."""

import psycopg
import pytest


@pytest.fixture
def connection(target):
    with psycopg.connect(target.dsn, autocommit=True) as opened:
        yield opened


@pytest.fixture
def other(target):
    """Another session of the same user."""
    with psycopg.connect(target.dsn, autocommit=True) as opened:
        yield opened


@pytest.fixture
def filled(connection, table):
    """A table of a hundred rows: id and name."""
    connection.execute(f"create table {table}(id integer primary key, name text)")
    with connection.cursor() as cursor:
        rows = [(n, f"n{n}") for n in range(1, 101)]
        cursor.executemany(f"insert into {table} values (%s, %s)", rows)
    return table
