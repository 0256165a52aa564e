"""Key values on their way from a write to a check: a few as texts, many in a temporary table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import duckdb

from duckgres.engine.foreign_keys.key import TableName
from duckgres.pgtypes.quoting import literal
from duckgres.sql.key_changes import NEW, OLD

MOST_ROWS = 1000  # keys that are kept as texts
# DuckDB's MAX_ROW_ID: the rows of a transaction that is not committed have numbers from here on.
_OWN_ROWS = 36028797018960000
NO_ROW = _OWN_ROWS - 1
_numbers = count(1)

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of a table.

    Attributes:
        types: DuckDB's types of a key's columns, and of the new ones behind the old.
        width: Columns of a key.
        rows: The keys as texts; with the new values behind the old ones.
        table: The temporary table that has them, where they are many.
        every: All keys that are there, whatever they are.
    """

    types: tuple[str, ...]
    width: int
    rows: tuple[Row, ...] = ()
    table: str = ""
    every: bool = False

    def __bool__(self) -> bool:
        return self.every or bool(self.table) or bool(self.rows)

    @property
    def columns(self) -> list[str]:
        """The names of their columns."""
        old = [f"{OLD}{place}" for place in range(self.width)]
        return old + [f"{NEW}{place}" for place in range(len(self.types) - self.width)]

    def value(self, row: Row, place: int) -> str:
        """Return a value of one of ``rows`` as a constant."""
        text = row[place]
        kind = self.types[place]
        return f"CAST(NULL AS {kind})" if text is None else f"CAST({literal(text)} AS {kind})"

    def source(self, alias: str) -> str:
        """Return what stands in FROM for them."""
        names = ", ".join(self.columns)
        if self.table:
            return f"{self.table} AS {alias}({names})"
        places = range(len(self.types))
        rows = ", ".join(
            "(" + ", ".join(self.value(row, place) for place in places) + ")" for row in self.rows
        )
        return f"(VALUES {rows}) AS {alias}({names})"

    def only_new(self) -> Keys:
        """Return the new values as keys."""
        rows = tuple(row[self.width :] for row in self.rows)
        return replace(self, types=self.types[self.width :], rows=rows)


def every(types: Sequence[str]) -> Keys:
    """Return all keys there are."""
    return Keys(tuple(types), len(types), every=True)


def fetch(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    types: Sequence[str],
    width: int,
    *,
    only_new: bool = False,
) -> Keys:
    """Run a query for keys; those with a NULL are none, and those that stay are left out.

    Args:
        cursor: In the transaction.
        query: Its columns are named as ``KeyChange.query`` names them.
        types: Of its columns.
        width: Columns of a key.
        only_new: The new values are wanted, as keys.
    """
    old = [f"{OLD}{place}" for place in range(width)]
    new = [f"{NEW}{place}" for place in range(len(types) - width)]
    named = list(zip([*old, *new], types, strict=True))
    conditions = [f"{name} IS NOT NULL" for name in (new if only_new else old)]
    if new:
        pairs = zip(old, new, strict=True)
        conditions.append("(" + " OR ".join(f"{a} IS DISTINCT FROM {b}" for a, b in pairs) + ")")
    cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in named)
    typed = f"SELECT {cast} FROM ({query}) AS q"
    if only_new:
        named = [(f"{NEW}{place}", kind) for place, kind in enumerate(types[width:])]
    wanted = ", ".join(name for name, _ in named)
    kept = f"SELECT DISTINCT {wanted} FROM ({typed}) AS q WHERE {' AND '.join(conditions)}"
    texts = ", ".join(f"CAST({name} AS VARCHAR)" for name, _ in named)
    rows = cursor.execute(f"SELECT {texts} FROM ({kept}) AS q LIMIT {MOST_ROWS + 1}").fetchall()
    kinds = tuple(kind for _, kind in named)
    if len(rows) <= MOST_ROWS:
        return Keys(kinds, width, tuple(rows))
    table = f"temp.main._pg_keys_{next(_numbers)}"
    cursor.execute(f"CREATE TEMPORARY TABLE {table.rpartition('.')[2]} AS {kept}")
    return Keys(kinds, width, table=table)


def last_row(cursor: duckdb.DuckDBPyConnection, table: TableName) -> int:
    """Return the ``rowid`` of the last row the transaction has put into a table, or ``NO_ROW``."""
    query = f"SELECT max(rowid) FROM {table.text} WHERE rowid >= {_OWN_ROWS}"
    row = cursor.execute(query).fetchone()
    return NO_ROW if row is None or row[0] is None else int(row[0])
