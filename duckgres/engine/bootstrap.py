"""How a user's instance is opened: the order of the steps is the lock.

Options that can only be given at opening come first, then extensions, then the global settings,
then the lock: no file outside the instance, no network, no further setting but those a session may
change. DuckDB refuses to undo any of it. Order and reasons were measured; see docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from duckgres.catalog import registry
from duckgres.engine import catalog_snapshot, extensions, functions
from duckgres.pgtypes.quoting import literal

_Options = dict[str, str | bool | int | float | list[str]]  # as duckdb.connect takes them


@dataclass(frozen=True, slots=True)
class InstanceOptions:
    """What the administrator grants one user's instance.

    Attributes:
        threads: DuckDB's worker threads; more than cores is slower, always.
        memory_limit: Bytes, ``None`` for DuckDB's default of 80 % of the machine.
        max_temp_directory_size: Bytes a query may spill, ``None`` for DuckDB's default.
        extensions: Loaded beside those every database has.
        allowed: Directories and addresses whose files the user may read and write.
    """

    threads: int
    memory_limit: int | None = None
    max_temp_directory_size: int | None = None
    extensions: Sequence[str] = ()
    allowed: Sequence[str] = ()


# PostgreSQL's meaning where DuckDB has a switch for it, and the forms our encoders and error table
# read.
_GLOBAL_SETTINGS = (
    "SET GLOBAL integer_division = true",
    "SET GLOBAL default_null_order = 'nulls_last_on_asc_first_on_desc'",
    "SET GLOBAL TimeZone = 'UTC'",
    "SET GLOBAL arrow_lossless_conversion = true",
    "SET GLOBAL errors_as_json = true",
    # Else its allocator keeps what was freed until it is asked for more: 450 of 660 MB that a
    # canceled result of wide rows had taken stayed for good; this way they are gone in 2 s.
    "SET GLOBAL allocator_background_threads = true",
)

# PostgreSQL's default schema; idempotent, so a file of DuckDB's own gets it at its first opening.
_SCHEMA = ("CREATE SCHEMA IF NOT EXISTS public",)

# What a cursor must be told, since it cannot be set for the instance. DuckDB buffers the rows of a
# stream up to this size, and counts 16 bytes for a text however long it is: by its own setting,
# 1 MB, rows of 100 kB fill 4 GB. Smaller costs nothing measurable; below 16 bytes DuckDB hangs.
CURSOR_SETTINGS = ("SET streaming_buffer_size = '32KB'",)

_LOCK = (
    "SET enable_external_access = false",
    "SET allowed_configs = ['search_path', 'schema', 'TimeZone', 'streaming_buffer_size']",
    "SET lock_configuration = true",
)


def _options(options: InstanceOptions, private: Path) -> _Options:
    """Return what must be known at opening; ``private`` is the user's own directory."""
    config: _Options = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "python_enable_replacements": False,
        "extension_directory": str(private / "extensions"),
        "secret_directory": str(private / "secrets"),
        "home_directory": str(private),
        "temp_directory": str(private / "temp"),
        "threads": options.threads,
    }
    if options.memory_limit is not None:
        config["memory_limit"] = f"{options.memory_limit}B"
    return config


def _limits(options: InstanceOptions) -> list[str]:
    """Return the settings that have no effect when they are given at opening."""
    if options.max_temp_directory_size is None:
        return []
    return [f"SET max_temp_directory_size = '{options.max_temp_directory_size}B'"]


def function_names(names: Sequence[str]) -> list[str]:
    """Return the names of DuckDB's functions, those of the extensions ``names`` among them.

    Raises:
        PgError: An extension cannot be loaded.
    """
    with duckdb.connect() as connection:
        extensions.load(connection, names)
        # The signs of operators have no names.
        found = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions()")
        return [name for (name,) in found.fetchall() if name.isidentifier()]


def _allowed(places: Sequence[str]) -> list[str]:
    """Return what opens ``places``; it works only before external access is off.

    DuckDB compares beginnings: without the last slash ``/data`` would open ``/database`` too.
    """
    if not places:
        return []
    names = ", ".join(literal(place.rstrip("/") + "/") for place in places)
    return [f"SET allowed_directories = [{names}]"]


# More than any log gets: DuckDB has no word for "never".
_NO_CHECKPOINTS = ("SET GLOBAL checkpoint_threshold = '1000TB'",)


def open_instance(
    path: Path,
    private: Path,
    catalog: Path,
    options: InstanceOptions,
    *,
    checkpoints: bool = True,
) -> duckdb.DuckDBPyConnection:
    """Open the database file at ``path`` and lock the instance down.

    Args:
        path: The file; made when it is not there.
        private: The user's directory for what DuckDB spills; made when it is not there.
        catalog: The file of PostgreSQL's catalog (``catalog_file``).
        options: What the administrator grants.
        checkpoints: Whether DuckDB writes its log into the file by itself, behind a COMMIT that
            finds it long.

    Raises:
        duckdb.Error: The file is damaged, locked by another process, or not to be written.
    """
    (private / "temp").mkdir(parents=True, exist_ok=True, mode=0o700)
    root = duckdb.connect(str(path), config=_options(options, private))
    try:
        extensions.load(root, options.extensions)
        held = () if checkpoints else _NO_CHECKPOINTS
        for text in (*_limits(options), *held, *_GLOBAL_SETTINGS, *_SCHEMA):
            root.execute(text)
        install_catalog(root, catalog)
        for text in (*_allowed(options.allowed), *_LOCK):
            root.execute(text)
    except BaseException:
        root.close()
        raise
    return root


def install_catalog(root: duckdb.DuckDBPyConnection, catalog: Path) -> None:
    """Give PostgreSQL's catalog, a file, to an instance that is not locked yet."""
    functions.register(root)
    root.execute(f"ATTACH {literal(str(catalog))} AS {registry.CATALOG} (READ_ONLY)")
    root.execute(catalog_snapshot.ATTACH)
