"""All users' open databases: one instance a user, kept warm for a while after its last session.

An instance that DuckDB has given up (a checkpoint found the disk full, something inside was not as
it must be) answers nothing any more until it is closed, and the same path within one process is
the same instance. So it is closed as soon as its last session has gone, and the next login opens
the file anew; nobody else takes part.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import duckdb

from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.database import Database
from duckgres.engine.database_file import UnusableFileError
from duckgres.engine.errors import InstanceLost, to_pg_error
from duckgres.engine.open_errors import open_error
from duckgres.engine.pool import Lock, Pools
from duckgres.engine.repetition import RepeatableConnection
from duckgres.engine.timing import repeat
from duckgres.errors import FatalError, PgError
from duckgres.observability.logging import log

CLOSING_SECONDS = 10.0  # that a login waits for an instance that died to be closed
LOOK_SECONDS = 0.05  # between looks whether its last session has gone

_NOT_OPENED = (duckdb.Error, OSError, MemoryError, PgError, UnusableFileError)


def _nobody(reason: FatalError) -> None:
    """Stand in for the end of a session that looks after itself."""


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
            options: What a user's instance is granted, asked at each opening.
            idle_timeout_seconds: How long a database stays open after its last session.
        """
        self._data_dir = data_dir
        self._pools = pools
        self._options = options
        self.idle_timeout_seconds = idle_timeout_seconds
        self._open: dict[str, Database] = {}
        self._lost: dict[str, Database] = {}  # died, and still has sessions
        self._locks: dict[str, Lock] = {}

    def connect(
        self,
        user: str,
        session_values: Mapping[str, str],
        end_session: Callable[[FatalError], None] = _nobody,
    ) -> RepeatableConnection:
        """Return a connection to the user's database, opening it when nobody has it open.

        Args:
            user: Whose.
            session_values: DuckDB literals for the values of the session.
            end_session: Called, from any greenlet, when the instance has died.

        Raises:
            FatalError: It cannot be opened: see :func:`open_error`; 57P03, it died and is not
                closed yet.
        """
        self._wait_until_closed(user)
        with self._locks.setdefault(user, Lock()):
            if user in self._lost:  # it died while others stood before us
                raise _not_closed_yet()
            database = self._open.get(user)
            if database is None:
                database = self._open_database(user)
                self._open[user] = database
            return database.connect(session_values, end_session)

    def connect_at_once(
        self,
        user: str,
        session_values: Mapping[str, str],
        end_session: Callable[[FatalError], None],
    ) -> RepeatableConnection | None:
        """Do what :meth:`connect` does where that needs no waiting; ``None`` where it would."""
        database = self._open.get(user)
        lock = self._locks.get(user)
        if database is None or lock is None or not lock.acquire(blocking=False):
            return None
        try:
            return database.connect(session_values, end_session)
        finally:
            lock.release()

    def lose(self, database: Database, reason: InstanceLost) -> None:
        """Give up an instance that answered with ``reason``: its sessions end, then it is closed.

        Whoever is told again what is known already does no harm.
        """
        if self._open.get(database.user) is not database:
            return
        del self._open[database.user]
        self._lost[database.user] = database
        log.error(
            "database lost",
            owner=database.user,
            sessions=database.sessions,
            disk_full=reason.disk_full,
            error=str(reason.__cause__),
        )
        database.end_sessions(InstanceLost(disk_full=reason.disk_full))
        repeat(LOOK_SECONDS, partial(self._close_lost, database, time.monotonic()))

    def close_idle(self) -> None:
        """Close what nobody has used for the idle timeout."""
        for user in list(self._open):
            with self._locks[user]:
                database = self._open.get(user)
                if database is None or database.sessions:
                    continue
                if time.monotonic() - database.idle_since >= self.idle_timeout_seconds:
                    self._close(user)

    def catch_up_checkpoints(self) -> None:
        """Write into the file what was kept in the log while the disk was nearly full."""
        for database in list(self._open.values()):
            try:
                if database.needs_checkpoint():
                    self._pools.control.run(database.checkpoint)
            except duckdb.FatalException as error:
                lost = to_pg_error(error)
                assert isinstance(lost, InstanceLost), "what every fatal error becomes"
                lost.__cause__ = error
                self.lose(database, lost)
            except (duckdb.Error, OSError) as error:
                log.info("checkpoint put off", owner=database.user, reason=str(error))

    def close_all(self) -> None:
        """Write everything into the files and close them, at shutdown."""
        for user in list(self._open):
            with self._locks[user]:
                if user in self._open:
                    self._close(user)

    def _wait_until_closed(self, user: str) -> None:
        database = self._lost.get(user)
        if database is not None and not database.closed.wait(CLOSING_SECONDS):
            # A worker inside one giant value hears no interruption: only this user waits for it.
            log.warning("lost database not closed yet", owner=user, sessions=database.sessions)
            raise _not_closed_yet()

    def _open_database(self, user: str) -> Database:
        begin = time.monotonic()
        try:
            database = self._pools.control.run(self._make, user)
        except _NOT_OPENED as error:
            log.error("database not opened", owner=user, error=str(error.__cause__ or error))
            raise open_error(user, error) from error
        log.info(
            "database opened",
            owner=user,
            seconds=round(time.monotonic() - begin, 3),
            recovered_bytes=database.recovered_bytes,
        )
        return database

    def _make(self, user: str) -> Database:
        """Open the database; runs on a worker thread."""
        make = partial(Database, user, self._data_dir, self._options(user), self._pools)
        try:
            return make()
        except duckdb.FatalException:
            # An instance that died is there as long as anything refers to it, such as an error
            # that nobody has collected yet.
            gc.collect()
            return make()

    def _close(self, user: str) -> None:
        database = self._open.pop(user)
        try:
            self._pools.control.run(database.close)
        except (duckdb.Error, OSError) as error:
            log.error("database not closed cleanly", owner=user, error=str(error))
        else:
            log.info("database closed", owner=user)

    def _close_lost(self, database: Database, since: float) -> bool:
        """Close an instance that died, once its last session has gone; ``True`` to be asked again.

        It is let go of as it is: what was committed is in the log beside the file.
        """
        if database.sessions:
            return True
        try:
            self._pools.control.run(database.drop)
        except (duckdb.Error, OSError) as error:
            log.error("lost database not closed cleanly", owner=database.user, error=str(error))
        else:
            seconds = round(time.monotonic() - since, 3)
            log.info("lost database closed", owner=database.user, seconds=seconds)
        finally:
            del self._lost[database.user]
            database.closed.set()
        return False


def _not_closed_yet() -> FatalError:
    return FatalError(
        "the database system is in recovery mode",
        sqlstate="57P03",
        detail="The database failed, and a statement that runs in it has not ended yet.",
    )
