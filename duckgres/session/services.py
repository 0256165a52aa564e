"""What every session of a server shares, handed over at login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from duckgres.session.advisory_locks import AdvisoryLocks
from duckgres.session.notifications import Channels
from duckgres.session.registry import Registry
from duckgres.session.rights import ORDINARY, Rights

if TYPE_CHECKING:
    from duckgres.engine.databases import Databases
    from duckgres.sql.planner import Planner


def _ordinary(user: str) -> Rights:
    return ORDINARY


def _nothing(user: str) -> Mapping[str, str]:
    return {}


def _now() -> datetime:
    return datetime.now(UTC)


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
        rights: Return what a user may.
        registry: All sessions of the server.
        locks: Advisory locks, of all databases.
        channels: Who listens to what, in all databases.
        started: When the server began.
        configured: When its configuration was read last.
    """

    databases: Databases
    planner: Planner
    slow_statement_seconds: float | None = None
    refuse_unknown_databases: bool = False
    user_settings: Callable[[str], Mapping[str, str]] = _nothing
    rights: Callable[[str], Rights] = _ordinary
    registry: Registry = field(default_factory=Registry)
    locks: AdvisoryLocks = field(default_factory=AdvisoryLocks)
    channels: Channels = field(default_factory=Channels)
    started: datetime = field(default_factory=_now)
    configured: datetime = field(default_factory=_now)
