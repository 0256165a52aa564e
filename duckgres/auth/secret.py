"""The server's own secret, kept between starts in the data directory.

Salts of users without a stored verifier are made from it. If it changed at every start, a name
whose salt stays could be told from one whose salt changes: that would tell which users exist.
"""

from __future__ import annotations

import os
from pathlib import Path

SECRET_SIZE = 32  # bytes
FILE_NAME = "auth_secret"


def load_secret(data_dir: Path) -> bytes:
    """Return the secret, made at the first start; only the server's user may read the file.

    Raises:
        OSError: The directory or the file cannot be made or read.
        ValueError: The file is not a secret of ours.
    """
    path = data_dir / FILE_NAME
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    secret = path.read_bytes()
    if len(secret) != SECRET_SIZE:
        raise ValueError(f"{path} has {len(secret)} bytes and should have {SECRET_SIZE}")
    return secret


def _create(path: Path) -> None:
    """Write the file whole under another name first: nobody sees half of it."""
    draft = path.with_name(f"{FILE_NAME}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(SECRET_SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # another start of ours was first; its secret is as good
    finally:
        draft.unlink()
