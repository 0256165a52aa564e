"""What every session of a server shares, handed over at login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.engine.databases import Databases
    from duckgres.sql.plan import Planner


def _nothing(user: str) -> Mapping[str, str]:
    return {}


@dataclass(slots=True)
class Services:
    """The shared parts a session works with; a reload changes settings among them.

    Attributes:
        databases: Users' open databases.
        planner: The plan cache.
        slow_statement_seconds: Statements that took longer are logged as slow; ``None`` for none.
        refuse_unknown_databases: A database name other than the user's or an attached catalog's is
            3D000.
        user_settings: Return what a user's sessions begin with, as PostgreSQL's ALTER ROLE SET.
    """

    databases: Databases
    planner: Planner
    slow_statement_seconds: float | None = None
    refuse_unknown_databases: bool = False
    user_settings: Callable[[str], Mapping[str, str]] = _nothing
