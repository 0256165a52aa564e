"""Many clients at once: every byte of every answer is the one a single client gets."""

import itertools
import threading
import time

import psycopg
import pytest
from psycopg.pq import ExecStatus

from duckgres.wire import frontend as f
from tests.fixtures.raw_session import FOREVER, RawSession, rows, sqlstates

pytestmark = pytest.mark.slow

CLIENTS = 16
USERS = ["ann", "bob", "test"]
ZONES = [b"UTC", b"Asia/Tokyo"]
# Columns of many types, with NULLs, over several batches and fewer rows than one.
SELECTIONS = [
    b"i::smallint, i::integer, i::bigint, (i * 1000000007)::hugeint",
    b"(i % 1000 - 500)::smallint, nullif(i % 3, 0)::integer, (i * 3)::bigint, (i % 200)::utinyint",
    b"i / 8.0::double, (i / 8.0)::float, (i / 7)::decimal(9, 2), (i * 1.5)::decimal(38, 10)",
    b"'text ' || i, case when i % 2 = 0 then repeat('x', (i % 90)::int) end, i::varchar::blob",
    b"date '1999-12-25' + i::integer, time '10:00' + to_seconds(i), i % 2 = 0",
    b"timestamp '2001-01-01' + to_hours(i), timestamptz '2001-01-01 00:00:00Z' + to_hours(i)",
    b"to_days(i::int), md5(i::varchar)::uuid, [i, null, i + 1], {'a': i, 'b': 'x'}",
]
SIZES = [1, 100, 20000]
TEXTS = [
    b"select %s from range(%d) r(i) where i %% 4 = 0 and i < 20000" % pair
    for pair in itertools.product(SELECTIONS, SIZES)
]


def answer(result):
    """Return all bytes of a result, with its types and formats."""
    assert result.status == ExecStatus.TUPLES_OK, result.error_message
    columns = range(result.nfields)
    shape = [(result.fname(c), result.ftype(c), result.fformat(c)) for c in columns]
    return shape, [[result.get_value(r, c) for c in columns] for r in range(result.ntuples)]


def by_simple(connection, text, form):
    return connection.exec_(text)


def by_extended(connection, text, form):
    return connection.exec_params(text, None, result_format=form)


def by_prepared(connection, text, form):
    name = str(abs(hash(text))).encode()
    if connection.describe_prepared(name).status == ExecStatus.FATAL_ERROR:
        made = connection.prepare(name, text)
        assert made.status == ExecStatus.COMMAND_OK, made.error_message
    return connection.exec_prepared(name, None, result_format=form)


WAYS = [(by_simple, 0), (by_extended, 0), (by_extended, 1), (by_prepared, 0), (by_prepared, 1)]


def connect(server, zone=b"UTC", user="test"):
    connection = psycopg.connect(server.dsn(user=user, dbname=user), autocommit=True)
    assert connection.pgconn.exec_(b"set timezone = '" + zone + b"'").error_message == b""
    return connection


@pytest.fixture(scope="module")
def expected(server):
    """What one client alone hears, by zone, text and format."""
    heard = {}
    for zone in ZONES:
        with connect(server, zone) as connection:
            for text, form in itertools.product(TEXTS, (0, 1)):
                heard[zone, text, form] = answer(by_extended(connection.pgconn, text, form))
    return heard


def run_all(calls):
    """Run the calls in a thread each, all at once; raise the first of their errors."""
    barrier = threading.Barrier(len(calls), timeout=30)
    errors = []

    def run(call):
        try:
            barrier.wait()
            call()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_all_ways_by_all_clients_give_the_same_bytes(start_server, expected):
    server = start_server(users=dict.fromkeys(USERS, "secret"))

    def hammer(number):
        zone = ZONES[number % 2]
        with connect(server, zone, USERS[number % len(USERS)]) as connection:
            for step, text in enumerate(TEXTS):
                # Neighbours ask the same at the same time, the first time it is ever asked.
                way, form = WAYS[(number // 4 + step) % len(WAYS)]
                found = answer(way(connection.pgconn, text, form))
                assert found == expected[zone, text, form], (number, way, form, text)

    run_all([lambda number=number: hammer(number) for number in range(CLIENTS)])
    assert not server.events("session failed")


def test_one_text_asked_first_by_all_at_once(start_server):
    server = start_server()

    def ask(number):
        with connect(server) as connection:
            barrier.wait()
            for step in range(30):
                columns = b", ".join([b"i::integer", b"date '2000-01-01' + i::int"] * (step + 1))
                text = b"select " + columns + b" from range(9) r(i)"
                barrier.wait()
                found = answer(connection.pgconn.exec_params(text, None, result_format=0))[1]
                row = [b"8", b"2000-01-09"] * (step + 1)
                assert len(found) == 9
                assert found[8] == row, (number, step)

    clients = 8
    barrier = threading.Barrier(clients, timeout=30)
    run_all([lambda number=number: ask(number) for number in range(clients)])


def test_portals_read_in_turns_keep_their_places(server):
    texts = {
        "a": "select i, 'row ' || i from range(30000) r(i)",
        "b": "select -i, i * 1.5 from range(50000) r(i)",
        "c": "select i, date '2000-01-01' + (i % 1000)::int from range(7) r(i)",
        "d": "select i, repeat('x', 2000) from range(60000) r(i)",
    }
    limits = {"a": 1000, "b": 8192, "c": 1, "d": 9000}
    with RawSession(server) as raw:
        raw.query("begin")
        for name, text in texts.items():
            opened = raw.ask(f.Parse(name, text, ()), f.Bind(name, name, (), (), ()), f.Sync())
            assert sqlstates(opened) == []
        heard = {name: [] for name in texts}
        going = set(texts)
        while going:
            for name in sorted(going):
                got = rows(raw.ask(f.Execute(name, limits[name]), f.Sync()))
                heard[name] += got
                if not got:
                    going.discard(name)
        for name, text in texts.items():
            assert heard[name] == rows(raw.query(text)), name
        raw.query("commit")


def test_catalog_changes_beside_prepared_statements_never_give_wrong_rows(server):
    """A statement answers in the shape it announced, or says that it cannot."""
    with connect(server) as connection:
        connection.execute("drop table if exists shifting")
        connection.execute("create table shifting(a integer)")
        connection.execute("insert into shifting values (7)")
    stop = threading.Event()
    outcomes = set()

    def change():
        with connect(server) as connection:
            for step in range(40):
                for text in (
                    "alter table shifting add column b varchar default 'seven'",
                    "alter table shifting drop column b",
                    "alter table shifting alter a type varchar" if step % 2 else "select 1",
                    "alter table shifting alter a type integer using a::integer"
                    if step % 2
                    else "select 1",
                ):
                    outcomes.add(connection.pgconn.exec_(text.encode()).error_field(ord("C")))
            stop.set()

    def read():
        with connect(server) as connection:
            while not stop.is_set():
                prepared = connection.pgconn.prepare(b"p", b"select * from shifting")
                assert prepared.status == ExecStatus.COMMAND_OK, prepared.error_message
                for _ in range(5):
                    result = connection.pgconn.exec_prepared(b"p", None, result_format=0)
                    outcomes.add(result.error_field(ord("C")))
                    if result.status == ExecStatus.TUPLES_OK:
                        found = answer(result)[1]
                        assert found == [[b"7", b"seven"][: result.nfields]]
                connection.execute("deallocate p")

    run_all([change, read, read, read])
    assert outcomes <= {None, b"0A000", b"40001", b"42P01", b"42703", b"55P03"}
    with connect(server) as connection:
        assert connection.execute("select * from shifting").fetchall() == [(7,)]


def test_a_login_beside_eight_endless_queries_takes_less_than_a_second(start_server):
    server = start_server(shutdown_timeout="0s", users=dict.fromkeys(["test", "ann"], "secret"))
    sessions = [RawSession(server) for _ in range(8)]
    for session in sessions:
        session.send(f.Query(FOREVER).encode())
    time.sleep(0.5)
    for _ in range(3):
        begin = time.monotonic()
        with connect(server) as connection:
            connection.execute("select 1")
        assert time.monotonic() - begin < 1
    for session in sessions:
        session.close()
