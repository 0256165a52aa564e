"""Ends the server: nobody new, nobody idle, whoever works may finish for a while.

As PostgreSQL's "fast" shutdown tells idle sessions at once, but with its "smart" one's patience
for running statements, which has a limit: the whole of it ends within ``shutdown_timeout``, also
where a statement hears no interruption or a client does not read. A second signal takes the
patience away. SIGQUIT is PostgreSQL's "immediate" shutdown: nothing
is waited for, written or told, and the next start takes what was committed out of the logs.
Source: PostgreSQL manual, 19.5 "Shutting Down the Server"; the wordings are
src/backend/tcop/postgres.c's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection

import gevent
from gevent.event import Event

from duckgres.errors import FatalError
from duckgres.observability.logging import log
from duckgres.session.registry import Activity, RegisteredSession, Registry

POLL_SECONDS = 0.05
REPORT_SECONDS = 1.0
# What of the timeout is kept for those who did not finish: interrupted statements roll back and
# tell their clients, then what is left is cut off.
INTERRUPT_SECONDS = 2.0
CUT_SECONDS = 1.0
MOST_KEPT = 0.5  # of the timeout, together
LEAST_SECONDS = 0.2  # for each, however short the timeout is


def administrator_command() -> FatalError:
    """Return what sessions are told."""
    return FatalError("terminating connection due to administrator command", sqlstate="57P01")


class Shutdown:
    """Asked for by signals, looked at by logins, run once by whoever started the server."""

    def __init__(self) -> None:
        self._asked = Event()
        self._hurried = Event()

    def ask(self, signal_name: str) -> None:
        """Ask for the end; asking again means at once."""
        if self._asked.is_set():
            log.warning("shutdown hurried", signal=signal_name)
            self._hurried.set()
            return
        log.info("shutdown requested", signal=signal_name)
        self._asked.set()

    def wait(self) -> None:
        """Wait until it is asked for."""
        self._asked.wait()

    def refuse(self) -> None:
        """Let nobody in once it is asked for.

        Raises:
            FatalError: 57P03.
        """
        if self._asked.is_set():
            raise FatalError("the database system is shutting down", sqlstate="57P03")

    def end_sessions(
        self, registry: Registry, connections: Collection[gevent.Greenlet], timeout: float
    ) -> bool:
        """Return when no connection is left, or none that will end; say whether all have ended.

        A statement inside one giant value hears no interruption, and its greenlet waits for it.

        Args:
            registry: The sessions.
            connections: The greenlets of all connections, those still logging in among them; a
                live collection.
            timeout: Seconds all of this may take; running statements are waited for in most.
        """
        told: set[RegisteredSession] = set()
        to_interrupt, to_cut = _kept(timeout)
        patience = timeout - to_interrupt - to_cut
        if not self._wait_for_statements(registry, patience, told):
            log.warning("interrupting statements", active=registry.count_active())
        for session in registry:
            _send_away(session, told)
        deadline = time.monotonic() + to_interrupt
        while len(registry) and time.monotonic() < deadline:
            gevent.sleep(POLL_SECONDS)
        # What is left has not logged in, or hears no interruption.
        killed = list(connections)
        gevent.killall(killed, block=False)
        gevent.joinall(killed, timeout=to_cut)
        left = sum(not greenlet.dead for greenlet in killed)
        if left:
            log.error("sessions left behind", sessions=left)
        return not left

    def _wait_for_statements(
        self, registry: Registry, timeout: float, told: set[RegisteredSession]
    ) -> bool:
        """Send idle sessions away until none is active; ``False`` when patience ended first."""
        deadline = time.monotonic() + timeout
        next_report = time.monotonic()
        while True:
            for session in registry:
                if session.state is not Activity.ACTIVE:
                    _send_away(session, told)
            active = registry.count_active()
            if not active:
                return True
            now = time.monotonic()
            if now >= deadline or self._hurried.is_set():
                return False
            if now >= next_report:
                log.info("waiting for statements", active=active, seconds=round(deadline - now, 1))
                next_report = now + REPORT_SECONDS
            self._hurried.wait(POLL_SECONDS)


def _kept(timeout: float) -> tuple[float, float]:
    """Return the seconds for interrupted statements, and for cutting off what is left."""
    share = min(1.0, timeout * MOST_KEPT / (INTERRUPT_SECONDS + CUT_SECONDS))
    return max(share * INTERRUPT_SECONDS, LEAST_SECONDS), max(share * CUT_SECONDS, LEAST_SECONDS)


def _send_away(session: RegisteredSession, told: set[RegisteredSession]) -> None:
    """Terminate a session once: a second time would cut off the first time's message."""
    if session not in told:
        told.add(session)
        session.terminate(administrator_command())


def leave_at_once() -> None:
    """End the process as it is, with the status PostgreSQL's immediate shutdown has."""
    log.warning("immediate shutdown")
    os._exit(0)


def close_all(steps: Collection[tuple[str, Callable[[], None]]]) -> bool:
    """Run every step, also behind one that failed; say whether all went well."""
    well = True
    for name, step in steps:
        try:
            step()
        except Exception:  # noqa: BLE001 - the next database deserves its checkpoint all the same
            log.exception("shutdown step failed", step=name)
            well = False
    return well
