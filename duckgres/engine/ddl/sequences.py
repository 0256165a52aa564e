"""Sequences: made, changed and set.

DuckDB changes nothing of a sequence. So it is made anew with what it shall be, and the columns
that take its values let go of it meanwhile; a default can be set and dropped on every table.
Where a sequence only goes forward its values are drawn, some ten nanoseconds each: that, as in
PostgreSQL, is no part of the transaction, and in nobody's way.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.engine.ddl import dependents
from duckgres.engine.ddl.door import Door, Place, quoted

MOST_DRAWN = 1_000_000
_STATE = """
    SELECT start_value, min_value, max_value, increment_by, cycle, last_value, sql
    FROM duckdb_sequences()
    WHERE database_name = ? AND schema_name = ? AND sequence_name = ?
"""


@dataclass(slots=True)
class State:
    """A sequence; ``start`` is the value that comes next where ``last`` is ``None``."""

    start: int
    minimum: int
    maximum: int
    increment: int
    cycle: bool
    last: int | None

    @property
    def options(self) -> str:
        """The options as DuckDB writes them."""
        cycle = "CYCLE" if self.cycle else "NO CYCLE"
        return (
            f"START WITH {self.start} INCREMENT BY {self.increment} MINVALUE {self.minimum}"
            f" MAXVALUE {self.maximum} {cycle}"
        )


def state(door: Door, place: Place) -> State:
    """Return what a sequence is."""
    (row,) = door.cursor.execute(_STATE, [place.database, place.schema, place.name]).fetchall()
    start, minimum, maximum, increment, cycle, last, _ = row
    return State(start, minimum, maximum, increment, cycle, last)


def replace(door: Door, place: Place, options: str) -> None:
    """Make a sequence anew under its columns."""
    users = dependents.defaults(door, place)
    comment = door.value(_COMMENT, place.database, place.schema, place.name)
    for table, column, _ in users:
        door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(column)} DROP DEFAULT")
    temporary = place.database == "temp"
    word = "TEMPORARY SEQUENCE" if temporary else "SEQUENCE"
    name = quoted(place.name) if temporary else place.text
    door.run(f"CREATE OR REPLACE {word} {name} {options}")
    for table, column, text in users:
        door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(column)} SET DEFAULT {text}")
    if comment is not None:
        said = str(comment).replace("'", "''")
        door.run(f"COMMENT ON SEQUENCE {place.text} IS '{said}'")


_COMMENT = """
    SELECT comment FROM duckdb_sequences()
    WHERE database_name = ? AND schema_name = ? AND sequence_name = ?
"""


def restart(door: Door, place: Place) -> None:
    """Let a sequence begin anew."""
    found = state(door, place)
    found.start = found.minimum if found.increment > 0 else found.maximum
    replace(door, place, found.options)
