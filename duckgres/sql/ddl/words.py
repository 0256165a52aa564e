"""What is kept of a column in PostgreSQL's words, from before the rules."""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql.ddl import fragments
from duckgres.sql.parse import Node
from duckgres.sql.shown import kinds

_FORGOTTEN = frozenset({
    "bit", "interval", "numeric", "time", "timestamp", "timestamptz", "timetz", "varbit",
})  # fmt: skip
_UNTOLD = frozenset({"bit", "money", "oid", "regclass", "regtype"})


def keep(column: Node, facts: dict[str, str | int]) -> None:
    """Add to a column's facts what PostgreSQL would show of it, and DuckDB forgets.

    Args:
        column: The ColumnDef from before the rules.
        facts: Those that are known are left as they are.
    """
    kind, typmod = kinds.kind_of(column.type_name)
    plain = kind.removesuffix("[]")
    if plain in _FORGOTTEN and (typmod != -1 or plain == "numeric"):
        facts.setdefault("typmod", typmod)
    if plain in _UNTOLD:
        facts.setdefault("type", plain)
    for part in column.constraints:
        if part.constraint.contype in (pb.CONSTR_DEFAULT, pb.CONSTR_GENERATED):
            words = default(part.constraint.raw_expr)
            facts |= {"default": words} if words else {}


def default(value: Node | None) -> str:
    """Return a default in PostgreSQL's words; empty where DuckDB shows it as PostgreSQL does."""
    return "" if value is None or _is_plain(value) else fragments.written(value)


def _is_plain(value: Node) -> bool:
    """Whether a constant is one that DuckDB shows as PostgreSQL does."""
    return value.WhichOneof("node") == "a_const" and (
        bool(value.a_const.isnull)
        or (value.a_const.WhichOneof("val") == "ival" and value.a_const.ival.ival >= 0)
    )
