"""What a session knows of its catalog: read once a version of it, and kept until the next one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import duckdb

from duckgres.catalog.relations import Variant
from duckgres.engine import repeat
from duckgres.engine.catalog_snapshot import Snapshots
from duckgres.engine.changes import ANYTHING
from duckgres.engine.facts import Facts, columns_of, load, remember
from duckgres.engine.foreign_keys import known as foreign
from duckgres.engine.relations import Relation, Relations
from duckgres.engine.told import of_new_relation
from duckgres.sql.statement import Statement

_SCHEMAS = """
    SELECT schema_name FROM duckdb_schemas() WHERE database_name IN (current_database(), 'temp')
"""


class Known:
    """What is known of the catalog.

    Attributes:
        version: The number of the catalog that the next statement sees.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, snapshots: Snapshots) -> None:
        """Know nothing; ``cursor`` is asked."""
        self._cursor = cursor
        self._snapshots = snapshots
        self.version = 0
        self._facts: tuple[int, Facts] | None = None
        self._relations: tuple[int, Relations] | None = None
        self._macros: tuple[int, frozenset[str]] | None = None
        self._foreign: tuple[int, foreign.ForeignKeys] | None = None

    def facts(self) -> Facts:
        """Return the facts of the catalog's columns."""
        known = self._facts
        if known is None or known[0] != self.version:
            known = self._facts = self.version, load(self._cursor)
        return known[1]

    def relation(self, schema: str, table: str) -> Relation:
        """Return what the catalog says of a table."""
        known = self._relations
        if known is None or known[0] != self.version:
            known = self._relations = self.version, Relations(self._cursor)
        return known[1].find(schema, table)

    def see(self, version: int, *, changed: bool) -> None:
        """Note the catalog that the next statement sees; see ``Snapshots`` for ``changed``."""
        self.version = version
        self._snapshots.changed = changed

    def runs(self, statement: Statement) -> None:
        """Note that a statement runs, which may make something for this session alone."""
        self._snapshots.has_made |= statement.changes_catalog

    def variant(self) -> Variant:
        """Return the relations of pg_catalog to read, up to date."""
        return self._snapshots.variant(self.version)

    def macros(self) -> frozenset[str]:
        """Return the names of the user's own functions."""
        if self._macros is None or self._macros[0] != self.version:
            self._macros = self.version, repeat.macros(self._cursor)
        return self._macros[1]

    def foreign_keys(self) -> foreign.ForeignKeys:
        """Return the foreign keys that the server keeps."""
        known = self._foreign
        if known is None or known[0] != self.version:
            known = self._foreign = self.version, foreign.load(self._cursor)
            if not self._snapshots.changed:
                self._snapshots.shared.foreign_keys = known
        return known[1]

    def reached(self, statement: Statement, version: int) -> frozenset[str]:
        """Return the tables that a write's foreign keys may write; asks nobody.

        Args:
            statement: The write.
            version: The number of the catalog that it sees.
        """
        for known in (self._foreign, self._snapshots.shared.foreign_keys):
            if known is not None and known[0] == version:
                return known[1].reached(statement)
        return frozenset({ANYTHING})

    def schemas(self) -> list[str]:
        """Return the names of the schemas, as they are now."""
        return [name for (name,) in self._cursor.execute(_SCHEMAS).fetchall()]

    def forget(self) -> None:
        """Forget all: the catalog has changed, and its number has not yet."""
        self._facts = self._relations = self._macros = self._foreign = None

    def remember(self, statement: Statement) -> None:
        """Keep what the statement says of columns, or what its query's columns are."""
        remember(self._cursor, statement.facts)
        if statement.makes is not None:
            facts = load(self._cursor)
            columns = columns_of(self._cursor, statement.makes)
            remember(self._cursor, of_new_relation(statement, facts, columns))

    def constraint_names(self) -> Mapping[str, Mapping[str, str]]:
        """Return the names of the tables' constraints, for an error about one.

        The error has ended the transaction, which may have been the only one to know a new table;
        another cursor sees those that are committed.
        """
        known = self._facts
        if known is None or known[0] != self.version:
            with suppress(duckdb.Error), self._cursor.cursor() as other:
                return load(other).constraints
        return known[1].constraints if known else {}
