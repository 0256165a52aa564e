"""A large result to a client that takes its time: the server holds little of it."""

import time

import pytest

from duckgres.wire import frontend as f
from tests.fixtures.raw_session import RawSession, resident, rows

pytestmark = pytest.mark.slow

LIMIT = 150 * 1024 * 1024  # bytes over idle
ROWS = 2_000_000
COLUMNS = "i, i * 1.5, repeat('x', 100), date '2000-01-01' + (i % 9999)::int"
TEXT = f"select {COLUMNS} from range({ROWS}) r(i)"
END = b"C\0\0\0\x13SELECT 2000000\0Z\0\0\0\5I"


def read_slowly(session, pid):
    """Read to the end of the result, with pauses; return its size and the largest memory seen."""
    size, most, tail, next_pause = 0, 0, b"", 0
    while not tail.endswith(END):
        data = session._socket.recv(256 * 1024)
        size += len(data)
        tail = (tail + data)[-len(END) :]
        if size >= next_pause:
            next_pause = size + 10_000_000
            most = max(most, resident(pid))
            time.sleep(0.05)
    return size, most


def test_a_slow_reader_does_not_make_the_server_grow(start_server):
    server = start_server()
    with RawSession(server) as session:
        session.query(TEXT.replace(str(ROWS), "20000"))  # what is made once is made
        idle = resident(server.pid)
        session.send(f.Query(TEXT).encode())
        most = 0
        for _ in range(20):  # nobody reads
            time.sleep(0.1)
            most = max(most, resident(server.pid))
        size, while_read = read_slowly(session, server.pid)
        assert size > ROWS * 120
        assert max(most, while_read) - idle < LIMIT
        assert rows(session.query("select 1")) == [(b"1",)]


def test_a_suspended_portal_does_not_make_the_server_grow(start_server):
    server = start_server()
    with RawSession(server) as session:
        session.query(TEXT.replace(str(ROWS), "20000"))
        idle = resident(server.pid)
        session.query("begin")
        session.ask(f.Parse("", TEXT, ()), f.Bind("p", "", (), (), ()), f.Sync())
        for _ in range(5):
            assert len(rows(session.ask(f.Execute("p", 1000), f.Sync()))) == 1000
        # The rows behind these go out of DuckDB's way: to memory first, and then to the disk.
        assert rows(session.query("select 1")) == [(b"1",)]
        assert resident(server.pid) - idle < LIMIT
        assert rows(session.ask(f.Execute("p", 1), f.Sync()))[0][0] == b"5000"
        session.query("commit")


def literals(number):
    """Return a text full of literals, another for each number."""
    words = ", ".join(f"'{number + place}.{number}'" for place in range(40))
    numbers = ", ".join(f"{number}.{place}::numeric * 2" for place in range(20))
    return f"select {numbers}, 'x' || '{number}' where '{number}' not in ({words})"


def test_texts_that_never_come_again_do_not_make_the_server_grow(start_server):
    server = start_server()
    with RawSession(server) as session:
        for number in range(1000):  # all caches are full
            session.query(literals(number))
        before = resident(server.pid)
        for number in range(1000, 2500):
            session.query(literals(number))
        # A plan of these takes 14 kB: kept, they would take 20 MB.
        assert resident(server.pid) - before < 10_000_000
