"""Why a user's database cannot be opened, as the client is told: one table.

Messages as DuckDB 1.5.5 prints them; paths stay in the log. Conditions are PostgreSQL's own for a
file that cannot be used: 58P01 where there is no database in it, 58030 where the system keeps it
from us, 55006 where another process has it.
"""

from __future__ import annotations

import duckdb

from duckgres import sqlstate
from duckgres.engine.database_file import UnusableFileError
from duckgres.engine.errors import to_pg_error
from duckgres.errors import FatalError, PgError

# What the text of an error says, the code, and what is said of the database; the first row wins.
_TEXTS = (
    ("Could not set lock on file", sqlstate.OBJECT_IN_USE, "is being used by another process"),
    (
        "No space left on device",
        sqlstate.DISK_FULL,
        "cannot be opened: no space left on device",
    ),
    ("Disk quota exceeded", sqlstate.DISK_FULL, "cannot be opened: disk quota exceeded"),
    ("Permission denied", sqlstate.IO_ERROR, "cannot be opened: permission denied"),
    ("Read-only file system", sqlstate.IO_ERROR, "cannot be opened: read-only file system"),
    ("Input/output error", sqlstate.IO_ERROR, "cannot be read: input/output error"),
    ("Too many open files", sqlstate.INSUFFICIENT_RESOURCES, "cannot be opened: too many files"),
    ("Cannot allocate memory", sqlstate.OUT_OF_MEMORY, "cannot be opened: out of memory"),
    (
        "Trying to read a database file with version number",
        sqlstate.UNDEFINED_FILE,
        "was written by another version of the database engine",
    ),
)
# What says nothing of the above, by class: a file that is not whole, or not DuckDB's, first.
_KINDS = (
    (
        (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException),
        sqlstate.UNDEFINED_FILE,
        "is damaged or not a database",
    ),
    (
        (duckdb.OutOfMemoryException, MemoryError),
        sqlstate.OUT_OF_MEMORY,
        "cannot be opened: out of memory",
    ),
)


def open_error(user: str, error: Exception) -> FatalError:
    """Return what the client is told.

    Args:
        user: Whose database.
        error: What opening it raised.
    """
    if isinstance(error, UnusableFileError):
        return error.refusal
    if isinstance(error, PgError):  # an extension
        return FatalError(error.message, sqlstate=error.sqlstate)
    text = str(error)
    for pattern, code, what in _TEXTS:
        if pattern in text:
            return _fatal(user, code, what)
    for kinds, code, what in _KINDS:
        if isinstance(error, kinds):
            return _fatal(user, code, what)
    if isinstance(error, duckdb.Error):
        known = to_pg_error(error)
        return FatalError(known.message, sqlstate=known.sqlstate)
    return _fatal(user, sqlstate.IO_ERROR, "cannot be opened")


def _fatal(user: str, code: str, what: str) -> FatalError:
    return FatalError(f'database of user "{user}" {what}', sqlstate=code)
