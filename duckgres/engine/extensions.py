"""DuckDB's extensions come as Python packages of DuckDB's own version; nothing is downloaded.

They are loaded where the package has them. Installing them, as the packages' own helper does,
copies 90 MB into the directory of every user (2.2 s, and a new copy in memory), and a full disk
then keeps everybody out. ``icu`` and ``json`` belong to every database: time zones and JSON types
need them.
"""

from __future__ import annotations

import importlib.resources
import importlib.util
from collections.abc import Sequence
from pathlib import Path

import duckdb

from duckgres.errors import PgError

ALWAYS = ("icu", "json")


def package_name(extension: str) -> str:
    """Return the import name of the package that carries ``extension``."""
    return f"duckdb_extension_{extension}"


def missing(extensions: Sequence[str]) -> list[str]:
    """Return those of ``extensions`` whose package is not installed."""
    return [e for e in extensions if importlib.util.find_spec(package_name(e)) is None]


def load(connection: duckdb.DuckDBPyConnection, extensions: Sequence[str]) -> None:
    """Load ``extensions`` and those every database has into the instance.

    Raises:
        PgError: 58P01, one cannot be loaded.
    """
    for extension in dict.fromkeys((*ALWAYS, *extensions)):
        try:
            file = str(_file(extension)).replace("'", "''")
            connection.execute(f"LOAD '{file}'")
        except (ImportError, duckdb.Error) as error:
            raise PgError(
                f'extension "{extension}" could not be loaded', sqlstate="58P01", detail=str(error)
            ) from error


def _file(extension: str) -> Path:
    """Return where the package has it; one of another version of DuckDB's has none."""
    package = importlib.resources.files(package_name(extension))
    directory = Path(str(package)) / "extensions" / f"v{duckdb.__version__}"
    return directory / f"{extension}.duckdb_extension"
