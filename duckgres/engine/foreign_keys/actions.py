"""What becomes of the children of a key that goes: the statement, and the rows it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duckgres.engine.foreign_keys.key import CASCADE, SET_DEFAULT, ForeignKey
from duckgres.engine.foreign_keys.keys import Keys
from duckgres.pgtypes.quoting import quoted


@dataclass(frozen=True, slots=True)
class Action:
    """CASCADE, SET NULL or SET DEFAULT.

    Attributes:
        key: The foreign key.
        keys: Of the parent, that have gone; with what they have become.
        deletes: The children go.
        values: What their columns are set to; ``None`` is the default.
    """

    key: ForeignKey
    keys: Keys
    deletes: bool
    values: dict[str, str | None]

    @property
    def sets(self) -> list[str]:
        """The columns that are set."""
        return list(self.values)

    @property
    def defaults(self) -> bool:
        """Whether a column gets its default."""
        return None in self.values.values()

    @property
    def _joined(self) -> str:
        pairs = (f"c.{quoted(name)} = k.k{n}" for n, name in enumerate(self.key.columns))
        return " AND ".join(pairs)

    @property
    def text(self) -> str:
        """The statement."""
        table, keys = self.key.child.text, self.keys.source("k")
        if self.deletes:
            return f"DELETE FROM {table} AS c USING {keys} WHERE {self._joined}"
        sets = ", ".join(
            f"{quoted(name)} = {'DEFAULT' if value is None else value}"
            for name, value in self.values.items()
        )
        return f"UPDATE {table} AS c SET {sets} FROM {keys} WHERE {self._joined}"

    def query(self, columns: Sequence[str], *, new: bool) -> str | None:
        """Return the query for what columns hold in the rows it takes; see ``KeyChange.query``."""
        wanted = [f"c.{quoted(name)} AS k{n}" for n, name in enumerate(columns)]
        values = {name.casefold(): value for name, value in self.values.items()}
        for n, name in enumerate(columns if new else ()):
            value = values.get(name.casefold(), f"c.{quoted(name)}")
            if value is None:
                return None
            wanted.append(f"{value} AS n{n}")
        source = f"{self.key.child.text} AS c, {self.keys.source('k')}"
        return f"SELECT {', '.join(wanted)} FROM {source} WHERE {self._joined}"


def action_of(key: ForeignKey, action: str, keys: Keys, *, updates: bool) -> Action:
    """Return what an action does.

    Args:
        key: The foreign key.
        action: CASCADE, SET NULL or SET DEFAULT.
        keys: Those that have gone.
        updates: They have become others.
    """
    if action == CASCADE and not updates:
        return Action(key, keys, True, {})
    if action == CASCADE:
        return Action(key, keys, False, {c: f"k.n{n}" for n, c in enumerate(key.columns)})
    columns = (not updates and key.set_columns) or key.columns
    value = None if action == SET_DEFAULT else "NULL"
    return Action(key, keys, False, dict.fromkeys(columns, value))
