"""One figure each of what must hold when things go wrong; the same against both servers.

Every function takes a running server and yields figures. Loads are bounded in count and time.
"""

from __future__ import annotations

import socket
import statistics
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import psycopg

from bench.load.measure import Figure, connect
from bench.process import memory_bytes
from bench.servers.base import OTHER, RunningServer

SETTLE_SECONDS = 2.0
IDLE_SESSIONS = 500
HALF_OPEN = 200
ENDLESS_SESSIONS = 8
LOGINS = 20
CANCELS = 20
TEXTS = 100_000
UNREAD_BYTES = 2_000_000_000
MEGABYTE = 1_000_000
ENDLESS = (
    "select count(*) from generate_series(1, 1000000000) a(i), generate_series(1, 1000) b(j)"
    " where i + j = 3"
)
SSL_REQUEST = struct.pack("!II", 8, 80877103)


def dsn(server: RunningServer, user: str) -> str:
    """Return libpq's words for one of the users."""
    return server.dsn.replace(f"//{server.user}:", f"//{user}:", 1).replace(
        f"/{server.database}?", f"/{user}?"
    )


def idle_sessions(server: RunningServer) -> Iterator[Figure]:
    """Hold many sessions that have asked once, and ask each of them again."""
    with ExitStack() as stack:
        stack.enter_context(connect(server)).query("select 1")
        time.sleep(SETTLE_SECONDS)
        before = memory_bytes(server.root_pid)
        clients = [stack.enter_context(connect(server)) for _ in range(IDLE_SESSIONS)]
        for client in clients:
            client.query("select 1")
        time.sleep(SETTLE_SECONDS)
        grown = memory_bytes(server.root_pid) - before
        answered = sum(client.query("select 1").rows for client in clients)
    yield Figure("500 idle sessions, memory of one", grown / IDLE_SESSIONS / 1000, "kB")
    yield Figure("500 idle sessions, answering", answered, "")


def half_open(server: RunningServer) -> Iterator[Figure]:
    """Log in beside many connections that stopped in the middle of their login."""
    with ExitStack() as stack:
        for number in range(HALF_OPEN):
            try:
                client = socket.create_connection((server.host, server.port), 5)
            except OSError:
                break
            stack.enter_context(client)
            if number % 2:
                client.sendall(SSL_REQUEST)
        seconds = [_login(server, server.user) for _ in range(LOGINS)]
    yield Figure("login beside 200 half-open connections, worst", max(seconds) * 1000, "ms")


def unread_results(server: RunningServer) -> Iterator[Figure]:
    """Ask for two results of 2 GB each, and do not read them."""
    rows = UNREAD_BYTES // 1000
    query = f"select repeat('x', 980) || i from generate_series(1, {rows}) g(i)"
    with ExitStack() as stack:
        stack.enter_context(connect(server)).query("select 1")
        before = memory_bytes(server.root_pid)
        for _ in range(2):
            client = stack.enter_context(connect(server))
            body = query.encode() + b"\0"
            client._socket.sendall(b"Q" + struct.pack("!I", len(body) + 4) + body)
        peak = before
        for _ in range(50):
            time.sleep(0.2)
            peak = max(peak, memory_bytes(server.root_pid))
    yield Figure("2 results of 2 GB that nobody reads, memory", (peak - before) / MEGABYTE, "MB")


def endless_statements(server: RunningServer) -> Iterator[Figure]:
    """Log in and ask as another user while one user runs endless statements."""
    with _running(server, ENDLESS_SESSIONS):
        first = _login(server, OTHER)  # opens the other user's database, where nobody has yet
        seconds = [_login(server, OTHER) for _ in range(LOGINS)]
    yield Figure("the very first login beside 8 endless statements", first * 1000, "ms")
    yield Figure(
        "login and select 1 beside 8 endless statements, median",
        statistics.median(seconds) * 1000,
        "ms",
    )
    yield Figure(
        "login and select 1 beside 8 endless statements, worst", max(seconds) * 1000, "ms"
    )


def cancel(server: RunningServer) -> Iterator[Figure]:
    """Cancel an endless statement, and take the time until its session can go on."""
    with psycopg.connect(dsn(server, server.user), autocommit=True) as connection:
        seconds = [_cancelled(connection) for _ in range(CANCELS)]
    yield Figure("cancel, median", statistics.median(seconds) * 1000, "ms")
    yield Figure("cancel, worst", max(seconds) * 1000, "ms")


def different_texts(server: RunningServer) -> Iterator[Figure]:
    """Run statements of one session that are full of literals, and none of them twice."""
    samples = []
    with connect(server) as client:
        client.query(_literals(0))
        before = memory_bytes(server.root_pid)
        for number in range(1, TEXTS + 1):
            client.query(_literals(number))
            if number % (TEXTS // 20) == 0:
                samples.append((memory_bytes(server.root_pid) - before) / MEGABYTE)
    yield Figure("100,000 different texts, memory", max(samples), "MB")
    grown = max(samples) - max(samples[: len(samples) // 2])
    yield Figure("100,000 different texts, memory of the second half", grown, "MB")


def _literals(number: int) -> str:
    """Return a text of 500 characters, another for each number."""
    words = ", ".join(f"'{number + place}.{number}'" for place in range(12))
    numbers = ", ".join(f"{number}.{place}::numeric * 2" for place in range(12))
    return f"select {numbers}, 'x' || '{number}' where '{number}' not in ({words})"


def _cancelled(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    begin: list[float] = []

    def stop() -> None:
        begin.append(time.monotonic())
        connection.cancel_safe()

    timer = threading.Timer(0.2, stop)
    timer.start()
    with suppress(psycopg.errors.QueryCanceled):
        connection.execute(ENDLESS)
    ended = time.monotonic()
    timer.join()
    return ended - begin[0]


def _login(server: RunningServer, user: str) -> float:
    begin = time.monotonic()
    with psycopg.connect(dsn(server, user), autocommit=True) as connection:
        connection.execute("select 1")
    return time.monotonic() - begin


class _running:  # noqa: N801 - used like a function
    """Keep endless statements running; a context manager."""

    def __init__(self, server: RunningServer, count: int) -> None:
        self._connections = [
            psycopg.connect(dsn(server, server.user), autocommit=True) for _ in range(count)
        ]
        self._threads = [
            threading.Thread(target=self._run, args=(connection,))
            for connection in self._connections
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()
        time.sleep(1.0)

    def __exit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.cancel_safe()
        for thread in self._threads:
            thread.join(30)
        for connection in self._connections:
            connection.close()

    @staticmethod
    def _run(connection: psycopg.Connection[tuple[object, ...]]) -> None:
        with suppress(psycopg.errors.QueryCanceled):
            connection.execute(ENDLESS)


MEASURES: dict[str, Callable[[RunningServer], Iterator[Figure]]] = {
    "idle": idle_sessions,
    "half_open": half_open,
    "unread": unread_results,
    "endless": endless_statements,
    "cancel": cancel,
    "texts": different_texts,
}

TARGETS = {
    "500 idle sessions, memory of one": "≤ 40 kB",
    "500 idle sessions, answering": "500",
    "login beside 200 half-open connections, worst": "≤ 1,000 ms",
    "2 results of 2 GB that nobody reads, memory": "≤ 100 MB",
    "login and select 1 beside 8 endless statements, worst": "≤ 250 ms",
    "cancel, worst": "≤ 50 ms",
    "100,000 different texts, memory of the second half": "≤ 10 MB",
}
