"""An ordinary user tries to get out, against the real process; nothing leaves, nothing leaks.

Every try is refused as an error of the statement, the session goes on, and what the errors say
holds neither the server's paths nor what is in its files.
"""

import contextlib
import socket
import threading

import psycopg
import pytest

from tests.isolation import tries

pytestmark = pytest.mark.slow

SECRET = "the-content-of-a-secret-file"
LIMITS = {"memory_limit": "300MB", "max_temp_directory_size": "100MB", "statement_timeout": "2s"}


class Canary:
    """A listener on loopback that counts who comes."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.heard += 1
            connection.close()

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def connect(server, user):
    return psycopg.connect(
        server.dsn(user=user, password="secret", dbname=user), autocommit=True, connect_timeout=30
    )


@pytest.fixture(scope="module")
def canary():
    found = Canary()
    yield found
    found.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from tests.fixtures.fix_server import ServerProcess

    directory = tmp_path_factory.mktemp("isolation")
    users = {"eve": {"password": "secret", "limits": LIMITS}, "victim": "secret"}
    process = ServerProcess(directory, users=users).start()
    with connect(process, "victim") as victim:
        victim.execute("create table treasure (a text)")
        victim.execute("insert into treasure values ('gold')")
    yield process
    process.check_and_stop()


@pytest.fixture(scope="module")
def values(server, canary):
    secret = server.directory / "secret.csv"
    secret.write_text(f"{SECRET}\n1\n")
    return {
        "port": canary.port,
        "secret": secret,
        "made": server.directory / "made",
        "data": server.directory / "data",
        "other": server.directory / "data" / "victim.db",
    }


@pytest.fixture
def eve(server):
    with connect(server, "eve") as connection:
        connection.execute("create table if not exists mine (a int)")
        yield connection


def got(connection, text):
    """Return what is wrong with what a try came to, ``None`` if it was refused."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(text.encode())
            if cursor.pgresult.status == psycopg.pq.ExecStatus.COPY_OUT:
                return "copied"
            return f"{cursor.statusmessage}: {cursor.fetchall() if cursor.description else ''}"
    except psycopg.OperationalError as error:
        if connection.closed:
            return f"the session ended: {error}"
        told = str(error)
    except psycopg.Error as error:
        told = str(error)
    return told if SECRET in told or "/data/private" in told else None


@pytest.mark.parametrize("subject", ["FILES", "NETWORK", "TELLING", "LOOSENING", "INNER"])
def test_no_way_leads_out(server, eve, canary, values, subject):
    found = {}
    for text in tries.statements(getattr(tries, subject), **values):
        wrong = got(eve, text)
        if wrong is not None:
            found[text] = wrong
    assert found == {}
    assert canary.heard == 0
    assert not values["made"].exists()
    assert eve.execute("select count(*) from mine").fetchone() == (0,)
    assert eve.execute("select lower('A'), trim(' b ')").fetchone() == ("a", "b")


def test_the_same_in_the_extended_protocol(server, eve, values):
    found = {}
    for text in tries.statements(tries.FILES + "\n" + tries.TELLING, **values):
        result = eve.pgconn.exec_params(text.replace("%", "%%").encode(), [])
        if result.status in (
            psycopg.pq.ExecStatus.TUPLES_OK,
            psycopg.pq.ExecStatus.COMMAND_OK,
            psycopg.pq.ExecStatus.COPY_OUT,
        ):
            found[text] = result.status
    assert found == {}


def test_parameters_and_settings_hold_no_calls(eve, values):
    for text, given in (
        ("select * from read_text(%s)", (str(values["secret"]),)),
        ("select getenv(%s)", ("HOME",)),
        ("select current_setting(%s)", ("temp_directory",)),
    ):
        with pytest.raises(psycopg.Error):
            eve.execute(text, given)
    eve.execute("set application_name = 'x''; select getenv(''HOME''); --'")
    with pytest.raises(psycopg.Error):
        eve.execute("set search_path = '_pg'; select * from x")
    eve.execute("reset search_path")


def test_what_ends_duckdb_is_refused_before_it_gets_there(server, eve, values):
    for text in tries.statements(tries.KILLING, **values):
        with pytest.raises(psycopg.Error):
            eve.execute(text)
    assert server.process.poll() is None


def test_giant_values_end_the_statement_and_nothing_else(server, values):
    with connect(server, "victim") as victim:
        for text in tries.statements(tries.GIANTS, **values):
            with connect(server, "eve") as eve, contextlib.suppress(psycopg.Error):
                eve.execute(text)
            assert victim.execute("select a from treasure").fetchall() == [("gold",)]
    assert server.process.poll() is None


def test_another_user_s_tables_are_nowhere(eve):
    for text in (
        "select * from treasure",
        "select * from victim.treasure",
        "select * from victim.public.treasure",
    ):
        with pytest.raises(psycopg.errors.Error):
            eve.execute(text)
    for query in (
        "select table_name from information_schema.tables",
        "select tablename from pg_tables",
        "select relname from pg_class",
        "select table_name from duckdb_tables()",
        "select sql from duckdb_tables()",
        "select datname from pg_database",
        "select database_name from duckdb_schemas()",
        "select catalog_name from information_schema.schemata",
    ):
        names = " ".join(str(row[0]) for row in eve.execute(query))
        assert "treasure" not in names
        assert "victim" not in names


def test_names_are_free(eve):
    """A table or a column may be called like what is refused."""
    for text in (
        "create table query (glob int, read_csv text, getenv int default 1)",
        "insert into query (glob, read_csv) values (1, 'read_text(''x'')')",
        "create or replace table sniff_csv (query int)",
        "insert into sniff_csv by name select 1 as query",
        "create table glob (a int)",
        "create view read_text as select glob as query from query",
        "create index pandas_scan on query (glob)",
    ):
        eve.execute(text)
    assert eve.execute("select query.glob, getenv from query").fetchall() == [(1, 1)]
    assert eve.execute("from sniff_csv select query").fetchall() == [(1,)]
    assert eve.execute("select query from read_text").fetchall() == [(1,)]
    eve.execute("drop view read_text; drop table query; drop table glob; drop table sniff_csv")
