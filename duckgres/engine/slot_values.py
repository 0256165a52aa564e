"""What fills the slots of a statement: the session's values, and what the catalog decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from duckgres.engine.facts import ColumnFacts, Facts
from duckgres.pgtypes import oids
from duckgres.sql.sources import Table

COLUMNS = "columns "
"""In front of the columns of an INSERT, a slot that is its own value."""


class SlotValues(dict[str, str]):
    """The values of a statement's slots: the session's, and what the catalog decides.

    A slot ``sequence …`` stands for a sequence's name (``engine.ddl.sequences``), which
    ``sequence`` finds. The slot ``assign …`` stands for the function that an untyped constant
    goes through on its way into a column; see ``sql.rules.assignments``.
    """

    def __init__(self, session_values: Mapping[str, str], facts: Callable[[], Facts]) -> None:
        super().__init__(session_values)
        self._facts = facts
        self.sequence: Callable[[str], str] = str

    def __missing__(self, slot: str) -> str:
        if slot.startswith(COLUMNS):
            return slot.removeprefix(COLUMNS)
        if slot.startswith("sequence "):
            return self.sequence(slot)
        kind, schema, table, column = json.loads(slot)
        assert kind == "assign", slot
        found = self._facts().column(Table(schema, table), column)
        return "" if found is None else _assignment(found)


def _assignment(column: ColumnFacts) -> str:
    if column.oid == oids.JSONB:
        return "_pg_jsonb"
    if column.oid == oids.JSON:
        return "_pg_json"
    if column.data_type == "BLOB":
        return "_pg_bytea"
    if column.data_type.endswith("[][]"):
        return "_pg_array_of_arrays"
    return "_pg_array" if column.data_type.endswith("[]") else ""
