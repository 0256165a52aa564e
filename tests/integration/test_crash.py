"""The process is killed under writing clients: what was acknowledged is there, whole."""

import itertools
import signal
import threading

import psycopg
import pytest

pytestmark = pytest.mark.slow

ROUNDS = 5
WRITERS = 4
ROWS = 3  # of each transaction: all or none
SECONDS = 1.0  # of writing in each round


def write(server, writer, numbers, acknowledged):
    """Commit transactions until the server is gone; note each one that was acknowledged."""
    try:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            for number in numbers:
                connection.execute("begin")
                for row in range(ROWS):
                    connection.execute(
                        "insert into written values (%s, %s, %s)", (writer, number, row)
                    )
                connection.execute("commit")
                acknowledged.add((writer, number))
    except psycopg.OperationalError:
        return  # killed


def test_no_acknowledged_commit_is_lost_and_none_is_partial(start_server):
    server = start_server()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("create table written(writer int, number int, part int)")
    acknowledged = set()
    counters = [itertools.count() for _ in range(WRITERS)]
    for _ in range(ROUNDS):
        threads = [
            threading.Thread(target=write, args=(server, writer, counters[writer], acknowledged))
            for writer in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        threads[0].join(SECONDS)
        server.signal(signal.SIGKILL)
        server.wait()
        for thread in threads:
            thread.join()
        server.start()
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            found = connection.execute(
                "select writer, number, count(*), count(distinct part) from written group by 1, 2"
            ).fetchall()
        assert [row for row in found if row[2:] != (ROWS, ROWS)] == []
        lost = acknowledged - {row[:2] for row in found}
        assert lost == set()
    assert len(acknowledged) > ROUNDS * WRITERS
