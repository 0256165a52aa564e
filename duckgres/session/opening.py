"""The database a session works on: opened at once, or waited for as long as a client may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from duckgres.engine.timing import within
from duckgres.errors import FatalError
from duckgres.session.session_values import session_values

if TYPE_CHECKING:
    from duckgres.engine.repetition import RepeatableConnection
    from duckgres.session.session import Session

OPENING_SECONDS = 60.0  # that a login waits for its database; the opening itself goes on


def connect(session: Session) -> RepeatableConnection:
    """Open the user's database, which others may be about already.

    Raises:
        FatalError: 57P03, that takes too long; why it cannot be opened.
    """
    server_version = session.settings.get("server_version")
    values = session_values(session.login, session.key, server_version)
    connected = _connected(session, values)
    # The relations of the catalog ask these, who are made once for all users.
    connected.apply(
        [
            f"SET VARIABLE _pg_user = {values['current_user']}",
            f"SET VARIABLE _pg_database = {values['current_database']}",
        ]
    )
    return connected


def _connected(session: Session, values: Mapping[str, str]) -> RepeatableConnection:
    databases, user = session.services.databases, session.login.user
    connected = databases.connect_at_once(user, values, session.terminate)
    if connected is not None:
        return connected
    try:
        return within(
            OPENING_SECONDS,
            databases.connect,
            lambda late: late.close(),
            user,
            values,
            session.terminate,
        )
    except TimeoutError:
        raise FatalError(
            f'database of user "{user}" is still being opened', sqlstate="57P03"
        ) from None
