"""pg8000: a driver in pure Python with its own protocol code, always over prepared statements."""

import datetime as dt
import io
import ssl
import uuid
from contextlib import closing
from decimal import Decimal

import pg8000.dbapi
import pg8000.native
import pytest

pytestmark = pytest.mark.slow


def trusting():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
def arguments(target):
    return {
        "user": target.user,
        "host": target.host,
        "port": target.port,
        "database": target.database,
        "password": target.password,
        "ssl_context": trusting(),
    }


@pytest.fixture
def connection(arguments):
    with closing(pg8000.native.Connection(**arguments)) as opened:
        yield opened


def test_parameter_statuses(connection):
    assert connection.parameter_statuses["client_encoding"] in {"UTF8", "UNICODE"}
    assert connection.parameter_statuses["integer_datetimes"] == "on"


def test_values_come_back_as_their_types(connection):
    ((*row,),) = connection.run(
        "select 1::smallint, 2, 9007199254740993::bigint, 1.5::double precision,"
        " 12.340::numeric(8,3), 'x'::text, true, date '2024-02-29', time '10:11:12.5',"
        " timestamp '2024-02-03 04:05:06.789', interval '1 day 02:00:00', null::integer,"
        " array[1,2], array['a','b c'], '{\"k\": 1}'::json, 'abc'::bytea,"
        " '00000000-0000-0000-0000-000000000007'::uuid"
    )
    assert row == [
        *(1, 2, 9007199254740993, 1.5, Decimal("12.340"), "x", True),
        *(dt.date(2024, 2, 29), dt.time(10, 11, 12, 500000)),
        dt.datetime(2024, 2, 3, 4, 5, 6, 789000),
        *(dt.timedelta(days=1, hours=2), None, [1, 2], ["a", "b c"], {"k": 1}),
        *(b"abc", uuid.UUID(int=7)),
    ]


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("integer", 5),
        ("bigint", 2**40),
        ("double precision", 1.25),
        ("numeric(10,3)", Decimal("12.500")),
        ("text", "it's \\ 🦆"),
        ("boolean", False),
        ("bytea", b"\x00\xff"),
        ("date", dt.date(2024, 1, 1)),
        ("time", dt.time(1, 2, 3)),
        ("timestamp", dt.datetime(2024, 1, 1, 2, 3, 4, 5)),
        ("interval", dt.timedelta(days=1, seconds=5)),
        ("uuid", uuid.UUID(int=9)),
        ("integer[]", [1, 2, 3]),
        ("text[]", ["a", 'b"', "c d"]),
        ("integer", None),
    ],
)
def test_parameters(connection, table, type_name, value):
    connection.run(f"create table {table}(v {type_name})")
    connection.run(f"insert into {table} values (:v)", v=value)
    assert connection.run(f"select v, cast(:v as {type_name}) from {table}", v=value) == [
        [value, value]
    ]


def test_columns(connection):
    connection.run("select 1 as a, 'x'::text as b")
    assert [(c["name"], c["type_oid"]) for c in connection.columns] == [("a", 23), ("b", 25)]


def test_prepared_statement_runs_again(connection):
    statement = connection.prepare("select cast(:v as integer) + 1")
    try:
        assert [statement.run(v=n) for n in (1, 2)] == [[[2]], [[3]]]
    finally:
        statement.close()


def test_row_count(connection, table):
    connection.run(f"create table {table}(id integer primary key)")
    connection.run(f"insert into {table} values (1), (2), (3)")
    assert connection.row_count == 3


def test_error_has_its_fields(connection):
    with pytest.raises(pg8000.native.DatabaseError) as caught:
        connection.run("select nosuch")
    (fields,) = caught.value.args
    assert (fields["S"], fields["C"], fields["P"]) == ("ERROR", "42703", "8")
    assert connection.run("select 1") == [[1]]


def test_wrong_password(arguments):
    with pytest.raises(pg8000.native.DatabaseError) as caught:
        pg8000.native.Connection(**{**arguments, "password": "wrong"})
    assert caught.value.args[0]["C"] == "28P01"


def test_dbapi_transactions(arguments, table):
    with closing(pg8000.dbapi.connect(**arguments)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"create table {table}(id integer primary key, name text)")
        connection.commit()
        cursor.executemany(f"insert into {table} values (%s, %s)", [(1, "a"), (2, "b")])
        connection.rollback()
        cursor.execute(f"select count(*) from {table}")
        assert cursor.fetchone() == [0]
        with pytest.raises(pg8000.dbapi.DatabaseError):
            cursor.execute("select nosuch")
        with pytest.raises(pg8000.dbapi.DatabaseError) as caught:
            cursor.execute("select 1")
        assert caught.value.args[0]["C"] == "25P02"
        connection.rollback()
        cursor.execute("select 1")
        assert cursor.fetchall() == ([1],)


def shown(connection, table):
    return connection.run(f"select * from {table} order by 1")


@pytest.fixture
def empty(connection, table):
    connection.run(f"create table {table}(id integer primary key, name text)")
    return table


def test_copy_out_of_a_table_and_into_it(connection, empty):
    connection.run(f"insert into {empty} values (1, 'tab\t'), (2, null), (3, '')")
    rows = shown(connection, empty)
    for form in ("text", "csv", "binary"):
        data = io.BytesIO()
        connection.run(f"copy {empty} to stdout (format {form})", stream=data)
        connection.run(f"delete from {empty}")
        data.seek(0)
        connection.run(f"copy {empty} from stdin (format {form})", stream=data)
        assert (connection.row_count, shown(connection, empty)) == (3, rows)


def test_copy_from_rows_of_text(connection, empty):
    lines = ["1\tone\n", "2\t\\N\n", "3\té€\n"]
    connection.run(f"copy {empty} from stdin", stream=lines)
    assert shown(connection, empty) == [[1, "one"], [2, None], [3, "é€"]]


@pytest.mark.parametrize(
    ("data", "sqlstate"),
    [
        ("1,one\nx,two\n", "22P02"),
        ("1,one\n2\n", "22P04"),
        ("1,one\n,two\n", "23502"),
        ("1,one\n1,two\n", "23505"),
    ],
)
def test_copy_from_a_bad_value(connection, empty, data, sqlstate):
    with pytest.raises(pg8000.native.DatabaseError) as caught:
        connection.run(f"copy {empty} from stdin csv", stream=io.StringIO(data))
    assert caught.value.args[0]["C"] == sqlstate
    assert shown(connection, empty) == []


def test_copy_in_a_transaction(connection, empty):
    for ending, rows in (("rollback", []), ("commit", [[1, "one"]])):
        connection.run("begin")
        connection.run(f"copy {empty} from stdin", stream=io.StringIO("1\tone\n"))
        assert shown(connection, empty) == [[1, "one"]]
        connection.run(ending)
        assert shown(connection, empty) == rows
