"""What a transaction is like must be said before its first query.

Source: ``check_XactIsoLevel``, ``check_XactReadOnly`` and ``check_XactDeferrable`` of PostgreSQL's
src/backend/commands/variable.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.errors import PgError

if TYPE_CHECKING:
    from duckgres.session.session import Session

_TOO_LATE = {
    "transaction_isolation": "SET TRANSACTION ISOLATION LEVEL must be called before any query",
    "transaction_read_only": "transaction read-write mode must be set before any query",
    "transaction_deferrable": "SET TRANSACTION [NOT] DEFERRABLE must be called before any query",
}


def refuse_late(session: Session, name: str, text: str, *, in_query: bool = False) -> None:
    """Refuse a change of the transaction's characteristics that comes too late.

    Args:
        session: Whose transaction it is.
        name: The setting, in any case.
        text: What it is set to.
        in_query: It is set by a query, which is the first one, if there was none.

    Raises:
        PgError: 25001.
    """
    message = _TOO_LATE.get(name.lower())
    if message is None or not (in_query or (session.transaction.in_block and _asked(session))):
        return
    now = session.settings.get(name)
    if name.lower() == "transaction_read_only" and now == "off":
        return  # to become read only is never too late
    if text.lower() != now:
        raise PgError(message, sqlstate="25001")


def _asked(session: Session) -> bool:
    return session.engine.in_transaction and not session.engine.untouched
