"""A user's database as files: what may be opened, and how a new one comes to be.

DuckDB is generous where a server must not be: it opens a file whose log is no log and forgets the
log, and beside a log without its file it makes an empty database and deletes the log. A pipe in
the file's place would block its thread for ever. So the files are looked at before DuckDB sees
them; nothing is ever repaired here. A new database is made under another name and moved into
place, so that a process killed in the middle leaves a draft and not half a database, which nobody
could open again. Measured with DuckDB 1.5.5.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb

from duckgres.errors import FatalError

SUFFIX = ".db"
DRAFT_SUFFIX = ".new"
# Every log begins with the entry that tells its version: field 100 (the kind) is 98.
_LOG_BEGIN = b"\x64\x00\x62"


class UnusableFileError(Exception):
    """The database is not to be opened; the message is for the log.

    Attributes:
        refusal: What the client is told.
    """

    def __init__(self, reason: str, refusal: FatalError) -> None:
        super().__init__(reason)
        self.refusal = refusal


def log_path(path: Path) -> Path:
    """Return where DuckDB keeps what is committed and not yet in the file."""
    return path.with_name(f"{path.name}.wal")


def log_size(path: Path) -> int:
    """Return how many bytes a database's log has; 0 where there is none."""
    try:
        return log_path(path).stat().st_size
    except FileNotFoundError:
        return 0


def prepare(path: Path, owner: str) -> int:
    """Check the files of a database, and make them where there is none.

    Returns:
        Bytes in the log, which the opening will take in.

    Raises:
        UnusableFileError: They are no database of ours, or not whole.
        OSError: They cannot be looked at.
        duckdb.Error: A new one cannot be made.
    """
    log = log_path(path)
    mode = _mode(path)
    if mode is None:
        if path.is_symlink():
            raise _damaged(f"{path} is a link to a file that does not exist", owner)
        if log_size(path):
            raise _damaged(f"there is a log {log} but no database {path}", owner)
        _create(path)
        return 0
    if not stat.S_ISREG(mode):
        raise _damaged(f"{path} is not a regular file", owner)
    size = log_size(path)
    if size:
        with log.open("rb") as file:
            begin = file.read(len(_LOG_BEGIN))
        # A log that a crash cut short at its first bytes holds nothing, and passes.
        if not _LOG_BEGIN.startswith(begin):
            raise _damaged(f"{log} is not a log of DuckDB's", owner)
    return size


def sweep(data_dir: Path) -> int:
    """Delete what a killed process left: spilled rows and drafts; returns how many files.

    Only for who holds the directory's lock: the files of a living process look the same.
    """
    left = [*data_dir.glob(f"*{SUFFIX}{DRAFT_SUFFIX}*"), *data_dir.glob("private/*/temp/*")]
    swept = 0
    for path in left:
        if path.is_symlink() or path.is_file():
            path.unlink()
            swept += 1
    return swept


def _create(path: Path) -> None:
    draft = path.with_name(f"{path.name}{DRAFT_SUFFIX}")
    for left in (draft, log_path(draft)):
        left.unlink(missing_ok=True)
    duckdb.connect(str(draft), config={"threads": 1}).close()
    # The file is whole on the disk before its name is.
    for name in (draft, path.parent):
        descriptor = os.open(name, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if name is draft:
            draft.rename(path)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _damaged(reason: str, owner: str) -> UnusableFileError:
    refusal = FatalError(
        f'database of user "{owner}" is damaged or not a database', sqlstate="58P01"
    )
    return UnusableFileError(reason, refusal)
