"""asyncpg: a driver with its own protocol code, all in binary, that prepares every statement.

What it asks the catalog for, the types of arrays and the like, is another subject.
"""

import asyncio
import datetime as dt
import io
import json
import uuid
from contextlib import asynccontextmanager
from decimal import Decimal

import asyncpg
import pytest

pytestmark = pytest.mark.slow

UTC = dt.UTC


@pytest.fixture
def run(target):
    """Run a coroutine function with a connection of its own."""

    @asynccontextmanager
    async def connected(**settings):
        connection = await asyncpg.connect(target.dsn, **settings)
        try:
            yield connection
        finally:
            await connection.close()

    def runner(test, **settings):
        async def main():
            async with connected(**settings) as connection:
                return await asyncio.wait_for(test(connection), 60)

        return asyncio.run(main())

    runner.connected = connected
    return runner


VALUES = {
    "bool": True,
    "int2": -3,
    "int4": 2**31 - 1,
    "int8": -(2**63),
    "float4": 1.5,
    "float8": 0.1,
    "numeric": Decimal("-12345678901234567890.0120"),
    "text": "z\u00fcrich \U0001f600",
    "varchar": "x",
    "bytea": b"\0\xff\\",
    "date": dt.date(2024, 2, 29),
    "time": dt.time(1, 2, 3, 4),
    "timestamp": dt.datetime(1969, 12, 31, 23, 59, 59, 999999),
    "timestamptz": dt.datetime(2024, 1, 2, 3, 4, 5, 6, UTC),
    "interval": dt.timedelta(days=3, seconds=5, microseconds=7),
    "uuid": uuid.UUID(int=5),
    "json": '{"a":1}',
    "jsonb": '{"a": 1}',
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_comes_back(run, kind):
    async def ask(connection):
        return await connection.fetchrow(f"select $1::{kind} as given, null::{kind}", VALUES[kind])

    assert tuple(run(ask)) == (VALUES[kind], None)


def test_a_prepared_statement_knows_its_types(run):
    async def ask(connection):
        statement = await connection.prepare("select $1::int4 + 1 as next, $2::text as name")
        parameters = [kind.name for kind in statement.get_parameters()]
        columns = [(a.name, a.type.name) for a in statement.get_attributes()]
        return parameters, columns, tuple(await statement.fetchrow(1, "x"))

    parameters, columns, row = run(ask)
    assert parameters == ["int4", "text"]
    assert columns == [("next", "int4"), ("name", "text")]
    assert row == (2, "x")


def test_a_statement_is_prepared_anew_when_its_table_has_changed(run, table):
    async def ask(connection):
        await connection.execute(f"create table {table}(a int)")
        await connection.execute(f"insert into {table} values (1)")
        before = await connection.fetch(f"select * from {table}")
        async with run.connected() as other:
            await other.execute(f"alter table {table} add column b text default 'x'")
        return before, await connection.fetch(f"select * from {table}")

    before, after = run(ask)
    assert [tuple(row) for row in before] == [(1,)]
    assert [tuple(row) for row in after] == [(1, "x")]


def test_many_rows_are_inserted_whole_or_not_at_all(run, table):
    async def ask(connection):
        await connection.execute(f"create table {table}(a int primary key, b numeric(10, 2))")
        insert = f"insert into {table} values ($1, $2)"
        await connection.executemany(insert, [(n, Decimal(n) / 4) for n in range(100)])
        with pytest.raises(asyncpg.UniqueViolationError) as refused:
            await connection.executemany(insert, [(200, None), (1, None)])
        assert refused.value.constraint_name == f"{table}_pkey"
        tag = await connection.execute(f"update {table} set b = null where a < $1", 5)
        return tag, await connection.fetchval(f"select count(*) from {table}")

    assert run(ask) == ("UPDATE 5", 100)


def test_a_failed_part_of_a_transaction_is_taken_back(run):
    async def fail(connection):
        async with connection.transaction():
            await connection.execute("insert into kept values (1)")
            await connection.execute("select 1/0")

    async def ask(connection):
        async with connection.transaction():
            await connection.execute("create temp table kept(a int) on commit drop")
            with pytest.raises(asyncpg.DivisionByZeroError):
                await fail(connection)
            return await connection.fetchval("select count(*) from kept")

    assert run(ask) == 0


def test_a_cursor_is_read_in_parts_and_moved(run):
    async def ask(connection):
        async with connection.transaction():
            text = "select i from generate_series(1, $1::int) g(i)"
            every = [row["i"] async for row in connection.cursor(text, 1000, prefetch=300)]
            cursor = await connection.cursor(text, 100)
            first = [row["i"] for row in await cursor.fetch(3)]
            moved = await cursor.forward(10)
            then = (await cursor.fetchrow())["i"]
            rest = await cursor.fetch(1000)
            fresh = await connection.cursor(text, 10)
            await fresh.forward(4)
            return sum(every), first, moved, then, len(rest), (await fresh.fetchrow())["i"]

    assert run(ask) == (500_500, [1, 2, 3], 10, 14, 86, 5)


RECORDS = [
    (
        n,
        f'"\\\n\u20ac{n}',
        dt.datetime(2024, 1, 1, n, tzinfo=UTC),
        Decimal(n) / 8,
        uuid.UUID(int=n),
        bytes([n]),
        json.dumps({"a": n}),
        dt.timedelta(days=n),
        bool(n % 2),
        n / 3,
    )
    for n in range(20)
]
RECORDS.append((None,) * 10)
KINDS = "text, c timestamptz, d numeric, e uuid, f bytea, g jsonb, h interval, i bool, j float8"


def test_records_are_copied_in_and_out(run, table):
    async def ask(connection):
        await connection.execute(f"create table {table}(a int, b {KINDS})")
        tag = await connection.copy_records_to_table(table, records=RECORDS)
        assert tag == "COPY 21"
        stream = io.BytesIO()
        await connection.copy_from_query(
            f"select * from {table} where a >= $1 order by a", 0, output=stream, format="binary"
        )
        await connection.execute(f"delete from {table} where a is not null")
        stream.seek(0)
        await connection.copy_to_table(table, source=stream, format="binary")
        return [tuple(row) for row in await connection.fetch(f"select * from {table} order by a")]

    assert run(ask) == RECORDS


def test_copies_of_some_columns(run, table):
    async def records():
        for number in range(10):
            yield (number,)

    async def ask(connection):
        await connection.execute(f"create table {table}(a int, b text default 'd')")
        await connection.copy_records_to_table(table, records=records(), columns=["a"])
        await connection.copy_records_to_table(
            table, records=[(20, "x"), (21, "y")], columns=["a", "b"], where="a > 20"
        )
        out = io.BytesIO()
        await connection.copy_from_table(
            table, output=out, columns=["b", "a"], format="csv", header=True, force_quote=["b"]
        )
        with pytest.raises(asyncpg.InvalidTextRepresentationError) as refused:
            await connection.copy_to_table(table, source=io.BytesIO(b"1\tx\nz\ty\n"))
        assert refused.value.context == f'COPY {table}, line 2, column a: "z"'
        return out.getvalue().splitlines()

    lines = run(ask)
    assert lines[:2] == [b"b,a", b'"d",0']
    assert lines[-1] == b'"y",21'
    assert len(lines) == 12


def test_a_wrong_record_ends_the_copy_and_not_the_session(run, table):
    async def ask(connection):
        await connection.execute(f"create table {table}(a int, b text)")
        with pytest.raises(TypeError):  # found by the driver, which sends CopyFail
            await connection.copy_records_to_table(table, records=[(1, "x"), (2, 3)])
        return await connection.fetchval(f"select count(*) from {table}")

    assert run(ask) == 0


def test_notifications_arrive(run):
    async def ask(connection):
        heard = asyncio.Queue()
        await connection.add_listener("channel", lambda *told: heard.put_nowait(told[1:]))
        async with run.connected() as other:
            await other.execute("select pg_notify('channel', $1::text)", "one")
            pid = other.get_server_pid()
        return await asyncio.wait_for(heard.get(), 10) == (pid, "channel", "one")

    assert run(ask)


def test_a_timeout_cancels_the_statement(run):
    async def ask(connection):
        with pytest.raises(asyncio.TimeoutError):
            await connection.fetchval("select pg_sleep(30)", timeout=0.3)
        return await connection.fetchval("select 2")

    assert run(ask) == 2


def test_settings_of_a_connection_and_its_reset(run):
    async def ask(connection):
        zone = await connection.fetchval("show timezone")
        await connection.execute("set application_name = 'other'; create temp table t(a int)")
        await connection.reset()
        return zone, await connection.fetchval("show application_name")

    settings = {"timezone": "Asia/Tokyo", "application_name": "mine", "jit": "off"}
    assert run(ask, server_settings=settings) == ("Asia/Tokyo", "mine")


def test_a_pool_serves_many(target):
    async def main():
        async with asyncpg.create_pool(target.dsn, min_size=1, max_size=3) as pool:
            asked = [pool.fetchval("select $1::int * 2", number) for number in range(30)]
            return sum(await asyncio.gather(*asked))

    assert asyncio.run(main()) == 870


@pytest.mark.parametrize(
    ("text", "error", "position"),
    [
        ("selec 1", asyncpg.PostgresSyntaxError, "1"),
        ("select 1, nope", asyncpg.UndefinedColumnError, "11"),
        ("select * from nope", asyncpg.UndefinedTableError, "15"),
        ("select 'x'::int", asyncpg.InvalidTextRepresentationError, "8"),
    ],
)
def test_errors_say_what_and_where(run, text, error, position):
    async def ask(connection):
        with pytest.raises(error) as refused:
            await connection.fetch(text)
        return refused.value.position

    assert run(ask) == position
