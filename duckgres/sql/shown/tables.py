"""What is kept with a table in PostgreSQL's normal form: defaults, CHECKs, keys of indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duckgres.errors import PgError
from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import parse, tree
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.shown import kinds
from duckgres.sql.shown.expressions import Writer, finished
from duckgres.sql.shown.kinds import Kind
from duckgres.sql.shown.signatures import UNKNOWN
from duckgres.sql.shown.value import NotShown, Value

VALUE = "value"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by their names; or ``VALUE`` of a domain."""

    types: Mapping[str, Kind] = field(default_factory=dict)
    domain: Kind | None = None

    def column(self, parts: list[str]) -> tuple[str, Kind]:
        """Return a column's text and type."""
        name = parts[-1]
        if self.domain is not None and name == VALUE:
            return "VALUE", self.domain
        return quote_identifier(name), self.types.get(name, ("", -1))

    def query(self, node: Node, level: int) -> tuple[str, list[Kind]]:
        """Refuse: nothing that is kept with a table has a subselect.

        Raises:
            NotShown: Always.
        """
        raise NotShown("subselect")


def default(text: str, kind: Kind, columns: Columns | None = None) -> str:
    """Return a DEFAULT, or the expression of a generated column.

    Args:
        text: As the client wrote it.
        kind: The column's type.
        columns: Those it may name.

    Returns:
        Nothing for NULL, which PostgreSQL does not keep.
    """
    name, _ = kind
    try:
        value = written(text, columns or Columns())
    except NotShown:
        return text
    if value.null:
        return ""
    return finished(value.constant(name) if value.kind == UNKNOWN else value.text)


def check(text: str, columns: Columns) -> str:
    """Return the condition of a CHECK."""
    return expression(text, columns, "bool")


def expression(text: str, columns: Columns, kind: str = "text") -> str:
    """Return an expression; a constant without a type is of ``kind``."""
    try:
        value = written(text, columns)
    except NotShown:
        return text
    return finished(value.as_type(kind) if value.kind == UNKNOWN else value.text)


def written(text: str, columns: Columns) -> Value:
    """Return an expression written out.

    Raises:
        NotShown: It cannot be.
    """
    try:
        (parsed,) = parse.parse(Source(f"SELECT {text}"))
    except (PgError, ValueError):
        raise NotShown(text) from None
    return Writer(columns).value(parsed.node.target_list[0].res_target.val)


def kind_named(text: str) -> Kind:
    """Return a type that is written as PostgreSQL writes one."""
    try:
        (parsed,) = parse.parse(Source(f"SELECT NULL::{text}"))
    except (PgError, ValueError):
        return "", -1
    cast = parsed.node.target_list[0].res_target.val
    return kinds.kind_of(cast.type_cast.type_name)


def is_null(node: Node) -> bool:
    """Whether a default is one that PostgreSQL does not keep."""
    return tree.is_null(node)
