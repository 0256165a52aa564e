"""One foreign key, as it is kept with its table.

It stands among the facts of the table's comment (``engine.facts``), as an entry of the list
``foreign``, so that it is part of the catalog and of its transactions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duckgres.pgtypes.quoting import quoted

FOREIGN = "foreign"  # the fact's name
TEMPORARY = "pg_temp"  # the schema of temporary tables

NO_ACTION, RESTRICT, CASCADE, SET_NULL, SET_DEFAULT = "a", "r", "c", "n", "d"


@dataclass(frozen=True, slots=True)
class TableName:
    """A table; its schema is ``pg_temp`` for a temporary one."""

    schema: str
    name: str

    @property
    def text(self) -> str:
        """The name in a statement of DuckDB's."""
        if self.schema == TEMPORARY:
            return f"temp.main.{quoted(self.name)}"
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def key(self) -> tuple[str, str]:
        """The name to compare by."""
        return self.schema.casefold(), self.name.casefold()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key.

    Attributes:
        name: The constraint's.
        child: The table that has it.
        columns: The child's.
        parent: The table it points at.
        parent_columns: The columns there, in the order of ``columns``.
        full: MATCH FULL.
        on_delete: As ``pg_constraint.confdeltype``.
        on_update: As ``pg_constraint.confupdtype``.
        set_columns: Those that ON DELETE SET NULL or SET DEFAULT sets; none for all.
        deferrable: May be checked at the end of the transaction.
        deferred: Is, unless it is said otherwise.
        valid: The rows that were there have been looked at.
    """

    name: str
    child: TableName
    columns: tuple[str, ...]
    parent: TableName
    parent_columns: tuple[str, ...]
    full: bool = False
    on_delete: str = NO_ACTION
    on_update: str = NO_ACTION
    set_columns: tuple[str, ...] = ()
    deferrable: bool = False
    deferred: bool = False
    valid: bool = True

    @property
    def identity(self) -> tuple[str, ...]:
        """What it is known by."""
        return (*self.child.key, self.name)

    def action(self, *, updates: bool) -> str:
        """Return what becomes of the children of a key that goes, or changes."""
        return self.on_update if updates else self.on_delete

    def entry(self) -> dict[str, object]:
        """Return what is kept of it."""
        found: dict[str, object] = {
            "name": self.name,
            "columns": list(self.columns),
            "schema": self.parent.schema,
            "table": self.parent.name,
            "parent_columns": list(self.parent_columns),
        }
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                found[name] = list(value) if isinstance(value, tuple) else value
        return found

    def renamed(self, old: str, new: str, *, parent: bool) -> ForeignKey:
        """Return it with another name of a column, of the parent's or its own."""
        if parent:
            columns = tuple(new if c == old else c for c in self.parent_columns)
            return replace(self, parent_columns=columns)
        return replace(
            self,
            columns=tuple(new if c == old else c for c in self.columns),
            set_columns=tuple(new if c == old else c for c in self.set_columns),
        )


_DEFAULTS: dict[str, object] = {
    "full": False,
    "on_delete": NO_ACTION,
    "on_update": NO_ACTION,
    "set_columns": (),
    "deferrable": False,
    "deferred": False,
    "valid": True,
}


def of_facts(child: TableName, facts: Mapping[str, object]) -> list[ForeignKey]:
    """Return the foreign keys among a table's facts."""
    entries = facts.get(FOREIGN)
    return [_of_entry(child, entry) for entry in entries] if isinstance(entries, list) else []


def _of_entry(child: TableName, entry: Mapping[str, Any]) -> ForeignKey:  # Any: JSON
    more = {name: entry[name] for name in _DEFAULTS if name in entry}
    more["set_columns"] = tuple(more.get("set_columns", ()))
    return ForeignKey(
        entry["name"],
        child,
        tuple(entry["columns"]),
        TableName(entry["schema"], entry["table"]),
        tuple(entry["parent_columns"]),
        **more,
    )


def put(facts: dict[str, Any], keys: Sequence[ForeignKey]) -> None:  # Any: JSON
    """Let these be the foreign keys of a table's facts."""
    facts.pop(FOREIGN, None)
    if keys:
        facts[FOREIGN] = [key.entry() for key in keys]
