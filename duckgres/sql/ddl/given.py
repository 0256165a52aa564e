"""Which columns an INSERT gives values of its own."""

from __future__ import annotations

from duckgres.errors import PgError
from duckgres.sql import parse
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.statement import Statement


def given(statement: Statement) -> frozenset[int | str]:
    """Return the columns that get a value and not DEFAULT: names, or places from 1."""
    known = statement.memo.get(Given)
    if known is None:
        known = statement.memo[Given] = Given(_given(statement))
    found: Given = known
    return found.columns


class Given:
    """What is remembered of a statement."""

    def __init__(self, columns: frozenset[int | str]) -> None:
        self.columns = columns


def _given(statement: Statement) -> frozenset[int | str]:
    try:
        (parsed,) = parse.parse(Source(statement.text))
    except (PgError, ValueError):
        return frozenset()
    if parsed.name != "insert_stmt":
        return frozenset()
    node = parsed.node
    names = [str(column.res_target.name) for column in node.cols]
    query = node.select_stmt.select_stmt
    rows: list[list[Node]] = [list(values.list.items) for values in query.values_lists]
    if not rows and node.HasField("select_stmt"):
        rows = [[target.res_target.val for target in query.target_list]]
        if any(_is_star(value) for value in rows[0]):
            return frozenset(names)
    return frozenset(
        names[place] if names else place + 1
        for row in rows
        for place, value in enumerate(row)
        if place < len(names or row) and value.WhichOneof("node") != "set_to_default"
    )


def _is_star(value: Node) -> bool:
    if value.WhichOneof("node") != "column_ref":
        return False
    return any(part.WhichOneof("node") == "a_star" for part in value.column_ref.fields)
