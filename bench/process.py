"""CPU time and memory of a server: its whole process tree, read from /proc.

PostgreSQL forks a backend for every session. A backend that has ended is in its parent's
``cutime``, so that the sum over the tree of own and reaped time loses nothing. Source: proc(5).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # per second


def tree(root: int) -> list[int]:
    """Return the process ids below and including ``root``."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cpu_seconds(root: int) -> float:
    """Return user and system time of the tree, with the children it has already reaped."""
    ticks = 0
    for pid in tree(root):
        with suppress(OSError):
            ticks += sum(int(field) for field in _stat(pid)[11:15])  # utime stime cutime cstime
    return ticks / TICKS


def memory_bytes(root: int) -> int:
    """Return what the tree holds in memory.

    One process: its RSS. Several share pages, which RSS would count again for each: the sum of
    their proportional shares.
    """
    pids = tree(root)
    if len(pids) == 1:
        return _status(root, "VmRSS")
    total = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def reset_peak(root: int) -> None:
    """Begin a new peak of memory for every process of the tree."""
    for pid in tree(root):
        with suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak_bytes(root: int) -> int:
    """Return the sum of the peaks of RSS since ``reset_peak``; shared pages count in each."""
    total = 0
    for pid in tree(root):
        with suppress(OSError):
            total += _status(pid, "VmHWM")
    return total


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on; the second may hold blanks and brackets."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":")) * 1024
