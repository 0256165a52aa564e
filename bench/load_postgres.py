"""Copy the tables of a DuckDB file into a PostgreSQL, keyed and indexed as TPC-H is usually run.

    python -m bench.load_postgres --file tpch.duckdb postgresql://user:password@host/database

The rows go through CSV and COPY. Tables that are there already with as many rows are left as
they are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql

PRIMARY_KEYS = {
    "region": "r_regionkey",
    "nation": "n_nationkey",
    "supplier": "s_suppkey",
    "customer": "c_custkey",
    "part": "p_partkey",
    "partsupp": "ps_partkey, ps_suppkey",
    "orders": "o_orderkey",
    "lineitem": "l_orderkey, l_linenumber",
    "points": "id",
}
INDEXES = {
    "nation": ("n_regionkey",),
    "supplier": ("s_nationkey",),
    "customer": ("c_nationkey",),
    "partsupp": ("ps_suppkey",),
    "orders": ("o_custkey", "o_orderdate"),
    "lineitem": ("l_partkey, l_suppkey", "l_shipdate"),
}
BLOCK_SIZE = 1024 * 1024  # bytes of CSV a CopyData


def load(file: Path, dsn: str, tables: list[str] | None = None) -> None:
    """Copy ``tables`` (default: all of schema public) and ``VACUUM ANALYZE`` them."""
    with (
        duckdb.connect(str(file), read_only=True) as source,
        psycopg.connect(dsn, autocommit=True) as target,
    ):
        for table in tables or _tables(source):
            if _is_there(source, target, table):
                continue
            _copy(source, target, table)
            for columns in INDEXES.get(table, ()):
                _run(target, f"create index on {table} ({columns})")
            _run(target, f"vacuum analyze {table}")
        _run(target, "checkpoint" if _may_checkpoint(target) else "select 1")


def _tables(source: duckdb.DuckDBPyConnection) -> list[str]:
    rows = source.execute(
        "select table_name from duckdb_tables() where schema_name = 'public' order by 1"
    ).fetchall()
    return [str(name) for (name,) in rows]


def _run(target: psycopg.Connection[Any], text: str) -> None:
    target.execute(sql.SQL(text))  # names of our own tables


def _count(connection: Any, table: str) -> int:  # Any: DuckDB's or psycopg's connection
    return int(connection.execute(f"select count(*) from public.{table}").fetchone()[0])


def _is_there(
    source: duckdb.DuckDBPyConnection, target: psycopg.Connection[Any], table: str
) -> bool:
    found = target.execute("select to_regclass(%s)", [f"public.{table}"]).fetchone()
    if found is None or found[0] is None:
        return False
    rows = _count(source, table)
    # an empty table is written to by the measures
    return rows == 0 or _count(target, table) == rows


def _copy(source: duckdb.DuckDBPyConnection, target: psycopg.Connection[Any], table: str) -> None:
    described = source.execute(f"describe public.{table}").fetchall()
    columns = [f"{row[0]} {row[1]}{'' if row[2] == 'YES' else ' not null'}" for row in described]
    if table in PRIMARY_KEYS:
        columns.append(f"primary key ({PRIMARY_KEYS[table]})")
    with tempfile.TemporaryDirectory() as directory, target.transaction():
        csv = Path(directory) / "rows.csv"
        source.execute(f"copy public.{table} to '{csv}' (format csv, header false)")
        _run(target, f"drop table if exists public.{table}")
        _run(target, f"create table public.{table} ({', '.join(columns)})")
        statement = sql.SQL("copy {} from stdin with (format csv)").format(sql.Identifier(table))
        with csv.open("rb") as rows, target.cursor().copy(statement) as copy:
            while block := rows.read(BLOCK_SIZE):
                copy.write(block)
    print(f"postgres: {table} {_count(target, table):,} rows", flush=True)


def _may_checkpoint(target: psycopg.Connection[Any]) -> bool:
    row = target.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(row and row[0])


def main() -> int:
    """Load as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, required=True, help="made by scripts/load_tpch.py")
    parser.add_argument("--tables", type=lambda text: text.split(","), help="default: all")
    parser.add_argument("dsn")
    options = parser.parse_args()
    load(options.file, options.dsn, options.tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
