"""psycopg2: client-side binding over the simple protocol, and what people put on top of it."""

import datetime as dt
import threading
import time
import uuid
from contextlib import closing
from decimal import Decimal

import psycopg2
import psycopg2.extensions
import psycopg2.extras
import psycopg2.pool
import pytest
from psycopg2 import errors

pytestmark = pytest.mark.slow


@pytest.fixture
def connection(target):
    with closing(psycopg2.connect(target.dsn)) as opened:
        opened.autocommit = True
        yield opened


@pytest.fixture
def query(connection):
    def rows(text, values=None):
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return rows


@pytest.fixture
def filled(query, table):
    query(f"create table {table}(id integer primary key, name text)")
    query(f"insert into {table} values (1, 'a'), (2, 'b'), (3, 'c')")
    return table


def test_server_version_and_parameter_status(connection):
    assert connection.server_version >= 150000
    assert connection.get_parameter_status("integer_datetimes") == "on"
    assert connection.get_parameter_status("server_encoding") == "UTF8"
    assert connection.encoding == "UTF8"


def test_values_come_back_as_their_types(query):
    (row,) = query(
        "select 1::smallint, 2, 9007199254740993::bigint, 1.5::double precision,"
        " 12.340::numeric(8,3), 'x'::text, true, date '2024-02-29', time '10:11:12.5',"
        " timestamp '2024-02-03 04:05:06.789', interval '1 day 02:00:00', null::integer,"
        " array[1,2], array['a','b c'], '{\"k\": 1}'::json"
    )
    assert row == (
        *(1, 2, 9007199254740993, 1.5, Decimal("12.340"), "x", True),
        *(dt.date(2024, 2, 29), dt.time(10, 11, 12, 500000)),
        dt.datetime(2024, 2, 3, 4, 5, 6, 789000),
        *(dt.timedelta(days=1, hours=2), None, [1, 2], ["a", "b c"], {"k": 1}),
    )


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("integer", 5),
        ("bigint", 2**40),
        ("double precision", 1.25),
        ("numeric(10,3)", Decimal("12.500")),
        ("text", "it's \\ 🦆 %"),
        ("boolean", False),
        ("date", dt.date(2024, 1, 1)),
        ("time", dt.time(1, 2, 3)),
        ("timestamp", dt.datetime(2024, 1, 1, 2, 3, 4, 5)),
        ("interval", dt.timedelta(days=1, seconds=5)),
        ("integer[]", [1, 2, 3]),
        ("text[]", ["a", 'b"', "c'd"]),
        ("integer", None),
    ],
)
def test_adapted_values(query, table, type_name, value):
    query(f"create table {table}(v {type_name})")
    query(f"insert into {table} values (%s)", [value])
    assert query(f"select v, %s::{type_name} from {table}", [value]) == [(value, value)]


def test_adapted_uuid(query):
    psycopg2.extras.register_uuid()
    value = uuid.UUID(int=7)
    assert query("select %s", [value]) == [(value,)]


def test_adapted_timestamptz(query):
    query("set timezone to 'UTC'")
    value = dt.datetime(2024, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert query("select %s", [value]) == [(value,)]


def test_description(connection):
    with connection.cursor() as cursor:
        cursor.execute("select 1 as a, 'x'::text as b, 1.5::numeric(7,2) as c")
        described = [(c.name, c.type_code, c.precision, c.scale) for c in cursor.description]
    assert described == [("a", 23, None, None), ("b", 25, None, None), ("c", 1700, 7, 2)]


def test_executemany_and_row_counts(connection, query, filled):
    with connection.cursor() as cursor:
        cursor.executemany(f"insert into {filled} values (%s, %s)", [(10, "x"), (11, "y")])
        cursor.execute(f"update {filled} set name = 'z' where id >= 10")
        assert (cursor.rowcount, cursor.statusmessage) == (2, "UPDATE 2")
    assert query(f"select count(*) from {filled}") == [(5,)]


def test_execute_values_returning(connection, filled):
    rows = [(n, str(n)) for n in range(100, 400)]
    statement = f"insert into {filled} values %s returning id"
    with connection.cursor() as cursor:
        found = psycopg2.extras.execute_values(cursor, statement, rows, page_size=50, fetch=True)
    assert sorted(found) == [(n,) for n in range(100, 400)]


def test_execute_batch(connection, query, filled):
    with connection.cursor() as cursor:
        psycopg2.extras.execute_batch(
            cursor, f"update {filled} set name = %s where id = %s", [("p", 1), ("q", 2)]
        )
    assert query(f"select name from {filled} where id < 3 order by id") == [("p",), ("q",)]


def test_dictionary_rows(connection, filled):
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(f"select id, name from {filled} where id = 2")
        assert cursor.fetchall() == [{"id": 2, "name": "b"}]


def test_percent_and_mogrify(connection, query):
    assert query("select 'ab' like 'a%%' and %s = 1", [1]) == [(True,)]
    with connection.cursor() as cursor:
        assert cursor.mogrify("select %s", ["it's"]) == b"select 'it''s'"


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("select nosuch", "42703"),
        ("select * from nosuch_table", "42P01"),
        ("selec 1", "42601"),
        ("insert into {t} values (1, 'again')", "23505"),
        ("insert into {t} values (null, 'x')", "23502"),
    ],
)
def test_errors_carry_sqlstate(query, filled, statement, sqlstate):
    with pytest.raises(psycopg2.Error) as caught:
        query(statement.replace("{t}", filled))
    assert caught.value.pgcode == sqlstate == caught.value.diag.sqlstate
    assert query("select 1") == [(1,)]


def test_error_text_has_line_and_caret(query):
    with pytest.raises(errors.UndefinedColumn) as caught:
        query("select nosuch")
    assert caught.value.pgerror == (
        'ERROR:  column "nosuch" does not exist\nLINE 1: select nosuch\n               ^\n'
    )


def test_failed_transaction(target, filled):
    with closing(psycopg2.connect(target.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(f"delete from {filled}")
        with pytest.raises(errors.UndefinedColumn):
            cursor.execute("select nosuch")
        with pytest.raises(errors.InFailedSqlTransaction):
            cursor.execute("select 1")
        status = psycopg2.extensions.TRANSACTION_STATUS_INERROR
        assert connection.info.transaction_status == status
        connection.rollback()
        cursor.execute(f"select count(*) from {filled}")
        assert cursor.fetchone() == (3,)


def test_connection_block_commits_or_rolls_back(target, query, filled):
    with closing(psycopg2.connect(target.dsn)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"insert into {filled} values (4, 'd')")
        with pytest.raises(errors.UndefinedColumn), connection, connection.cursor() as cursor:
            cursor.execute(f"insert into {filled} values (5, 'e'); select nosuch")
    assert query(f"select max(id) from {filled}") == [(4,)]


@pytest.mark.parametrize("autocommit", [False, True])
def test_read_only_session(target, filled, autocommit):
    with closing(psycopg2.connect(target.dsn)) as connection, connection.cursor() as cursor:
        connection.set_session(readonly=True, autocommit=autocommit)
        cursor.execute(f"select count(*) from {filled}")
        assert cursor.fetchone() == (3,)
        with pytest.raises(errors.ReadOnlySqlTransaction):
            cursor.execute(f"delete from {filled}")


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_isolation_levels_are_accepted(target, level):
    with closing(psycopg2.connect(target.dsn)) as connection, connection.cursor() as cursor:
        connection.set_session(isolation_level=level)
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)


def test_reset_returns_to_the_defaults(connection, query):
    query("set application_name to 'changed'")
    connection.autocommit = False
    query("select 1")
    connection.reset()
    assert query("show application_name") == [("",)]


def test_options_and_client_encoding_at_startup(target):
    with (
        closing(
            psycopg2.connect(
                target.dsn, options="-c statement_timeout=7000", client_encoding="UTF8"
            )
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("7s",)


def test_cancel(target, query, heavy):
    with closing(psycopg2.connect(target.dsn)) as connection, connection.cursor() as cursor:
        timer = threading.Timer(0.5, connection.cancel)
        timer.start()
        began = time.monotonic()
        with pytest.raises(errors.QueryCanceled):
            cursor.execute(heavy)
        assert time.monotonic() - began < 5
        timer.join()
        connection.rollback()
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)


def test_notices_are_kept(connection, query):
    query("commit")
    assert connection.notices == ["WARNING:  there is no transaction in progress\n"]


def test_pool(target):
    pool = psycopg2.pool.ThreadedConnectionPool(1, 3, target.dsn)
    try:
        lent = [pool.getconn() for _ in range(3)]
        for connection in lent:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
                assert cursor.fetchone() == (1,)
            pool.putconn(connection)
    finally:
        pool.closeall()
