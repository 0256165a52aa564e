"""All users' open databases: one instance a user, kept warm for a while after its last session."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.connection import EngineConnection
from duckgres.engine.database import Database
from duckgres.engine.errors import to_pg_error
from duckgres.engine.pool import Lock, Pools
from duckgres.errors import FatalError
from duckgres.observability.logging import log

# What DuckDB says of a file that cannot be opened, and PostgreSQL's condition for it.
_OPEN_ERRORS = (
    ("Could not set lock on file", "55006", "is being used by another process"),
    ("No space left on device", "53100", "cannot be opened: no space left on device"),
    ("Permission denied", "58030", "cannot be opened: permission denied"),
)


class Databases:
    """The registry of open databases."""

    def __init__(
        self,
        data_dir: Path,
        pools: Pools,
        options: Callable[[str], InstanceOptions],
        idle_timeout_seconds: float,
    ) -> None:
        """Open nothing yet.

        Args:
            data_dir: Where the files are.
            pools: Worker threads.
            options: What a user's instance is granted.
            idle_timeout_seconds: How long a database stays open after its last session.
        """
        self._data_dir = data_dir
        self._pools = pools
        self._options = options
        self._idle_timeout = idle_timeout_seconds
        self._open: dict[str, Database] = {}
        self._locks: dict[str, Lock] = {}

    def connect(self, user: str, session_values: Mapping[str, str]) -> EngineConnection:
        """Return a connection to the user's database, opening it when nobody has it open.

        Raises:
            FatalError: It cannot be opened: 58P01 damaged, 55006 in use elsewhere, 53100 disk
                full.
        """
        with self._locks.setdefault(user, Lock()):
            database = self._open.get(user)
            if database is None:
                database = self._open_database(user)
                self._open[user] = database
            return database.connect(session_values)

    def _open_database(self, user: str) -> Database:
        begin = time.monotonic()
        try:
            database = self._pools.control.run(
                Database, user, self._data_dir, self._options(user), self._pools
            )
        except (duckdb.Error, OSError) as error:
            log.error("database not opened", owner=user, error=str(error))
            raise _open_error(user, error) from error
        log.info("database opened", owner=user, seconds=round(time.monotonic() - begin, 3))
        return database

    def close_idle(self) -> None:
        """Close what nobody has used for the idle timeout."""
        for user in list(self._open):
            with self._locks[user]:
                database = self._open.get(user)
                if database is None or database.sessions:
                    continue
                if time.monotonic() - database.idle_since >= self._idle_timeout:
                    self._close(user)

    def close_all(self) -> None:
        """Write everything into the files and close them, at shutdown."""
        for user in list(self._open):
            with self._locks[user]:
                if user in self._open:
                    self._close(user)

    def _close(self, user: str) -> None:
        database = self._open.pop(user)
        try:
            self._pools.control.run(database.close)
        except (duckdb.Error, OSError) as error:
            log.error("database not closed cleanly", owner=user, error=str(error))
        else:
            log.info("database closed", owner=user)


def _open_error(user: str, error: Exception) -> FatalError:
    """Return what the client is told; paths stay in the log."""
    text = str(error)
    for pattern, sqlstate, what in _OPEN_ERRORS:
        if pattern in text:
            return FatalError(f'database of user "{user}" {what}', sqlstate=sqlstate)
    if isinstance(
        error, duckdb.IOException | duckdb.SerializationException | duckdb.InternalException
    ):
        return FatalError(
            f'database of user "{user}" is damaged or not a database', sqlstate="58P01"
        )
    if isinstance(error, duckdb.Error):
        known = to_pg_error(error)
        return FatalError(known.message, sqlstate=known.sqlstate)
    return FatalError(f'database of user "{user}" cannot be opened', sqlstate="58030")
