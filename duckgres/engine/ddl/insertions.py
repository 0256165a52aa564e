"""INSERT into a table with serial, identity or generated columns.

What such a statement takes from a sequence is what ``currval`` tells its session later: it returns
the column, where the client wants no rows. An identity column GENERATED ALWAYS and a generated one
take no value of the client's. Source: PostgreSQL's ``rewriteTargetListIU``.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from duckgres.engine.ddl.door import Door
from duckgres.engine.facts import ColumnFacts, Facts
from duckgres.engine.functions import sequences as taken
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl.given import given
from duckgres.sql.ddl.steps import Name
from duckgres.sql.statement import Insertion, Statement

_ALWAYS = "a"


def check_table(door: Door, schema: str, table: str, facts: Facts) -> None:
    """Let nothing change a materialized view.

    Raises:
        PgError: 42809.
    """
    name = table.casefold()
    if not any(stored == name for _, stored in facts.stored):
        return
    place = door.find("rows", Name(schema, table))
    if place is not None and (place.schema, name) in facts.stored:
        raise PgError(f'cannot change materialized view "{table}"', sqlstate="42809")


def serials(statement: Statement, facts: Facts) -> list[ColumnFacts]:
    """Return the columns of an INSERT that take their value from a sequence.

    Raises:
        PgError: A column that takes none of the client's values gets one.
    """
    insertion = statement.inserts
    assert insertion is not None, "asked for INSERT"
    columns = facts.columns(insertion.schema, insertion.table)
    found = []
    for column in columns:
        if not (column.sequence or "generated" in column.facts):
            continue
        if _is_given(column, insertion, statement):
            _check(column, insertion)
        elif column.sequence:
            found.append(column)
    return found


def _is_given(column: ColumnFacts, insertion: Insertion, statement: Statement) -> bool:
    """Whether the statement has a value for the column."""
    if insertion.columns:
        listed = any(name.casefold() == column.name.casefold() for name in insertion.columns)
    else:
        listed = insertion.width is None or insertion.width >= column.place
    if not listed:
        return False
    names = given(statement)
    return column.place in names or column.name.casefold() in {
        name.casefold() for name in names if isinstance(name, str)
    }


def _check(column: ColumnFacts, insertion: Insertion) -> None:
    if "generated" in column.facts:
        kind, hint = "a generated column", None
    elif column.facts.get("identity") == _ALWAYS and insertion.overriding != "system":
        kind = "an identity column defined as GENERATED ALWAYS"
        hint = "Use OVERRIDING SYSTEM VALUE to override."
    else:
        return
    raise PgError(
        f'cannot insert a non-DEFAULT value into column "{column.name}"',
        sqlstate="428C9",
        detail=f'Column "{column.name}" is {kind}.',
        hint=hint,
    )


def run(
    cursor: duckdb.DuckDBPyConnection, text: str, columns: Sequence[ColumnFacts], session: int
) -> int:
    """Run an INSERT that returns nothing to the client, note what it took, and count its rows."""
    names = ", ".join(quoted(column.name) for column in columns)
    found = cursor.execute(f"{text} RETURNING {names}").to_arrow_table()
    count: int = found.num_rows
    if count:
        for place, column in enumerate(columns):
            taken.note(session, column.sequence, found.column(place)[count - 1].as_py())
    return count


def unseen(columns: Sequence[ColumnFacts], session: int) -> None:
    """Note that values were taken that only the client sees."""
    for column in columns:
        taken.note(session, column.sequence, None)
