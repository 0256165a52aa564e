"""What a session waits for, as ``pg_stat_activity`` tells it: a type and a name.

Source: PostgreSQL manual, 28.2.3 "pg_stat_activity".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.session.transport import Transport

CLIENT_READ = "Client", "ClientRead"
CLIENT_WRITE = "Client", "ClientWrite"


def wait_event(transport: Transport, engine: EngineConnection | None) -> tuple[str, str] | None:
    """Return what a session that has something to do waits for; ``None`` when it is doing it."""
    if transport.sending:
        return CLIENT_WRITE
    return None if engine is None else engine.wait_event
