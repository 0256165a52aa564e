"""One connection from accept to close: through the gate, log in, run its session, clean up.

The session itself comes from outside; here is only what every connection has in common. A client
whose time to log in runs out hears nothing: so recorded from PostgreSQL 15 at every step.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import gevent

from duckgres.config.values import Network
from duckgres.errors import ConnectionLost, FatalError, PgError, ProtocolViolation
from duckgres.observability.logging import bind_session, log
from duckgres.observability.sparing import SparingLog
from duckgres.server import proxy_protocol
from duckgres.server.address import parse_address, within
from duckgres.server.admission import DROPPED, TOO_MANY
from duckgres.server.gate import Gate, Visitor
from duckgres.session.registry import BackendKey, RegisteredSession, Registry
from duckgres.session.startup import Login, StartupServices, start
from duckgres.session.transport import Transport
from duckgres.wire.backend import error_response, error_response_v2
from duckgres.wire.framer import Framer
from duckgres.wire.startup import UnsupportedProtocol
from duckgres.wire.state import ConnectionState

FAREWELL_SECONDS = 5.0  # for a client that does not read what it is told

# A failed password is always told to the log; who comes while there is no place would flood it.
_NO_PLACE = SparingLog("login refused")
_NO_HEADER = SparingLog("proxy refused")


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
        startup: What a login needs.
        proxies: Who speaks for others, by the PROXY protocol.
        authentication_timeout: Seconds from accept to AuthenticationOk.
        open_session: Makes the session of a login.
    """

    startup: StartupServices
    gate: Gate
    registry: Registry
    authentication_timeout: float
    open_session: SessionFactory
    numbers: itertools.count[int]
    proxies: Sequence[Network] = ()

    def receive(self, connection: socket.socket, peer: str) -> None:
        """Serve one connection and close it."""
        proxied = within(peer, self.proxies)
        if not proxied and self.gate.turns_away(peer):
            connection.close()
            return
        drop = partial(gevent.getcurrent().kill, ConnectionLost(DROPPED), block=False)
        deadline = time.monotonic() + self.authentication_timeout
        visitor = self.gate.open(peer, drop, deadline)
        try:
            self._serve(connection, visitor, proxied)
        finally:
            visitor.leave()

    def _serve(self, connection: socket.socket, visitor: Visitor, proxied: bool) -> None:
        begin = time.monotonic()
        try:
            transport = Transport(connection, visitor.address)
        except OSError as error:  # reset before it was looked at
            log.debug("connection lost", peer=visitor.address, reason=str(error))
            return
        bind_session(session=next(self.numbers), peer=visitor.address)
        framer = Framer(ConnectionState())
        try:
            login = self._login(transport, framer, visitor, proxied)
            if login is not None:
                self._run(transport, framer, login)
                log.debug("session ended", seconds=round(time.monotonic() - begin, 3))
        except ConnectionLost as error:
            log.debug("connection lost", reason=str(error))
        finally:
            transport.close()

    def _login(
        self, transport: Transport, framer: Framer, visitor: Visitor, proxied: bool
    ) -> Login | None:
        """Return the login; ``None`` when there is none and the client knows why."""
        timeout = gevent.Timeout(self.authentication_timeout)
        try:
            with timeout:
                if proxied:
                    self._listen_to_proxy(transport, visitor)
                return start(transport, framer, self.startup, visitor)
        except PgError as error:
            if error.sqlstate == TOO_MANY:
                _NO_PLACE.info(sqlstate=error.sqlstate, reason=error.message)
            else:
                log.info("login refused", sqlstate=error.sqlstate, reason=error.message)
            tell(transport, error)
        except gevent.Timeout as expired:
            if expired is not timeout:
                raise
            log.info("login refused", reason="authentication timeout")
        return None

    def _listen_to_proxy(self, transport: Transport, visitor: Visitor) -> None:
        """Read a proxy's header and take its word for where the connection comes from."""
        header = bytearray()
        try:
            while size := proxy_protocol.wanted(header):
                header += transport.recv_clear(size)
            address = proxy_protocol.source_address(header)
        except ProtocolViolation as error:
            _NO_HEADER.warning(reason=error.message)
            raise ConnectionLost(error.message) from error
        if address is None:
            return
        address = str(parse_address(address))
        bind_session(peer=address, proxy=transport.peer)
        transport.peer = address
        visitor.comes_from(address)
        if self.gate.turns_away(address):
            raise ConnectionLost("banned")

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
