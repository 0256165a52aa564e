"""The data of all servers: one DuckDB file; Duckgres gets a copy, PostgreSQL its rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parent.parent


def prepare(work: Path, scale: float, points: int) -> Path:
    """Return a file with TPC-H, ``points`` (keyed) and ``writes`` (empty); made when missing."""
    file = work / f"tpch-{scale:g}-{points}.duckdb"
    if file.exists():
        return file
    unfinished = file.with_suffix(".unfinished")
    script = ROOT / "scripts" / "load_tpch.py"
    subprocess.run(
        [sys.executable, str(script), "--file", str(unfinished), "--scale", str(scale)], check=True
    )
    with duckdb.connect(str(unfinished)) as con:
        con.execute("create or replace table public.writes(a integer, b text)")
        con.execute(
            "create or replace table public.points"
            "(id integer primary key, value bigint, name text)"
        )
        con.execute(
            "insert into public.points select i, i * 7919 % 1000003, 'name of ' || i"
            f" from range(1, {points} + 1) numbers(i)"
        )
        con.execute("checkpoint")
    unfinished.rename(file)
    return file
