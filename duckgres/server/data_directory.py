"""The data directory is one server's: locked, written to once, swept, and looked at for room.

The lock is the kernel's (``flock``): it dies with its process, however that ends, and holds
between containers, in which every server has process id 1. What stands in the file is for the
message alone. Source of the wording: PostgreSQL's ``CreateLockFile`` in
src/backend/utils/init/miscinit.c.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path

from duckgres.auth.secret import FILE_NAME as SECRET_FILE
from duckgres.config.problems import ConfigError, Problem
from duckgres.engine.database_file import sweep
from duckgres.observability.logging import log

LOCK_FILE = "duckgres.pid"
LOW_BYTES = 256 * 1024 * 1024  # of free disk, below which the start warns


class DataDirectory:
    """The directory while this process has it."""

    def __init__(self, path: Path) -> None:
        """Make it where it is missing, and take it.

        Raises:
            ConfigError: It cannot be written, or another server has it.
        """
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
            self._take()
            left = sweep(path) + _sweep_secrets(path)
        except OSError as error:
            raise _refused(_reason(path, error)) from error
        if left:
            log.info("files of an earlier process deleted", files=left)
        self._warn_of_little_room()

    def close(self) -> None:
        """Let another server have it; the file stays, since one may hold it open already."""
        os.close(self._lock)

    def _take(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._lock, 1000, 0).decode(errors="replace").split("\n")
            os.close(self._lock)
            raise _refused(
                f"is another server (PID {' on '.join(holder[:2])}) running in data directory "
                f'"{self.path}"?'
            ) from error
        # Also the proof that something can be written here.
        entry = f"{os.getpid()}\n{socket.gethostname()}\n".encode()
        os.ftruncate(self._lock, 0)
        written = os.pwrite(self._lock, entry, 0)
        if written != len(entry):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        os.fsync(self._lock)

    def _warn_of_little_room(self) -> None:
        disk = os.statvfs(self.path)
        free = disk.f_bavail * disk.f_frsize
        if free < LOW_BYTES:
            log.warning(
                "the disk of the data directory is nearly full",
                data_dir=str(self.path),
                free_megabytes=free // 1_000_000,
            )


def _sweep_secrets(path: Path) -> int:
    """Delete drafts of the secret; returns how many."""
    drafts = list(path.glob(f"{SECRET_FILE}.*"))
    for draft in drafts:
        draft.unlink()
    return len(drafts)


def _refused(message: str) -> ConfigError:
    return ConfigError([Problem("data_dir", message)])


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{path} is not a directory"
    return f"cannot use {path}: {error.strerror}"
