"""Advisory locks of a session: ``pg_advisory_lock`` and its kin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from duckgres.errors import Notice
from duckgres.session.advisory_locks import ADVISORY, Key, mode

if TYPE_CHECKING:
    from duckgres.engine.timing import Nap
    from duckgres.session.session import Session

Function = Callable[..., Any]  # Any: as each function's arguments and result are


class LockOwner:
    """A session, as far as locks know it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def process_id(self) -> int:
        """Its number."""
        return self._session.key.process_id

    def wait(self, nap: Nap, seconds: float) -> None:
        """Wait; raises when the statement is interrupted."""
        self._session.engine.wait(nap, seconds, ADVISORY)

    @property
    def lock_seconds(self) -> float:
        """``lock_timeout``, 0 for none."""
        return self._session.settings.time_limits.lock


def owner(session: Session) -> LockOwner:
    """Return a session's part; from then on its transactions give their locks back."""
    if session.lock_owner is None:
        made = session.lock_owner = LockOwner(session)
        session.transaction.at_end.append(
            lambda committed: session.services.locks.release_transaction(made)
        )
        session.transaction.follow(lambda: session.services.locks.mark(made))
    return session.lock_owner


def leave(session: Session) -> None:
    """Give everything back; the session ends."""
    if session.lock_owner is not None:
        session.services.locks.release_session(session.lock_owner)
        session.services.locks.release_transaction(session.lock_owner)


def _lock(*, shared: bool, transaction: bool) -> Function:
    def call(session: Session, *numbers: int) -> str:
        # What follows in the string or pipeline is the same transaction.
        session.transaction.prepare(more_follow=session.more_follow())
        locks, who = session.services.locks, owner(session)
        key = Key(session.login.user, numbers)
        locks.take(who, key, shared=shared, transaction=transaction)
        return ""

    return call


def _try_lock(*, shared: bool, transaction: bool) -> Function:
    def call(session: Session, *numbers: int) -> bool:
        key = Key(session.login.user, numbers)
        return session.services.locks.try_take(
            owner(session), key, shared=shared, transaction=transaction
        )

    return call


def _unlock(*, shared: bool) -> Function:
    def call(session: Session, *numbers: int) -> bool:
        key = Key(session.login.user, numbers)
        had = session.services.locks.release(owner(session), key, shared=shared)
        if not had:
            message = f"you don't own a lock of type {mode(shared)}"
            session.notify(Notice(message, severity="WARNING", sqlstate="01000"))
        return had

    return call


def _unlock_all(session: Session) -> str:
    session.services.locks.release_session(owner(session))
    return ""


FUNCTIONS: dict[str, Function] = {
    "pg_advisory_unlock": _unlock(shared=False),
    "pg_advisory_unlock_shared": _unlock(shared=True),
    "pg_advisory_unlock_all": _unlock_all,
}
for _name, _kind in {
    "lock": {"shared": False, "transaction": False},
    "lock_shared": {"shared": True, "transaction": False},
    "xact_lock": {"shared": False, "transaction": True},
    "xact_lock_shared": {"shared": True, "transaction": True},
}.items():
    FUNCTIONS[f"pg_advisory_{_name}"] = _lock(**_kind)
    FUNCTIONS[f"pg_try_advisory_{_name}"] = _try_lock(**_kind)
