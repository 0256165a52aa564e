"""The file with PostgreSQL's catalog: made once, attached to every instance without writing.

To make it takes half a second, to attach it some milliseconds. Its name has the hash of all that
it is made of, so a new version makes a new one, and servers of two versions may share a directory.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from functools import cache
from pathlib import Path

import duckdb

from duckgres.catalog import fixed, registry, relations
from duckgres.engine import catalog_snapshot, functions
from duckgres.pgtypes.quoting import literal

DIRECTORY = "catalog"  # below the data directory
_STORAGE = "v1.5.0"

_making = threading.Lock()


def path(data_dir: Path) -> Path:
    """Return the path of the file, which is made if it is not there.

    Raises:
        OSError: It cannot be written.
    """
    place = data_dir / DIRECTORY / f"{_digest()}.duckdb"
    if not place.exists():
        with _making:
            if not place.exists():
                _make(place)
    return place


@cache
def _digest() -> str:
    """Return the hash of what the file is made of."""
    found = hashlib.sha256(duckdb.__version__.encode())
    for text in statements():
        found.update(text.encode())
    for name in fixed.relations():
        found.update(fixed.source(name).read_bytes())
    return found.hexdigest()[:24]


def _make(place: Path) -> None:
    """Make the file beside its place and move it there, as several servers may do at once."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        made = Path(scratch) / "made"
        builder = duckdb.connect(config={"autoload_known_extensions": False})
        try:
            functions.register(builder)
            builder.execute(
                f"ATTACH {literal(str(made))} AS {registry.CATALOG} (STORAGE_VERSION '{_STORAGE}')"
            )
            builder.execute(catalog_snapshot.ATTACH)
            for text in statements():
                builder.execute(text)
            builder.execute(f"DETACH {registry.CATALOG}")
        except duckdb.IOException as error:  # the disk is full
            raise OSError(str(error)) from error
        finally:
            builder.close()
        os.replace(made, place)


def statements() -> list[str]:
    """Return what makes the catalog, once ``registry.CATALOG`` is attached, and its snapshots."""
    snapshots = (text for variant in relations.VARIANTS for text in relations.snapshot(variant))
    return [
        "BEGIN", *registry.statements(), *fixed.statements(), "COMMIT", *snapshots,
        "BEGIN", *relations.statements(), "COMMIT",
    ]  # fmt: skip
