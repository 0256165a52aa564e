"""A user's instance that DuckDB has given up ends his sessions, comes back, and harms nobody else.

The fault is real: no file of the server may grow any more, so the checkpoint behind a COMMIT fails
and DuckDB invalidates the instance ("FATAL Error: … the autocheckpoint failed").
"""

import threading

import psycopg
import pytest

from tests.faults.disks import file_limit
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_session import FOREVER

pytestmark = pytest.mark.slow

LOST = "terminating connection because the database instance failed"
# Text that does not compress, so that the log grows; a checkpoint needs room for it in the file.
INSERT = """
    insert into t
    select %s, i, concat(md5((i * %s)::varchar), md5((i + %s)::varchar)) from range(5000) r(i)
"""
# Three make the log long enough for a checkpoint; more rows at once would go round it.
LARGE_INSERT = INSERT.replace("5000", "100000")
# One long call, inside which DuckDB looks for no interruption: some four seconds.
DEAF = "select levenshtein(repeat('ab', 25000), repeat('ba', 25000))"


def forbid_growth(server, connection):
    """Give the database a large file, and keep it from growing."""
    connection.execute("create table t(number int, part int, filler varchar)")
    connection.execute("create table big as select random() from range(3000000)")
    connection.execute("checkpoint")
    file_limit(server, (server.directory / "data" / "test.db").stat().st_size)


def kill_instance(connection, insert=INSERT):
    """Write until the instance dies; return the numbers acknowledged, the next, and its error."""
    done = set()
    for number in range(1, 200):
        try:
            connection.execute(insert % (number, number, number))
        except psycopg.OperationalError as error:
            return done, number, error
        done.add(number)
    raise AssertionError("the instance lives")


def test_a_file_that_cannot_grow_ends_the_user_and_nobody_else(start_server, login):
    server = start_server()
    other = login(server, "postgres")
    other.execute("create table mine(a int)")
    writer = login(server)
    forbid_growth(server, writer)
    idle, in_block = login(server), login(server)
    in_block.execute("begin")
    running = login(server)
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(ended_by(running, FOREVER)))
    thread.start()
    done, failed, error = kill_instance(writer)
    assert (error.sqlstate, error.diag.message_primary, error.diag.severity) == (
        "57P02",
        LOST,
        "FATAL",
    )
    thread.join(10)
    assert [outcome[0].sqlstate, outcome[0].diag.message_primary] == ["57P02", LOST]
    for session in (idle, in_block):
        assert ended_by(session, "select 1").sqlstate == "57P02"
    # The other one has noticed nothing; what he writes fails by itself while no file can grow.
    assert other.execute("select count(*) from mine").fetchall() == [(0,)]
    file_limit(server, -1)
    with login(server) as again:
        found = {n for (n,) in again.execute("select distinct number from t").fetchall()}
        assert done <= found
        committed = "The transaction was committed before the failure."
        assert found - done == ({failed} if error.diag.message_detail == committed else set())
        again.execute(INSERT % (1000, 1000, 1000))
    other.execute("insert into mine values (1)")
    assert len(server.events("database lost")) == 1
    assert "Failed to create checkpoint" in server.events("database lost")[0]["error"]
    assert server.events("lost database closed")
    assert [e["owner"] for e in server.events("database opened")].count("postgres") == 1
    assert not server.events("session failed")


def when_recovered(server, login):
    """Log in; a login waits for the old instance to be closed, ten seconds at most."""
    for _ in range(10):
        try:
            return login(server)
        except psycopg.OperationalError as error:
            if "the database system is in recovery mode" not in str(error):
                raise
    raise AssertionError("the instance is never closed")


def ended_by(connection, statement):
    """Run a statement in a session that is at its end, and return the error."""
    with pytest.raises(psycopg.OperationalError) as ended:
        connection.execute(statement).fetchall()
    assert connection.broken
    return ended.value


def test_a_statement_that_hears_no_interruption_keeps_nobody_but_its_user_waiting(
    start_server, login
):
    server = start_server()
    writer = login(server)
    forbid_growth(server, writer)
    deaf = login(server)
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(ended_by(deaf, DEAF)))
    thread.start()
    kill_instance(writer, LARGE_INSERT)
    file_limit(server, -1)
    with login(server, "postgres") as other:
        assert other.execute("select 1").fetchall() == [(1,)]
    with when_recovered(server, login) as again:
        assert again.execute("select count(*) > 0 from t").fetchall() == [(True,)]
    thread.join(20)
    assert outcome[0].sqlstate == "57P02"
    assert not server.events("session failed")


@pytest.mark.parametrize(
    ("statement", "sqlstate", "message"),
    [
        (
            "create temp table l as select list(i) from range(100000000) r(i)",
            "53200",
            "out of memory",
        ),
        (
            "select count(*) from (select repeat(md5(i::varchar), 4) s from range(3000000) r(i)"
            " order by s)",
            "53400",
            "temporary file size exceeds max_temp_directory_size",
        ),
    ],
)
def test_a_limit_costs_the_statement_and_not_the_session(
    limited_server, login, statement, sqlstate, message
):
    with login(limited_server) as connection:
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(statement)
        assert (refused.value.sqlstate, refused.value.diag.severity) == (sqlstate, "ERROR")
        assert refused.value.diag.message_primary == message
        assert connection.execute("select 1").fetchall() == [(1,)]
        with connection.transaction():
            connection.execute("create or replace table after_it as select 1 a")
    assert not limited_server.events("database lost")


@pytest.fixture(scope="module")
def limited_server(tmp_path_factory):
    servers = _factory(tmp_path_factory, "duckgres")
    yield next(servers)(memory_limit="100MB", max_temp_directory_size="8MB", threads=1)
    for _ in servers:
        pass
