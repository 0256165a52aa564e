"""The answers of PostgreSQL 15 to a list of bad statements, against ours.

``cases.jsonl`` holds one case a line: the statement, what DuckDB is given for it (when the SQL
front would change it), PostgreSQL's answer, and in ``ours`` the fields in which we knowingly
differ. ``scripts/record_errors.py`` records PostgreSQL's part again.
"""

import json
import threading
import time
from pathlib import Path

import duckdb
import pytest

from duckgres.engine.errors import InstanceLost, to_pg_error
from duckgres.engine.errors.translate import client_text
from duckgres.errors import FatalError

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "cases.jsonl").read_text("utf-8").splitlines()]
FIELDS = ("position", "detail", "hint", "table", "column", "constraint")
SETTINGS = """SET integer_division = true;
SET default_null_order = 'nulls_last_on_asc_first_on_desc';
CREATE SCHEMA public; SET search_path = 'public'"""


def _connect(**config):
    connection = duckdb.connect(":memory:", config={"errors_as_json": "true", **config})
    connection.execute(SETTINGS)
    return connection


@pytest.fixture(scope="module")
def duck():
    connection = _connect(threads="1")
    for line in (HERE / "setup.sql").read_text("utf-8").splitlines():
        connection.execute(line)
    yield connection
    connection.close()


def _error(connection, text, **options):
    with pytest.raises(duckdb.Error) as caught:
        connection.execute(text).fetchall()
    return to_pg_error(caught.value, text=text, **options)


def _said(error):
    fields = {name: getattr(error.fields, name) for name in FIELDS}
    said = {"sqlstate": error.sqlstate, "message": error.message, **fields}
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize("case", CASES, ids=[case["sql"] for case in CASES])
def test_statement_fails_as_on_postgresql(duck, case):
    text = case.get("duckdb", case["sql"])
    source = text.encode()

    def position(offset):
        return len(source[:offset].decode()) + 1 if text == case["sql"] else None

    duck.execute("begin")
    try:
        said = _said(_error(duck, text, position=position))
    finally:
        duck.execute("rollback")
    expected = {**case["postgres"], **case.get("ours", {})}
    assert said == {name: value for name, value in expected.items() if value is not None}


def test_known_differences_are_real_and_rare():
    stale = [
        case["sql"]
        for case in CASES
        for name, value in case.get("ours", {}).items()
        if case["postgres"].get(name) == value
    ]
    assert not stale
    differ = {
        name: sum(name in c.get("ours", {}) for c in CASES) for name in ("sqlstate", "message")
    }
    assert differ["sqlstate"] <= 2
    assert differ["message"] <= 20
    assert len(CASES) >= 270


@pytest.fixture
def pair(duck):
    connections = [duck.cursor(), duck.cursor()]
    for connection in connections:
        connection.execute("SET search_path = 'public'")
        connection.execute("begin")
    yield connections
    for connection in connections:
        connection.close()


def test_two_updates_of_a_row_are_a_serialization_failure(pair):
    one, two = pair
    one.execute("update w set x = 10 where x = 1")
    error = _error(two, "update w set x = 11 where x = 1")
    assert (error.sqlstate, error.message) == (
        "40001",
        "could not serialize access due to concurrent update",
    )
    assert _error(two, "select 1").sqlstate == "25P02"


def test_insert_into_an_altered_table_is_a_serialization_failure(pair):
    one, two = pair
    one.execute("alter table w add column z integer")
    assert _error(two, "insert into w values (9, 'q')").sqlstate == "40001"


def test_two_tables_of_one_name_are_a_serialization_failure(pair):
    one, two = pair
    one.execute("create table twin(a integer)")
    assert _error(two, "create table twin(a integer)").sqlstate == "40001"


def test_duplicate_key_at_commit_is_a_unique_violation(pair):
    one, two = pair
    one.execute("insert into t(a, b) values (50, 1)")
    two.execute("insert into t(a, b) values (50, 1)")
    one.execute("commit")
    error = _error(two, "commit")
    assert error.sqlstate == "23505"
    assert error.fields.table is None


def test_write_in_a_read_only_transaction(duck):
    cursor = duck.cursor()
    cursor.execute("SET search_path = 'public'; begin transaction read only")
    error = _error(cursor, "insert into w values (1, 'a')")
    assert (error.sqlstate, error.message) == (
        "25006",
        "cannot execute INSERT in a read-only transaction",
    )
    cursor.close()


def test_interrupt_is_a_cancel(duck):
    cursor = duck.cursor()

    def interrupt():
        time.sleep(0.05)
        cursor.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    error = _error(cursor, "select count(*) from range(100000000000) t(x) where x % 7 = 3")
    thread.join()
    assert (error.sqlstate, error.message) == (
        "57014",
        "canceling statement due to user request",
    )
    cursor.close()


def test_memory_limit_is_out_of_memory_without_advice(tmp_path):
    connection = _connect(memory_limit="20MB", threads="1", temp_directory="")
    error = _error(connection, "select list(repeat(x::varchar, 50)) from range(3000000) t(x)")
    assert (error.sqlstate, error.message) == ("53200", "out of memory")
    assert error.fields.hint is None
    connection.close()


def test_temporary_files_past_their_limit_are_its_error_as_temp_file_limit_is(tmp_path):
    connection = _connect(memory_limit="20MB", threads="1")
    # As statements: in the configuration of connect() the size has no effect.
    connection.execute(f"SET temp_directory = '{tmp_path}'; SET max_temp_directory_size = '1MB'")
    error = _error(
        connection,
        "create table a as select hash(x) a, hash(x + 1) b, hash(x + 2) c from range(999999) t(x)",
    )
    assert error.sqlstate == "53400"
    assert str(tmp_path) not in error.message
    connection.close()


def test_read_only_database_refuses_writes(tmp_path):
    path = str(tmp_path / "user.db")
    duckdb.connect(path).close()
    connection = duckdb.connect(path, read_only=True, config={"errors_as_json": "true"})
    error = _error(connection, "create table a(b integer)")
    assert (error.sqlstate, error.message) == (
        "25006",
        "cannot execute CREATE TABLE in a read-only transaction",
    )
    connection.close()


@pytest.mark.parametrize(
    "text",
    [
        "copy w from '/etc/passwd'",
        "copy w to '/tmp/secret/out.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/secret.db'",
        "load httpfs",
    ],
)
def test_file_access_is_a_permission_error_without_paths(text):
    connection = _connect()
    connection.execute("create table w(x integer); SET enable_external_access = false")
    error = _error(connection, text)
    assert error.sqlstate == "42501"
    assert "/" not in error.message
    connection.close()


def test_missing_file_does_not_tell_its_path():
    connection = _connect()
    error = _error(connection, "select * from read_csv('/nowhere/secret.csv')")
    assert error.sqlstate == "58P01"
    assert "secret" not in error.message
    connection.close()


def test_fatal_error_says_that_the_instance_is_lost():
    cause = duckdb.FatalException("FATAL Error: Failed: database has been invalidated: /data/a.db")
    error = to_pg_error(cause)
    assert isinstance(error, InstanceLost)
    assert isinstance(error, FatalError)
    assert error.sqlstate == "57P02"
    assert "/data" not in error.message
    assert error.__cause__ is cause


@pytest.mark.parametrize(
    ("text", "sqlstate", "committed"),
    [
        (
            "FATAL Error: Transaction COMMIT succeeded and is durable, but the autocheckpoint"
            ' failed. Could not write file "/data/a.db": No space left on device',
            "53100",
            True,
        ),
        (
            "FATAL Error: Failed: database has been invalidated because of a previous fatal error."
            '\nOriginal error: "Transaction COMMIT succeeded and is durable, but … '
            'No space left on device"',
            "53100",
            False,
        ),
        ('FATAL Error: Failed to create checkpoint: "/data/a.db": File too large', "57P02", False),
    ],
)
def test_a_lost_instance_says_why_and_whether_its_commit_is_durable(text, sqlstate, committed):
    error = to_pg_error(duckdb.FatalException(text))
    assert error.sqlstate == sqlstate
    assert (error.fields.detail is not None) is committed


def test_internal_error_tells_nothing():
    cause = duckdb.InternalException(
        'INTERNAL Error: {"exception_type":"INTERNAL",'
        '"exception_message":"Attempted to access index 7"}'
    )
    error = to_pg_error(cause)
    assert (error.sqlstate, error.message) == ("XX000", "internal error in the database engine")
    assert error.severity == "ERROR"


def test_a_user_cannot_forge_a_lost_instance(duck):
    text = """select error('{"exception_type":"FATAL","exception_message":"x"}')"""
    error = _error(duck, text)
    assert not isinstance(error, InstanceLost)


def test_macros_raise_with_their_sqlstate(duck):
    error = _error(duck, "select error('[22011] negative substring length not allowed')")
    assert (error.sqlstate, error.message) == ("22011", "negative substring length not allowed")


def test_plain_error_of_a_user_is_a_raised_exception(duck):
    error = _error(duck, "select error('stop here')")
    assert (error.sqlstate, error.message) == ("P0001", "stop here")


def test_without_text_the_error_still_has_its_code(duck):
    with pytest.raises(duckdb.Error) as caught:
        duck.execute("insert into t(a, b) values (1, 1)")
    error = to_pg_error(caught.value)
    assert error.sqlstate == "23505"
    assert error.message == "duplicate key value violates unique constraint"
    assert error.fields.detail == "Key (a)=(1) already exists."


def test_without_a_map_there_is_no_position(duck):
    assert _error(duck, "select nosuch from t").fields.position is None


def test_position_map_gets_bytes(duck):
    asked = []
    _error(duck, "select 'é', nosuch from t", position=asked.append)
    assert asked == [len("select 'é', ".encode())]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            'Cannot open file "/srv/data/x.db": No such file',
            "cannot open file (path): No such file",
        ),
        ("Failed at s3://bucket/key?x=1 today", "failed at (path) today"),
        ('Table "__m_0123456789abcdef" is busy!', 'table "metadata" is busy'),
        ('Too deep. Use "SET max_expression_depth TO x" to increase it.', "too deep"),
        ("Cannot mix INT32 and VARCHAR\nCandidates: a, b", "cannot mix integer and text"),
        ("a/b is 3 // 4", "a/b is 3 // 4"),
        ("", "the database engine refused the statement"),
    ],
)
def test_unknown_messages_are_cleaned(message, shown):
    assert client_text(message) == shown
