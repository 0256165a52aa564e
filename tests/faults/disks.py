"""Disks that are full, and files that cannot grow, for one server process.

``small_disk`` gives a server a file system of its own below its data directory; it lives in the
server's mount namespace and dies with it, with root's rights or without. ``file_limit`` stops all
files of a running server from growing, as a disk with an odd fault does.
"""

from __future__ import annotations

import os
import resource
from pathlib import Path


def small_disk(server, megabytes: int) -> None:
    """Put the data directory of a server that has not started on a small disk."""
    data = Path(server.settings["data_dir"])
    data.mkdir(parents=True, exist_ok=True)
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'
    server.wrapper = ["unshare", "-rm", "sh", "-c", mount, str(data)]


def on_disk(server) -> Path:
    """Return the data directory as the server sees it."""
    return Path(f"/proc/{server.pid}/root{server.settings['data_dir']}")


def free_bytes(server) -> int:
    disk = os.statvfs(on_disk(server))
    return disk.f_bavail * disk.f_frsize


def fill(server, leave: int) -> Path:
    """Write a file that leaves ``leave`` bytes of the disk; delete it to make room."""
    ballast = on_disk(server) / "ballast"
    with ballast.open("ab") as file:
        while (size := free_bytes(server) - leave) > 0:
            file.write(bytes(min(size, 1 << 20)))
            file.flush()
    return ballast


def file_limit(server, size: int) -> None:
    """Let no file of the server grow past ``size`` bytes; -1 lifts the limit."""
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))
