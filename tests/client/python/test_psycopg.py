"""psycopg 3: statements, transactions, pipelines, prepared statements, cancel, pools."""

import asyncio
import threading
import time

import psycopg
import pytest
from psycopg import errors, pq
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pytestmark = pytest.mark.slow

CANCEL_SECONDS = 5  # from the request to the error


@pytest.fixture
def connection(target):
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


# --- connection


def test_parameter_status(connection):
    told = connection.info.parameter_status
    for name, value in {
        "client_encoding": "UTF8",
        "DateStyle": "ISO, MDY",
        "integer_datetimes": "on",
        "IntervalStyle": "postgres",
        "is_superuser": "off",
        "server_encoding": "UTF8",
        "standard_conforming_strings": "on",
        "in_hot_standby": "off",
        "default_transaction_read_only": "off",
    }.items():
        assert told(name) == value, name
    assert told("session_authorization") == connection.info.user
    assert told("TimeZone")
    assert connection.info.server_version >= 150000


def test_changed_setting_is_reported(connection):
    connection.execute("set application_name to 'reported'")
    assert connection.info.parameter_status("application_name") == "reported"
    connection.execute("set timezone to 'Europe/Paris'")
    assert connection.info.timezone.key == "Europe/Paris"


def test_connection_is_encrypted(connection):
    assert connection.pgconn.ssl_in_use


def test_channel_binding_can_be_required(target):
    with psycopg.connect(f"{target.dsn}&channel_binding=require") as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_backend_pids_differ(connection, target):
    with psycopg.connect(target.dsn) as other:
        assert other.info.backend_pid != connection.info.backend_pid


def test_wrong_password(target):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(target.dsn, password="wrong")


def test_asynchronous_connection(target):
    async def work():
        async with await psycopg.AsyncConnection.connect(target.dsn) as connection:
            cursor = await connection.execute("select %s::int + 1", [41])
            return await cursor.fetchone()

    assert asyncio.run(work()) == (42,)


# --- results


def test_description_has_names_and_types(connection):
    cursor = connection.execute("select 1::int as a, 'x'::text as b, 1.5::numeric(7,2) as c")
    described = [(c.name, c.type_code, c.precision, c.scale) for c in cursor.description]
    assert described == [("a", 23, None, None), ("b", 25, None, None), ("c", 1700, 7, 2)]


def test_rows_as_dictionaries(connection, filled):
    cursor = connection.cursor(row_factory=dict_row)
    cursor.execute(f'select id as "Odd Name", name from {filled} where id = 3')
    assert cursor.fetchall() == [{"Odd Name": 3, "name": "n3"}]


@pytest.mark.parametrize("binary", [False, True])
def test_cursor_format(connection, filled, binary):
    with connection.cursor(binary=binary) as cursor:
        cursor.execute(f"select id, name from {filled} order by id")
        assert cursor.fetchone() == (1, "n1")
        assert cursor.fetchmany(2) == [(2, "n2"), (3, "n3")]
        assert len(cursor.fetchall()) == 97
        assert cursor.rowcount == 100


def test_row_counts_and_status_messages(connection, filled):
    updated = connection.execute(f"update {filled} set name = 'z' where id <= %s", [10])
    assert (updated.rowcount, updated.statusmessage) == (10, "UPDATE 10")
    deleted = connection.execute(f"delete from {filled} where id > %s", [90])
    assert (deleted.rowcount, deleted.statusmessage) == (10, "DELETE 10")
    inserted = connection.execute(f"insert into {filled} values (%s, null)", [1000])
    assert (inserted.rowcount, inserted.statusmessage) == (1, "INSERT 0 1")
    selected = connection.execute(f"select * from {filled} where name is null")
    assert (selected.fetchall(), selected.statusmessage) == ([(1000, None)], "SELECT 1")


def test_returning(connection, filled):
    cursor = connection.execute(
        f"insert into {filled} values (%s, %s) returning id, name", [500, "r"]
    )
    assert cursor.fetchall() == [(500, "r")]
    cursor = connection.execute(
        f"update {filled} set name = name || '!' where id < 3 returning name"
    )
    assert sorted(cursor.fetchall()) == [("n1!",), ("n2!",)]
    cursor = connection.execute(f"delete from {filled} where id = 500 returning id")
    assert cursor.fetchall() == [(500,)]


def test_several_statements_give_several_results(connection):
    cursor = connection.execute("select 1; select 2, 3; select 4")
    found = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    assert found == [[(1,)], [(2, 3)], [(4,)]]


def test_several_statements_with_parameters_are_refused(connection):
    with pytest.raises(errors.SyntaxError, match="cannot insert multiple commands"):
        connection.execute("select %s::int; select 2", [1])


@pytest.mark.parametrize("query", ["", ";", "-- nothing"])
def test_empty_query(connection, query):
    cursor = connection.execute(query)
    assert cursor.description is None
    assert cursor.pgresult.status == pq.ExecStatus.EMPTY_QUERY


def test_stream_reads_row_by_row(connection, filled):
    with connection.cursor() as cursor:
        rows = cursor.stream(f"select id from {filled} where id > %s order by id", [40])
        assert [row[0] for row in rows] == list(range(41, 101))


def test_stream_can_be_left(connection, heavy):
    with connection.cursor() as cursor:
        rows = cursor.stream(heavy.replace("count(*)", "a.n, b.n, c.n"))
        assert len(next(rows)) == 3
        rows.close()  # psycopg cancels the query
    assert connection.execute("select 1").fetchone() == (1,)


def test_large_field_and_large_parameter(connection):
    text = "x☃" * 1_000_000
    assert connection.execute("select %s::text, length(%s::text)", [text, text]).fetchone() == (
        text,
        2_000_000,
    )


def test_thousands_of_parameters(connection):
    numbers = list(range(5000))
    terms = ",".join(["(%s::int)"] * len(numbers))
    rows = connection.execute(f"select x from (values {terms}) as v(x) order by x", numbers)
    assert [row[0] for row in rows] == numbers


# --- parameters


def test_parameter_types_come_from_the_columns(connection, filled):
    cursor = connection.execute(f"select id from {filled} where id = %s and name = %s", [3, "n3"])
    assert cursor.fetchall() == [(3,)]


def test_text_for_a_number_column_is_understood(connection, filled):
    assert connection.execute(f"select name from {filled} where id = %s", ["7"]).fetchall() == [
        ("n7",)
    ]


def test_limit_and_offset_parameters(connection, filled):
    cursor = connection.execute(f"select id from {filled} order by id limit %s offset %s", [2, 5])
    assert cursor.fetchall() == [(6,), (7,)]


def test_any_of_a_list(connection, filled):
    cursor = connection.execute(
        f"select id from {filled} where id = any(%s) order by id", [[4, 2]]
    )
    assert cursor.fetchall() == [(2,), (4,)]


def test_numbered_parameters(target, table):
    with psycopg.connect(target.dsn, cursor_factory=psycopg.RawCursor) as connection:
        row = connection.execute("select $2::text || $1::text || $2::text", ["a", "b"]).fetchone()
    assert row == ("bab",)


def test_client_side_binding(target, filled):
    with psycopg.connect(target.dsn, cursor_factory=psycopg.ClientCursor) as connection:
        row = connection.execute(f"select name from {filled} where id = %s", [9]).fetchone()
        quoted = connection.execute("select %s", ["it's \\ \" 🦆"]).fetchone()
    assert (row, quoted) == (("n9",), ("it's \\ \" 🦆",))


def test_null_parameters(connection, table):
    connection.execute(f"create table {table}(a integer, b text, c date)")
    connection.execute(f"insert into {table} values (%s, %s, %s)", [None, None, None])
    assert connection.execute(f"select * from {table}").fetchall() == [(None, None, None)]


def test_missing_parameter_type_is_text(connection):
    assert connection.execute("select %s", ["plain"]).fetchone() == ("plain",)


# --- prepared statements


def test_prepared_by_itself_after_the_threshold(connection, filled):
    query = f"select name from {filled} where id = %s"
    connection.prepare_threshold = 3
    names = [connection.execute(query, [n]).fetchone()[0] for n in range(1, 12)]
    assert names == [f"n{n}" for n in range(1, 12)]
    kept = [text for (text, _types), _name in connection._prepared._names.items()]
    assert query.replace("%s", "$1").encode() in kept


def test_prepared_at_once(connection, filled):
    query = f"select name from {filled} where id = %s"
    for n in (5, 6):
        assert connection.execute(query, [n], prepare=True).fetchone() == (f"n{n}",)


def test_prepared_statement_survives_an_error(connection):
    query = "select 10 / %s::int"
    assert connection.execute(query, [5], prepare=True).fetchone() == (2,)
    with pytest.raises(errors.DivisionByZero):
        connection.execute(query, [0], prepare=True)
    assert connection.execute(query, [2], prepare=True).fetchone() == (5,)


def test_deallocate_all_and_again(connection):
    query = "select %s::int + 1"
    assert connection.execute(query, [1], prepare=True).fetchone() == (2,)
    connection.execute("deallocate all")
    assert connection.execute(query, [2], prepare=True).fetchone() == (3,)


def test_more_prepared_statements_than_the_client_keeps(connection):
    connection.prepared_max = 3
    for n in range(10):
        cursor = connection.execute(f"select %s::int + {n}", [1], prepare=True)
        assert cursor.fetchone() == (n + 1,)


def test_executemany(connection, filled):
    with connection.cursor() as cursor:
        cursor.executemany(f"update {filled} set name = %s where id = %s", [("a", 1), ("b", 2)])
        assert cursor.rowcount == 2


def test_executemany_returning(connection, filled):
    with connection.cursor() as cursor:
        rows = [(901, "x"), (902, "y")]
        cursor.executemany(
            f"insert into {filled} values (%s, %s) returning id", rows, returning=True
        )
        found = [cursor.fetchone()]
        while cursor.nextset():
            found.append(cursor.fetchone())
    assert found == [(901,), (902,)]


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
        ("select 1/0", errors.DivisionByZero),
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
