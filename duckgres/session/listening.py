"""LISTEN, UNLISTEN and NOTIFY of a session, and how its client hears of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.session.notifications import Listener
from duckgres.session.transaction import IDLE
from duckgres.sql.session_commands import NotifyAction, NotifyCommand
from duckgres.wire import backend

if TYPE_CHECKING:
    from duckgres.session.portal import Portal
    from duckgres.session.session import Session


def start(session: Session, portal: Portal, limit: int | None) -> None:
    """Run LISTEN, UNLISTEN or NOTIFY.

    Raises:
        PgError: 22023, what is to be said is too long.
    """
    command = portal.statement.command
    assert isinstance(command, NotifyCommand), "the planner's promise"
    listener = of(session)
    if command.action is NotifyAction.UNLISTEN:
        listener.unlisten(command.channel)
        return
    assert command.channel is not None, "the grammar wants one"
    if command.action is NotifyAction.LISTEN:
        listener.listen(command.channel)
    else:
        listener.say(command.channel, command.payload)


def of(session: Session) -> Listener:
    """Return a session's part in notifications; it has one from the first statement on."""
    if session.listener is None:
        session.listener = Listener(
            session.services.channels,
            session.login.user,
            session.key.process_id,
            session.transport.nudge,
        )
        session.transaction.at_end.append(session.listener.end_transaction)
        session.transaction.follow(session.listener.mark)
    return session.listener


def tell(session: Session, *, at_once: bool = True) -> None:
    """Tell the client what the session has heard, unless it is in a transaction.

    Args:
        session: Whose client.
        at_once: Nothing else will be sent now.
    """
    listener = session.listener
    if listener is None or not listener.heard:
        return
    if session.transaction.status != IDLE or (at_once and session.framer.state.in_batch):
        return
    for said in listener.take():
        message = backend.NotificationResponse(said.process_id, said.channel, said.payload)
        session.transport.write(message.encode())
    if at_once:
        session.transport.flush()


def leave(session: Session) -> None:
    """Listen to nothing any more."""
    if session.listener is not None:
        session.listener.leave()
