"""What names mean in a SELECT: the items of FROM and WITH, and those of the SELECTs around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from duckgres.sql.sources import Query, Rows


@dataclass(slots=True)
class Scope:
    """What names mean in a SELECT.

    Attributes:
        outer: The SELECT around it.
        items: Those of FROM, in order; ``None`` is one nothing is known of.
        ctes: Those of WITH.
    """

    outer: Scope | None = None
    items: dict[str, Rows | None] = field(default_factory=dict)
    ctes: dict[str, Query | None] = field(default_factory=dict)

    def named(self, name: str) -> Rows | None:
        """Return an item of FROM by its name."""
        if name in self.items or self.outer is None:
            return self.items.get(name)
        return self.outer.named(name)

    def cte(self, name: str) -> Query | None:
        """Return an item of WITH by its name."""
        if name in self.ctes or self.outer is None:
            return self.ctes.get(name)
        return self.outer.cte(name)

    def own(self) -> tuple[Rows, ...]:
        """Return what a star stands for."""
        return tuple(rows for rows in self.items.values() if rows is not None)

    def all(self) -> tuple[Rows, ...]:
        """Return where a column may be from, the nearest first."""
        return self.own() + (self.outer.all() if self.outer else ())

    def add(self, name: str, rows: Rows | None) -> None:
        """Add an item of FROM, which may have no name."""
        self.items[name or f"\0{len(self.items)}"] = rows
