"""What fills the slots of a statement: the session's values, and what the catalog decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from duckgres.catalog.relations import SHARED, Variant
from duckgres.engine.facts import ColumnFacts, Facts
from duckgres.engine.relations import Relation, constraint_columns, first_columns, grouped_columns
from duckgres.pgtypes import oids
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.rules.volatility import SLOT as TIME
from duckgres.sql.sources import Table

FindRelation = Callable[[str, str], Relation]


class SlotValues(dict[str, str]):
    """The values of a statement's slots.

    The session's are kept; ``transaction_time`` is the time of BEGIN; a slot
    ``sequence …`` stands for a sequence's name (``engine.ddl.sequences``), which ``sequence``
    finds; ``formats`` are Bind's formats of the result. Those that a JSON list names
    are looked up each time: ``assign`` is the function that an untyped constant goes through on
    its way into a column (``sql.rules.assignments``); ``columns``, ``listed``, ``constraint``,
    ``type`` and ``group`` are parts of statements that a table's definition completes
    (``sql.rules.changes``, ``sql.rules.grouping``).
    """

    def __init__(
        self,
        session_values: Mapping[str, str],
        facts: Callable[[], Facts],
        relation: FindRelation,
        time: Callable[[], str] = lambda: "now()",
        variant: Callable[[], Variant] = lambda: SHARED,
    ) -> None:
        super().__init__(session_values)
        self._variant = variant
        self._facts = facts
        self._relation = relation
        self._time = time
        self.sequence: Callable[[str], str] = str
        self._looked_up: dict[str, str] = {}
        self.formats: Sequence[int] = ()

    def forget(self) -> None:
        """Begin with a new statement, for which the catalog is asked again."""
        self._looked_up.clear()

    def __missing__(self, slot: str) -> str:
        # An error's text is filled again, when its transaction answers no more questions.
        found = self._looked_up.get(slot)
        if found is None:
            found = self._looked_up[slot] = self._look_up(slot)
        return found

    def _look_up(self, slot: str) -> str:
        if slot == TIME:
            return self._time()
        if slot.startswith("sequence "):
            return self.sequence(slot)
        if not slot.startswith("["):
            return quoted(slot)  # a kept result that is gone: the text is for an error's place
        kind, *parts = json.loads(slot)
        own: dict[str, Callable[..., str]] = {
            "catalog": self._catalog,
            "shown": self._shown,
            "assign": self._assign,
        }
        if kind in own:
            return own[kind](*parts)
        return _FROM_RELATION[kind](self._relation, *parts)

    def _assign(self, schema: str, table: str, column: str) -> str:
        """The function that an untyped constant goes through on its way into a column."""
        found = self._facts().column(Table(schema, table), column)
        return "" if found is None else _assignment(found)

    def _shown(self, function: str, place: int) -> str:
        """The function that shows a reg* value, or leaves it a number where it goes out binary."""
        formats = self.formats
        binary = formats[place if len(formats) > 1 else 0] if formats else 0
        return "as_number" if binary else function

    def _catalog(self, schema: str) -> str:
        """The schema of pg_catalog's relations (``main``) or of information_schema's."""
        variant = self._variant()
        return variant.schema if schema == SHARED.schema else variant.information


def _columns(find: FindRelation, schema: str, table: str, count: int) -> str:
    """The columns of an INSERT that names none; a table that is not there is DuckDB's to say."""
    return first_columns(find(schema, table), count) or quoted(table)


def _listed(find: FindRelation, schema: str, table: str, count: int) -> str:
    return f"({_columns(find, schema, table, count)}) "


def _constraint(find: FindRelation, schema: str, table: str, name: str) -> str:
    return constraint_columns(find(schema, table), table, name)


def _type(find: FindRelation, schema: str, table: str, column: str) -> str:
    return find(schema, table).type_of(column) or "VARCHAR"


_FROM_RELATION: dict[str, Callable[..., str]] = {
    "columns": _columns,
    "listed": _listed,
    "constraint": _constraint,
    "type": _type,
    "group": grouped_columns,
}


# The functions that read a text into a column that is a date, a time or an interval.
_DATED = {
    "DATE": "_pg.main.date_of",
    "TIME": "_pg.main.time_of",
    "TIME WITH TIME ZONE": "_pg.main.timetz_of",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"), "_pg.main.timestamp_of"),
    "TIMESTAMP WITH TIME ZONE": "_pg.main.timestamptz_of",
    "INTERVAL": "_pg.main.interval_of",
}


def _assignment(column: ColumnFacts) -> str:
    """Return the function for a column's constants, nothing for a column that needs none."""
    if column.oid == oids.JSONB:
        return "_pg_jsonb"
    if column.oid == oids.JSON:
        return "_pg_json"
    if column.data_type in _DATED:
        return _DATED[column.data_type]
    if column.data_type == "BLOB":
        return "_pg_bytea"
    if column.data_type.endswith("[][]"):
        return "_pg_array_of_arrays"
    return "_pg_array" if column.data_type.endswith("[]") else ""
