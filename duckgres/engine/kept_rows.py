"""The rows an INSERT has made, kept so that they can be put back.

An INSERT whose rows would be others the second time (numbers of a sequence, random values, the
clock) is run with a RETURNING of all columns of its table; ROLLBACK TO SAVEPOINT puts those rows
back instead of running it again, since the client may know them already. Few rows that the client
has written down are kept as texts, which costs a tenth of the statement; the result of a query,
or what goes with the client's own RETURNING, as Arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from duckgres.engine import relation
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.effects import Conflict
from duckgres.sql.statement import Statement
from duckgres.sql.volatility import called, words

# Types whose texts DuckDB reads back as what they were.
_AS_TEXT = frozenset({
    "BIGINT", "BIT", "BLOB", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "ENUM", "FLOAT", "HUGEINT",
    "INTEGER", "INTERVAL", "JSON", "SMALLINT", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
    "TINYINT", "UBIGINT", "UHUGEINT", "UINTEGER", "USMALLINT", "UTINYINT", "UUID", "VARCHAR",
})  # fmt: skip
_CASTS = frozenset({"cast", "varchar", "decimal", "numeric", "char", "timestamp", "time"})
_MOST_NUMBERS = 1_000_000  # that are taken from a sequence to get past those given away
_VIEW = "_pg_kept_rows"
Rows = list[tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its name.
        data_type: DuckDB's.
        default: DuckDB's text of its default.
    """

    name: str
    data_type: str
    default: str | None

    @property
    def varies(self) -> bool:
        """Whether its default may give something else the next time."""
        return self.default is not None and not _is_constant(self.default)

    @property
    def has_bits(self) -> bool:
        """Whether it is a BIT, or a list of them, or the like."""
        return "BIT" in self.data_type.replace("(", " ").replace("[", " ").split(" ")

    @property
    def is_numbered(self) -> bool:
        """Whether its default is the next number of a sequence."""
        return self.default is not None and "nextval" in called(self.default)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as DuckDB knows it; generated columns are left out.

    Attributes:
        place: Its qualified name, quoted.
        columns: In order.
    """

    place: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows.

    Attributes:
        table: Where they belong.
        rows: All columns of each.
        size: About how many bytes they take.
        conflict: What the statement did with rows that were there.
        numbered: Columns that got the next number of a sequence.
    """

    table: Table
    rows: Rows | pa.Table
    size: int
    conflict: Conflict | None
    numbered: tuple[Column, ...]

    def last(self, name: str) -> int | None:
        """Return the last row's value of a column of numbers, ``None`` where it is not kept."""
        place = [column.name for column in self.table.columns].index(name)
        if isinstance(self.rows, pa.Table):
            column = self.rows.column(place)
            value = column[len(column) - 1].as_py() if len(column) else None
        else:
            value = self.rows[-1][place] if self.rows else None
        return None if value is None else int(value)


def find(cursor: duckdb.DuckDBPyConnection, schema: str, name: str) -> Table | None:
    """Return the table that a name without a catalog means, if it is one."""
    query = relation.lookup("", schema, name).render((), {})
    there = relation.found(cursor.execute(query).fetchall())
    if there is None or there.kind != relation.TABLE:
        return None
    columns = zip(there.columns, there.types, there.defaults, strict=True)
    return Table(there.text, tuple(Column(*c) for c in columns if c[0] not in there.generated))


def omitted(statement: Statement, table: Table) -> list[Column]:
    """Return the columns that an INSERT may leave to their defaults."""
    effects = statement.effects
    assert effects is not None, "asked for INSERT"
    if effects.defaults or effects.columns is None:
        return list(table.columns)
    named = {name.casefold() for name in effects.columns}
    return [column for column in table.columns if column.name.casefold() not in named]


def must_be_kept(statement: Statement, table: Table) -> bool:
    """Whether the rows of an INSERT would be others, were it run again."""
    return bool(statement.volatile) or any(c.varies for c in omitted(statement, table))


class Keeper:
    """Knows whose rows are to be kept, in one session."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Ask ``cursor`` about tables."""
        self._cursor = cursor
        self._version = 0
        self._tables: dict[tuple[str, str], Table | None] = {}

    def forget(self) -> None:
        """Forget the tables."""
        self._tables = {}

    def keeping(self, statement: Statement, version: int) -> Keeping | None:
        """Return what keeps the rows of a statement, if that is necessary and can be.

        Args:
            statement: With effects.
            version: Of the catalog; what was known of another one is void.
        """
        effects = statement.effects
        if effects is None or not effects.inserts or not effects.table or statement.several:
            return None
        if version != self._version:
            self._version, self._tables = version, {}
        key = effects.schema, effects.table
        if key not in self._tables:
            self._tables[key] = find(self._cursor, *key)
        table = self._tables[key]
        if table is None or not must_be_kept(statement, table):
            return None
        return Keeping(statement, table)


class Keeping:
    """Keeps the rows of one INSERT."""

    def __init__(self, statement: Statement, table: Table) -> None:
        """Prepare for a statement that ``must_be_kept``."""
        effects = statement.effects
        assert effects is not None, "asked for INSERT"
        self._table = table
        self._conflict = effects.conflict
        self._numbered = tuple(c for c in omitted(statement, table) if c.is_numbered)
        self._returns = effects.returns
        plain = all(c.data_type.partition("(")[0] in _AS_TEXT for c in table.columns)
        self._as_text = plain and effects.values and not effects.returns

    @property
    def clause(self) -> str:
        """What is written behind the statement."""
        names = [quoted(column.name) for column in self._table.columns]
        names = [
            # Arrow has no form for bits.
            f"CAST({name} AS VARCHAR)" if self._as_text or column.has_bits else name
            for name, column in zip(names, self._table.columns, strict=True)
        ]
        return ("\n, " if self._returns else "\nRETURNING ") + ", ".join(names)

    @property
    def width(self) -> int:
        """How many columns the clause adds."""
        return len(self._table.columns)

    def take(self, cursor: duckdb.DuckDBPyConnection, batch_rows: int, most: int) -> Taken:
        """Read the rows of the statement that ``cursor`` has run.

        Args:
            cursor: With an open result.
            batch_rows: Of a batch that is read.
            most: Bytes that may be kept.
        """
        if self._as_text:
            rows = cursor.fetchall()
            size = 64 * len(rows) + sum(64 + len(value or "") for row in rows for value in row)
            return Taken(self._made(rows, size), len(rows), None)
        reader = cursor.to_arrow_reader(batch_rows)
        own = len(reader.schema.names) - self.width
        if own:  # all of it is there already, in DuckDB's memory
            both = reader.read_all()
            mine = both.select(range(own, own + self.width))
            kept = self._made(mine, _size(mine))
            return Taken(kept, both.num_rows, both.select(range(own)).to_reader(batch_rows))
        batches, size, count = [], 0, 0
        for batch in reader:
            count += batch.num_rows
            size += batch.get_total_buffer_size()
            if size <= most:
                batches.append(batch)
            else:
                batches.clear()
        table = pa.Table.from_batches(batches, reader.schema)
        return Taken(self._made(table, size), count, None)

    def _made(self, rows: Rows | pa.Table, size: int) -> Kept:
        return Kept(self._table, rows, size + 256, self._conflict, self._numbered)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read.

    Attributes:
        kept: The rows.
        count: How many.
        rest: The rows of the client's RETURNING.
    """

    kept: Kept
    count: int
    rest: pa.RecordBatchReader | None


def put_back(cursor: duckdb.DuckDBPyConnection, kept: Kept) -> None:
    """Insert rows again, and get their sequences past the numbers that are theirs."""
    columns = kept.table.columns
    names = ", ".join(quoted(column.name) for column in columns)
    head = f"INSERT INTO {kept.table.place} ({names}) "
    conflict = kept.conflict
    tail = ""
    if conflict is not None and conflict.sets:
        keys = ", ".join(map(quoted, conflict.keys))
        sets = ", ".join(f"{quoted(c)} = excluded.{quoted(c)}" for c in conflict.sets)
        tail = f" ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    if isinstance(kept.rows, pa.Table):
        cursor.register(_VIEW, kept.rows)
        try:
            cursor.execute(f"{head}SELECT * FROM {_VIEW}{tail}")  # noqa: S608 - quoted names
        finally:
            cursor.unregister(_VIEW)
    elif kept.rows:
        lists = [list(values) for values in zip(*kept.rows, strict=True)]
        unnested = ", ".join(["unnest(CAST(? AS VARCHAR[]))"] * len(columns))
        cursor.execute(f"{head}SELECT {unnested}{tail}", lists)
    for column in kept.numbered:
        _advance(cursor, column, _highest(kept, columns.index(column)))


def merged(kept: Sequence[Kept]) -> Kept:
    """Return the rows of several INSERTs into one table, none with ON CONFLICT, as of one."""
    first = kept[0]
    if isinstance(first.rows, pa.Table):
        rows = pa.concat_tables([k.rows for k in kept])
    else:
        rows = [row for k in kept for row in k.rows]
    return Kept(first.table, rows, 0, None, first.numbered)


def can_merge(one: Kept, other: Kept) -> bool:
    """Whether the rows of two INSERTs, one behind the other, may be put back at once."""
    updates = any(k.conflict is not None and k.conflict.sets for k in (one, other))
    same = type(one.rows) is type(other.rows) and one.numbered == other.numbered
    return same and not updates and one.table == other.table


def _advance(cursor: duckdb.DuckDBPyConnection, column: Column, highest: int) -> None:
    """Take numbers until they are past ``highest``; DuckDB logs what was taken, at COMMIT."""

    def take(count: int) -> int:
        text = f"SELECT max({column.default}) FROM range({count})"  # noqa: S608 - DuckDB's text
        row = cursor.execute(text).fetchone()
        assert row is not None, "an aggregate has a row"
        return int(row[0])

    value = take(1)
    if value < highest:
        take(min(highest - value, _MOST_NUMBERS))


def _highest(kept: Kept, place: int) -> int:
    if isinstance(kept.rows, pa.Table):
        return int(pc.max(kept.rows.column(place)).as_py() or 0)
    return max((int(row[place] or 0) for row in kept.rows), default=0)


def _size(table: pa.Table) -> int:
    return int(table.get_total_buffer_size())


@lru_cache(maxsize=1000)
def _is_constant(default: str) -> bool:
    """Whether a default's text is a constant, perhaps a cast one."""
    if not called(default) <= _CASTS:
        return False
    return not any(word.startswith(("current_", "local")) for word in words(default))
