"""The server is killed at any moment and started again: nothing is lost, nothing is half there.

``test_fifty_kills`` is the long run, with PostgreSQL's figures beside ours.
"""

import json
import random
import statistics
import threading
import time

import psycopg
import pytest

from duckgres.engine import database_file
from tests.faults.killable import KillableDuckgres, KillablePostgres
from tests.faults.writers import Writer, Writers
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow


def kill_and_check(server, writers, seconds):
    """Write for a while, kill, start; return the seconds from start to all users' first answer."""
    writers.start()
    time.sleep(seconds)
    server.kill()
    writers.join()
    begin = time.monotonic()
    server.start()
    listening = time.monotonic()
    for user in server.users:
        with server.connect(user) as connection:
            connection.execute("select count(*) from written").fetchall()
    answered = time.monotonic()
    assert writers.check() == []
    return answered - begin, answered - listening


def test_no_acknowledged_commit_is_lost_and_none_is_partial(start_server):
    process = start_server()
    server = KillableDuckgres(process)
    writers = Writers(
        [
            Writer("test", 1),
            Writer("test", 2, checkpoints=True),
            Writer("postgres", 3),
            Writer("postgres", 4, checkpoints=True),
        ],
        server.connect,
    )
    for seconds in (0.2, 0.5, 0.8, 1.1):
        kill_and_check(server, writers, seconds)
    assert writers.acknowledged > 40
    opened = process.events("database opened")
    assert len(opened) == 10  # two users, five starts
    assert sum(event["recovered_bytes"] > 0 for event in opened) >= 4
    assert all(event["seconds"] >= 0 for event in opened)
    assert not process.events("session failed")


def test_a_kill_at_the_first_login_locks_nobody_out(start_server, login):
    """The file of a new user is there whole or not at all, whenever the process dies."""
    users = {f"user{number}": "secret" for number in range(8)} | {"test": "secret"}
    process = start_server(users=users)
    server = KillableDuckgres(process)
    for delay in (0.02, 0.1):

        def come(user):
            try:
                login(process, user, password="secret").close()
            except psycopg.OperationalError:
                return

        threads = [threading.Thread(target=come, args=(f"user{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(delay)
        server.kill()
        for thread in threads:
            thread.join()
        for path in (process.directory / "data").glob("user*.db"):
            assert path.stat().st_size > 4096
        server.start()
        for user in users:
            login(process, user, password="secret").execute("select 1")
        for path in (process.directory / "data").glob("user[1-6].db*"):
            path.unlink()


def test_spilled_rows_of_a_killed_process_are_swept(start_server, login):
    process = start_server(memory_limit="100MB")
    connection = login(process)
    connection.execute(
        "create temp table t as select a, random() b, random() c, random() d"
        " from range(5000000) r(a)"
    )
    temp = process.directory / "data" / "private" / "test" / "temp"
    assert list(temp.iterdir())
    KillableDuckgres(process).kill()
    assert list(temp.iterdir())
    process.start()
    assert list(temp.iterdir()) == []
    assert process.events("files of an earlier process deleted")


def log_size(server):
    return database_file.log_size(server.directory / "data" / "test.db")


def test_an_open_writing_transaction_keeps_the_log_and_its_end_lets_it_go(start_server, login):
    server = start_server(instance_idle_timeout="0s")
    setup, open_one, writer = login(server), login(server), login(server)
    setup.execute("create table t(a bigint, filler varchar, more varchar)")
    setup.execute("create table other as select 0 as a")
    open_one.execute("begin")
    # An UPDATE or DDL keeps DuckDB from making checkpoints; INSERT, DELETE and readers do not.
    open_one.execute("update other set a = 1")
    insert = (
        "insert into t select i, md5((i + %s)::varchar), md5(i::varchar) from range(2000) r(i)"
    )
    grown = []
    for number in range(200):
        writer.execute(insert % number)
        grown.append(log_size(server))
    assert max(grown) > 20 << 20  # DuckDB's threshold for a checkpoint is 16 MB
    open_one.execute("commit")
    writer.execute(insert % 200)
    assert log_size(server) < 1 << 20
    # And the last to leave writes everything into the file.
    writer.execute(insert % 201)
    assert log_size(server) > 0
    for connection in (setup, open_one, writer):
        connection.close()
    wait_until(lambda: server.events("database closed"), 30)
    assert log_size(server) == 0


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["duckgres", "postgres"])
def test_fifty_kills(start_server, capsys, kind):
    """0 lost, 0 partial; prints its figures, PostgreSQL's beside them."""
    if kind == "duckgres":
        process = start_server(log={"level": "info", "format": "json"})
        server = KillableDuckgres(process)
    else:
        server = KillablePostgres()
        server.start()
    users = [server.users[number % len(server.users)] for number in range(4)]
    writers = Writers(
        [Writer(user, number, number % 2 == 1) for number, user in enumerate(users)],
        server.connect,
    )
    random.seed(4)
    times = [kill_and_check(server, writers, random.uniform(0.2, 1.5)) for _ in range(50)]
    figures = {
        "server": kind,
        "kills": len(times),
        "acknowledged": writers.acknowledged,
        "lost": 0,
        "start_to_answer_seconds": round(statistics.mean(t[0] for t in times), 3),
        "start_to_answer_seconds_max": round(max(t[0] for t in times), 3),
        "listening_to_answer_seconds": round(statistics.mean(t[1] for t in times), 3),
    }
    if kind == "duckgres":
        opened = process.events("database opened")[2:]
        recovered = [event for event in opened if event["recovered_bytes"]]
        figures["recovery_seconds"] = round(statistics.mean(e["seconds"] for e in recovered), 3)
        figures["recovered_bytes_max"] = max(e["recovered_bytes"] for e in recovered)
    else:
        server.close()
    with capsys.disabled():
        print(json.dumps(figures))
