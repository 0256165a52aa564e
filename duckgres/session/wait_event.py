"""What a session waits for, as ``pg_stat_activity`` tells it: a type and a name.

Source: PostgreSQL manual, 28.2.3 "pg_stat_activity". The queue for worker threads is none of
PostgreSQL's events; it has the type of waits for other processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.session.transport import Transport

CLIENT_READ = "Client", "ClientRead"
CLIENT_WRITE = "Client", "ClientWrite"
TRANSACTION = "Lock", "transactionid"
STATEMENT_QUEUE = "IPC", "StatementQueue"


def wait_event(transport: Transport, engine: EngineConnection | None) -> tuple[str, str] | None:
    """Return what a session that has something to do waits for; ``None`` when it is doing it."""
    if transport.sending:
        return CLIENT_WRITE
    if engine is None:
        return None
    if engine.naps:
        return TRANSACTION
    return STATEMENT_QUEUE if engine.queued else None
