"""How kernels are compiled and where the machine code is kept.

``entry`` marks what Python calls (kept on disk), ``inner`` what only other kernels call (compiled
into them). Both let go of the GIL. Arithmetic follows the machine: it wraps, and a division by
zero is ours to avoid.

The cache directory is ``$NUMBA_CACHE_DIR`` or ``__pycache__`` beside this file or, if that cannot
be written, the user's cache directory or the temporary one, there only in a directory that nobody
else can write: what is loaded from it is run. Below it one directory per state of the sources and
version of numba. Numba itself keeps one entry per processor model there: a
container image built on another kind of machine compiles again at its first start.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

_HERE = Path(__file__).parent
_OPTIONS = {"nogil": True, "error_model": "numpy"}

F = TypeVar("F", bound=Callable[..., Any])  # any signature: the decorators keep it


def _sources_hash() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(_HERE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK | os.X_OK)


def _own(directory: Path) -> bool:
    """Make a directory only this user can write, in a place where others can make one first."""
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        status = directory.lstat()  # a link is somebody's, wherever it leads
        others = stat.S_IWGRP | stat.S_IWOTH
        return (
            stat.S_ISDIR(status.st_mode)
            and status.st_uid == os.getuid()
            and status.st_mode & others == 0
        )
    except OSError:
        return False
    return True


def cache_directory() -> Path:
    """Return the first place of the list above that can be written, made if it was missing.

    Raises:
        OSError: None of them can.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    temporary = Path(tempfile.gettempdir()) / f"duckgres-{os.getuid()}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(chosen)] if chosen else [_HERE / "__pycache__", home / "duckgres", temporary]
    for place in places:
        directory = place / f"kernels-{_sources_hash()}"
        if (place != temporary or _own(place)) and _writable(directory):
            return directory
    raise OSError(f"no directory to keep compiled kernels in: {', '.join(map(str, places))}")


config.CACHE_DIR = str(cache_directory())


def inner(function: F) -> F:
    """Compile a function that only kernels call."""
    return cast(F, numba.njit(**_OPTIONS)(function))


def entry(function: F) -> F:
    """Compile a function that Python calls, and keep it on disk."""
    return cast(F, numba.njit(cache=True, **_OPTIONS)(function))
