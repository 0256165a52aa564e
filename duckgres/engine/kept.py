"""Results that one step of a statement leaves for the next ones.

They stay in memory as Arrow, under a name of the session's own, until the statement has answered.
"""

from __future__ import annotations

import contextlib

import duckdb

from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted


class KeptResults:
    """What the steps of one statement have left."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, values: dict[str, str]) -> None:
        """Begin with nothing.

        Args:
            cursor: Runs the steps.
            values: Those of the statement's slots, to which those of kept results are added.
        """
        self._cursor = cursor
        self._values = values
        self._names: dict[str, str] = {}

    def run(self, text: str, slot: str) -> None:
        """Run a step and keep its rows, to be read by a slot; by none they are not kept.

        Raises:
            PgError: 0A000, Arrow has no form for a column.
        """
        result = self._cursor.execute(text)
        if not slot:
            return
        described = result.description or []
        types = [str(entry[1]) for entry in described]
        if any(kind.startswith("BIT") for kind in types):
            raise PgError(
                "bit strings in a data-modifying WITH are not supported",
                sqlstate="0A000",
                hint="Cast them to text.",
            )
        places = [f"c{place}" for place in range(len(types))]
        rows = result.to_arrow_table().rename_columns(places)
        name = f"_pg_{slot.replace(' ', '_')}"
        self._cursor.register(name, rows)
        self._names[slot] = name
        columns = ", ".join(
            f"CAST({place} AS {kind}) AS {quoted(entry[0])}"
            for place, kind, entry in zip(places, types, described, strict=True)
        )
        self._values[slot] = f"(SELECT {columns} FROM {name})"  # noqa: S608 - names of ours

    def forget(self) -> None:
        """Let go of all of them; a rolled back transaction has done so already."""
        for slot, name in self._names.items():
            del self._values[slot]
            with contextlib.suppress(duckdb.Error):
                self._cursor.unregister(name)
        self._names.clear()
