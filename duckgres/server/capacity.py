"""Whether what users were promised fits the machine.

A limit is each user's own, so the sum of all may be more than there is. That is a choice, as
memory and disks of those who are away lie idle, but one to be made knowingly: the log says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from duckgres.config.model import Config, User, core_count
from duckgres.config.values import show_size


def warnings(config: Config) -> list[str]:
    """Return a sentence for each limit whose sum over all users is more than the machine has."""
    found = []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    promised = _sum(config, lambda user: user.limits.memory_limit or config.memory_limit)
    if promised > memory:
        found.append(_too_much("memory_limit", promised, memory))
    disk = _free_disk(config.data_dir)
    promised = _sum(
        config,
        lambda user: user.limits.max_temp_directory_size or config.max_temp_directory_size,
    )
    if promised > disk:
        found.append(_too_much("max_temp_directory_size", promised, disk))
    cores = core_count()
    for user in config.users.values():
        threads = user.limits.threads or 0
        if threads > cores:
            found.append(f"user {user.name} has {threads} threads, the machine {cores} cores")
    return found


def _sum(config: Config, limit: Callable[[User], int | None]) -> int:
    return sum(limit(user) or 0 for user in config.users.values())


def _too_much(name: str, promised: int, there: int) -> str:
    return (
        f"{name} of all users together is {show_size(promised)}, "
        f"more than the {show_size(there)} there are"
    )


def _free_disk(directory: Path) -> int:
    """Return the bytes free where a directory is, or will be made."""
    place = directory.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
