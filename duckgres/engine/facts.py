"""What PostgreSQL calls the types of columns, where DuckDB has no name for it.

DuckDB forgets a type's alias: a jsonb column is JSON. So a column's facts are kept in its
comment, behind a sign no comment begins with: there they are part of the catalog and of its
transactions, follow the column when it or its table is renamed, and go with it. A comment of the
user's stands in front of them. ``{"type": "jsonb"}`` is all there is now; what else a column may
be to PostgreSQL (its length, its domain) has its place beside ``type``.

A statement's origins (``sql.origins``) are resolved here, with the catalog as its session sees it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.sql.origins import of_statement
from duckgres.sql.sources import (
    ArrayOf,
    Column,
    Derived,
    ElementOf,
    Known,
    Rows,
    Source,
    Star,
    Table,
    Target,
)
from duckgres.sql.statement import ColumnFact, NewRelation, Statement

MARK = "\x1f"  # between a comment and the facts

_COLUMNS = """
    SELECT schema_name, table_name, column_name, column_index, data_type, comment
    FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
      AND (data_type IN ('JSON', 'BLOB', 'DATE', 'TIME', 'TIME WITH TIME ZONE', 'TIMESTAMP',
                         'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL')
           OR data_type LIKE '%]' OR contains(comment, chr(31)))
    ORDER BY ALL
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
_TEXT_OIDS = frozenset({oids.VARCHAR, oids.BPCHAR, oids.NAME})
_JSONB = frozenset({oids.JSONB, oids.ARRAY_OF[oids.JSONB]})
_TEXTS = {"varchar": oids.VARCHAR, "bpchar": oids.BPCHAR, "name": oids.NAME}
_TYPE_NAMES = {oid: name for name, oid in _TEXTS.items()} | dict.fromkeys(_JSONB, "jsonb")
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
        tables: By the table's name, its schemas, and their columns.
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
            return found.get(schema, [])
        if len(found) < 2:
            return next(iter(found.values()), [])
        return next((found[name] for name in self.schemas if name in found), [])

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
        found.has_texts |= column.oid in _TEXT_OIDS
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
            place = ".".join(map(_quoted, filter(None, (fact.schema, fact.table, name))))
            cursor.execute(f"COMMENT ON COLUMN {place} IS {_text(text)}")


def columns_of(cursor: duckdb.DuckDBPyConnection, made: NewRelation) -> list[str]:
    """Return the names of a relation's columns."""
    rows = cursor.execute(_NAMES, [made.name, made.schema or None]).fetchall()
    return [name for (name,) in rows]


def of_new_relation(
    statement: Statement, facts: Facts, columns: Sequence[str]
) -> list[ColumnFact]:
    """Return the facts of the columns of a table or view that a query has made.

    Args:
        statement: CREATE TABLE AS or CREATE VIEW.
        facts: The catalog.
        columns: Those of the new relation.
    """
    made = statement.makes
    assert made is not None, "asked for those that make one"
    found = _Resolver(facts).results(of_statement(statement).targets, columns)
    return [
        ColumnFact(made.schema, made.name, columns[place], _TYPE_NAMES[oid], typmod)
        for place, oid, typmod in found
        if oid in _TYPE_NAMES
    ]


def leaves_open(types: Sequence[str], facts: Callable[[], Facts]) -> bool:
    """Whether DuckDB's types of a result leave open what PostgreSQL calls them.

    Args:
        types: DuckDB's.
        facts: Asked where one of them is a text.
    """
    if any(name.startswith("JSON") for name in types):
        return True
    return "VARCHAR" in types and facts().has_texts


def result_oids(
    statement: Statement, facts: Facts, names: Sequence[str], types: Sequence[str]
) -> Told:
    """Return place, PostgreSQL type and typmod of the columns whose type DuckDB does not tell.

    Args:
        statement: Which returns them.
        facts: The catalog.
        names: DuckDB's names of the columns.
        types: DuckDB's types.
    """
    origins = of_statement(statement)
    if not origins.targets:
        return ()
    known: _Known | None = statement.memo.get(_Known)
    if known is not None and known.holds(facts, names, types):
        return known.told
    resolver = _Resolver(facts)
    found = resolver.results(origins.targets, names)
    told = tuple((p, oid, typmod) for p, oid, typmod in found if _fits(types[p], oid))
    statement.memo[_Known] = _Known(facts, list(names), list(types), told)
    return told


Told = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out for a statement, for the same catalog and result."""

    facts: Facts
    names: Sequence[str]
    types: Sequence[str]
    told: Told

    def holds(self, facts: Facts, names: Sequence[str], types: Sequence[str]) -> bool:
        """Whether it is true of this result, too."""
        return self.facts is facts and self.names == names and self.types == types


def parameter_oid(statement: Statement, facts: Facts, number: int) -> int:
    """Return json or jsonb for a parameter that DuckDB takes for a JSON."""
    found = _Resolver(facts).oid(of_statement(statement).parameters.get(number))
    return found or oids.JSONB


def parameter_beside(statement: Statement, facts: Facts, number: int) -> int:
    """Return the type that a parameter has from the column, or function, it stands beside.

    Returns:
        An array, one of its elements, or jsonb; 0 where nothing tells more than DuckDB does.
    """
    source = of_statement(statement).parameters.get(number)
    column = source.array if isinstance(source, ElementOf) else source
    if isinstance(column, Column):
        for rows in column.rows:
            found = facts.column(rows, column.name) if isinstance(rows, Table) else None
            if found is not None and found.data_type.endswith("[]"):
                data_type = found.data_type
                is_element = isinstance(source, ElementOf)
                return column_type(data_type.removesuffix("[]") if is_element else data_type).oid
    oid = _Resolver(facts).oid(source)
    return oid if oid == oids.JSONB else 0


def _fits(data_type: str, oid: int) -> bool:
    """Whether a column of DuckDB's type can be announced as that."""
    if oid in oids.ELEMENT_OF:
        return data_type.endswith("[]")
    return data_type == ("VARCHAR" if oid in _TEXT_OIDS else "JSON")


class _Resolver:
    """Follows sources to columns."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._typmod = -1  # of the column that was looked at last

    def results(
        self, targets: Sequence[Target], names: Sequence[str]
    ) -> list[tuple[int, int, int]]:
        """Return place, type and typmod of the columns that are known; stars go by name."""
        stars = [place for place, target in enumerate(targets) if target.name is None]
        first = stars[0] if stars else len(targets)
        behind = len(targets) - stars[-1] - 1 if stars else 0
        found = []
        for place, name in enumerate(names):
            if place < first:
                source = targets[place].source
            elif place >= len(names) - behind:
                source = targets[place - len(names)].source
            else:
                source = self._between(targets[first : len(targets) - behind], name)
            self._typmod = -1
            oid = self.oid(source)
            if oid:
                found.append((place, oid, self._typmod))
        return found

    def oid(self, source: Source) -> int:
        """Return a source's type, 0 for one that is not known."""
        if isinstance(source, Known):
            return source.oid
        if isinstance(source, ArrayOf):
            return oids.ARRAY_OF.get(self.oid(source.element), 0)
        if isinstance(source, Derived):
            oid = self.oid(source.value)
            return 0 if oid in source.lost else oid
        if isinstance(source, ElementOf):
            array = self.oid(source.array)
            return oids.ELEMENT_OF.get(array, array)
        if isinstance(source, Column):
            found = (self._in(rows, source.name) for rows in source.rows)
            return next(filter(None, found), 0)
        return 0

    def _between(self, targets: Sequence[Target], name: str) -> Source:
        """Return the source of a column that a star, or a target between two, stands for."""
        for target in targets:
            if isinstance(target.source, Star):
                column = Column(name, target.source.rows)
                if self.oid(column):
                    return column
            elif target.name == name:
                return target.source
        return None

    def _in(self, rows: Rows, name: str) -> int:
        if isinstance(rows, Table):
            column = self._facts.column(rows, name)
            if column is None:
                return 0
            self._typmod = column.typmod
            return column.oid
        for target in rows.targets:
            if target.name is not None and target.name.casefold() == name.casefold():
                return self.oid(target.source)
            if isinstance(target.source, Star):
                found = self.oid(Column(name, target.source.rows))
                if found:
                    return found
        return 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
