"""What is the same in every database: PostgreSQL's own types, functions, operators and the like.

A file of ``data/`` holds the rows of one relation, as PostgreSQL 15.18 has them
(``scripts/record_catalog.py``). It becomes the table ``CATALOG.main.fixed_<relation>``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from duckgres.catalog.registry import CATALOG
from duckgres.pgtypes import duckdb_map, oids
from duckgres.pgtypes.names import display_name
from duckgres.pgtypes.quoting import literal, quoted

_DATA = "data"
_SUFFIX = ".tsv"
_READ = (
    "CREATE TABLE {table} AS SELECT {columns} FROM read_csv({path}, delim = '\t', header = true, "
    "nullstr = '\\N', all_varchar = true, quote = '', escape = '', auto_detect = false, "
    "columns = {names})"
)


def relations() -> list[str]:
    """Return the names of the relations that have fixed rows."""
    found = (file.name for file in (files(__package__) / _DATA).iterdir())
    return sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX))


def source(relation: str) -> Path:
    """Return the path of a relation's file."""
    return Path(str(files(__package__) / _DATA / f"{relation}{_SUFFIX}"))


def statements() -> list[str]:
    """Return what makes the tables, in a database that may read files."""
    return [*(_table(name) for name in relations()), *_types_of_duckdb()]


def _table(relation: str) -> str:
    """Return the statement that reads a file, whose first line has names and DuckDB's types."""
    path = source(relation)
    with path.open(encoding="utf-8") as file:
        cells = [cell.partition(":") for cell in file.readline().rstrip("\n").split("\t")]
    columns = ", ".join(
        f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, _, kind in cells
    )
    names = ", ".join(f"{literal(name)}: 'VARCHAR'" for name, _, _ in cells)
    table = f"{CATALOG}.main.fixed_{relation}"
    return _READ.format(
        table=table, columns=columns, path=literal(str(path)), names=f"{{{names}}}"
    )


def _types_of_duckdb() -> list[str]:
    """Return what tells the types that DuckDB's names, and names as they are shown, stand for."""
    rows = ", ".join(
        f"({literal(name)}, {literal(oids.TYPES[oid].name)})"
        for name, oid in duckdb_map.SCALARS.items()
    )
    shown = ", ".join(
        f"({literal(display_name(oid))}, {oid})" for oid in (*oids.TYPES, *oids.ELEMENT_OF)
    )
    plain = literal(duckdb_map.PLAIN_NUMERIC)
    return [
        f"CREATE TABLE {CATALOG}.main.duckdb_types (name VARCHAR, pg VARCHAR)",
        f"INSERT INTO {CATALOG}.main.duckdb_types VALUES {rows}",
        f"CREATE TABLE {CATALOG}.main.shown_types (name VARCHAR, oid UINTEGER)",
        f"INSERT INTO {CATALOG}.main.shown_types VALUES {shown}",
        f"CREATE MACRO {CATALOG}.main.plain_numeric() AS {plain}",
    ]
