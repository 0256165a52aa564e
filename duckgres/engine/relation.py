"""A table or view by its name, for commands that need more of it than a query can say.

``lookup`` is a statement to run with the session's cursor, ``found`` reads its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.statement import Statement, StatementKind

TABLE, VIEW, SEQUENCE = "table", "view", "sequence"

# Temporary ones first, then as the search path has them. DuckDB compares names without case.
_LOOKUP = """
    WITH named AS (
        SELECT 'table' AS kind, database_name AS db, schema_name AS s, table_name AS n, sql
        FROM duckdb_tables() WHERE NOT internal AND lower(table_name) = {name}
        UNION ALL
        SELECT 'view', database_name, schema_name, view_name, ''
        FROM duckdb_views() WHERE NOT internal AND lower(view_name) = {name}
        UNION ALL
        SELECT 'sequence', database_name, schema_name, sequence_name, ''
        FROM duckdb_sequences() WHERE lower(sequence_name) = {name}
    ), best AS (
        SELECT * FROM named WHERE {place}
        ORDER BY db <> 'temp', list_position(current_schemas(true), s) LIMIT 1
    )
    SELECT kind, db, s, n, sql, (
        SELECT list([column_name, data_type, column_default] ORDER BY column_index)
        FROM duckdb_columns()
        WHERE database_name = db AND schema_name = s AND table_name = n
    ) FROM best
"""
_IN_PATH = """
    db = 'temp' OR db = current_database() AND list_contains(current_schemas(true), s)
"""
_IN_SCHEMA = """
    db = current_database() AND lower(s) = {schema} OR db = 'temp' AND {schema} = 'pg_temp'
    OR lower(db) = {schema} AND s = 'main' AND db <> current_database()
"""
_IN_CATALOG = "lower(db) = {catalog} AND lower(s) = {schema}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What the catalog says of a table, view or sequence.

    Attributes:
        kind: ``TABLE``, ``VIEW`` or ``SEQUENCE``.
        catalog: Its database.
        schema: Its schema.
        name: Its name.
        columns: The names of its columns.
        types: DuckDB's types of them.
        generated: Those that are computed from others.
        defaults: DuckDB's texts of their defaults, ``None`` for none.
    """

    kind: str
    catalog: str
    schema: str
    name: str
    columns: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    generated: frozenset[str] = frozenset()
    defaults: tuple[str | None, ...] = ()

    @property
    def text(self) -> str:
        """Its whole name, for DuckDB and PostgreSQL's grammar alike."""
        return ".".join(map(quoted, (self.catalog, self.schema, self.name)))


def lookup(catalog: str, schema: str, name: str) -> Statement:
    """Return the statement that finds a relation; empty names are the search path's."""
    place = _IN_CATALOG if catalog else _IN_SCHEMA if schema else _IN_PATH
    place = place.format(catalog=literal(catalog.lower()), schema=literal(schema.lower()))
    text = _LOOKUP.format(name=literal(name.lower()), place=place)
    return Statement(StatementKind.QUERY, "SELECT", pieces=(text,), returns_rows=True)


def found(rows: Sequence[tuple[Any, ...]]) -> Relation | None:  # Any: DuckDB's values
    """Return the relation that the look-up has found, if it has."""
    if not rows:
        return None
    kind, catalog, schema, name, text, columns = rows[0]
    names, types, defaults = zip(*columns, strict=True) if columns else ((), (), ())
    generated = frozenset(names[place] for place in generated_places(text))
    return Relation(kind, catalog, schema, name, names, types, generated, defaults)


def generated_places(text: str) -> list[int]:
    """Return the places, from 0, of the generated columns of a CREATE TABLE as DuckDB writes it.

    The catalog gives an expression for them as it does for a default; only this text tells.
    """
    if "GENERATED ALWAYS AS" not in text:
        return []
    try:
        scanned = parse.tokens(Source(text))
    except PgError:
        return []  # PostgreSQL's scanner does not know all that DuckDB writes
    places, place, depth = [], 0, 0
    for index, token in enumerate(scanned):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth != 1:
            continue
        if token.text == ",":
            place += 1
        elif token.word == "generated" and scanned[index + 1].word == "always":
            places.append(place)
    return places
