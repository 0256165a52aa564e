"""Plans of texts, remembered: a plan depends on its text alone, so one cache serves all users."""

from __future__ import annotations

from collections import OrderedDict

from duckgres.sql.plan import plan
from duckgres.sql.statement import ForeignParser, Statement


class Planner:
    """Plans texts and remembers the plans.

    Greenlets may share one; threads may too, at the price of planning a text twice.
    """

    def __init__(
        self, capacity: int = 1000, text_limit: int = 8192, characters: int = 1024 * 1024
    ) -> None:
        """Make an empty cache.

        Args:
            capacity: How many texts it holds; the one unused for longest goes first.
            text_limit: Characters; longer texts, which are bulk loads, are not kept.
            characters: Of all texts together; a plan takes up to 25 bytes for each.
        """
        self._capacity = capacity
        self._text_limit = text_limit
        self._room = characters
        self._cache: OrderedDict[str, tuple[Statement, ...]] = OrderedDict()

    def plan(self, text: str, ask: ForeignParser) -> tuple[Statement, ...]:
        """Return the statements of a query string, from the cache where it can; see ``plan``."""
        found = self._cache.get(text)
        if found is not None:
            self._cache.move_to_end(text)
            return found
        statements = plan(text, ask)
        if len(text) <= self._text_limit and self._capacity:
            self._keep(text, statements)
        return statements

    def _keep(self, text: str, statements: tuple[Statement, ...]) -> None:
        if text not in self._cache:  # another thread may have been first
            self._room -= len(text)
        self._cache[text] = statements
        while len(self._cache) > self._capacity or self._room < 0:
            self._room += len(self._cache.popitem(last=False)[0])
