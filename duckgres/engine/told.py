"""What the facts of columns tell of a statement's result columns and parameters.

A statement's origins (``sql.origins``) are resolved here, with the catalog as its session sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duckgres.engine.facts import TEXT_OIDS, TYPE_NAMES, Facts
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
from duckgres.sql.statement import ColumnFact, Statement

Told = tuple[tuple[int, int, int], ...]
"""Places of columns, their types and typmods."""


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
        ColumnFact(made.schema, made.name, columns[place], TYPE_NAMES[oid], typmod)
        for place, oid, typmod in found
        if oid in TYPE_NAMES
    ]


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
    return data_type == ("VARCHAR" if oid in TEXT_OIDS else "JSON")


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
