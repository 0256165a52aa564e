"""One user's database: a file, one DuckDB instance while somebody uses it, a cursor a session."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from duckgres.catalog.registry import CATALOG
from duckgres.engine.bootstrap import InstanceOptions, open_instance
from duckgres.engine.connection import EngineConnection
from duckgres.engine.cursor import Cursor

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from duckgres.engine.pool import Pools

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_LONGEST = 100  # characters of a file name's stem; file systems allow 255 bytes
# DuckDB names the catalog after the file; these names are its own.
_RESERVED = frozenset(
    {"system", "temp", "memory", "main", "public", "pg_catalog", "information_schema", CATALOG}
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
    return data_dir / f"{file_stem(user)}.db"


class Database:
    """An open instance and the sessions on it.

    Attributes:
        user: Whose it is.
        path: Its file.
        catalog_version: Grows with every change of the catalog, by any session; what was
            described under an older number is void.
        schemas: The names of its schemas, and the catalog version they were read at.
        sessions: How many are on it.
        idle_since: Monotonic seconds since when nobody is, or 0.
    """

    def __init__(self, user: str, data_dir: Path, options: InstanceOptions, pools: Pools) -> None:
        """Open the file; runs on a worker thread.

        Raises:
            duckdb.Error: See :func:`open_instance`.
        """
        self.user = user
        self.path = database_path(data_dir, user)
        self._private = data_dir / "private" / file_stem(user)
        self._pools = pools
        self._root: duckdb.DuckDBPyConnection = open_instance(self.path, self._private, options)
        self.catalog_version = 0
        self.schemas: tuple[int, list[str]] | None = None
        self.sessions = 0
        self.idle_since = time.monotonic()

    def connect(self, session_values: Mapping[str, str]) -> EngineConnection:
        """Return a new session's connection."""
        cursor = Cursor(self._root.cursor(), session_values, str(self._private / "temp"))
        self.sessions += 1
        return EngineConnection(self, cursor, self._pools)

    def leave(self) -> None:
        """Count a session out."""
        self.sessions -= 1
        if not self.sessions:
            self.idle_since = time.monotonic()

    def close(self) -> None:
        """Write everything into the file and let go of it; runs on a worker thread.

        Where something still writes there is no checkpoint; the log beside the file keeps what was
        committed, and the next opening takes it in. Where a session was left behind inside a
        statement, at the server's end, the instance stays: closing it would wait for that one.
        """
        try:
            self._root.execute("CHECKPOINT")
        finally:
            if not self.sessions:
                self._root.close()
