"""What names mean in a SELECT on the catalog, with PostgreSQL's types of columns.

Unlike ``sql.scope``, which follows a column to the table it is from, this one knows the columns of
the system's own relations, and of what is selected from them; of a user's table it knows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from duckgres.catalog.columns import SystemRelation

UNKNOWN = 0
"""The type of what nobody knows the type of."""


class Column(NamedTuple):
    """A column: the item of FROM it belongs to (empty: several), its name and type."""

    table: str
    name: str
    oid: int


Columns = tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of FROM; ``columns`` are ``None`` where nobody knows them.

    Attributes:
        relation: The relation of the catalog that it is.
        table: The user's table or view that it may be, as regclass reads it.
    """

    name: str
    columns: Columns | None
    relation: SystemRelation | None = None
    table: str = ""


@dataclass(slots=True)
class Level:
    """What a SELECT may name.

    Attributes:
        outer: The SELECT around it.
        items: Those of FROM, as far as they have been read.
        ctes: Those of WITH.
        star: What ``*`` stands for, ``None`` where nobody knows.
    """

    outer: Level | None = None
    items: list[Item] = field(default_factory=list)
    ctes: dict[str, Columns | None] = field(default_factory=dict)
    star: Columns | None = None

    def has_cte(self, name: str) -> bool:
        """Whether a name is one of WITH."""
        return name in self.ctes or (self.outer is not None and self.outer.has_cte(name))

    def cte(self, name: str) -> Columns | None:
        """Return the columns of an item of WITH."""
        if name in self.ctes or self.outer is None:
            return self.ctes.get(name)
        return self.outer.cte(name)

    def item(self, name: str) -> Item | None:
        """Return an item of FROM by its name."""
        for item in self.items:
            if item.name == name:
                return item
        return None if self.outer is None else self.outer.item(name)

    def type_of(self, names: Sequence[str]) -> int:
        """Return the type of a column."""
        if len(names) > 1:
            item = self.item(names[-2])
            return UNKNOWN if item is None else _type(item.columns or (), names[-1])
        for item in self.items:
            found = _type(item.columns or (), names[-1])
            if found:
                return found
        if self.outer is None or any(item.columns is None for item in self.items):
            return UNKNOWN
        return self.outer.type_of(names)

    def with_system_columns(self, names: Sequence[str]) -> Item | None:
        """Return the relation or table whose system column is named."""
        if len(names) > 1:
            return self.item(names[-2])
        return next((item for item in self.items if item.relation or item.table), None)


def renamed(columns: Columns | None, table: str, names: Sequence[str]) -> Columns | None:
    """Return columns as an alias names the first of them."""
    if columns is None:
        return None
    return tuple(
        Column(table, names[place] if place < len(names) else column.name, column.oid)
        for place, column in enumerate(columns)
    )


def joined(left: Columns | None, right: Columns | None, common: Sequence[str]) -> Columns | None:
    """Return the columns of a join; those in ``common`` come first, and once."""
    if left is None or right is None:
        return None
    once = tuple(Column("", name, _type(left, name) or _type(right, name)) for name in common)
    return once + tuple(column for column in left + right if column.name not in common)


def shared(left: Columns | None, right: Columns | None) -> list[str]:
    """Return the names that both sides of a NATURAL JOIN have."""
    names = {column.name for column in right or ()}
    return [column.name for column in left or () if column.name in names]


def united(left: Columns | None, right: Columns | None) -> Columns | None:
    """Return the columns of a set operation."""
    if left is None or right is None:
        return None
    return tuple(
        Column("", one.name, one.oid if known(one.oid) else other.oid)
        for one, other in zip(left, right, strict=False)
    )


UNTYPED = 705
"""The type of a constant in quotes, of NULL and of a parameter: what is beside it tells."""


def known(oid: int) -> bool:
    """Whether a type is one."""
    return oid not in (UNKNOWN, UNTYPED)


def common_type(types: Iterable[int]) -> int:
    """Return the type of alternatives."""
    found = list(types)
    return next((oid for oid in found if known(oid)), UNTYPED if UNTYPED in found else UNKNOWN)


def _type(columns: Columns, name: str) -> int:
    return next((column.oid for column in columns if column.name == name), UNKNOWN)
