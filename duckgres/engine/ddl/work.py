"""One ALTER TABLE at work: the table as it will be, and what DuckDB may do of it by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from duckgres.engine.ddl import foreign
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.drop import cascade_notice
from duckgres.engine.ddl.model import Column, Constraint, Table
from duckgres.engine.foreign_keys.key import ForeignKey, put
from duckgres.errors import PgError

UNDEFINED_COLUMN = "42703"


@dataclass(slots=True)
class Work:
    """One ALTER TABLE.

    Attributes:
        table: As it will be.
        native: DuckDB's own statements, ``None`` once one of the actions needs the table anew.
        children: The tables whose foreign keys point at it.
        behind: What is to be done at the end.
        made: Foreign keys whose rows are to be looked at, at the end.
        pointing: The foreign keys that point at it, each with the table that has it.
    """

    door: Door
    table: Table
    children: list[Table]
    native: list[str] | None = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    made: list[ForeignKey] = field(default_factory=list)
    pointing: list[tuple[Place, ForeignKey]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The table's name, as messages say it."""
        return self.table.place.name

    def do(self, text: str, *, possible: bool = True) -> None:
        """Add one of DuckDB's statements, if it can do this."""
        if not possible:
            self.native = None
        elif self.native is not None:
            self.native.append(text)

    def alter(self, action: str, *, possible: bool = True) -> None:
        """Add an ALTER TABLE of DuckDB's."""
        self.do(f"ALTER TABLE {self.table.place.text} {action}", possible=possible)

    def column(self, name: str) -> Column:
        """Return a column.

        Raises:
            PgError: There is none of this name.
        """
        found = self.table.column(name)
        if found is None:
            message = f'column "{name}" of relation "{self.name}" does not exist'
            raise PgError(message, sqlstate=UNDEFINED_COLUMN)
        return found

    @property
    def has_keys(self) -> bool:
        """Whether an index of any kind is on the table, or a foreign key points at it."""
        keys = any(constraint.kind != "c" for constraint in self.table.constraints)
        return bool(keys or self.table.indexes or self.children)


def check_children(work: Work, used: list[Constraint], cascades: bool, what: str) -> None:
    """Let no foreign key lose the key it points at, unless it goes, too.

    Args:
        work: Of the table that is pointed at.
        used: Its constraints that go.
        cascades: The foreign keys may go with them.
        what: Goes, as messages say it.

    Raises:
        PgError: 2BP01.
    """
    keys = [set(c.columns) for c in used if c.kind in "pu"]
    on = what if what.startswith("column") or not used else f"index {used[0].name}"
    found: list[tuple[str, Callable[[], None]]] = []
    for child in work.children:
        for constraint in list(child.constraints):
            own = constraint.kind == "f" and constraint.parent.casefold() == work.name.casefold()
            if own and set(constraint.parent_columns) in keys:
                described = f"constraint {constraint.name} on table {child.place.name}"
                found.append((described, partial(child.constraints.remove, constraint)))
    for place, key in work.pointing:
        if set(key.parent_columns) in keys:
            described = f"constraint {key.name} on table {place.name}"
            found.append((described, partial(_forget, work, place, key)))
    if found and not cascades:
        raise PgError(
            f"cannot drop {what} because other objects depend on it",
            sqlstate="2BP01",
            detail="\n".join(f"{described} depends on {on}" for described, _ in found),
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    for _, forget in found:
        forget()
    if found:
        work.door.notices.append(cascade_notice([described for described, _ in found]))


def _forget(work: Work, place: Place, key: ForeignKey) -> None:
    if place == work.table.place:
        put(work.table.facts, [k for k in foreign.of(work.table) if k.name != key.name])
    else:
        foreign.change(work.door, [place], foreign.without(work.table.place, [key.name]))


def add(work: Work, constraint: Constraint) -> None:
    """Add a constraint, which DuckDB cannot."""
    work.native = None
    work.table.constraints.append(constraint)


def keys_to(work: Work) -> list[Constraint]:
    """Return the foreign keys that point at the table."""
    name = work.name.casefold()
    tables = [*work.children, work.table]
    every = [constraint for table in tables for constraint in table.constraints]
    return [c for c in every if c.kind == "f" and c.parent.casefold() == name]
