"""Where the client tests connect, and what several of them need there.

The tests talk to Duckgres through the ``server`` fixture. ``--judge DSN`` (or the variable
``DUCKGRES_TEST_JUDGE_DSN``) points the same tests at another server: green on a real PostgreSQL
first, then here. ``python -m bench.servers.postgres`` runs such a judge and prints its DSN.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import psycopg
import pytest

JUDGE_VARIABLE = "DUCKGRES_TEST_JUDGE_DSN"
SUITE_SECONDS = 300  # the first run of a language downloads and compiles


def pytest_addoption(parser):
    parser.addoption("--judge", metavar="DSN", help="run the client tests against this server")


@dataclass(frozen=True)
class Target:
    """A server and a login, in the spellings that clients want."""

    host: str
    port: int
    user: str
    password: str
    database: str
    sslmode: str = "require"

    @property
    def dsn(self) -> str:
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return (
            f"postgresql://{login}@{self.host}:{self.port}/{self.database}?sslmode={self.sslmode}"
        )

    def environment(self, **more: str) -> dict[str, str]:
        """Return libpq's variables; no password file or service of this machine's user counts."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LC_ALL": "C.UTF-8",
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.database,
            "PGSSLMODE": self.sslmode,
            "PGTZ": "UTC",
            "DUCKGRES_TEST_DSN": self.dsn,
            **more,
        }


def _from_dsn(dsn):
    parts = urlsplit(dsn)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.username or not parts.port:
        raise pytest.UsageError(f"want postgresql://user:password@host:port/database, not {dsn!r}")
    user = unquote(parts.username)
    sslmode = parse_qs(parts.query).get("sslmode", ["require"])[0]
    database = parts.path.lstrip("/") or user
    password = unquote(parts.password or "")
    return Target(parts.hostname, parts.port, user, password, database, sslmode)


@pytest.fixture(scope="session")
def target(request):
    """The server under test, or the judge."""
    dsn = request.config.getoption("--judge", default=None) or os.environ.get(JUDGE_VARIABLE)
    if dsn:
        return _from_dsn(dsn)
    server = request.getfixturevalue("server")
    return Target(server.host, server.port, server.user, server.password, server.user)


@pytest.fixture
def table(target):
    """A name for a table of this test, which is dropped afterwards."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    yield name
    with psycopg.connect(target.dsn, autocommit=True) as connection:
        connection.execute(f"drop table if exists {name}")


@pytest.fixture(scope="session")
def heavy(target):
    """A query that runs for minutes on any server: three times 131,072 rows, crossed."""
    name = f"heavy_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(target.dsn, autocommit=True) as connection:
        connection.execute(f"create table {name}(n bigint)")
        connection.execute(f"insert into {name} values (1)")
        for _ in range(17):
            connection.execute(
                f"insert into {name} select n + (select count(*) from {name}) from {name}"
            )
        yield (
            f"select count(*) from {name} a cross join {name} b cross join {name} c"
            " where (a.n * b.n + c.n) % 7 = 3"
        )
        connection.execute(f"drop table {name}")


def _tool(name):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not on the PATH")
    return path


@pytest.fixture(scope="session")
def tool():
    """Return a tool's path or skip the test, saying which one is missing."""
    return _tool


def run(command: list[str], directory: Path, environment: dict[str, str]):
    """Run one step of another language's suite; both streams come back as one text."""
    return subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SUITE_SECONDS,
        check=False,
    )


@pytest.fixture(scope="session")
def build():
    """Run a preparing step (install, compile), which must succeed."""

    def step(command, directory, environment):
        done = run(command, directory, environment)
        assert done.returncode == 0, f"{command}:\n{done.stdout}"

    return step


@pytest.fixture(scope="session")
def outcomes():
    """Run a suite once and return what it says of each of its tests.

    The suite's own report is read by ``passed`` and ``failed``, patterns with one group: the name.
    """

    def suite(command, directory, environment, passed, failed):
        done = run(command, directory, environment)
        found = dict.fromkeys(re.findall(passed, done.stdout, re.MULTILINE), True)
        found |= dict.fromkeys(re.findall(failed, done.stdout, re.MULTILINE), False)
        return found, done.stdout

    return suite
