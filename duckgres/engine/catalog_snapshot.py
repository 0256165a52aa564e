"""What DuckDB's catalog says, as tables that the relations of pg_catalog read.

DuckDB's own functions walk the whole catalog at each question. So it is read once a version, and
only when somebody asks: into a snapshot that all sessions of an instance share. A session that
sees something else than what is committed, objects it has just made or temporary ones, reads a
snapshot of its own, which is part of its transaction as those objects are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import duckdb

from duckgres.catalog import relations
from duckgres.catalog.relations import OWN, SHARED, Variant
from duckgres.engine.foreign_keys.known import ForeignKeys

ATTACH = f"""
    ATTACH ':memory:' AS {relations.SNAPSHOT};
    CREATE TABLE {relations.SNAPSHOT}.main.extensions AS
        SELECT extension_name AS name, extension_version AS version, description
        FROM duckdb_extensions() WHERE loaded
"""
"""Makes room for the shared snapshot; for an instance that is not locked yet.

What is loaded does not change afterwards, and a locked instance does not tell.
"""

_VERSION = "CREATE OR REPLACE {kind} {now}version AS SELECT {version} AS v"
_NONE = -1
_TEMPORARY = f"""
    SELECT 1 FROM duckdb_tables()
    WHERE database_name = 'temp' AND NOT starts_with(table_name, '{relations.TEMPORARY}')
    UNION ALL
    SELECT 1 FROM duckdb_views() WHERE database_name = 'temp' AND NOT internal
    LIMIT 1
"""


class SharedSnapshot:
    """The snapshot of what is committed.

    Attributes:
        foreign_keys: Those of the server, as a session has read them last, and the number of the
            catalog.
    """

    def __init__(self, root: duckdb.DuckDBPyConnection, version: Callable[[], int]) -> None:
        """Read nothing yet.

        Args:
            root: The instance.
            version: Tells the number of the catalog, which every change makes greater.
        """
        self._root = root
        self._version = version
        self._read: int | None = None
        self.foreign_keys: tuple[int, ForeignKeys] | None = None
        self._lock = threading.Lock()

    def refresh(self) -> int:
        """Read the catalog if it has changed; runs on a worker thread.

        Returns:
            The number of the catalog that was read.

        Raises:
            duckdb.Error: It cannot be read.
        """
        with self._lock:
            version = self._version()
            if version != self._read:
                with self._root.cursor() as cursor:
                    _run(cursor, ("BEGIN", *_texts(SHARED, version), "COMMIT"))
                self._read = version
            return version


class Snapshots:
    """The snapshot that one session reads.

    Attributes:
        shared: The instance's.
        changed: The open transaction has changed the catalog.
        has_made: The session has made something, which may be temporary.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, shared: SharedSnapshot) -> None:
        """Ask ``cursor``, the session's."""
        self._cursor = cursor
        self.shared = shared
        self._temporary: tuple[int, bool] | None = None
        self.changed = False
        self.has_made = False

    def variant(self, version: int) -> Variant:
        """Return the relations to read, once their snapshot is up to date.

        Args:
            version: The number of the catalog as the session sees it.

        Raises:
            duckdb.Error: It cannot be read.
        """
        if not self.changed and not self._has_temporary(version):
            read = self.shared.refresh()
            # A transaction that has looked at all catalogs before, as each walk through DuckDB's
            # does, does not see what was read since.
            if self._seen(SHARED) >= read:
                return SHARED
        if self._seen(OWN) != version:
            _run(self._cursor, _texts(OWN, version))
        return OWN

    def _has_temporary(self, version: int) -> bool:
        if not self.has_made:
            return False
        if self._temporary is None or self._temporary[0] != version:
            found = self._cursor.execute(_TEMPORARY).fetchone() is not None
            self._temporary = version, found
        return self._temporary[1]

    def _seen(self, variant: Variant) -> int:
        """Return the number of a snapshot as the session sees it, below 0 for none.

        A rollback may have undone the session's own.
        """
        with suppress(duckdb.CatalogException):
            row = self._cursor.execute(f"SELECT v FROM {variant.now}version").fetchone()
            return _NONE if row is None else int(row[0])
        return _NONE


def _texts(variant: Variant, version: int) -> tuple[str, ...]:
    """Return what reads the catalog into a snapshot, and notes its number."""
    noted = _VERSION.format(kind=variant.kind, now=variant.now, version=version)
    return (*relations.snapshot(variant), noted)


def _run(cursor: duckdb.DuckDBPyConnection, texts: Sequence[str]) -> None:
    for text in texts:
        cursor.execute(text)
