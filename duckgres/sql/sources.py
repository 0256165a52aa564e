"""Where a result column's value is from: the words in which ``origins`` tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """The text tells the type."""

    oid: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view; ``columns`` are the names an alias gives to its first columns."""

    schema: str
    name: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """The columns of a subselect."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, of the first of these that has it."""

    name: str
    rows: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class Star:
    """All columns of these."""

    rows: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array of values from there."""

    element: Source


@dataclass(frozen=True, slots=True)
class ElementOf:
    """An element of the array from there; of what is no array, a part of its kind."""

    array: Source


@dataclass(frozen=True, slots=True)
class Derived:
    """A value made of those from there; where they are of one of ``lost`` it is a text."""

    value: Source
    lost: frozenset[int]


Rows = Table | Query
Source = Known | Column | Star | ArrayOf | ElementOf | Derived | None
"""Where a value is from; ``None`` is nobody knows."""


@dataclass(frozen=True, slots=True)
class Target:
    """A result column: its name, ``None`` for a star's, and its source."""

    name: str | None
    source: Source
