"""psycopg 3: connections, results, parameters, prepared statements."""

import asyncio

import psycopg
import pytest
from psycopg import errors, pq
from psycopg.rows import dict_row

pytestmark = pytest.mark.slow


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
    query = "select 2147483640 + %s::int"
    assert connection.execute(query, [5], prepare=True).fetchone() == (2147483645,)
    with pytest.raises(errors.NumericValueOutOfRange):
        connection.execute(query, [10], prepare=True)
    assert connection.execute(query, [2], prepare=True).fetchone() == (2147483642,)


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
