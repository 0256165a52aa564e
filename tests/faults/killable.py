"""Servers to be killed and started again: ours, and PostgreSQL's from the wheel."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.fixtures import fix_postgres
from tests.fixtures.fix_server import USERS
from tests.fixtures.raw_session import wait_until


class KillableDuckgres:
    """A ``ServerProcess`` with the other one's face."""

    users = tuple(USERS)

    def __init__(self, server) -> None:
        self.server = server

    def connect(self, user: str) -> psycopg.Connection:
        dsn = self.server.dsn(user=user, password=USERS[user], dbname=user)
        return psycopg.connect(dsn, autocommit=True)

    def kill(self) -> None:
        self.server.signal(signal.SIGKILL)
        self.server.wait()

    def start(self) -> None:
        self.server.start()


class KillablePostgres:
    """PostgreSQL with its writes on the disk before they are acknowledged, as ours are."""

    users = ("judge",)

    def __init__(self) -> None:
        spec = find_spec(fix_postgres.WHEEL)
        assert spec is not None
        assert spec.origin is not None
        self._binaries = Path(spec.origin).parent / "pginstall" / "bin"
        self._server = fix_postgres.PostgresServer("127.0.0.1", fix_postgres.free_port())
        # Not below pytest's own directory, into which PostgreSQL's user may not look.
        self._temporary = tempfile.TemporaryDirectory(prefix="duckgres-killed-")
        self._directory = Path(self._temporary.name)
        self._data = fix_postgres._initialize(self._binaries, self._directory, self._server)
        self._process: subprocess.Popen | None = None
        self._starts = 0

    def start(self) -> None:
        self._starts += 1
        log = self._directory / f"log{self._starts}"
        settings = {**fix_postgres.SETTINGS, "fsync": "on"}
        options = [f"-c{key}={value}" for key, value in settings.items()]
        port = str(self._server.port)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._data, "-p", port, *options],
                cwd=self._directory, stderr=output, user=fix_postgres._user(),
            )  # fmt: skip
        fix_postgres._wait(self._process, self._server, log)

    def connect(self, user: str) -> psycopg.Connection:
        server = self._server
        return psycopg.connect(
            host=server.host, port=server.port, user=user, password=server.password,
            dbname="postgres", autocommit=True,
        )  # fmt: skip

    def kill(self) -> None:
        """Kill all its processes, as the end of a machine does."""
        assert self._process is not None
        children = _children(self._process.pid)
        self._process.kill()
        self._process.wait()
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:  # it saw that its parent has gone
                continue
        wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), 20)

    def close(self) -> None:
        self.kill()
        self._temporary.cleanup()


def _children(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]
