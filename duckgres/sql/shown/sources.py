"""What stands in a query's FROM, in PostgreSQL's normal form: ``get_from_clause_item``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.shown.kinds import Kind
from duckgres.sql.shown.value import LINE, NotShown

if TYPE_CHECKING:
    from duckgres.sql.shown.expressions import Writer
    from duckgres.sql.shown.queries import Query

_STEP, _JOIN = 8, 4
_WORDS = {
    pb.JOIN_INNER: "JOIN", pb.JOIN_LEFT: "LEFT JOIN", pb.JOIN_FULL: "FULL JOIN",
    pb.JOIN_RIGHT: "RIGHT JOIN",
}  # fmt: skip


class Column(NamedTuple):
    """A column of what a query reads or gives."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Relation:
    """Something a query reads.

    Attributes:
        name: What its columns have in front where the client wrote it.
        shown: The same where PostgreSQL shows it.
        merged: USING has made one column of two, which a star does not write twice.
    """

    name: str
    shown: str
    columns: Sequence[Column]
    merged: bool = False

    @property
    def prefix(self) -> str:
        """What stands in front of its columns, with the dot."""
        return f"{quote_identifier(self.shown)}."


class Tables(Protocol):
    """The tables and views of a catalog."""

    def find(self, schema: str, name: str) -> tuple[str, list[Column]] | None:
        """Return a relation's name as PostgreSQL shows it, and its columns; ``None`` for none."""


def named(columns: Sequence[Column], given: Sequence[str]) -> list[Column]:
    """Return columns of which the first have other names."""
    return [
        Column(given[place] if place < len(given) else column.name, column.kind)
        for place, column in enumerate(columns)
    ]


def names_in(items: Iterable[Node]) -> Iterator[str]:
    """Yield what the relations in FROM are called, in their order."""
    for node in items:
        kind = node.WhichOneof("node")
        if kind == "join_expr":
            yield from names_in((node.join_expr.larg, node.join_expr.rarg))
        elif kind == "range_var":
            yield str(node.range_var.alias.aliasname or node.range_var.relname)
        elif kind == "range_subselect":
            yield str(node.range_subselect.alias.aliasname)


def item(query: Query, writer: Writer, node: Node) -> str:
    """Return what stands in FROM, and let the query know its columns.

    Raises:
        NotShown: It is of a kind that is not written here.
    """
    kind = node.WhichOneof("node")
    if kind == "range_var":
        return _table(query, node.range_var)
    if kind == "join_expr":
        return _join(query, writer, node.join_expr)
    if kind == "range_subselect" and not node.range_subselect.lateral:
        return _subselect(query, writer, node.range_subselect)
    raise NotShown(kind)


def _table(query: Query, node: Node) -> str:
    alias, given = str(node.alias.aliasname), tree.names(node.alias.colnames)
    name = str(node.relname)
    known = None if node.schemaname else query.known(name)
    shown = quote_identifier(name)
    if known is None:
        found = query.tables.find(str(node.schemaname), name)
        if found is None:
            raise NotShown(name)
        shown, known = found
    own = query.shown[alias or name]
    query.relations.append(Relation(alias or name, own, named(known, given)))
    if own != name or given:
        shown += f" {quote_identifier(own)}"
    return shown + _given(given)


def _given(given: Sequence[str]) -> str:
    return f"({', '.join(map(quote_identifier, given))})" if given else ""


def _join(query: Query, writer: Writer, node: Node) -> str:
    if node.is_natural or node.HasField("alias") or node.HasField("join_using_alias"):
        raise NotShown("natural join")
    left = item(query, writer, node.larg)
    right = item(query, writer, node.rarg)
    word = _WORDS[node.jointype]
    behind = ""
    if node.using_clause:
        behind = f" USING {_given(tree.names(node.using_clause))}"
        query.relations = [replace(r, merged=True) for r in query.relations]
    elif node.HasField("quals"):
        behind = f" ON ({writer.value(node.quals).as_type('bool')})"
    else:
        word = "CROSS JOIN"
    line = f"{LINE}{' ' * (writer.level - _STEP + _JOIN)}"
    return f"({left}{line} {word} {right}{behind})"


def _subselect(query: Query, writer: Writer, node: Node) -> str:
    text, columns = query.inside().select(node.subquery.select_stmt, writer.level)
    alias, given = str(node.alias.aliasname), tree.names(node.alias.colnames)
    if not alias:
        raise NotShown("no alias")
    own = query.shown[alias]
    query.relations.append(Relation(alias, own, named(columns, given)))
    if node.subquery.select_stmt.values_lists and not given:
        given = [column.name for column in columns]
    return f"({text}) {quote_identifier(own)}{_given(given)}"
