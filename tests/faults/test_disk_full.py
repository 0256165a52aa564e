"""The disk is full, for real: a small file system below the data directory of one server."""

import psycopg
import pytest

from duckgres.engine.database_file import log_size
from tests.faults.disks import fill, free_bytes, on_disk, small_disk
from tests.fixtures.fix_server import ServerProcess
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow

DISK = 160  # megabytes
ROWS = 5000
# Text that does not compress: 320 kB a statement.
INSERT = f"""
    insert into t
    select %s, i, concat(md5((i * %s)::varchar), md5((i + %s)::varchar)) from range({ROWS}) r(i)
"""


@pytest.fixture
def small_server(tmp_path):
    server = ServerProcess(tmp_path, slow_statement="0", log={"level": "info", "format": "json"})
    small_disk(server, DISK)
    server.start()
    yield server
    if server.process.poll() is None:
        server.check_and_stop()


def write_until_refused(connection, done):
    """Insert until it fails; return the number that was refused and its error."""
    for number in range(len(done) + 1, 1000):
        try:
            connection.execute(INSERT % (number, number, number))
        except psycopg.Error as error:
            return number, error
        done.add(number)
    raise AssertionError("the disk is never full")


def numbers(connection):
    """Return the numbers of the transactions that are there, whole."""
    counted = connection.execute("select number, count(*) from t group by 1").fetchall()
    assert [row for row in counted if row[1] != ROWS] == []
    return {number for number, _ in counted}


def test_a_full_disk_loses_nothing_and_is_over_when_there_is_room(small_server, login):
    server = small_server
    other = login(server, "postgres")
    other.execute("create table mine as select 1 a")
    writer = login(server)
    writer.execute("create table t(number int, part int, filler varchar)")
    done: set[int] = set()
    ballast = fill(server, leave=24 << 20)
    # A checkpoint finds no room: the whole instance is lost, and the outcome is told.
    number, error = write_until_refused(writer, done)
    assert (error.sqlstate, error.diag.severity) == ("53100", "FATAL")
    assert error.diag.message_primary == (
        "terminating connection because the disk of the database is full"
    )
    committed = error.diag.message_detail == "The transaction was committed before the failure."
    writer = login(server)
    assert numbers(writer) == done | ({number} if committed else set())
    # From now on nothing is written but the log: a full disk costs a statement and not a session.
    done = numbers(writer)
    number, error = write_until_refused(writer, done)
    assert (error.sqlstate, error.diag.severity) == ("53100", "ERROR")
    assert error.diag.message_primary == "could not write to the database: No space left on device"
    assert numbers(writer) == done
    writer.execute("begin")
    writer.execute(INSERT % (0, 0, 0))
    with pytest.raises(psycopg.errors.DiskFull):
        writer.execute("commit")
    assert numbers(writer) == done
    # The other one reads what he has.
    assert other.execute("select a from mine").fetchall() == [(1,)]
    assert len(server.events("database lost")) == 1
    # Room again: writing goes on in the same session, and what was put off is done.
    ballast.unlink()
    wait_until(lambda: free_bytes(server) > 64 << 20)
    wait_until(lambda: log_size(on_disk(server) / "test.db") < 1 << 20, 20)
    writer.execute(INSERT % (5000, 5000, 5000))
    assert numbers(writer) == done | {5000}
    assert not server.events("session failed")


def test_temporary_files_on_a_full_disk_cost_the_statement(small_server, login):
    server = small_server
    connection = login(server)
    connection.execute("create table t as select range a from range(10)")
    fill(server, leave=8 << 20)
    with pytest.raises(psycopg.errors.DiskFull) as refused:
        connection.execute(
            "create table u as select range a, random() b, random() c from range(3000000)"
        )
    assert refused.value.diag.severity == "ERROR"
    assert connection.execute("select count(*) from t").fetchall() == [(10,)]


def test_a_new_user_finds_no_room(small_server, login):
    server = small_server
    ballast = fill(server, leave=4096)
    with pytest.raises(psycopg.OperationalError, match="no space left on device"):
        login(server)
    ballast.unlink()
    assert login(server).execute("select 1").fetchall() == [(1,)]
