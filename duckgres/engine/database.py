"""One user's database: a file, one DuckDB instance while somebody uses it, a cursor a session."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from duckgres.catalog.registry import CATALOG
from duckgres.catalog.relations import SNAPSHOT
from duckgres.engine import catalog_file, database_file
from duckgres.engine.bootstrap import InstanceOptions, open_instance
from duckgres.engine.catalog_snapshot import SharedSnapshot
from duckgres.engine.changes import Changes
from duckgres.engine.connection import EngineConnection
from duckgres.engine.cursor import Cursor
from duckgres.engine.foreign_keys.locks import KeyLocks
from duckgres.engine.repetition import RepeatableConnection
from duckgres.engine.timing import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import duckdb

    from duckgres.engine.pool import Pools
    from duckgres.engine.timing import Nap
    from duckgres.errors import FatalError

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_LONGEST = 100  # characters of a file name's stem; file systems allow 255 bytes
CHECKPOINT_FROM = 16 * 1024 * 1024  # bytes of the log; DuckDB's own default
CHECKPOINT_ROOM = 64 * 1024 * 1024  # bytes that are to be free beside twice the log
# DuckDB names the catalog after the file; these names are its own.
_RESERVED = frozenset(
    {
        "system",
        "temp",
        "memory",
        "main",
        "public",
        "pg_catalog",
        "information_schema",
        CATALOG,
        SNAPSHOT,
    }
)


def file_stem(user: str) -> str:
    """Return a file name for any user name, one to one, without dots, separators or upper case.

    Plain names stay as they are; other bytes become ``%xx``, and what gets too long ends in a
    hash.
    """
    raw = user.encode()
    stem = "".join(chr(b) if chr(b) in _PLAIN else f"%{b:02x}" for b in raw)
    if stem in _RESERVED:
        stem = f"%{raw[0]:02x}{stem[1:]}"
    if len(stem) > _LONGEST:
        stem = f"{stem[:32]}%%{hashlib.sha256(raw).hexdigest()}"
    return stem


def database_path(data_dir: Path, user: str) -> Path:
    """Return the path of the user's database file."""
    return data_dir / f"{file_stem(user)}{database_file.SUFFIX}"


class Database:
    """An open instance and the sessions on it.

    Attributes:
        user: Whose it is.
        path: Its file.
        catalog_version: Grows with every change of the catalog, by any session; what was
            described under an older number is void.
        schemas: The names of its schemas, and the catalog version they were read at.
        recovered_bytes: Of the log that an earlier process left, taken in at opening.
        holds_checkpoints: The disk was nearly full at opening, so DuckDB makes no checkpoints by
            itself: one that finds no room costs the whole instance, a COMMIT only itself.
        changes: Which tables were changed by whose commit.
        ended: How many transactions have ended, about: those of several statements and those that
            wrote.
        serial_started: Commits of serializable transactions that wrote, as far as they began.
        serial_finished: The same, as far as they have ended.
        waiting: Pauses that end when a transaction does.
        idle_since: Monotonic seconds since when nobody is on it.
        closed: Set once an instance that died is closed.
    """

    def __init__(self, user: str, data_dir: Path, options: InstanceOptions, pools: Pools) -> None:
        """Open the file; runs on a worker thread.

        Raises:
            duckdb.Error: See :func:`open_instance`.
            UnusableFileError: See :func:`database_file.prepare`.
            OSError: The files cannot be used.
        """
        self.user = user
        self.path = database_path(data_dir, user)
        self._private = data_dir / "private" / file_stem(user)
        self._pools = pools
        self.recovered_bytes = database_file.prepare(self.path, user)
        self.holds_checkpoints = not self.has_room_for_checkpoint()
        self._root: duckdb.DuckDBPyConnection = open_instance(
            self.path,
            self._private,
            catalog_file.path(data_dir),
            options,
            checkpoints=not self.holds_checkpoints,
        )
        self.catalog_version = 0
        self._snapshot = SharedSnapshot(self._root, lambda: self.catalog_version)
        self.schemas: tuple[int, list[str]] | None = None
        self._sessions: dict[EngineConnection, Callable[[FatalError], None]] = {}
        self.changes = Changes()
        self._locks = KeyLocks()
        self.ended = 0
        self.serial_started = self.serial_finished = 0
        self.waiting: set[Nap] = set()
        self.idle_since = time.monotonic()
        self.closed = Event()

    @property
    def sessions(self) -> int:
        """How many are on it."""
        return len(self._sessions)

    def connect(
        self, session_values: Mapping[str, str], end_session: Callable[[FatalError], None]
    ) -> RepeatableConnection:
        """Return a new session's connection; ``end_session`` is called when the instance dies."""
        cursor = Cursor(
            self._root.cursor(),
            session_values,
            str(self._private / "temp"),
            self._locks,
            self._snapshot,
        )
        connection = RepeatableConnection(self, cursor, self._pools)
        self._sessions[connection] = end_session
        return connection

    def tell_end(self) -> None:
        """Count a transaction that has ended, and wake who waits for one."""
        self.ended += 1
        for nap in self.waiting:
            nap.wake()

    def leave(self, connection: EngineConnection) -> None:
        """Count a session out, and its transaction with it."""
        self.tell_end()
        del self._sessions[connection]
        if not self._sessions:
            self.idle_since = time.monotonic()

    def end_sessions(self, reason: FatalError) -> None:
        """Tell every session to end, and stop what it runs."""
        for end_session in list(self._sessions.values()):
            end_session(reason)

    def has_room_for_checkpoint(self) -> bool:
        """Say whether what is in the log fits into the file, whatever else is written meanwhile.

        Raises:
            OSError: The disk does not say.
        """
        disk = os.statvfs(self.path.parent)
        return disk.f_bavail * disk.f_frsize >= CHECKPOINT_ROOM + 2 * self._log_size()

    def needs_checkpoint(self) -> bool:
        """Say whether a checkpoint that was held back is due, and has room."""
        return (
            self.holds_checkpoints
            and self._log_size() >= CHECKPOINT_FROM
            and self.has_room_for_checkpoint()
        )

    def checkpoint(self) -> None:
        """Write the log into the file; runs on a worker thread.

        Raises:
            duckdb.Error: Others are in the way, or the instance died of it.
        """
        self._root.execute("CHECKPOINT")

    def size(self) -> int:
        """Return how many bytes the file has, and the log beside it."""
        return self.path.stat().st_size + self._log_size()

    def _log_size(self) -> int:
        return database_file.log_size(self.path)

    def close(self) -> None:
        """Write everything into the file and let go of it; runs on a worker thread.

        Where something still writes there is no checkpoint; the log beside the file keeps what was
        committed, and the next opening takes it in. Where a session was left behind inside a
        statement, at the server's end, the instance stays: closing it would wait for that one.
        """
        try:
            self.checkpoint()
        finally:
            if not self.sessions:
                self.drop()

    def drop(self) -> None:
        """Let go of the file as it is; runs on a worker thread, when no session is left."""
        self._root.close()
