"""Builds everything out of the configuration, serves, and takes it down again.

The only place that sees the whole ``Config``: everyone else is handed what he needs.
"""

from __future__ import annotations

import ipaddress
import itertools
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

import gevent

from duckgres import __version__
from duckgres.auth.secret import load_secret
from duckgres.auth.users import Users
from duckgres.config.model import Config
from duckgres.config.problems import ConfigError, Problem
from duckgres.observability.logging import log
from duckgres.server.admission import Admission
from duckgres.server.connection import Reception, SessionFactory
from duckgres.server.listener import Listener, ListenError
from duckgres.server.shutdown import Shutdown, close_all, leave_at_once
from duckgres.server.tls import ServerTls, TlsError, prepare
from duckgres.session.registry import Registry
from duckgres.session.startup import StartupServices

OK = 0
FAILED = 1


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the application needs of the rooms below the session.

    Attributes:
        open_session: Makes the session of a login.
        close: Checkpoints and closes every database; called once, when no session is left.
    """

    open_session: SessionFactory
    close: Callable[[], None]


RoomsBuilder = Callable[[Config, Registry], Rooms]


def serve(config: Config, build_rooms: RoomsBuilder) -> int:
    """Run the server until it is told to stop; return the exit status.

    Raises:
        ConfigError: A certificate, key or directory cannot be used.
    """
    shutdown = Shutdown()
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, shutdown.ask, number.name)
    gevent.signal_handler(signal.SIGQUIT, leave_at_once)
    _raise_descriptor_limit()
    tls = _tls(config)
    users = _users(config)
    registry = Registry()
    rooms = build_rooms(config, registry)
    reception = Reception(
        startup=StartupServices(
            tls_context=tls.context,
            end_point=tls.end_point,
            users=users,
            cancel=registry.cancel,
            refuse=shutdown.refuse,
        ),
        admission=Admission(config.max_connections, config.rate_limit.max_connections_per_ip),
        registry=registry,
        authentication_timeout=config.authentication_timeout,
        open_session=rooms.open_session,
        numbers=itertools.count(1),
    )
    try:
        listener = Listener(config.host, config.port, reception.receive)
    except ListenError as error:
        sys.stderr.write(f"duckgres: {error}\n")
        close_all([("databases", rooms.close)])
        return FAILED
    listener.start()
    announce(config, listener.port)
    shutdown.wait()
    ended = shutdown.end_sessions(registry, listener.connections, config.shutdown_timeout)
    well = close_all([("listener", listener.close), ("databases", rooms.close)])
    log.info("stopped")
    status = OK if well else FAILED
    if not ended:
        # A thread is still inside DuckDB: Python's own end would wait for it, or abort.
        os._exit(status)
    return status


def announce(config: Config, port: int) -> None:
    """Say where to connect, in the log and, on a terminal, for whoever just started it."""
    log.info("listening", host=config.host, port=port, version=__version__, pid=os.getpid())
    if config.users_defaulted and not is_loopback(config.host):
        log.warning(
            "everyone who reaches this address can log in as postgres with the password postgres: "
            "set users, or listen on 127.0.0.1",
            host=config.host,
        )
    if sys.stderr.isatty():
        sys.stderr.write(banner(config, port))


def banner(config: Config, port: int) -> str:
    """Return what a terminal is told."""
    user = next(iter(config.users), "postgres")
    host = "localhost" if config.host in ("", "*", "0.0.0.0", "::") else config.host  # noqa: S104
    url = f"host={host} port={port} user={user} dbname={user} sslmode=require"
    lines = [
        "",
        f"  Duckgres {__version__} is ready. Connect with",
        "",
        f'      psql "{url}"',
        "",
    ]
    if config.users_defaulted:
        lines += ["  The password is postgres.", ""]
    return "\n".join(lines) + "\n"


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(config: Config) -> ServerTls:
    try:
        tls, made = prepare(config.tls.cert, config.tls.key)
    except TlsError as error:
        raise ConfigError([Problem("", str(error))]) from error
    if made:
        log.info("certificate made", cert=str(config.tls.cert), key=str(config.tls.key))
    return tls


def _users(config: Config) -> Users:
    try:
        secret = load_secret(config.data_dir)
    except OSError as error:
        reason = f"cannot use {error.filename or config.data_dir}: {error.strerror}"
        raise ConfigError([Problem("data_dir", reason)]) from error
    except ValueError as error:
        raise ConfigError([Problem("data_dir", str(error))]) from error
    passwords = {name: user.password for name, user in config.users.items()}
    return Users(passwords, config.auth_method, secret)


def _raise_descriptor_limit() -> None:
    """Take as many descriptors as the system lets us: one a connection, and DuckDB's files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or (soft >= hard != resource.RLIM_INFINITY):
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError) as error:
        log.debug("descriptor limit stays", limit=soft, reason=str(error))
