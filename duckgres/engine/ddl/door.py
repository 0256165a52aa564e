"""What the procedures of DDL have in their hands: DuckDB's cursor, the statement and its notices.

Everything here runs on a worker thread, inside one transaction that the session has opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from duckgres.engine.foreign_keys.key import ForeignKey
from duckgres.errors import Notice, PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl.steps import CLOSING, OPENING, Name

TEMPORARY = "temp"  # DuckDB's catalog of temporary objects


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is.

    Attributes:
        database: DuckDB's catalog: ``temp`` for temporary objects, else the user's own.
        kind: ``table``, ``view``, ``sequence``, ``index`` or ``type``.
    """

    database: str
    schema: str
    name: str
    kind: str = "table"

    @property
    def text(self) -> str:
        """The name in a statement."""
        if self.database == TEMPORARY:
            return f"temp.main.{quoted(self.name)}"
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def schema_text(self) -> str:
        """The schema in a statement, with the dot behind it."""
        return "temp.main." if self.database == TEMPORARY else f"{quoted(self.schema)}."


@dataclass(slots=True)
class Door:
    """One statement's way into the engine.

    Attributes:
        main: Runs the statement's own text and returns how many rows it counts.
        slots: The values of its slots; steps add to them.
        notices: For the client.
        count: The rows that were counted.
        done: Nothing more is to be done.
        known_checks: The names of the CHECKs that LIKE copies, by their conditions, and these
            as PostgreSQL shows them.
        copied: Comments and facts of the columns that LIKE copies.
        tag: What a statement that counts rows answers instead, if it counts none.
        on_commit: The session's temporary tables that do not outlive a transaction, or their
            rows do not: text of the name -> whether the table goes.
        hold: Keeps other sessions from a foreign key until the transaction's end.
    """

    cursor: duckdb.DuckDBPyConnection
    main: Callable[[], int | None]
    slots: dict[str, str]
    on_commit: dict[str, bool]
    hold: Callable[[ForeignKey], None]
    notices: list[Notice] = field(default_factory=list)
    count: int | None = None
    done: bool = False
    tag: str | None = None
    known_checks: dict[str, tuple[str, str]] = field(default_factory=dict)
    copied: dict[str, tuple[str | None, dict[str, Any]]] = field(default_factory=dict)

    def run(self, text: str) -> None:
        """Run one of DuckDB's statements."""
        self.cursor.execute(self.filled(text))

    def rows(self, text: str, *values: object) -> list[tuple[object, ...]]:
        """Return a query's rows."""
        return self.cursor.execute(text, list(values)).fetchall()

    def value(self, text: str, *values: object) -> object:
        """Return a query's only value, ``None`` where it has no row."""
        row = self.cursor.execute(text, list(values)).fetchone()
        return row[0] if row else None

    def filled(self, text: str) -> str:
        """Put the slots' values into a text."""
        if OPENING not in text:
            return text
        first, *others = text.split(OPENING)
        parts = [first]
        for other in others:
            slot, _, rest = other.partition(CLOSING)
            parts += [self.slots[slot], rest]
        return "".join(parts)

    def tell(self, message: str, sqlstate: str = "00000", severity: str = "NOTICE") -> None:
        """Tell the client something."""
        self.notices.append(Notice(message, severity=severity, sqlstate=sqlstate))

    def find(self, kind: str, name: Name) -> Place | None:
        """Return where an object is, through the search path when its schema is not named.

        Args:
            kind: One of ``Place.kind``, or ``relation`` for any of what shares their names.
            name: Its name.
        """
        if kind == "schema":
            found = self.value(_SCHEMA, name.name)
            return None if found is None else Place("", str(found), str(found), kind)
        wanted = _KINDS.get(kind, (kind,))
        schema = "main" if name.temporary else name.schema or None
        database = TEMPORARY if name.temporary else None
        row = self.cursor.execute(_FIND, [name.name, schema, database, list(wanted)]).fetchone()
        return Place(*row) if row else None

    def get(self, kind: str, name: Name) -> Place:
        """Return where an object is.

        Raises:
            PgError: It is not there, or it is something else.
        """
        found = self.find(kind, name)
        if found is not None:
            return found
        if kind in _KINDS["relation"] and kind != "index":
            other = self.find("relation", name)
            if other is not None:
                raise PgError(f'"{name.name}" is not a {kind}', sqlstate="42809")
        raise missing(kind, name)

    def home(self, name: Name) -> str:
        """Return the schema a new object of this name is made in.

        Raises:
            PgError: The schema is not there.
        """
        if name.temporary:
            return "main"
        if not name.schema:
            return str(self.value("SELECT current_schema()"))
        if self.value(_SCHEMA, name.schema) is None:
            raise PgError(f'schema "{name.schema}" does not exist', sqlstate="3F000")
        return name.schema

    def new(self, name: Name, kind: str = "table") -> Place:
        """Return the place of an object that is to be made."""
        database = TEMPORARY if name.temporary else str(self.value("SELECT current_database()"))
        return Place(database, self.home(name), name.name, kind)


def missing(kind: str, name: Name) -> PgError:
    """Return PostgreSQL's error for an object that is not there."""
    code = {"type": "42704", "index": "42704", "schema": "3F000", "function": "42883"}
    word = "relation" if kind in ("table", "view", "sequence", "rows") else kind
    return PgError(f'{word} "{name.shown}" does not exist', sqlstate=code.get(kind, "42P01"))


_KINDS = {
    "relation": ("table", "view", "sequence", "index"),
    "rows": ("table", "view"),
}
_SCHEMA = """
    SELECT schema_name FROM duckdb_schemas()
    WHERE database_name = current_database() AND lower(schema_name) = lower(?)
"""
_FIND = """
    WITH found AS (
        SELECT database_name, schema_name, table_name AS name, 'table' AS kind
        FROM duckdb_tables() WHERE NOT internal
        UNION ALL SELECT database_name, schema_name, view_name, 'view'
        FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT database_name, schema_name, sequence_name, 'sequence'
        FROM duckdb_sequences()
        UNION ALL SELECT database_name, schema_name, index_name, 'index' FROM duckdb_indexes()
        UNION ALL SELECT database_name, schema_name, type_name, 'type'
        FROM duckdb_types() WHERE NOT internal
    )
    SELECT database_name, schema_name, name, kind FROM found
    WHERE lower(name) = lower($1) AND list_contains($4, kind)
      AND database_name IN (current_database(), 'temp')
      AND lower(schema_name) = lower(coalesce($2, schema_name))
      AND database_name = coalesce($3, database_name)
      AND ($2 IS NOT NULL OR database_name = 'temp'
           OR list_contains(current_schemas(true), schema_name))
    ORDER BY database_name <> 'temp', list_position(current_schemas(true), schema_name)
    LIMIT 1
"""
