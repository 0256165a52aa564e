"""What PostgreSQL keeps of objects, where DuckDB's catalog has no place for it.

DuckDB forgets a type's alias and keeps expressions in its own words. So an object's facts are kept
in its comment, behind a sign no comment begins with: there they are part of the catalog and of its
transactions, follow the object when it or its table is renamed, and go with it. A comment of the
user's stands in front of them: ``split_part(comment, chr(31), 1)``; the facts are the JSON object
behind: ``split_part(comment, chr(31), 2)->>'default'``. A key that is not there says that DuckDB's
catalog tells it all, or that the object was not made here; DuckDB's text is then the answer.
Expressions are in PostgreSQL's normal form (``sql.shown``), as ``pg_get_expr`` prints them.

Columns, also those of materialized views:

- ``type``: PostgreSQL's name of the type where DuckDB's does not tell (``varchar``, ``bpchar``,
  ``jsonb``, ``name``, ``inet``), or ``schema.name`` of an enum, a composite type or a domain; of
  an array, which DuckDB's type tells, that of its elements;
- ``typmod``: as in ``pg_attribute.atttypmod``; none is -1, but for a DECIMAL, whose is DuckDB's
  unless it is kept as -1;
- ``text``: the kind of text that a domain is;
- ``default``: its DEFAULT, or the expression of a generated column; none where DuckDB's text is
  the same (``5``), and for serial and identity columns, whose default is the next value of
  ``sequence``;
- ``generated``: ``s``; ``identity``: ``a`` always, ``d`` by default;
- ``sequence``: the sequence it owns, as ``"schema"."name"``.

Tables:

- ``constraints``: DuckDB's text of a constraint -> its name, empty where it is none to PostgreSQL;
- ``checks``: name of a CHECK -> its expression, without the parentheses of ``CHECK (…)``;
- ``comments``: name of a constraint -> what the user says of it;
- ``query``, ``columns``, ``path``: a materialized view's query in DuckDB's words, the names of its
  columns, and the search path it was written under;
- ``oid``: its OID, once it is not the one its name gives; views, indexes and sequences, too.

Views and materialized views: ``definition``: the query, as ``pg_get_viewdef`` prints it.

Indexes: ``keys``: text of each key, ``options``: ``pg_index.indoption`` of each, ``opclasses``:
name of each that is not the type's own, else empty, ``include``: further columns, ``where``: the
predicate, empty for none, ``method``, and ``definition``: all that ``pg_get_indexdef`` prints
behind the table's name.

Sequences: ``type``: ``int2`` or ``int4``, else it is ``int8``; ``start``: where it was told to
start, if that is not where DuckDB's starts.

Domains: ``domain``, an object: ``checks``, ``default`` in DuckDB's words, ``not_null``, ``text``,
and in PostgreSQL's: ``type``, ``typmod``, ``shown_default``, and ``shown_checks``: name ->
expression. Composite types: ``attributes``: for each a list of name, type and typmod.

Functions: ``arguments``: for each a list of name, mode, type and default (empty for none);
``result``: type, ``set``: it returns rows, ``volatility`` (``i``, ``s``, ``v``), ``strict``,
``parallel``, and ``body``: as the client wrote it.

What they tell of a statement's results and parameters is found in ``told``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from duckgres.pgtypes import oids
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.sources import (
    Table,
)
from duckgres.sql.statement import ColumnFact, NewRelation

TEMPORARY = "pg_temp"  # the schema of temporary tables, as PostgreSQL calls it
MARK = "\x1f"  # between a comment and the facts

# DuckDB's catalog of temporary tables has a schema main, too.
_COLUMNS = """
    SELECT CASE database_name WHEN 'temp' THEN 'pg_temp' ELSE schema_name END, table_name,
        column_name, column_index, data_type, comment
    FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
      AND (data_type IN ('JSON', 'BLOB', 'DATE', 'TIME', 'TIME WITH TIME ZONE', 'TIMESTAMP',
                         'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL')
           OR data_type LIKE '%]' OR contains(comment, chr(31)))
    ORDER BY ALL
"""
_RELATIONS = """
    SELECT CASE database_name WHEN 'temp' THEN 'pg_temp' ELSE schema_name END, table_name
    FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp')
    UNION ALL
    SELECT CASE database_name WHEN 'temp' THEN 'pg_temp' ELSE schema_name END, view_name
    FROM duckdb_views()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
"""
_COMMENTS = """
    SELECT column_name, data_type, comment FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND table_name = ?
      AND schema_name = coalesce(?, schema_name) AND NOT internal
"""
_TABLES = """
    SELECT schema_name, table_name, comment FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp') AND contains(comment, chr(31))
"""
_UNIQUE_INDEXES = """
    SELECT schema_name, table_name, index_name, sql FROM duckdb_indexes()
    WHERE database_name IN (current_database(), 'temp') AND is_unique
"""
_NAMES = """
    SELECT column_name FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND table_name = $1
      AND schema_name = coalesce($2, schema_name)
      AND ($2 IS NOT NULL OR table_oid = (
          SELECT table_oid FROM duckdb_columns()
          WHERE database_name IN (current_database(), 'temp') AND table_name = $1
            AND (list_contains(current_schemas(true), schema_name) OR database_name = 'temp')
          ORDER BY database_name <> 'temp', list_position(current_schemas(true), schema_name)
          LIMIT 1))
    ORDER BY column_index
"""
_SCHEMAS = "SELECT unnest(current_schemas(true))"
TEXT_OIDS = frozenset({oids.VARCHAR, oids.BPCHAR, oids.NAME})
_JSONB = frozenset({oids.JSONB, oids.ARRAY_OF[oids.JSONB]})
_TEXTS = {"varchar": oids.VARCHAR, "bpchar": oids.BPCHAR, "name": oids.NAME}
TYPE_NAMES = {oid: name for name, oid in _TEXTS.items()} | dict.fromkeys(_JSONB, "jsonb")
_FORGOTTEN = ("JSON", "VARCHAR")  # how DuckDB's types begin that are several of PostgreSQL's
_JSON_TYPES = {"JSON": oids.JSON, "JSON[]": oids.ARRAY_OF[oids.JSON]}


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column.

    Attributes:
        name: Its name.
        place: From 1.
        data_type: DuckDB's type.
        oid: PostgreSQL's where DuckDB's type alone does not tell, else 0.
        facts: All that is kept.
    """

    name: str
    place: int
    data_type: str
    oid: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def typmod(self) -> int:
        """The typmod, -1 for none."""
        found = self.facts.get("typmod", -1)
        return found if isinstance(found, int) else -1

    @property
    def sequence(self) -> str:
        """The sequence of a serial or identity column, else nothing."""
        found = self.facts.get("sequence", "")
        return found if isinstance(found, str) else ""


@dataclass(slots=True)
class Facts:
    """The columns of a catalog that have facts, or a type that needs some.

    Attributes:
        tables: By the table's name, its schemas, and their columns; none where such a table has
            no column of that kind.
        schemas: The search path, asked for only where a name is in several schemas.
        stored: Schema and name of the materialized views.
        has_texts: A column is a varchar or a char(n) to PostgreSQL.
        constraints: By the table's name, its constraints' names by DuckDB's texts of them; unique
            indexes are among them.
    """

    tables: dict[str, dict[str, list[ColumnFacts]]] = field(default_factory=dict)
    schemas: Sequence[str] = ()
    has_texts: bool = False
    stored: set[tuple[str, str]] = field(default_factory=set)
    constraints: dict[str, dict[str, str]] = field(default_factory=dict)

    def columns(self, schema: str, table: str) -> list[ColumnFacts]:
        """Return the columns of a table; an empty schema stands for the search path."""
        found = self.tables.get(table.casefold(), {})
        if schema:
            return found.get(TEMPORARY if schema == "temp" else schema, [])  # DuckDB's name
        if len(found) < 2:
            return next(iter(found.values()), [])
        path = (TEMPORARY, *self.schemas)
        return next((found[name] for name in path if name in found), [])

    @property
    def is_ambiguous(self) -> bool:
        """Whether a table's name is in several schemas."""
        return any(len(schemas) > 1 for schemas in self.tables.values())

    def column(self, table: Table, name: str) -> ColumnFacts | None:
        """Return a column by its name, by its alias, or by ``#`` and its place."""
        found = self.columns(table.schema, table.name)
        if name.startswith("#"):
            return next((c for c in found if c.place == int(name[1:])), None)
        if name in table.columns:
            place = table.columns.index(name) + 1
            return next((c for c in found if c.place == place), None)
        wanted = name.casefold()
        hidden = len(table.columns)  # the first columns have other names
        return next((c for c in found if c.name.casefold() == wanted and c.place > hidden), None)


def load(cursor: duckdb.DuckDBPyConnection) -> Facts:
    """Read the facts of all columns, as the session sees them."""
    found = Facts()
    for schema, table, name, place, data_type, comment in cursor.execute(_COLUMNS).fetchall():
        said = facts_of(comment)
        column = ColumnFacts(name, place, data_type, _oid(data_type, said), said)
        found.has_texts |= column.oid in TEXT_OIDS
        found.tables.setdefault(table.casefold(), {}).setdefault(schema, []).append(column)
    for schema, table, comment in cursor.execute(_TABLES).fetchall():
        known = facts_of(comment)
        if "query" in known:
            found.stored.add((schema, table.casefold()))
        names = known.get("constraints")
        if isinstance(names, dict):
            found.constraints.setdefault(table.casefold(), {}).update(names)
    for _, table, name, text in cursor.execute(_UNIQUE_INDEXES).fetchall():
        keys = text.partition(" ON ")[2].partition("(")[2].rstrip(";").removesuffix(")")
        found.constraints.setdefault(table.casefold(), {}).setdefault(f"UNIQUE({keys})", name)
    for schema, table in cursor.execute(_RELATIONS).fetchall() if found.tables else ():
        if table.casefold() in found.tables:
            found.tables[table.casefold()].setdefault(schema, [])
    if found.is_ambiguous:
        found.schemas = [name for (name,) in cursor.execute(_SCHEMAS).fetchall()]
    return found


def _oid(data_type: str, facts: Mapping[str, object]) -> int:
    """Return json or jsonb, an array of it, or a kind of text.

    Facts of a column that is of another type now are void.
    """
    if data_type == "VARCHAR":
        return _TEXTS.get(str(facts.get("text", facts.get("type"))), 0)
    plain = _JSON_TYPES.get(data_type, 0)
    if not plain or facts.get("type") != "jsonb":
        return plain
    return oids.ARRAY_OF[oids.JSONB] if plain in oids.ELEMENT_OF else oids.JSONB


def facts_of(comment: str | None) -> Mapping[str, object]:
    """Return the facts in a column's comment."""
    _, mark, text = (comment or "").partition(MARK)
    try:
        facts = json.loads(text) if mark else {}
    except ValueError:
        facts = {}
    return facts if isinstance(facts, dict) else {}


def user_comment(comment: str | None) -> str | None:
    """Return what the user has said about a column."""
    return (comment or "").partition(MARK)[0] or None


def remember(cursor: duckdb.DuckDBPyConnection, facts: Iterable[ColumnFact]) -> None:
    """Keep facts with their columns, in the statement's own transaction.

    A column that is not there, as after CREATE TABLE IF NOT EXISTS, is passed over.
    """
    for fact in facts:
        rows = cursor.execute(_COMMENTS, [fact.table, fact.schema or None]).fetchall()
        for name, data_type, comment in rows:
            if name.casefold() != fact.column.casefold() or not data_type.startswith(_FORGOTTEN):
                continue
            known = dict(facts_of(comment)) | {"type": fact.type_name}
            if fact.typmod != -1:
                known["typmod"] = fact.typmod
            text = f"{user_comment(comment) or ''}{MARK}{json.dumps(known)}"
            place = ".".join(map(quoted, filter(None, (fact.schema, fact.table, name))))
            cursor.execute(f"COMMENT ON COLUMN {place} IS {literal(text)}")


def columns_of(cursor: duckdb.DuckDBPyConnection, made: NewRelation) -> list[str]:
    """Return the names of a relation's columns."""
    rows = cursor.execute(_NAMES, [made.name, made.schema or None]).fetchall()
    return [name for (name,) in rows]
