r"""Record what PostgreSQL's catalogs hold of their own: ``duckgres/catalog/data/*.tsv``.

Usage: ``python scripts/record_catalog.py <connection string of a fresh PostgreSQL 15>``.

One file a relation, one line a row, a header line of ``name:TYPE`` (DuckDB's types), ``\N`` for
NULL, lists in brackets. Object identifiers, reg* values included, are numbers. A column that has
one value in all rows is left out: the view of ``catalog/relations`` says it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

DATA = Path(__file__).parents[1] / "duckgres" / "catalog" / "data"

_OWN = "IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
_OWN_RELATIONS = f"SELECT oid FROM pg_class WHERE relnamespace {_OWN}"  # noqa: S608 - ours
_COLLATIONS = "('default', 'C', 'POSIX', 'ucs_basic', 'C.utf8', 'en-US-x-icu', 'und-x-icu')"
# What psql's \d commands and pgAdmin show descriptions of.
_DESCRIBED = """('pg_type'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass,
    'pg_am'::regclass, 'pg_language'::regclass, 'pg_namespace'::regclass, 'pg_cast'::regclass,
    'pg_conversion'::regclass, 'pg_extension'::regclass, 'pg_ts_config'::regclass,
    'pg_ts_dict'::regclass, 'pg_ts_parser'::regclass, 'pg_ts_template'::regclass)"""
_SETTINGS = (
    "name, unit, category, short_desc, extra_desc, context, vartype, min_val, max_val, enumvals,"
    " boot_val"
)

RELATIONS = {
    "pg_type": ("*", f"typnamespace {_OWN}"),
    "pg_proc": ("*", f"pronamespace {_OWN}"),
    "pg_operator": ("*", "true"),
    "pg_cast": ("*", "true"),
    "pg_am": ("*", "true"),
    "pg_amop": ("*", "true"),
    "pg_amproc": ("*", "true"),
    "pg_opclass": ("*", "true"),
    "pg_opfamily": ("*", "true"),
    "pg_aggregate": ("*", "true"),
    "pg_language": ("*", "lanname <> 'plpgsql'"),
    "pg_collation": ("*", f"collname IN {_COLLATIONS}"),
    "pg_conversion": ("*", "true"),
    "pg_range": ("*", "true"),
    "pg_ts_config": ("*", "true"),
    "pg_ts_config_map": ("*", "true"),
    "pg_ts_dict": ("*", "true"),
    "pg_ts_template": ("*", "true"),
    "pg_description": ("*", f"classoid IN {_DESCRIBED}"),
    "pg_settings": (_SETTINGS, "true"),
    "pg_class": ("*", f"relnamespace {_OWN}"),
    "pg_attribute": (
        "attrelid, attname, atttypid, attlen, attnum, attndims, attbyval, attalign, attstorage,"
        " attnotnull, attcollation",
        f"attnum > 0 AND attrelid IN ({_OWN_RELATIONS})",
    ),
    "pg_index": ("*", f"indrelid IN ({_OWN_RELATIONS})"),
    "pg_constraint": ("*", f"connamespace {_OWN}"),
    "pg_timezone_abbrevs": ("*", "true"),
    "pg_roles": ("rolname, oid", "oid <> 10 AND rolname LIKE 'pg\\_%'"),
    "information_schema.sql_features": ("*", "true"),
    "information_schema.sql_implementation_info": ("*", "true"),
    "information_schema.sql_parts": ("*", "true"),
    "information_schema.sql_sizing": ("*", "true"),
}
"""Relation -> the columns that are kept and the rows."""

# Kept with all columns: the snapshot of a database's objects reads it.
_WHOLE = {"pg_type"}
# Who may do what, sizes and transactions are of that server alone.
_LOCAL = {
    "relacl", "relfilenode", "relpages", "reltuples", "relallvisible", "relfrozenxid",
    "relminmxid", "reltoastrelid", "relrewrite", "attacl", "typacl", "proacl", "lanacl",
    "prosqlbody", "indexprs", "indpred", "collversion",
}  # fmt: skip
_DUCKDB = {
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "integer": "INTEGER",
    "int2vector": "SMALLINT[]",
    "information_schema.cardinal_number": "INTEGER",
    "interval": "INTERVAL",
    "oid": "UINTEGER",
    "oidvector": "UINTEGER[]",
    "real": "REAL",
    "smallint": "SMALLINT",
}


def duckdb_type(kind: str) -> str:
    """Return the DuckDB type of a catalog column; ``kind`` as format_type names it."""
    if kind.startswith("reg"):
        return "UINTEGER"
    if kind.endswith("[]"):
        return duckdb_type(kind[:-2]) + "[]"
    return _DUCKDB.get(kind, "VARCHAR")


def _columns(connection: psycopg.Connection[Any], relation: str, wanted: str) -> dict[str, str]:
    """Return the columns, ``name:TYPE``, and an expression for each."""
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
        (relation,),
    ).fetchall()
    names = None if wanted == "*" else {name.strip() for name in wanted.split(",")}
    return {
        f"{name}:{duckdb_type(kind)}": _expression(f"{relation}.{name}", kind)
        for name, kind in rows
        if name not in _LOCAL and (names is None or name in names)
    }


def _expression(name: str, kind: str) -> str:
    if kind.startswith("reg"):
        return f"{name}::oid::text"
    if kind == "pg_node_tree":
        return f"pg_get_expr({name}, 0)"
    if kind.endswith("vector"):
        return f"concat('[', replace({name}::text, ' ', ','), ']')"
    if kind.endswith("[]"):
        return f"translate({name}::text, '{{}}', '[]')"
    return f"{name}::text"


def record(connection: psycopg.Connection[Any], relation: str) -> None:
    """Write one file."""
    wanted, condition = RELATIONS[relation]
    columns = _columns(connection, relation, wanted)
    order = f"{relation}.oid" if "oid:UINTEGER" in columns else "1, 2, 3"
    query = f"SELECT {', '.join(columns.values())} FROM {relation} WHERE {condition}"  # noqa: S608 - our own words
    rows = connection.execute(f"{query} ORDER BY {order}").fetchall()
    by_column = dict(zip(columns, zip(*rows, strict=True), strict=True))
    for name, values in list(by_column.items()):
        if len(set(values)) == 1 and relation not in _WHOLE:
            print(f"{relation}: {name} is always {values[0]!r}")
            del by_column[name]
    lines = ["\t".join(by_column)]
    lines += ["\t".join(map(_field, row)) for row in zip(*by_column.values(), strict=True)]
    (DATA / f"{relation.split('.')[-1]}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _field(value: str | None) -> str:
    return "\\N" if value is None else " ".join(value.split("\n"))


def record_zones() -> None:
    """Write how time in a zone is called, as the package tzdata has it, and its lesser offset.

    DuckDB knows how far the zones are from UTC today, but calls them by ICU's names.
    """
    year = datetime.now(UTC).year
    lines = ["name:VARCHAR\tutc_offset:INTERVAL\tabbrev:VARCHAR\tother_abbrev:VARCHAR"]
    for name in resources.files("tzdata").joinpath("zones").read_text("utf-8").split():
        moments = [datetime(year, month, 15, tzinfo=ZoneInfo(name)) for month in (1, 7)]
        (least, called), (_, other) = sorted(
            (_seconds(moment), moment.tzname() or "") for moment in moments
        )
        lines.append(f"{name}\t{least} seconds\t{called}\t{other}")
    (DATA / "pg_timezone_names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None, "it has a zone"
    return int(offset.total_seconds())


def main(target: str) -> None:
    """Write all files."""
    record_zones()
    with psycopg.connect(target) as connection:
        for relation in RELATIONS:
            record(connection, relation)


if __name__ == "__main__":
    main(sys.argv[1])
