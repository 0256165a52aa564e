"""A stream into a table: defaults, conditions, encodings, types that DuckDB casts."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.copy_command import CopyFormat, Header, OnError
from tests.unit.engine.copying import copy, open_database

TWO = "CREATE TABLE t (a INTEGER DEFAULT 7, b VARCHAR)"


def rows(connection):
    return connection.execute("SELECT * FROM t").fetchall()


def test_rows_are_inserted_and_counted():
    connection = open_database(TWO)
    copying = copy(connection, b"1\tx\n2\t\\N\n")
    assert rows(connection) == [(1, "x"), (2, None)]
    progress = copying.progress
    assert (progress.bytes_processed, progress.tuples_processed) == (9, 2)


def test_columns_that_are_not_listed_have_their_default():
    connection = open_database(TWO)
    copy(connection, b"x\n", "b")
    assert rows(connection) == [(7, "x")]


def test_a_field_may_ask_for_its_default():
    table = "CREATE TABLE t (a INT DEFAULT nextval('s'), b INT)"
    connection = open_database("CREATE SEQUENCE s", table)
    copy(connection, b"D\t1\n9\t2\nD\t3\n", default=b"D")
    assert rows(connection) == [(1, 1), (9, 2), (2, 3)]
    error = copy(connection, b"D\tD\n", default=b"D")
    assert error.message == "unexpected default marker in COPY data"


def test_a_condition_sees_all_columns():
    connection = open_database(TWO)
    copying = copy(connection, b"x\ny\n", "b", where="a = 7 AND t.b = 'y'")
    assert rows(connection) == [(7, "y")]
    assert (copying.progress.tuples_processed, copying.progress.tuples_excluded) == (1, 1)


def test_a_wrong_condition_is_told_before_any_data():
    connection = open_database(TWO)
    with pytest.raises(Exception, match="zz"):
        copy(connection, b"", where="zz = 1")


def test_only_a_look_inserts_nothing():
    connection = open_database(TWO)
    copying = copy(connection, b"")
    copying.write([b"1\tx\n"], final=False, insert=False)
    assert rows(connection) == []
    assert copying.context == "COPY t, line 2"
    assert copying.waiting == 0


def test_another_encoding():
    connection = open_database(TWO)
    copy(connection, "1\té\n".encode("latin-1"), encoding="latin-1")
    assert rows(connection) == [(1, "é")]
    error = copy(connection, b"1\t\xa4\n", encoding="euc_jp")
    assert error.sqlstate == "22021"
    assert error.message.startswith('invalid byte sequence for encoding "EUC_JP": 0xa4')


def test_csv_with_its_options():
    connection = open_database(TWO)
    copy(
        connection,
        b'a;b\n1;""\n',
        format=CopyFormat.CSV, delimiter=b";", null=b"", header=Header.MATCH,
        force_null=frozenset({"b"}),
    )  # fmt: skip
    assert rows(connection) == [(1, None)]


def test_skipped_rows_are_told():
    connection = open_database(TWO)
    copying = copy(connection, b"q\tx\n1\ty\nr\tx\n", on_error=OnError.IGNORE)
    assert rows(connection) == [(1, "y")]
    assert [notice.message for notice in copying.take_notices()] == [
        "2 rows were skipped due to data type incompatibility"
    ]
    assert copying.take_notices() == []
    assert copying.progress.tuples_skipped == 2


TYPES = [
    ("INTERVAL", b"1 year 2 mons 3 days 04:05:06", "1 year 2 months 3 days 04:05:06"),
    ("TIME WITH TIME ZONE", b"10:00:00+02", "10:00:00+02"),
    ("BIT", b"101", "101"),
    ("JSON", b'{"b":1, "a":2}', '{"b":1, "a":2}'),
    ("INTEGER[]", b"{1,NULL,3}", "[1, NULL, 3]"),
    ("VARCHAR[][]", b"{{a,b},{c,d}}", "[[a, b], [c, d]]"),
    ("DECIMAL(5,1)[]", b"{1.25}", "[1.3]"),
    ("DATE[]", b"{2020-01-02}", "[2020-01-02]"),
    ("UUID[]", b"{00000000-0000-0000-0000-00000000000a}",
     "[00000000-0000-0000-0000-00000000000a]"),
    ("HUGEINT", b"170141183460469231731687303715884105727",
     "170141183460469231731687303715884105727"),
    ("TIMESTAMP_S", b"2020-01-02 03:04:05", "2020-01-02 03:04:05"),
    ("UTINYINT", b"255", "255"),
    ("BLOB", b"\\\\x00ff", "\\x00\\xFF"),
    ("DATE", b"infinity", "infinity"),
    ("TIMESTAMP", b"-infinity", "-infinity"),
    ("DATE", b"0044-03-15 BC", "0044-03-15 (BC)"),
    ("UUID", b"{00000000-0000-0000-0000-00000000000a}", "00000000-0000-0000-0000-00000000000a"),
    ("DECIMAL(38,11)", b"12345678901234567890.5", "12345678901234567890.50000000000"),
    ("DOUBLE", b"0.30000000000000004", "0.30000000000000004"),
    ("ENUM('x', 'y')", b"y", "y"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "text"), TYPES)
def test_every_type(name, data, text):
    connection = open_database(f"CREATE TABLE t (a {name})")
    copying = copy(connection, data + b"\n\\N\n")
    assert not isinstance(copying, PgError), copying.message
    found = connection.execute("SELECT CAST(a AS VARCHAR) FROM t").fetchall()
    assert found == [(text,), (None,)]


def test_keys_are_looked_at_when_all_rows_are_in():
    connection, seen = open_database(TWO), []
    copy(connection, b"1\tx\n2\ty\n", settle=lambda: seen.append(len(rows(connection))))
    assert seen == [2]
