"""What a session needs for DDL, and for INSERTs into tables whose columns are numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from duckgres.engine.ddl import insertions, sequences
from duckgres.engine.ddl.door import Door

if TYPE_CHECKING:
    import duckdb

    from duckgres.engine.facts import ColumnFacts, Facts
    from duckgres.engine.foreign_keys.key import ForeignKey
    from duckgres.engine.slot_values import SlotValues
    from duckgres.sql.statement import Statement


class Definer:
    """A session's way to the procedures of DDL.

    Attributes:
        on_commit: Temporary tables that a transaction's end empties, or drops where it is true.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        values: SlotValues,
        hold: Callable[[ForeignKey], None],
    ) -> None:
        """Begin.

        Args:
            cursor: The session's.
            values: Those of its statements' slots; steps add to them.
            hold: Keeps other sessions from a foreign key.
        """
        self._hold = hold
        self.on_commit: dict[str, bool] = {}
        self._cursor = cursor
        self._values = values

    def door(self, main: Callable[[], int | None] = lambda: None) -> Door:
        """Return a door to the catalog.

        Args:
            main: Runs the statement itself, and returns the rows it changed.
        """
        return Door(self._cursor, main, self._values, self.on_commit, self._hold)

    def serials(self, statement: Statement, facts: Callable[[], Facts]) -> Sequence[ColumnFacts]:
        """Return the columns that take their value from a sequence, if it is an INSERT.

        Raises:
            PgError: The table, or a column, takes nothing of the client's.
        """
        changed = statement.inserts or statement.effects
        if changed is None:
            return ()
        known = facts()
        insertions.check_table(self.door(), changed.schema, changed.table, known)
        return insertions.serials(statement, known) if statement.inserts else ()

    def sequence(self, slot: str) -> str:
        """Return what stands for a sequence's name."""
        return sequences.slot_value(self.door(), slot)
