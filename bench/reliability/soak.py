"""Mixed load with clients that die at random, and the slopes of what the server holds.

Each client logs in, works for a while and leaves: with a word, without one, or in the middle of a
statement, a transaction or a result. Memory, descriptors, threads and connections are sampled; the
slope is taken over the second half, when all pools and caches have filled.
"""

from __future__ import annotations

import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg

from bench.load.measure import Figure
from bench.process import memory_bytes, tree
from bench.reliability.measures import dsn
from bench.servers.base import OTHER, RunningServer

CLIENTS = 12
SAMPLE_SECONDS = 2.0
WORK = (
    "select 1",
    "select i, repeat('x', i % 50) from generate_series(1, 20000) g(i)",
    "select count(*) from generate_series(1, 300000) g(i) where i % 7 = 3",
    "insert into soak values (1, 'x')",
    "update soak set b = 'y' where a = 2",
    "begin; insert into soak values (2, 'y')",
    "select sqrt(-1)",
    "select nothing from nowhere",
)


def soak(server: RunningServer, seconds: float) -> Iterator[Figure]:
    """Yield the slopes, an hour's growth each, and how many clients came and died."""
    for user in (server.user, OTHER):
        with psycopg.connect(dsn(server, user), autocommit=True) as connection:
            connection.execute("drop table if exists soak")
            connection.execute("create table soak(a int, b text)")
    ends = time.monotonic() + seconds
    died = [0] * CLIENTS
    threads = [
        threading.Thread(target=_client, args=(server, ends, number, died))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    samples = []
    while time.monotonic() < ends:
        time.sleep(SAMPLE_SECONDS)
        samples.append((time.monotonic(), *_held(server)))
    for thread in threads:
        thread.join(60)
    second = samples[len(samples) // 2 :]
    minutes = round(seconds / 60)
    for index, (name, unit) in enumerate(
        (("memory", "MB/h"), ("descriptors", "/h"), ("threads", "/h")), 1
    ):
        yield Figure(f"{minutes} minutes of mixed load, {name}", _slope(second, index), unit)
    yield Figure(f"{minutes} minutes of mixed load, clients that died", sum(died), "")


def _client(server: RunningServer, ends: float, number: int, died: list[int]) -> None:
    """Come, work and go, again and again."""
    chance = random.Random(number)
    while time.monotonic() < ends:
        user = chance.choice((server.user, OTHER))
        with suppress(psycopg.Error):
            connection = psycopg.connect(dsn(server, user), autocommit=True)
            with suppress(psycopg.Error):
                for _ in range(chance.randrange(1, 20)):
                    with suppress(psycopg.errors.DatabaseError):
                        connection.execute(chance.choice(WORK))
            if chance.random() < 0.5:
                died[number] += 1
                _die(connection, chance)
            else:
                connection.close()


def _die(connection: psycopg.Connection[tuple[object, ...]], chance: random.Random) -> None:
    """Break off, now or in the middle of a statement."""
    pgconn = connection.pgconn
    if chance.random() < 0.5:
        pgconn.send_query(chance.choice(WORK).encode())
        pgconn.flush()
    with socket.socket(fileno=os.dup(pgconn.socket)) as raw:
        linger = struct.pack("ii", 1, 0)  # reset instead of a goodbye
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        raw.shutdown(socket.SHUT_RDWR)
    connection.close()


def _held(server: RunningServer) -> tuple[float, float, float]:
    """Return megabytes, descriptors and threads of the server."""
    descriptors = threads = 0
    for pid in tree(server.root_pid):
        with suppress(OSError):
            descriptors += len(os.listdir(f"/proc/{pid}/fd"))
            threads += len(list(Path(f"/proc/{pid}/task").iterdir()))
    return memory_bytes(server.root_pid) / 1e6, descriptors, threads


def _slope(samples: list[tuple[float, ...]], index: int) -> float:
    """Return the growth an hour, by least squares."""
    times = [sample[0] for sample in samples]
    values = [sample[index] for sample in samples]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((t - middle) ** 2 for t in times)
    rise = sum((t - middle) * (v - mean) for t, v in zip(times, values, strict=True))
    return rise / spread * 3600 if spread else 0.0
