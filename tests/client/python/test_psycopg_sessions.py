"""psycopg 3: pipelines, errors, transactions, cancel, pools."""

import threading
import time

import psycopg
import pytest
from psycopg import errors, pq
from psycopg_pool import ConnectionPool

pytestmark = pytest.mark.slow

CANCEL_SECONDS = 5  # from the request to the error


# --- pipeline


def test_pipeline_answers_in_order(connection):
    with connection.pipeline() as pipeline:
        first = connection.execute("select 1")
        second = connection.execute("select %s::int", [2])
        pipeline.sync()
        third = connection.execute("select 'x'::text")
        found = [first.fetchone(), second.fetchone(), third.fetchone()]
    assert found == [(1,), (2,), ("x",)]


def test_pipeline_is_one_transaction_up_to_its_sync(connection, filled):
    def work():
        with connection.pipeline():
            connection.execute(f"insert into {filled} values (777, 'p')")
            connection.execute("select nosuch")
            connection.execute(f"insert into {filled} values (778, 'p')")

    with pytest.raises(errors.UndefinedColumn):
        work()
    assert connection.execute(f"select count(*) from {filled}").fetchone() == (100,)


def results_of_pipeline(libpq, queries):
    """Send the queries and one Sync, and return the status of every result up to it."""
    libpq.enter_pipeline_mode()
    for query in queries:
        libpq.send_query_params(query, None)
    libpq.pipeline_sync()
    found = []
    while not found or found[-1] != pq.ExecStatus.PIPELINE_SYNC:
        result = libpq.get_result()  # None between two queries
        if result is not None:
            found.append(pq.ExecStatus(result.status))
    libpq.exit_pipeline_mode()
    return found


def test_pipeline_skips_what_follows_an_error_up_to_the_sync(connection):
    status = pq.ExecStatus
    queries = [b"select 1", b"select nosuch", b"select 2", b"select 3"]
    assert results_of_pipeline(connection.pgconn, queries) == [
        *(status.TUPLES_OK, status.FATAL_ERROR),
        *(status.PIPELINE_ABORTED, status.PIPELINE_ABORTED, status.PIPELINE_SYNC),
    ]
    assert connection.execute("select 5").fetchone() == (5,)


def test_pipeline_of_many(connection, filled):
    with connection.pipeline():
        cursors = [
            connection.execute(f"select name from {filled} where id = %s", [n])
            for n in range(1, 101)
        ]
        assert [cursor.fetchone()[0] for cursor in cursors] == [f"n{n}" for n in range(1, 101)]


# --- errors


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("select nosuch", errors.UndefinedColumn),
        ("select * from nosuch_table", errors.UndefinedTable),
        ("select nosuch(1)", errors.UndefinedFunction),
        ("selec 1", errors.SyntaxError),
        ("select 'x'::int", errors.InvalidTextRepresentation),
        ("select '2024-02-30'::date", errors.DatetimeFieldOverflow),
        ("select 100000::smallint", errors.NumericValueOutOfRange),
        ("insert into {t} values (1, 'again')", errors.UniqueViolation),
        ("insert into {t} values (null, 'none')", errors.NotNullViolation),
        ("create table {t}(a integer)", errors.DuplicateTable),
        ("drop table nosuch_table", errors.UndefinedTable),
        ("select name from {t} group by id + 1", errors.GroupingError),
        ("select a.id from {t} a, {t} b where id = 1", errors.AmbiguousColumn),
    ],
)
def test_sqlstate(connection, filled, query, error):
    with pytest.raises(error):
        connection.execute(query.replace("{t}", filled))
    assert connection.execute("select 1").fetchone() == (1,)


def test_check_violation(connection, table):
    connection.execute(f"create table {table}(a integer check (a > 0))")
    with pytest.raises(errors.CheckViolation):
        connection.execute(f"insert into {table} values (%s)", [-1])


def test_error_fields(connection):
    with pytest.raises(errors.UndefinedColumn) as caught:
        connection.execute("select nosuch from (select 1 as a) t")
    told = caught.value.diag
    assert told.severity == told.severity_nonlocalized == "ERROR"
    assert told.message_primary == 'column "nosuch" does not exist'
    assert told.statement_position == "8"


def test_error_position_with_parameters(connection):
    with pytest.raises(errors.UndefinedColumn) as caught:
        connection.execute("select %s::int, nosuch", [1])
    assert caught.value.diag.statement_position == str(len("select $1::int, ") + 1)


def test_bad_text_of_a_parameter(connection):
    with pytest.raises(errors.InvalidTextRepresentation):
        connection.execute("select %s::int", ["abc"])
    with pytest.raises(errors.InvalidTextRepresentation):
        connection.execute("select %s::uuid", ["abc"])


# --- transactions


def test_transaction_status(target):
    status = pq.TransactionStatus
    with psycopg.connect(target.dsn) as connection:
        assert connection.info.transaction_status == status.IDLE
        connection.execute("select 1")
        assert connection.info.transaction_status == status.INTRANS
        with pytest.raises(errors.UndefinedColumn):
            connection.execute("select nosuch")
        assert connection.info.transaction_status == status.INERROR
        with pytest.raises(errors.InFailedSqlTransaction):
            connection.execute("select 1")
        connection.rollback()
        assert connection.info.transaction_status == status.IDLE


def test_commit_is_seen_by_others_and_not_before(target, connection, filled):
    count = f"select count(*) from {filled}"
    with psycopg.connect(target.dsn) as writer:
        writer.execute(f"insert into {filled} values (101, 'new')")
        assert connection.execute(count).fetchone() == (100,)
        writer.commit()
        assert connection.execute(count).fetchone() == (101,)


def test_transaction_block_rolls_back_on_an_exception(connection, filled):
    def work():
        with connection.transaction():
            connection.execute(f"delete from {filled}")
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert connection.execute(f"select count(*) from {filled}").fetchone() == (100,)


def test_error_after_a_constraint_violation_undoes_all(target, connection, filled):
    with psycopg.connect(target.dsn) as writer:
        writer.execute(f"insert into {filled} values (200, 'x')")
        with pytest.raises(errors.UniqueViolation):
            writer.execute(f"insert into {filled} values (1, 'x')")
        writer.commit()  # answers ROLLBACK
    assert connection.execute(f"select count(*) from {filled}").fetchone() == (100,)


def test_ddl_is_transactional(target, connection, table):
    with psycopg.connect(target.dsn) as writer:
        writer.execute(f"create table {table}(a integer)")
        writer.rollback()
    with pytest.raises(errors.UndefinedTable):
        connection.execute(f"select * from {table}")


def test_read_only_connection(target, filled):
    with psycopg.connect(target.dsn) as connection:
        connection.read_only = True
        assert connection.execute(f"select count(*) from {filled}").fetchone() == (100,)
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute(f"delete from {filled}")


@pytest.mark.parametrize("level", list(psycopg.IsolationLevel))
def test_isolation_levels_are_accepted(target, level):
    with psycopg.connect(target.dsn) as connection:
        connection.isolation_level = level
        assert connection.execute("select 1").fetchone() == (1,)


def test_vanished_client_rolls_back(target, connection, filled):
    writer = psycopg.connect(target.dsn)
    writer.execute(f"delete from {filled}")
    writer.close()
    deadline = time.monotonic() + 5
    while True:  # the server may notice a moment later
        try:
            connection.execute(f"update {filled} set name = name where id = 1")
            break
        except errors.SerializationFailure:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert connection.execute(f"select count(*) from {filled}").fetchone() == (100,)


# --- cancel


@pytest.mark.parametrize("way", ["cancel", "cancel_safe"])
def test_cancel(target, heavy, way):
    with psycopg.connect(target.dsn, autocommit=True) as connection:
        timer = threading.Timer(0.5, getattr(connection, way))
        timer.start()
        began = time.monotonic()
        with pytest.raises(errors.QueryCanceled):
            connection.execute(heavy)
        assert time.monotonic() - began < CANCEL_SECONDS
        timer.join()
        assert connection.execute("select 1").fetchone() == (1,)


def test_cancel_fails_the_transaction(target, heavy):
    with psycopg.connect(target.dsn) as connection:
        connection.execute("select 1")
        timer = threading.Timer(0.5, connection.cancel_safe)
        timer.start()
        with pytest.raises(errors.QueryCanceled):
            connection.execute(heavy)
        timer.join()
        assert connection.info.transaction_status == pq.TransactionStatus.INERROR
        connection.rollback()


def test_cancel_of_an_idle_session_does_nothing(connection):
    connection.cancel_safe()
    assert connection.execute("select 1").fetchone() == (1,)


# --- pool


def test_pool_lends_and_checks(target):
    with ConnectionPool(
        target.dsn, min_size=2, max_size=3, open=True, check=ConnectionPool.check_connection
    ) as pool:
        pool.wait(10)
        for n in range(6):
            with pool.connection() as connection:
                assert connection.execute("select %s::int", [n]).fetchone() == (n,)


def test_pool_of_threads(target, filled):
    found = []

    def work(pool, n):
        with pool.connection() as connection:
            found.append(
                connection.execute(f"select id from {filled} where id = %s", [n]).fetchone()
            )

    with ConnectionPool(target.dsn, min_size=2, max_size=4, open=True) as pool:
        threads = [threading.Thread(target=work, args=(pool, n)) for n in range(1, 21)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [(n,) for n in range(1, 21)]
