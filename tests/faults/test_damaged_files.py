"""A user's file that cannot be used: he is told so, the log has the cause, nobody else notices.

And nothing is repaired: every byte of the files is afterwards what it was.
"""

import os
import shutil
import struct
import subprocess
import sys

import duckdb
import psycopg
import pytest

from tests.fixtures.fix_server import ServerProcess

pytestmark = pytest.mark.slow

MASK = (1 << 64) - 1
BLOCK = 4096  # bytes of each of a database's three headers
DAMAGED = "is damaged or not a database"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A database and a log of twenty commits, as a killed process leaves them."""
    directory = tmp_path_factory.mktemp("good")
    script = """if True:
        import duckdb, os
        connection = duckdb.connect("good.db", config={"threads": 1})
        connection.execute("create schema public")
        connection.execute("create table public.t as select i, i * 7 j from range(500000) r(i)")
        connection.execute("checkpoint")
        for number in range(20):
            connection.execute("insert into public.t select i, 0 from range(100) r(i)")
        os._exit(0)
    """
    subprocess.run([sys.executable, "-c", script], cwd=directory, check=True)
    return directory / "good.db"


def checksum(data):
    """DuckDB's, of whole 64-bit words."""
    result = 5381
    for (word,) in struct.iter_unpack("<Q", data):
        result ^= (word * 0xBF58476D1CE4E5B9) & MASK
    return result


def newer_version(data):
    head = bytearray(data[:BLOCK])
    struct.pack_into("<Q", head, 12, 999)
    struct.pack_into("<Q", head, 0, checksum(bytes(head[8:])))
    return bytes(head) + data[BLOCK:]


def garbage(data, begin, size=BLOCK):
    return data[:begin] + b"\xab" * size + data[begin + size :]


# Name of the case and the user: what the database becomes, what its log becomes, SQLSTATE, words.
CASES = {
    "empty": (lambda db: b"", None, "58P01", DAMAGED),
    "cut_in_header": (lambda db: db[:100], None, "58P01", DAMAGED),
    "cut_behind_headers": (lambda db: db[: 3 * BLOCK], None, "58P01", DAMAGED),
    "wrong_magic": (lambda db: b"X" * 16 + db[16:], None, "58P01", DAMAGED),
    "garbage_header": (lambda db: garbage(db, BLOCK), None, "58P01", DAMAGED),
    "text": (lambda db: b"not a database\n" * 1000, None, "58P01", DAMAGED),
    "sqlite": (lambda db: b"SQLite format 3\0" + bytes(8000), None, "58P01", DAMAGED),
    "newer": (newer_version, None, "58P01", "was written by another version"),
    "log_flipped": (lambda db: db, lambda log: garbage(log, len(log) // 2, 1), "58P01", DAMAGED),
    "log_is_none": (lambda db: db, lambda log: b"garbage" * 500, "58P01", DAMAGED),
    "log_zeros": (lambda db: db, lambda log: bytes(4096), "58P01", DAMAGED),
    "log_alone": (None, lambda log: log, "58P01", DAMAGED),
}
OTHERS = ("directory", "pipe", "dangling", "locked", "forbidden", "read_only", "middle")


@pytest.fixture(scope="module")
def damaged_server(tmp_path_factory, good):
    directory = tmp_path_factory.mktemp("server")
    data = directory / "data"
    data.mkdir()
    for name, (of_database, of_log, _, _) in CASES.items():
        if of_database is not None:
            (data / f"{name}.db").write_bytes(of_database(good.read_bytes()))
        if of_log is not None:
            log = good.with_name("good.db.wal").read_bytes()
            (data / f"{name}.db.wal").write_bytes(of_log(log))
    (data / "directory.db").mkdir()
    os.mkfifo(data / "pipe.db")
    (data / "dangling.db").symlink_to("/nonexistent/file")
    for name in ("locked", "forbidden", "read_only", "middle"):
        shutil.copy(good, data / f"{name}.db")
    (data / "forbidden.db").chmod(0)
    damage_the_middle(data / "middle.db")
    users = dict.fromkeys([*CASES, *OTHERS], "secret") | {"test": "secret"}
    server = ServerProcess(directory, users=users)
    # Root may read everything, unless it gives up that right; one file becomes unwritable for all.
    rights = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    file = str(data / "read_only.db")
    server.wrapper = ["unshare", "-rm", "sh", "-c", mount, file, *rights]
    server.start()
    yield server
    server.check_and_stop()


def damage_the_middle(path):
    """Overwrite the first block of the table's rows."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(
            "select min(block_id) from pragma_storage_info('public.t') where block_id >= 0"
        ).fetchone()
    begin = 3 * BLOCK + found[0] * 256 * 1024
    path.write_bytes(garbage(path.read_bytes(), begin))


def snapshot(server):
    data = server.directory / "data"
    return {
        path.name: path.read_bytes() if path.stat().st_mode & 0o777 else b"?"
        for path in data.glob("*.db*")
        if path.is_file()
    }


def refused(server, login, user):
    """Log in, be refused, and return SQLSTATE, message and the log's cause."""
    with pytest.raises(psycopg.OperationalError) as told:
        login(server, user, password="secret")
    events = [e for e in server.events("database not opened") if e["owner"] == user]
    assert len(events) == 1
    terminated = [e for e in server.events("session terminated") if e["user"] == user]
    return terminated[-1]["sqlstate"], str(told.value), events[0]["error"]


@pytest.mark.parametrize("case", CASES)
def test_a_damaged_file_is_refused_and_left_as_it_is(damaged_server, login, case):
    before = snapshot(damaged_server)
    _, _, sqlstate, words = CASES[case]
    code, message, cause = refused(damaged_server, login, case)
    assert code == sqlstate
    assert f'FATAL:  database of user "{case}" {words}' in message
    assert cause
    assert str(damaged_server.directory) not in message
    assert snapshot(damaged_server) == before
    assert login(damaged_server).execute("select 1").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("case", "sqlstate", "words", "cause"),
    [
        ("directory", "58P01", DAMAGED, "not a regular file"),
        ("pipe", "58P01", DAMAGED, "not a regular file"),
        ("dangling", "58P01", DAMAGED, "a link to a file that does not exist"),
        ("forbidden", "58030", "permission denied", "Permission denied"),
        ("read_only", "58030", "read-only file system", "Read-only file system"),
    ],
)
def test_what_cannot_be_opened_is_refused(damaged_server, login, case, sqlstate, words, cause):
    code, message, said = refused(damaged_server, login, case)
    assert (code, words in message, cause in said) == (sqlstate, True, True), (message, said)
    assert str(damaged_server.directory) not in message
    assert login(damaged_server).execute("select 1").fetchall() == [(1,)]


def test_a_file_another_process_has_is_in_use_until_it_lets_go(damaged_server, login):
    path = damaged_server.directory / "data" / "locked.db"
    script = (
        f"import duckdb, sys; c = duckdb.connect({str(path)!r}); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        code, message, _ = refused(damaged_server, login, "locked")
        holder.communicate("")
    assert (code, "is being used by another process" in message) == ("55006", True)
    connection = login(damaged_server, "locked", password="secret")
    assert connection.execute("select count(*) from t").fetchall() == [(500_000,)]


def test_a_damaged_block_costs_the_statement_that_reads_it(damaged_server, login):
    connection = login(damaged_server, "middle", password="secret")
    with pytest.raises(psycopg.errors.DataCorrupted, match="invalid block in the database file"):
        connection.execute("select sum(i) from t")
    assert connection.execute("select 1").fetchall() == [(1,)]
    assert login(damaged_server).execute("select 1").fetchall() == [(1,)]


def test_a_log_cut_short_by_a_crash_is_taken_in_up_to_its_last_whole_commit(
    start_server, login, good
):
    server = start_server()
    data = server.directory / "data"
    log = good.with_name("good.db.wal").read_bytes()
    shutil.copy(good, data / "test.db")
    (data / "test.db.wal").write_bytes(log[:-30])
    connection = login(server)
    assert connection.execute("select count(*) from t").fetchall() == [(500_000 + 1900,)]
    assert server.events("database opened")[0]["recovered_bytes"] == len(log) - 30
