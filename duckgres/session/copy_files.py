"""COPY of files of the server, for users whom the administrator trusts with them.

A path is followed to its end before it is compared with what is allowed, and the end is opened
without following anything: neither ``..`` nor a link leads out. Messages and their order were
recorded from PostgreSQL 16; source: ``BeginCopyFrom``, ``BeginCopyTo``.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from duckgres.errors import PgError
from duckgres.rows.copy_binary import MESSAGE_HEAD
from duckgres.sql.copy_command import CopyCommand, CopySide

if TYPE_CHECKING:
    from io import FileIO

    from duckgres.session.rights import Rights

_PROGRAM = "pg_execute_server_program", "COPY to or from an external program"
_FILE = {
    True: ("pg_read_server_files", "COPY from a file"),
    False: ("pg_write_server_files", "COPY to a file"),
}
_USE_THE_CLIENT = (
    "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."
)
_HINT = (
    "COPY {} instructs the PostgreSQL server process to {} a file. "
    "You may want a client-side facility such as psql's \\copy."
)
_STATES = {
    errno.ENOENT: "58P01",
    errno.EACCES: "42501",
    errno.EPERM: "42501",
    errno.EISDIR: "42809",
    errno.ENOTDIR: "58P01",
    errno.ENOSPC: "53100",
    errno.EROFS: "25006",
}
# A pipe that nobody reads would keep its opener waiting.
_SAFELY = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MODE = 0o644


def check_side(command: CopyCommand, rights: Rights) -> None:
    """Refuse files and programs of the server to those who may not use them.

    Raises:
        PgError: 42501, as PostgreSQL says it to users without its roles for them; 0A000, programs
            are nobody's.
    """
    if command.side is CopySide.CLIENT:
        return
    if rights.trusted and command.side is CopySide.FILE:
        return
    if rights.trusted:
        raise PgError("COPY to or from an external program is not supported", sqlstate="0A000")
    role, what = _PROGRAM if command.side is CopySide.PROGRAM else _FILE[command.incoming]
    raise PgError(
        f"permission denied to {what}",
        sqlstate="42501",
        detail=f'Only roles with privileges of the "{role}" role may {what}.',
        hint=_USE_THE_CLIENT,
    )


def open_source(path: str, rights: Rights) -> FileIO:
    """Open a file to be read, unbuffered.

    Raises:
        PgError: 58P01, 42501, 42809: it cannot be, or is not to be.
    """
    try:
        number = os.open(_end_of(path, rights), os.O_RDONLY | _SAFELY)
    except OSError as error:
        raise _unopened(path, error, writes=False) from None
    file: FileIO = os.fdopen(number, "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        file.close()
        raise PgError(f'"{path}" is a directory', sqlstate="42809")
    return file


def open_target(path: str, rights: Rights) -> FileIO:
    """Open a file to be written, made or emptied.

    Raises:
        PgError: 42602, 58P01, 42501, 42809: it cannot be, or is not to be.
    """
    if not os.path.isabs(path):
        raise PgError("relative path not allowed for COPY to file", sqlstate="42602")
    try:
        number = os.open(_end_of(path, rights), os.O_WRONLY | os.O_CREAT | _SAFELY, _MODE)
    except OSError as error:
        raise _unopened(path, error, writes=True) from None
    file: FileIO = os.fdopen(number, "wb", buffering=0)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        file.close()
        denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raise _unopened(path, denied, writes=True)
    file.truncate()
    return file


def _end_of(path: str, rights: Rights) -> str:
    """Return where a path leads to.

    Raises:
        OSError: It is not in a directory that is allowed.
    """
    if not os.path.isabs(path):  # PostgreSQL takes it from a directory of its own
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if "\0" not in path:
        end = os.path.realpath(path)
        if any(end.startswith(directory.rstrip("/") + "/") for directory in rights.directories):
            return end
        if end in rights.directories:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _unopened(path: str, error: OSError, *, writes: bool) -> PgError:
    if error.errno == errno.EISDIR:
        message = f'could not open file "{path}" for writing: Is a directory'
        return PgError(message if writes else f'"{path}" is a directory', sqlstate="42809")
    doing, side, does = ("writing", "TO", "write") if writes else ("reading", "FROM", "read")
    return PgError(
        f'could not open file "{path}" for {doing}: {error.strerror}',
        sqlstate=_STATES.get(error.errno or 0, "58030"),
        hint=_HINT.format(side, does),
    )


class FileOfRows:
    """Takes CopyData messages, cut anywhere, and writes what is in them into a file."""

    def __init__(self, file: FileIO) -> None:
        """Write into ``file``, which the caller closes."""
        self._file = file
        self._head = b""  # the beginning of a message's head
        self._left = 0  # bytes of the present message still to come

    def write(self, part: bytes | bytearray | memoryview) -> None:
        """Take some bytes of messages.

        Raises:
            PgError: The file takes no more.
        """
        view, found = memoryview(part), []
        place, end = 0, len(view)
        while place < end:
            if not self._left:
                missing = MESSAGE_HEAD - len(self._head)
                self._head += view[place : place + missing]
                place += missing
                if len(self._head) < MESSAGE_HEAD:
                    break
                self._left = int.from_bytes(self._head[1:], "big") - (MESSAGE_HEAD - 1)
                self._head = b""
            taken = view[place : place + self._left]
            found.append(taken)
            self._left -= len(taken)
            place += len(taken)
        self._write(b"".join(found))

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise PgError(
                f"could not write to COPY file: {error.strerror}",
                sqlstate=_STATES.get(error.errno or 0, "58030"),
            ) from None
