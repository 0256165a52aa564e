"""Every reason for not opening a database has its code; no path reaches the client."""

import errno
import os

import duckdb
import pytest

from duckgres.engine.database_file import UnusableFileError
from duckgres.engine.open_errors import open_error
from duckgres.errors import FatalError, PgError

DAMAGED = "is damaged or not a database"


@pytest.mark.parametrize(
    ("error", "sqlstate", "said"),
    [
        (
            duckdb.IOException(
                'IO Error: Could not set lock on file "/srv/u.db": Conflicting lock'
            ),
            "55006",
            "is being used by another process",
        ),
        (
            duckdb.IOException('IO Error: Cannot open file "/srv/u.db": Read-only file system'),
            "58030",
            "cannot be opened: read-only file system",
        ),
        (
            duckdb.IOException('IO Error: Cannot open file "/srv/u.db": Permission denied'),
            "58030",
            "cannot be opened: permission denied",
        ),
        (
            duckdb.IOException('Could not write file "/srv/u.db": No space left on device'),
            "53100",
            "cannot be opened: no space left on device",
        ),
        (
            duckdb.IOException("IO Error: Trying to read a database file with version number 999"),
            "58P01",
            "was written by another version of the database engine",
        ),
        (
            duckdb.IOException('IO Error: The file "/srv/u.db" exists, but it is not a valid'),
            "58P01",
            DAMAGED,
        ),
        (duckdb.InternalException("INTERNAL Error: Invalid WAL entry type!"), "58P01", DAMAGED),
        (duckdb.SerializationException("Serialization Error: x"), "58P01", DAMAGED),
        (duckdb.OutOfMemoryException("x"), "53200", "cannot be opened: out of memory"),
        (MemoryError(), "53200", "cannot be opened: out of memory"),
        (
            OSError(errno.EROFS, os.strerror(errno.EROFS), "/srv/private"),
            "58030",
            "cannot be opened: read-only file system",
        ),
        (
            OSError(errno.EMFILE, os.strerror(errno.EMFILE), "/srv/private"),
            "53000",
            "cannot be opened: too many files",
        ),
        (OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), "/srv"), "58030", "cannot be opened"),
    ],
)
def test_a_reason_has_its_code_and_shows_no_path(error, sqlstate, said):
    told = open_error("u", error)
    assert isinstance(told, FatalError)
    assert (told.sqlstate, told.message) == (sqlstate, f'database of user "u" {said}')


def test_an_unusable_file_brings_its_refusal():
    refusal = FatalError("x", sqlstate="58P01")
    assert open_error("u", UnusableFileError("/srv/u.db is a directory", refusal)) is refusal


def test_an_extension_ends_the_login_with_its_own_words():
    told = open_error("u", PgError('extension "x" could not be loaded', sqlstate="58P01"))
    assert isinstance(told, FatalError)
    assert told.message == 'extension "x" could not be loaded'


def test_an_instance_that_is_still_dead_is_told_as_lost():
    told = open_error("u", duckdb.FatalException("FATAL Error: Failed: invalidated"))
    assert (told.sqlstate, type(told)) == ("57P02", FatalError)
