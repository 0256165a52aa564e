"""DISCARD: a session forgets what it has gathered, as poolers ask between two clients.

Source: PostgreSQL manual, DISCARD; ``DiscardAll`` of src/backend/commands/discard.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.errors import PgError
from duckgres.session import advisory, listening

if TYPE_CHECKING:
    from duckgres.session.session import Session


def discard(session: Session, what: str) -> None:
    """Run DISCARD ALL, PLANS, SEQUENCES or TEMP.

    Raises:
        PgError: 25001, ALL inside a transaction.
    """
    if what == "ALL":
        transaction = session.transaction
        if transaction.in_block or transaction.implicit or session.one_of_several:
            raise PgError("DISCARD ALL cannot run inside a transaction block", sqlstate="25001")
        session.portals.clear()
        session.statements.deallocate(None)
        listening.leave(session)
        session.services.locks.release_session(advisory.owner(session))
        session.settings.reset_all()
        session.apply_settings()
    if what in ("ALL", "SEQUENCES"):
        session.engine.forget_sequences()
    if what in ("ALL", "TEMP"):
        session.engine.drop_temporary()
    if what != "SEQUENCES":
        session.descriptions.forget()
