"""Statements and portals by name.

Source: PostgreSQL manual, 55.2.3: a named one must be closed before its name is used again, the
unnamed one is replaced, closing what is not there is no error.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from duckgres.errors import PgError
from duckgres.session.portal import Portal

if TYPE_CHECKING:
    from duckgres.engine.describe import Description
    from duckgres.session.cursors import CursorInfo
    from duckgres.sql.statement import Statement


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A parsed statement.

    Attributes:
        statement: Of kind EMPTY for the empty query string.
        parameter_oids: As the client named them in Parse.
        description: Types of parameters and columns.
        text: What made it: the query string of Parse, or PREPARE.
        from_sql: PREPARE made it.
        created: Seconds since 1970.
    """

    statement: Statement
    parameter_oids: tuple[int, ...]
    description: Description
    text: str = ""
    from_sql: bool = False
    created: float = field(default_factory=time.time)

    def close(self) -> None:
        """Nothing is held in DuckDB."""


class _Closable(Protocol):
    def close(self) -> None: ...


@runtime_checkable
class Holdable(Protocol):
    """Rows that may outlive their transaction."""

    held: bool
    info: CursorInfo

    def hold(self) -> None:
        """Outlive it."""


T = TypeVar("T", bound=_Closable)


class Named(Generic[T]):
    """Things of one session by name."""

    def __init__(self, noun: str, missing: str, duplicate: str) -> None:
        """Begin empty.

        Args:
            noun: What they are called in messages.
            missing: SQLSTATE when there is none of a name.
            duplicate: SQLSTATE when there is one already.
        """
        self._noun = noun
        self._missing = missing
        self._duplicate = duplicate
        self._items: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._items)

    def get(self, name: str) -> T:
        """Return the one of this name, or raise ``PgError``."""
        item = self._items.get(name)
        if item is None:
            raise PgError(self._absent(name), sqlstate=self._missing)
        return item

    def find(self, name: str) -> T | None:
        """Return the one of this name, if there is one."""
        return self._items.get(name)

    def items(self) -> Iterable[tuple[str, T]]:
        """Return all with their names."""
        return list(self._items.items())

    def check_new(self, name: str) -> None:
        """Raise ``PgError`` when the name is taken; the unnamed one never is."""
        if name and name in self._items:
            raise PgError(self._taken(name), sqlstate=self._duplicate)

    def add(self, name: str, item: T) -> None:
        """Keep ``item`` under ``name``, in place of the one before."""
        self.drop(name)
        self._items[name] = item

    def drop(self, name: str) -> bool:
        """Close and forget the one of this name; tells whether there was one."""
        item = self._items.pop(name, None)
        if item is not None:
            item.close()
        return item is not None

    def clear(self) -> None:
        """Close and forget all."""
        for name in list(self._items):
            self.drop(name)

    def _absent(self, name: str) -> str:
        return f'{self._noun} "{name}" does not exist'

    def _taken(self, name: str) -> str:
        return f'{self._noun} "{name}" already exists'


class Statements(Named[PreparedStatement]):
    """A session's prepared statements."""

    def __init__(self) -> None:
        super().__init__("prepared statement", missing="26000", duplicate="42P05")

    def deallocate(self, name: str | None) -> None:
        """Forget one, or all but the unnamed one for ``None``; here a missing one is an error."""
        if name is None:
            for known in filter(None, list(self._items)):
                self.drop(known)
        elif not self.drop(name):
            raise PgError(self._absent(name), sqlstate=self._missing)

    def _absent(self, name: str) -> str:
        return super()._absent(name) if name else "unnamed prepared statement does not exist"


class Portals(Named[Portal]):
    """A session's portals.

    Attributes:
        next_number: Grows with every portal, which keeps its own.
    """

    def __init__(self) -> None:
        super().__init__("portal", missing="34000", duplicate="42P03")
        self.next_number = 0

    def add(self, name: str, item: Portal) -> None:
        """Keep ``item`` under ``name``, in place of the one before."""
        super().add(name, item)
        item.number = self.next_number
        self.next_number += 1

    def drop_from(self, number: int) -> None:
        """Close and forget those that were made from that number on."""
        for name, portal in list(self._items.items()):
            if portal.number >= number:
                self.drop(name)

    def end_transaction(self, *, committed: bool) -> None:
        """Close the portals that end with a transaction; those WITH HOLD stay when it commits.

        Raises:
            PgError: The rows of one that stays cannot be read.
        """
        for name, portal in self.items():
            rows = portal.rows
            if committed and isinstance(rows, Holdable) and rows.info.hold:
                rows.hold()
            if not (isinstance(rows, Holdable) and rows.held):
                self.drop(name)

    def close_all(self, running: Portal) -> None:
        """Close all but the one that asks for it."""
        for name, portal in self.items():
            if portal is not running:
                self.drop(name)

    def _taken(self, name: str) -> str:
        return f'cursor "{name}" already exists'  # PostgreSQL's word, here only
