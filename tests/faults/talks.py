"""One conversation held with this server and with PostgreSQL, written down in short lines.

A ``Target`` is either of the two with what differs between them: the text of a statement that
does not end by itself. ``hold`` says the steps of a conversation, one after another.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.fixtures.fix_session import short_line
from tests.fixtures.raw_session import FOREVER, RawSession
from tests.script.client import Closed

PATIENCE = 20.0  # seconds until an answer that must come has not come


@dataclass(frozen=True)
class Target:
    """A server."""

    address: object
    endless: str

    def session(self, **parameters: str) -> RawSession:
        return RawSession(self.address, **parameters)


def duckgres(server) -> Target:
    return Target(server, FOREVER)


def postgresql(judge) -> Target:
    return Target(judge, "select pg_sleep(100)")


Step = str | float | f.FrontendMessage | Callable[[RawSession], object]


def hold(target: Target, steps: list[Step], **parameters: str) -> list[str]:
    """Say the steps and return what was heard, ``closed`` at last if the server hung up.

    A text is a query, ``{endless}`` in it one that does not end; a number is a pause in seconds
    with open ears; a message is said without waiting for an answer; a function is called.
    """
    heard: list[str] = []
    session = target.session(**parameters)
    with session, contextlib.suppress(Closed):
        try:
            for step in steps:
                if isinstance(step, str):
                    session.send(f.Query(step.replace("{endless}", target.endless)).encode())
                    listen(session, heard, PATIENCE)
                elif isinstance(step, int | float):
                    listen(session, heard, step)
                elif isinstance(step, f.FrontendMessage):
                    session.send(step.encode())
                else:
                    step(session)
                if isinstance(step, f.Sync):
                    listen(session, heard, PATIENCE)
        except Closed:
            heard.append("closed")
    return heard


def listen(session: RawSession, heard: list[str], seconds: float) -> None:
    """Write down what comes until ReadyForQuery, or for so many seconds."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        message = session.receive(left)
        if message is None:
            return
        if not isinstance(message, b.RowDescription):
            heard.append(short_line(message))
        if isinstance(message, b.ReadyForQuery) and seconds == PATIENCE:
            return
