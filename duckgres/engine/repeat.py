"""Doing the writes of an earlier transaction again, on a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import duckdb

from duckgres.engine.changes import ANYTHING
from duckgres.engine.kept_rows import can_merge, merged, put_back
from duckgres.engine.write_log import Write, not_repeatable, overtaken, refuse_macros
from duckgres.errors import PgError
from duckgres.sql.rules.volatility import VOLATILE
from duckgres.sql.volatility import called, words

# Classes of errors that say what a statement cannot do; it could before.
OF_STATEMENTS = frozenset({"21", "22", "23", "25", "42", "55"})
# Takes 20 ms, so it is asked once a version of the catalog.
_MACROS = """
    SELECT DISTINCT lower(function_name) FROM duckdb_functions()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
"""
# Names that are no tables, and may stand for any.
_OTHERS = """
    SELECT name FROM unnest(CAST(? AS VARCHAR[])) names (name)
    WHERE name NOT IN (SELECT lower(table_name) FROM duckdb_tables() WHERE NOT internal)
"""


_VIEWS = """
    SELECT sql FROM duckdb_views()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
"""
_CHANGING = VOLATILE | {"now", "transaction_timestamp"}
_CLOCKS = ("current_date", "current_time", "localtime")


def repeat(
    cursor: duckdb.DuckDBPyConnection,
    writes: Sequence[Write],
    run: Callable[[Write], int | None],
    macros: Callable[[], frozenset[str]],
) -> set[str]:
    """Do writes again, each under the settings it was done under.

    Args:
        cursor: In a transaction that has begun.
        writes: In order.
        run: Runs a statement and returns how many rows it told of.
        macros: Returns the names of the user's own functions.

    Returns:
        The names of the tables that decided what they did.

    Raises:
        PgError: One came out otherwise, calls a function of the user's own, or failed.
        duckdb.Error: One of those failed that put rows back.
    """
    if any(write.calls for write in writes):
        refuse_macros(writes, macros())
    settings = None
    for write in _together(writes):
        if write.settings is not settings:
            settings = write.settings
            for text in settings.values():
                cursor.execute(text)
        if write.kept is not None:
            put_back(cursor, write.kept)
            continue
        told = run(write)
        if write.count is not None and told is not None and told != write.count:
            tag = write.statement.tag.removesuffix(" 0")
            raise overtaken(f"{tag} before the savepoint has changed other rows when repeated.")
    reads = _reads(cursor, writes)
    if ANYTHING in reads:
        _refuse_views(cursor)
    return reads


def _refuse_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Raise where a view, of which one may have been read, has rows that change by themselves."""
    for (text,) in cursor.execute(_VIEWS).fetchall():
        names = called(text) & _CHANGING | {w for w in words(text) if w.startswith(_CLOCKS)}
        if names:
            raise not_repeatable(f"a view that was read may depend on {min(names)}")


def explained(error: PgError) -> PgError:
    """Return the error for a write that failed when it was repeated: its data is another now."""
    if error.sqlstate[:2] in OF_STATEMENTS:
        return overtaken(f"A write before the savepoint fails now: {error.message}.")
    return error


def macros(cursor: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the names of the user's own functions, in lower case."""
    return frozenset(name for (name,) in cursor.execute(_MACROS).fetchall())


def _reads(cursor: duckdb.DuckDBPyConnection, writes: Sequence[Write]) -> set[str]:
    names = set().union(*(write.reads for write in writes))
    if names and cursor.execute(_OTHERS, [sorted(names)]).fetchall():
        names.add(ANYTHING)
    return names


def _together(writes: Sequence[Write]) -> Iterator[Write]:
    """Yield the writes, rows of one table that follow each other as one."""
    run: list[Write] = []
    for write in writes:
        if run and not _continues(run[-1], write):
            yield _joined(run)
            run = []
        run.append(write)
    if run:
        yield _joined(run)


def _continues(one: Write, other: Write) -> bool:
    return (
        one.kept is not None
        and other.kept is not None
        and one.settings is other.settings
        and can_merge(one.kept, other.kept)
    )


def _joined(run: Sequence[Write]) -> Write:
    kept = [write.kept for write in run if write.kept is not None]
    return run[0] if len(run) == 1 else replace(run[0], kept=merged(kept))
