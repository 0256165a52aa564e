"""Make TPC-H's eight tables in a user's database, in schema public.

    python scripts/load_tpch.py --data-dir data --user postgres --scale 1

The data come from DuckDB's extension tpch (the wheel duckdb-extension-tpch, in the extra
``test``) and are the same on every machine. A database that has them already is left as it is;
one that has another scale is loaded anew. The server must not be running: DuckDB's files belong
to one process at a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import duckdb

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")
SCALE_OF_A_STEP = 0.1  # how much is generated between two lines of progress
MAX_STEPS = 100


class LoadError(Exception):
    """A reason to stop, told in one line."""


def main(arguments: list[str] | None = None) -> int:
    """Load as the command line says; return the exit status."""
    options = _options(arguments)
    try:
        file = options.file or _user_file(options.data_dir, options.user)
        load(file, options.scale)
    except LoadError as error:
        print(f"load_tpch: {error}", file=sys.stderr)
        return 1
    return 0


def load(file: Path, scale: float) -> None:
    """Fill ``file``, which is made when missing.

    Raises:
        LoadError: Another process holds the file, it is no database, or the wheel is missing.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    con = _open(file)
    try:
        if _loaded_scale(con) == str(scale):
            print(f"{file} holds TPC-H at scale {scale:g} already")
            return
        _generate(con, scale)
        con.execute("checkpoint")
        _tell(con, file)
    finally:
        con.close()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data-dir", type=Path, default=Path("data"), help="the server's data_dir"
    )
    parser.add_argument("--user", default="postgres", help="whose database")
    parser.add_argument("--file", type=Path, help="this DuckDB file instead of a user's")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 6 million rows of lineitem")
    options = parser.parse_args(arguments)
    if not options.scale > 0:
        parser.error("--scale must be above 0")
    return options


def _user_file(data_dir: Path, user: str) -> Path:
    sys.path.insert(0, str(Path(__file__).parent.parent))  # a checkout that is not installed
    from duckgres.engine.database import database_path  # not with --file

    return Path(database_path(data_dir, user))


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    try:
        con = duckdb.connect(str(file))
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise LoadError(str(error)) from error
        raise LoadError(f"another process holds {file}: stop the server first") from error
    try:
        import duckdb_extensions  # told below when it is missing

        duckdb_extensions.import_extension("tpch", con=con)
    except (ImportError, duckdb.Error) as error:
        con.close()
        raise LoadError(
            f"install duckdb-extension-tpch=={duckdb.__version__} ({error})"
        ) from error
    return con


def _loaded_scale(con: duckdb.DuckDBPyConnection) -> str | None:
    """Return the scale noted at the last table of a complete load."""
    row = con.execute(
        "select comment from duckdb_tables() where schema_name = 'public'"
        " and table_name = 'lineitem' and database_name = current_database()"
    ).fetchone()
    return str(row[0]).removeprefix("TPC-H scale ") if row and row[0] else None


def _generate(con: duckdb.DuckDBPyConnection, scale: float) -> None:
    con.execute("create schema if not exists public")
    for table in TABLES:
        con.execute(f"drop table if exists public.{table}")
    steps = min(MAX_STEPS, max(1, round(scale / SCALE_OF_A_STEP)))
    began = time.monotonic()
    for step in range(steps):
        con.execute(
            f"call dbgen(sf = {scale}, schema = 'public', children = {steps}, step = {step})"
        )
        seconds = time.monotonic() - began
        print(f"TPC-H scale {scale:g}: part {step + 1} of {steps}, {seconds:.1f} s", flush=True)
    # Written last: a load that was broken off has no scale and is made again.
    con.execute(f"comment on table public.lineitem is 'TPC-H scale {scale}'")


def _tell(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    for table in TABLES:
        count = len(con.table(f"public.{table}"))
        print(f"  {table:<9}{count:>12,} rows")
    print(f"{file}: {file.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
