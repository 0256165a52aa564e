"""An index as PostgreSQL shows it: ``pg_get_indexdef``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.shown import tables
from duckgres.sql.shown.tables import Columns

DESCENDING, NULLS_FIRST = 1, 2  # bits of pg_index.indoption
_ORDERED = "btree"
_CALLS = frozenset({
    "func_call", "coalesce_expr", "min_max_expr", "sqlvalue_function", "xml_expr",
})  # fmt: skip
_TEXTS = frozenset({"text", "varchar"})


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        column: Its column; empty for an expression.
        text: The expression as it was written.
        is_call: It stands without parentheses.
    """

    column: str
    text: str
    is_call: bool
    options: int
    opclass: str
    collation: str


@dataclass(frozen=True, slots=True)
class Index:
    """What CREATE INDEX says of an index."""

    method: str
    keys: tuple[Key, ...]
    include: tuple[str, ...]
    where: str

    @property
    def asks_types(self) -> bool:
        """Whether the types of columns are needed to show it."""
        return bool(self.where) or any(not key.column or key.opclass for key in self.keys)


def read(node: Node, keys: Sequence[str], where: str) -> Index:
    """Return what an IndexStmt from before the rules says.

    Args:
        node: The statement.
        keys: The texts of its expressions, empty for columns.
        where: The text of its condition.
    """
    found = [
        _key(item.index_elem, text) for item, text in zip(node.index_params, keys, strict=True)
    ]
    include = tuple(str(item.index_elem.name) for item in node.index_including_params)
    return Index(str(node.access_method) or _ORDERED, tuple(found), include, where)


def _key(element: Node, text: str) -> Key:
    descending = element.ordering == pb.SORTBY_DESC
    nulls = element.nulls_ordering
    first = descending if nulls == pb.SORTBY_NULLS_DEFAULT else nulls == pb.SORTBY_NULLS_FIRST
    return Key(
        str(element.name),
        text,
        element.expr.WhichOneof("node") in _CALLS or element.expr.a_expr.kind == pb.AEXPR_NULLIF,
        DESCENDING * descending | NULLS_FIRST * first,
        ".".join(tree.names(element.opclass)),
        ".".join(map(quote_identifier, tree.names(element.collation))),
    )


def facts(index: Index, columns: Columns) -> dict[str, object]:
    """Return what is kept of an index; see ``engine.facts``."""
    keys = [_shown(key, columns) for key in index.keys]
    opclasses = [_opclass(key, columns) for key in index.keys]
    parts = [
        " ".join(filter(None, (text, _collation(key), opclass, _order(index, key))))
        for text, key, opclass in zip(keys, index.keys, opclasses, strict=True)
    ]
    include = list(map(quote_identifier, index.include))
    where = tables.check(index.where, columns) if index.where else ""
    definition = f"USING {index.method} ({', '.join(parts)})"
    definition += f" INCLUDE ({', '.join(include)})" if include else ""
    definition += f" WHERE {where}" if where else ""
    return {
        "keys": keys,
        "options": [key.options for key in index.keys],
        "opclasses": opclasses,
        "include": include,
        "where": where,
        "method": index.method,
        "definition": definition,
    }


def _shown(key: Key, columns: Columns) -> str:
    if key.column:
        return quote_identifier(key.column)
    text = tables.expression(key.text, columns)
    return text if key.is_call else f"({text})"


def _opclass(key: Key, columns: Columns) -> str:
    """Return an operator class that is not its type's own."""
    kind, _ = columns.types.get(key.column, ("", -1))
    own = {f"{kind}_ops"} | ({"text_ops", "varchar_ops"} if kind in _TEXTS else set())
    return "" if key.opclass in own else key.opclass


def _collation(key: Key) -> str:
    return f"COLLATE {key.collation}" if key.collation else ""


def _order(index: Index, key: Key) -> str:
    if index.method != _ORDERED:
        return ""
    if key.options & DESCENDING:
        return "DESC" if key.options & NULLS_FIRST else "DESC NULLS LAST"
    return "NULLS FIRST" if key.options & NULLS_FIRST else ""
