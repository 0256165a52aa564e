"""One connection from accept to close: count it, let it log in, run its session, clean up.

The session itself comes from outside; here is only what every connection has in common. A client
whose time to log in runs out hears nothing: so recorded from PostgreSQL 15 at every step.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import gevent

from duckgres.errors import ConnectionLost, FatalError, PgError
from duckgres.observability.logging import bind_session, log
from duckgres.server.admission import Admission, Ticket
from duckgres.session.registry import BackendKey, RegisteredSession, Registry
from duckgres.session.startup import Login, StartupServices, start
from duckgres.session.transport import Transport
from duckgres.wire.backend import error_response, error_response_v2
from duckgres.wire.framer import Framer
from duckgres.wire.startup import UnsupportedProtocol
from duckgres.wire.state import ConnectionState

FAREWELL_SECONDS = 5.0  # for a client that does not read what it is told


class RunnableSession(RegisteredSession, Protocol):
    """A session before it runs."""

    def run(self) -> None:
        """Serve the client until one of the two leaves; the socket is closed by the caller."""


SessionFactory = Callable[[Transport, Framer, Login, BackendKey], RunnableSession]


@dataclass(slots=True)
class Reception:
    """Who receives connections; ``receive`` is the listener's handler.

    A reload puts other values into the fields; a connection goes by those it finds.

    Attributes:
        startup: What a login needs; its ``refuse`` is asked beside the connection's own count.
        authentication_timeout: Seconds from accept to AuthenticationOk.
        open_session: Makes the session of a login.
    """

    startup: StartupServices
    admission: Admission
    registry: Registry
    authentication_timeout: float
    open_session: SessionFactory
    numbers: itertools.count[int]

    def receive(self, connection: socket.socket, peer: str) -> None:
        """Serve one connection and close it."""
        begin = time.monotonic()
        ticket = self.admission.enter(peer)
        try:
            transport = Transport(connection, peer)
        except OSError as error:  # reset before it was looked at
            ticket.close()
            log.debug("connection lost", peer=peer, reason=str(error))
            return
        bind_session(session=next(self.numbers), peer=peer)
        framer = Framer(ConnectionState())
        try:
            login = self._login(transport, framer, ticket)
            if login is not None:
                self._run(transport, framer, login)
                log.debug("session ended", seconds=round(time.monotonic() - begin, 3))
        except ConnectionLost as error:
            log.debug("connection lost", reason=str(error))
        finally:
            transport.close()
            ticket.close()

    def _login(self, transport: Transport, framer: Framer, ticket: Ticket) -> Login | None:
        """Return the login; ``None`` when there is none and the client knows why."""

        def refuse() -> None:
            self.startup.refuse()
            ticket.check()

        services = replace(self.startup, refuse=refuse)
        timeout = gevent.Timeout(self.authentication_timeout)
        try:
            with timeout:
                return start(transport, framer, services)
        except PgError as error:
            log.info("login refused", sqlstate=error.sqlstate, reason=error.message)
            tell(transport, error)
        except gevent.Timeout as expired:
            if expired is not timeout:
                raise
            log.info("login refused", reason="authentication timeout")
        return None

    def _run(self, transport: Transport, framer: Framer, login: Login) -> None:
        bind_session(
            user=login.user,
            database=login.database,
            application_name=login.parameters.get("application_name", ""),
            tls=login.tls_version,
        )
        key = self.registry.issue_key(login.protocol)
        try:
            session = self.open_session(transport, framer, login, key)
            self.registry.register(key, session)
            session.run()
        finally:
            self.registry.release(key)


def tell(transport: Transport, error: PgError) -> None:
    """Send an error that ends the connection, if the client takes it in reasonable time."""
    if isinstance(error, UnsupportedProtocol) and error.in_v2_form:
        data = error_response_v2(error)
    else:
        # Before a session there are no ERRORs: whatever fails, fails the connection.
        fatal = FatalError(error.message, sqlstate=error.sqlstate, fields=error.fields)
        data = error_response(fatal)
    with gevent.Timeout(FAREWELL_SECONDS, False):
        try:
            transport.send(data)
        except ConnectionLost as lost:
            log.debug("connection lost", reason=str(lost))
