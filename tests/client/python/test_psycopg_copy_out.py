"""psycopg 3: COPY TO STDOUT, as text, csv and binary, read to the end or not."""

import asyncio
import datetime
import decimal
import threading
import time
import uuid

import psycopg
import pytest
from psycopg import errors

pytestmark = pytest.mark.slow

AWKWARD = [
    "plain",
    "",
    None,
    "tab\tand\nnewline\r",
    "back\\slash \\N",
    'quo"te, comma',
    "é€\U0001f986",
]

ROWS = 200_000


@pytest.fixture
def awkward(connection, table):
    connection.execute(f"create table {table}(id integer, name text)")
    for place, value in enumerate(AWKWARD):
        connection.execute(f"insert into {table} values (%s, %s)", [place, value])
    return table


@pytest.fixture
def big(connection, table):
    connection.execute(f"create table {table}(a integer)")
    connection.execute(f"insert into {table} select i from generate_series(1, {ROWS}) t(i)")
    return table


def read(connection, query, each=lambda data: None):
    """Read a stream to its end, and do something with each message."""
    with connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for data in copy:
                each(bytes(data))
        return cursor.rowcount


def test_a_message_is_a_row(connection, awkward):
    found = []
    assert read(connection, f"copy {awkward} (id) to stdout", found.append) == len(AWKWARD)
    assert found == [b"%d\n" % n for n in range(len(AWKWARD))]


def test_rows_of_text(connection, awkward):
    with connection.cursor() as cursor, cursor.copy(f"copy {awkward} to stdout") as copy:
        copy.set_types(["int4", "text"])
        assert list(copy.rows()) == list(enumerate(AWKWARD))


def test_rows_of_binary(connection, awkward):
    query = f"copy {awkward} to stdout (format binary)"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        copy.set_types(["int4", "text"])
        assert list(copy.rows()) == list(enumerate(AWKWARD))


def test_binary_of_many_types(connection):
    values = {
        "bool": True,
        "int2": -3,
        "int8": 2**62,
        "float8": 0.1,
        "numeric": decimal.Decimal("-1234567890.0500"),
        "date": datetime.date(1, 1, 1),
        "timestamp": datetime.datetime(2024, 2, 29, 23, 59, 59, 999999),
        "interval": datetime.timedelta(days=3, seconds=4),
        "uuid": uuid.UUID(int=7),
        "bytea": b"\0\xff",
        "int4[]": [1, None, 3],
        "text[]": ["a", "NULL", '"', None],
    }
    listed = ", ".join(f"%s::{'numeric(18,4)' if kind == 'numeric' else kind}" for kind in values)
    query = f"copy (select {listed}) to stdout (format binary)"
    with (
        psycopg.ClientCursor(connection) as cursor,
        cursor.copy(query, [*values.values()]) as copy,
    ):
        copy.set_types(list(values))
        assert list(copy.rows()) == [tuple(values.values())]


def test_csv(connection, awkward):
    query = f"copy {awkward} to stdout (format csv, header)"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        data = b"".join(map(bytes, copy)).decode()
    assert data == (
        'id,name\n0,plain\n1,""\n2,\n3,"tab\tand\nnewline\r"\n4,back\\slash \\N\n'
        '5,"quo""te, comma"\n6,é€\U0001f986\n'
    )


def test_a_copy_that_is_left_early(connection, big):
    """The driver cancels it then, and swallows what was sent already."""

    def leave(data):
        raise KeyError(data)

    with pytest.raises(KeyError):
        read(connection, f"copy {big} to stdout", leave)
    assert connection.execute("select 1").fetchone() == (1,)


def test_many_rows(connection, big):
    found = []
    assert read(connection, f"copy {big} to stdout", found.append) == ROWS
    assert sum(map(int, found)) == ROWS * (ROWS + 1) // 2


def test_an_error_behind_many_rows(connection, big):
    found = []
    with pytest.raises(errors.DivisionByZero):
        read(connection, f"copy (select 1 / ({ROWS} - a) from {big}) to stdout", found.append)
    assert len(found) > 2000
    assert connection.execute("select 1").fetchone() == (1,)


def test_a_cancelled_copy(connection, heavy):
    canceling = threading.Timer(0.3, connection.cancel)
    canceling.start()
    with pytest.raises(errors.QueryCanceled):
        read(connection, f"copy ({heavy}) to stdout")
    canceling.join()
    assert connection.execute("select 1").fetchone() == (1,)


def test_a_copy_that_takes_too_long_in_the_middle(connection, big):
    connection.execute("set statement_timeout = '500ms'")
    query = f"copy (select repeat('x', 1000) from {big}) to stdout"
    begin = time.monotonic()

    def dawdle(data):
        if time.monotonic() < begin + 1:
            time.sleep(0.05)

    with pytest.raises(errors.QueryCanceled):
        read(connection, query, dawdle)
    assert connection.execute("select 1").fetchone() == (1,)


def test_in_a_block_and_after_its_failure(target, table):
    with psycopg.connect(target.dsn) as opened:
        opened.execute(f"create table {table}(a integer)")
        opened.execute(f"insert into {table} values (1)")
        assert read(opened, f"copy {table} to stdout") == 1
        with pytest.raises(errors.UndefinedColumn):
            read(opened, f"copy {table} (b) to stdout")
        with pytest.raises(errors.InFailedSqlTransaction):
            read(opened, f"copy {table} to stdout")
        opened.rollback()


def test_files_of_the_server_are_refused(connection, table):
    connection.execute(f"create table {table}(a integer)")
    with pytest.raises(errors.InsufficientPrivilege) as refused:
        connection.execute(f"copy {table} to '/tmp/nosuch/x'")
    assert "psql's \\copy" in refused.value.diag.message_hint


def test_asynchronously(target):
    async def copied():
        query = "copy (select 1, 'a') to stdout"
        async with (
            await psycopg.AsyncConnection.connect(target.dsn) as opened,
            opened.cursor() as cursor,
            cursor.copy(query) as copy,
        ):
            return [row async for row in copy.rows()]

    assert asyncio.run(copied()) == [("1", "a")]
