"""psycopg: cursors, prepared statements, notifications and locks, as SQL has them."""

import threading
import time

import psycopg
import pytest
from psycopg import errors

pytestmark = pytest.mark.slow

WAIT_SECONDS = 10  # for what comes at once


def test_a_named_cursor_fetches_in_portions(connection):
    with connection.transaction(), connection.cursor("named") as cursor:
        cursor.execute("select i from generate_series(1, 5000) i where i > %s", [10])
        assert [row for (row,) in cursor.fetchmany(3)] == [11, 12, 13]
        assert len(cursor.fetchall()) == 4987


def test_a_scrollable_cursor_goes_back(connection):
    with connection.transaction(), connection.cursor("s", scrollable=True) as cursor:
        cursor.execute("select i from generate_series(1, 10) i")
        cursor.fetchmany(5)
        cursor.scroll(-3)
        assert cursor.fetchone() == (3,)
        cursor.scroll(0, mode="absolute")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("binary", [False, True])
def test_a_cursor_with_hold_outlives_its_transaction(connection, binary):
    connection.autocommit = False
    with connection.cursor("h", withhold=True, binary=binary) as cursor:
        cursor.execute("select i, 'x' || i from generate_series(1, 4) i")
        assert cursor.fetchone() == (1, "x1")
        connection.commit()
        assert cursor.fetchall() == [(2, "x2"), (3, "x3"), (4, "x4")]
    connection.commit()
    connection.autocommit = True


def test_what_sql_has_prepared_is_executed(connection):
    connection.execute("prepare plus(int) as select $1 + 1")
    assert connection.execute("execute plus(41)").fetchone() == (42,)
    connection.execute("deallocate plus")
    with pytest.raises(errors.InvalidSqlStatementName):
        connection.execute("execute plus(41)")


def test_a_listener_that_waits_hears_at_once(connection, other):
    connection.execute("listen news")
    with other.transaction():
        other.execute("notify news, 'first'")
        other.execute("select pg_notify('news', %s)", ["second"])
    heard = list(connection.notifies(timeout=WAIT_SECONDS, stop_after=2))
    assert [note.payload for note in heard] == ["first", "second"]
    assert {note.pid for note in heard} == {other.info.backend_pid}


def test_what_is_rolled_back_is_not_said(connection, other):
    connection.execute("listen news")
    with other.transaction(force_rollback=True):
        other.execute("notify news, 'lost'")
    other.execute("notify news, 'kept'")
    heard = list(connection.notifies(timeout=WAIT_SECONDS, stop_after=1))
    assert [note.payload for note in heard] == ["kept"]


def test_a_lock_is_waited_for_until_it_is_given_back(connection, other):
    connection.execute("select pg_advisory_lock(1)")
    got = []
    waiting = threading.Thread(
        target=lambda: got.append(other.execute("select pg_advisory_lock(1)").fetchone())
    )
    waiting.start()
    time.sleep(0.1)
    assert got == []
    connection.execute("select pg_advisory_unlock(1)")
    waiting.join(WAIT_SECONDS)
    assert got == [("",)]


def test_a_lock_is_not_waited_for_longer_than_lock_timeout(connection, other):
    connection.execute("select pg_advisory_lock(2)")
    other.execute("set lock_timeout = '50ms'")
    with pytest.raises(errors.LockNotAvailable):
        other.execute("select pg_advisory_lock(2)")


def test_sleep_is_canceled_by_another_session(connection, other):
    timer = threading.Timer(
        0.1,
        lambda: connection.execute("select pg_cancel_backend(%s)", [other.info.backend_pid]),
    )
    timer.start()
    begin = time.monotonic()
    with pytest.raises(errors.QueryCanceled):
        other.execute("select pg_sleep(30)")
    assert time.monotonic() - begin < WAIT_SECONDS
    timer.join()


def test_a_terminated_session_is_told_why(connection, other):
    connection.execute("select pg_terminate_backend(%s, 5000)", [other.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        other.execute("select 1")


def test_of_two_serializable_writers_one_fails(connection, other, table):
    connection.execute(f"create table {table} (name text, on_call bool)")
    connection.execute(f"insert into {table} values ('a', true), ('b', true)")
    for session in (connection, other):
        session.execute("begin isolation level serializable")
        session.execute(f"select count(*) from {table} where on_call")
    connection.execute(f"update {table} set on_call = false where name = 'a'")
    other.execute(f"update {table} set on_call = false where name = 'b'")
    connection.execute("commit")
    with pytest.raises(errors.SerializationFailure):
        other.execute("commit")
