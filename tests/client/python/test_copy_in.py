"""COPY FROM STDIN as psycopg 3 and psycopg2 do it."""

import datetime as dt
import io
import uuid
from contextlib import closing
from decimal import Decimal

import psycopg
import psycopg2
import pytest
from psycopg import errors

pytestmark = pytest.mark.slow

ROWS = [
    (1, "plain", Decimal("1.50"), dt.date(2020, 2, 29), True),
    (2, "tab\tand\nnewline\\", Decimal("-12345.67"), dt.date(1, 1, 1), False),
    (3, 'quote " é €', None, None, None),
    (4, "", Decimal("0.00"), dt.date(9999, 12, 31), True),
]
COLUMNS = "id integer not null, name text, price numeric(10,2), day date, good boolean"


@pytest.fixture
def filled(connection, table):
    connection.execute(f"create table {table}({COLUMNS})")
    return table


def stored(connection, table):
    return connection.execute(f"select * from {table} order by 1").fetchall()


@pytest.mark.parametrize("form", ["text", "binary"])
def test_rows_of_python_values(connection, filled, form):
    with connection.cursor().copy(f"copy {filled} from stdin (format {form})") as copy:
        copy.set_types(["int4", "text", "numeric", "date", "bool"])
        for row in ROWS:
            copy.write_row(row)
    assert stored(connection, filled) == ROWS


def test_ten_thousand_rows_in_a_block(connection, filled):
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"copy {filled} (id, name) from stdin") as copy:
            for number in range(10_000):
                copy.write_row((number, f"n{number}"))
        assert cursor.statusmessage == "COPY 10000"
    count = connection.execute(f"select count(*), sum(id), max(name) from {filled}").fetchone()
    assert count == (10_000, 49_995_000, "n9999")


def test_an_exception_of_the_client_undoes_it(connection, filled):
    def give_up():
        with connection.cursor().copy(f"copy {filled} (id) from stdin") as copy:
            copy.write_row((1,))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert stored(connection, filled) == []


def test_a_wrong_row_says_where(connection, filled):
    with (
        pytest.raises(errors.InvalidTextRepresentation) as caught,
        connection.cursor().copy(f"copy {filled} (id) from stdin") as copy,
    ):
        copy.write("1\nx\n")
    assert caught.value.diag.context == f'COPY {filled}, line 2, column id: "x"'
    assert stored(connection, filled) == []


@pytest.mark.parametrize(
    ("row", "constraint", "detail", "place"),
    [
        ("5,2,2,2,", "my_key", "Key (a)=(5) already exists.", ", line 2"),
        ("1,2,2,2,", "my_key", "Key (a)=(1) already exists.", ", line 2"),
        ("2,-1,2,2,", "positive", "Failing row contains (2, -1, 2, 2, null).", ', line 2: "{}"'),
        ("2,2,5,2,", "mine", 'Key ("B c")=(5) already exists.', ", line 2"),
        ("2,2,1,2,", "mine", 'Key ("B c")=(1) already exists.', ", line 2"),
        ("2,2,2,5,", "{}_i", "Key (i)=(5) already exists.", ", line 2"),
        ("2,2,2,1,", "{}_i", "Key (i)=(1) already exists.", ", line 2"),
        ("2,2,2,2,7", "parent", 'Key (k)=(7) is not present in table "{}_p".', None),
    ],
)
def test_a_constraint_is_told_by_its_name(connection, table, row, constraint, detail, place):
    connection.execute(f"create temp table {table}_p (k integer primary key)")
    connection.execute(
        f"create temp table {table} (a integer constraint my_key primary key,"
        ' c integer constraint positive check (c > 0), "B c" integer constraint mine unique,'
        f" i integer, k integer constraint parent references {table}_p (k))"
    )
    connection.execute(f"create unique index {table}_i on {table} (i)")
    connection.execute(f"insert into {table} values (5, 5, 5, 5)")
    with (
        pytest.raises(errors.IntegrityError) as caught,
        connection.cursor().copy(f"copy {table} from stdin csv") as copy,
    ):
        copy.write(f"1,1,1,1,\n{row}\n")
    told = caught.value.diag
    assert told.constraint_name == constraint.format(table)
    assert f'constraint "{told.constraint_name}"' in told.message_primary
    assert (told.table_name, told.message_detail) == (table, detail.format(table))
    assert told.context == (None if place is None else f"COPY {table}" + place.format(row))
    assert len(stored(connection, table)) == 1


def test_a_domain_refuses_a_value(connection, table):
    connection.execute(f"create domain {table}_d as integer constraint above check (value > 0)")
    connection.execute(f"create table {table} (a integer, d {table}_d)")
    with (
        pytest.raises(errors.CheckViolation) as caught,
        connection.cursor().copy(f"copy {table} from stdin") as copy,
    ):
        copy.write("1\t1\n2\t-5\n")
    told = caught.value.diag
    wanted = f'value for domain {table}_d violates check constraint "above"'
    assert (told.message_primary, told.constraint_name) == (wanted, "above")
    assert told.context == f'COPY {table}, line 2, column d: "-5"'
    connection.execute(f"drop table {table}")
    connection.execute(f"drop domain {table}_d")


def test_a_row_too_long_fails_the_block(connection, filled):
    with (
        pytest.raises(errors.BadCopyFileFormat, match="extra data after last expected column"),
        connection.transaction(),
        connection.cursor().copy(f"copy {filled} (id) from stdin") as copy,
    ):
        copy.write("1\t2\n")
    assert connection.info.transaction_status.name == "IDLE"


@pytest.mark.parametrize("form", ["text", "csv", "binary"])
def test_out_and_in_again(connection, filled, form):
    with connection.cursor().copy(f"copy {filled} from stdin") as copy:
        for row in ROWS:
            copy.write_row(row)
    with connection.cursor().copy(f"copy {filled} to stdout (format {form})") as copy:
        data = b"".join(map(bytes, copy))
    connection.execute(f"delete from {filled}")
    with connection.cursor().copy(f"copy {filled} from stdin (format {form})") as copy:
        for place in range(0, len(data), 7):
            copy.write(data[place : place + 7])
    assert stored(connection, filled) == ROWS


def test_every_type_psycopg_dumps_in_binary(connection, table):
    connection.execute(
        f"create table {table}(a smallint, b bigint, c real, d double precision, e uuid, f bytea,"
        " g timestamp, h timestamptz, i time, j interval, k integer[], l text[], m jsonb)"
    )
    zone = dt.UTC
    row = (
        -5, 2**62, 1.5, -0.1, uuid.UUID(int=7), b"\0\xff",
        dt.datetime(2020, 1, 2, 3, 4, 5, 6), dt.datetime(1999, 1, 2, 3, 4, 5, tzinfo=zone),
        dt.time(1, 2, 3, 4), dt.timedelta(days=3, seconds=4), [1, None, 3], ["a", 'b"c'],
        psycopg.types.json.Jsonb({"a": [1, None]}),
    )  # fmt: skip
    with connection.cursor().copy(f"copy {table} from stdin binary") as copy:
        names = "int2 int8 float4 float8 uuid bytea timestamp timestamptz time interval"
        copy.set_types([*names.split(), "int4[]", "text[]", "jsonb"])
        copy.write_row(row)
    (found,) = connection.execute(f"select * from {table}").fetchall()
    assert found[:-1] == row[:-1]
    assert found[-1] == {"a": [1, None]}


def test_psycopg2(target, connection, filled):
    with closing(psycopg2.connect(target.dsn)) as opened, opened.cursor() as cursor:
        cursor.copy_from(io.StringIO("1|a\n2|nil\n"), filled, "|", "nil", columns=("id", "name"))
        cursor.copy_expert(
            f"copy {filled} (id, name) from stdin with csv header",
            io.StringIO('id,name\n3,"c,d"\n'),
        )
        assert cursor.rowcount == 1
        opened.commit()
    rows = connection.execute(f"select id, name from {filled} order by 1").fetchall()
    assert rows == [(1, "a"), (2, None), (3, "c,d")]


@pytest.mark.parametrize(
    ("data", "sqlstate"),
    [
        ("1,a\nx,b\n", "22P02"),
        ("1,a\n2\n", "22P04"),
        ("1,a\n,b\n", "23502"),
        ("1,a\n2,\0\n", "22021"),
        ("1,a\n2147483648,b\n", "22003"),
    ],
)
def test_psycopg2_and_a_bad_value(target, connection, filled, data, sqlstate):
    with closing(psycopg2.connect(target.dsn)) as opened, opened.cursor() as cursor:
        with pytest.raises(psycopg2.Error) as caught:
            cursor.copy_expert(f"copy {filled} (id, name) from stdin csv", io.StringIO(data))
        assert caught.value.pgcode == sqlstate
        opened.rollback()
        cursor.copy_expert(f"copy {filled} (id, name) from stdin csv", io.StringIO("1,a\n"))
        opened.rollback()
    assert stored(connection, filled) == []


def test_psycopg2_and_a_file_that_fails(target, connection, filled):
    class Broken(io.StringIO):
        def read(self, size=-1):
            if not self.tell():
                return super().read(4)
            raise OSError("gone")

    with closing(psycopg2.connect(target.dsn)) as opened, opened.cursor() as cursor:
        with pytest.raises(psycopg2.errors.QueryCanceled):
            cursor.copy_expert(f"copy {filled} (id, name) from stdin csv", Broken("1,a\n2,b\n"))
        opened.rollback()
        cursor.execute("select 1")
    assert stored(connection, filled) == []


def test_a_copy_behind_a_savepoint_is_taken_back(connection, filled):
    with connection.transaction():
        connection.execute(f"insert into {filled} (id) values (1)")
        with connection.transaction(force_rollback=True):
            with connection.cursor().copy(f"copy {filled} (id) from stdin") as copy:
                copy.write("2\n")
            assert len(stored(connection, filled)) == 2
        connection.execute(f"insert into {filled} (id) values (3)")
    assert [row[0] for row in stored(connection, filled)] == [1, 3]


def test_a_copy_that_fails_behind_a_savepoint(connection, filled):
    def fail():
        with (
            connection.transaction(),
            connection.cursor().copy(f"copy {filled} (id) from stdin") as copy,
        ):
            copy.write("2\nx\n")

    with connection.transaction():
        connection.execute(f"insert into {filled} (id) values (1)")
        with pytest.raises(errors.InvalidTextRepresentation):
            fail()
    assert [row[0] for row in stored(connection, filled)] == [1]
