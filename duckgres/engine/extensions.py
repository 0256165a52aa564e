"""DuckDB's extensions come as Python packages of DuckDB's own version; nothing is downloaded.

``icu`` and ``json`` belong to every database: time zones and JSON types need them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

import duckdb
import duckdb_extensions

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
            duckdb_extensions.import_extension(extension, con=connection)
        except (ImportError, duckdb.Error) as error:
            raise PgError(
                f'extension "{extension}" could not be loaded', sqlstate="58P01", detail=str(error)
            ) from error
