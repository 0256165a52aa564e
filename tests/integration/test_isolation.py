"""What one session or user does, others do not see: transactions, temporary tables, settings."""

import threading
import time

import psycopg
import pytest

from tests.fixtures.raw_session import descriptors, wait_until

pytestmark = pytest.mark.slow

ODD_USERS = [
    "o'brien",
    'say "hi"',
    "../../etc/passwd",
    "a/b",
    "A",
    "a",
    "naïve ☃",
    "main",
    "system",
    "semi;colon--",
    "back\\slash",
    "%41",
    "x" * 63,
]


def connect(server, user="test", **options):
    # libpq's strings quote with backslashes; keywords need none of that.
    return psycopg.connect(
        host=server.host,
        port=server.port,
        user=user,
        password="secret",
        dbname=user,
        sslmode="require",
        autocommit=True,
        **options,
    )


def value(connection, text):
    return connection.execute(text).fetchone()[0]


@pytest.fixture
def two(server):
    with connect(server) as one, connect(server) as other:
        yield one, other


def test_a_conflict_is_told_and_the_first_to_write_wins(two):
    one, other = two
    one.execute("drop table if exists account")
    one.execute("create table account(a int)")
    one.execute("insert into account values (0)")
    one.execute("begin")
    other.execute("begin isolation level repeatable read")
    assert value(other, "select a from account") == 0  # and shall go on seeing it: no waiting
    one.execute("update account set a = a + 1")
    with pytest.raises(psycopg.errors.SerializationFailure):
        other.execute("update account set a = a + 10")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        other.execute("select 1")
    one.execute("commit")
    other.execute("rollback")
    other.execute("update account set a = a + 100")
    assert value(one, "select a from account") == 101


def test_a_conflict_found_at_commit_undoes_the_transaction(two):
    one, other = two
    one.execute("drop table if exists keyed")
    one.execute("create table keyed(a int primary key)")
    for connection in two:
        connection.execute("begin")
        connection.execute("insert into keyed values (1)")
    one.execute("commit")
    with pytest.raises(psycopg.errors.UniqueViolation):
        other.execute("commit")
    assert other.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    other.execute("insert into keyed values (2)")
    assert value(one, "select count(*) from keyed") == 2


def test_an_open_transaction_keeps_its_snapshot(two):
    one, other = two
    one.execute("drop table if exists seen")
    one.execute("create table seen(a int)")
    one.execute("begin")
    assert value(one, "select count(*) from seen") == 0
    other.execute("insert into seen values (1)")
    assert value(one, "select count(*) from seen") == 0
    one.execute("commit")
    assert value(one, "select count(*) from seen") == 1


def test_temporary_tables_are_their_sessions(server, two):
    for number, connection in enumerate(two):
        connection.execute("create temp table mine(a int)")
        connection.execute("insert into mine values (%s)", (number,))
    assert [value(connection, "select a from mine") for connection in two] == [0, 1]
    with connect(server) as third, pytest.raises(psycopg.errors.UndefinedTable):
        third.execute("select a from mine")


def test_settings_are_their_sessions(server, two):
    one, other = two
    one.execute("create schema if not exists hidden")
    one.execute("create table if not exists hidden.secret(a int)")
    one.execute("set timezone = 'Asia/Tokyo'")
    one.execute("set search_path = hidden")
    one.execute("set statement_timeout = 100000")
    one.execute("set application_name = 'one'")
    hour = "select extract(hour from timestamptz '2024-01-01 00:00:00Z')"
    with connect(server) as third:
        for connection in (other, third):
            assert value(connection, hour) == 0
            assert value(connection, "show timezone") != "Asia/Tokyo"
            assert value(connection, "show statement_timeout") == "0"
            assert value(connection, "show application_name") == ""
            with pytest.raises(psycopg.errors.UndefinedTable):
                connection.execute("select * from secret")
    assert value(one, hour) == 9
    assert value(one, "select count(*) from secret") == 0


def test_settings_of_threads_taking_turns_do_not_mix(server):
    """Sessions share worker threads and row plans; each answers in its own time zone."""
    hours = {"UTC": 0, "Asia/Tokyo": 9, "America/New_York": 19, "Asia/Kolkata": 5}
    wrong = []

    def ask(zone, hour):
        with connect(server) as connection:
            connection.execute(f"set timezone = '{zone}'")
            for _ in range(40):
                found = value(connection, "select (timestamptz '2024-01-01 00:00:00Z')::text")
                sent = value(connection, "select timestamptz '2024-01-01 00:00:00Z'")
                if int(found[11:13]) != hour or sent.hour != hour:
                    wrong.append((zone, found, sent))

    threads = [threading.Thread(target=ask, args=pair) for pair in hours.items() for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_users_have_nothing_of_each_other(start_server):
    server = start_server(users={"ann": "secret", "bob": "secret"})
    with connect(server, "ann") as ann, connect(server, "bob") as bob:
        ann.execute("create table t(a text)")
        ann.execute("insert into t values ('of ann')")
        with pytest.raises(psycopg.errors.UndefinedTable):
            bob.execute("select * from t")
        bob.execute("create table t(a int)")
        assert value(bob, "select count(*) from t") == 0
        names = "select datname from pg_database"
        assert value(ann, "select current_user") == "ann"
        assert {row[0] for row in bob.execute(names)} == {"bob"}
        for text in ("select * from ann.t", "select * from ann.public.t", "attach 'ann.db' as x"):
            with pytest.raises(psycopg.Error):
                bob.execute(text)
        assert value(ann, "select a from t") == "of ann"


def test_odd_user_names_are_users_like_others(start_server):
    server = start_server(users=dict.fromkeys(ODD_USERS, "secret"), extensions=[])
    data = server.directory / "data"
    for user in ODD_USERS:
        with connect(server, user) as connection:
            assert value(connection, "select current_user") == user
            assert value(connection, "select current_database()") == user
            connection.execute("create table t(a text)")
            connection.execute("insert into t values (%s)", (user,))
    for user in ODD_USERS:
        with connect(server, user) as connection:
            assert value(connection, "select a from t") == user
    files = [path for path in server.directory.rglob("*.db*")]
    assert all(path.parent == data for path in files)
    assert len([path for path in files if path.suffix == ".db"]) == len(ODD_USERS)


def test_twenty_first_logins_at_once_open_one_database_each(start_server):
    users = [f"user{number}" for number in range(5)]
    server = start_server(users=dict.fromkeys(users, "secret"), instance_idle_timeout="1s")
    idle = descriptors(server.pid)
    found = []

    def log_in(user, number):
        with connect(server, user) as connection:
            connection.execute(f"create table t{number}(a int)")
            found.append(value(connection, "select current_database()"))

    threads = [
        threading.Thread(target=log_in, args=(users[number % 5], number)) for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(users * 4)
    assert len(server.events("database opened")) == 5
    wait_until(lambda: len(server.events("database closed")) == 5, 15)
    wait_until(lambda: descriptors(server.pid) <= idle + 5)
    begin = time.monotonic()
    with connect(server, users[0]) as connection:
        assert value(connection, "select count(*) from pg_tables where schemaname = 'public'") == 4
    assert time.monotonic() - begin < 5
