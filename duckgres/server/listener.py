"""Accepts connections and gives each its greenlet.

It does not know what is said on a connection. Running out of descriptors stops the accepting for a
moment and nothing else: those who wait stand in the backlog meanwhile.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

import gevent
from gevent.server import StreamServer
from gevent.socket import socket as GeventSocket  # noqa: N812 - gevent names its class like the module

from duckgres.observability.logging import log

BACKLOG = 1024  # connections that may wait; the kernel's own limit holds, too
ACCEPTS_PER_TURN = 32  # then the loop goes on with those who are in already
PAUSE_SECONDS = 0.1  # PostgreSQL's, after accept failed for want of something

_OUT_OF = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}

Handler = Callable[[socket.socket, str], None]


def _nothing() -> None:
    pass


class ListenError(Exception):
    """The address cannot be listened on; the message is one line for the operator."""


class _Acceptor(StreamServer):  # type: ignore[misc]  # gevent is untyped
    """gevent's server on one address, with its failures to accept taken calmly."""

    max_accept = ACCEPTS_PER_TURN

    def __init__(self, *args: Any, on_shortage: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._on_shortage = on_shortage

    def do_read(self) -> Any:
        """Accept a connection; ``None`` when there is none, or none to be had now."""
        try:
            return super().do_read()
        except OSError as error:
            if error.errno in _OUT_OF:
                log.warning("cannot accept", reason=error.strerror)
                self.stop_accepting()
                self._on_shortage()
                gevent.spawn_later(PAUSE_SECONDS, self._go_on)
            else:
                # The one at the head of the queue is gone already; the next may be well.
                log.debug("connection lost before it was accepted", reason=str(error))
            return None

    def _go_on(self) -> None:
        if self.started:
            self.start_accepting()


class Listener:
    """The listening sockets of one server."""

    def __init__(
        self, host: str, port: int, handler: Handler, on_shortage: Callable[[], None] = _nothing
    ) -> None:
        """Bind every address of ``host``; ``*`` and the empty string are all of the machine.

        Args:
            host: A name or an address.
            port: 0 takes a free one, the same for every address.
            handler: Is given each connection and its peer's address, in a new greenlet.
            on_shortage: Called when there is no descriptor for one more connection.

        Raises:
            ListenError: An address cannot be had.
        """
        self._handler = handler
        self._on_shortage = on_shortage
        self._sockets: list[socket.socket] = []
        self._acceptors: list[_Acceptor] = []
        self.connections: set[gevent.Greenlet] = set()
        try:
            for family, address in _addresses(host, port):
                bound_port = self.port if self._sockets else port
                self._sockets.append(_listen(family, (address, bound_port)))
        except OSError as error:
            self.close()
            reason = error.strerror or str(error)
            raise ListenError(f"cannot listen on {host}:{port}: {reason}") from error

    @property
    def port(self) -> int:
        """The port, known also when a free one was asked for."""
        port: int = self._sockets[0].getsockname()[1]
        return port

    def start(self) -> None:
        """Begin to accept."""
        for listening in self._sockets:
            acceptor = _Acceptor(
                listening, self._serve, spawn=self._spawn, on_shortage=self._on_shortage
            )
            acceptor.start()
            self._acceptors.append(acceptor)

    def close(self) -> None:
        """Stop accepting; connections stay."""
        for acceptor in self._acceptors:
            acceptor.close()
        self._acceptors = []
        for listening in self._sockets:
            listening.close()
        self._sockets = []

    def _spawn(self, serve: Callable[..., None], *args: Any) -> None:
        """Give a connection its greenlet, and know it while it lives."""
        greenlet = gevent.Greenlet(serve, *args)
        self.connections.add(greenlet)
        greenlet.link(self.connections.discard)
        greenlet.start()

    def _serve(self, connection: socket.socket, address: tuple[Any, ...]) -> None:
        try:
            self._handler(connection, str(address[0]))
        except Exception:  # noqa: BLE001 - the last guard: others must not notice
            log.exception("connection failed", peer=str(address[0]))
        finally:
            connection.close()


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    name = None if host in ("", "*") else host
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _listen(family: socket.AddressFamily, address: tuple[str, int]) -> Any:
    listening = GeventSocket(family, socket.SOCK_STREAM)
    try:
        # A restart must not wait for the last connections' TIME_WAIT. Never SO_REUSEPORT: two
        # servers would share the port, and neither would say so.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
