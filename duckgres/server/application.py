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
from dataclasses import dataclass, replace

import gevent

from duckgres import __version__
from duckgres.auth.secret import load_secret
from duckgres.auth.users import Users
from duckgres.config.model import Config
from duckgres.config.problems import ConfigError, Problem
from duckgres.observability.logging import configure, log
from duckgres.server.admission import Places
from duckgres.server.connection import Reception, SessionFactory
from duckgres.server.data_directory import DataDirectory
from duckgres.server.gate import Gate
from duckgres.server.listener import Listener, ListenError
from duckgres.server.reload import Reload
from duckgres.server.shutdown import Shutdown, close_all, leave_at_once
from duckgres.server.tls import ServerTls, TlsError, prepare
from duckgres.server.tls import load as load_pair
from duckgres.session.registry import Registry
from duckgres.session.startup import StartupServices

OK = 0
FAILED = 1
SWEEP_SECONDS = 1.0  # from a ban's end to the line that tells of it, at most


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the application needs of the rooms below the session.

    Attributes:
        open_session: Makes the session of a login.
        close: Checkpoints and closes every database; called once, when no session is left.
        reconfigure: Puts the settings in force that may change while the server runs.
    """

    open_session: SessionFactory
    close: Callable[[], None]
    reconfigure: Callable[[Config], None]


RoomsBuilder = Callable[[Config, Registry], Rooms]


def serve(config: Config, build_rooms: RoomsBuilder, read_config: Callable[[], Config]) -> int:
    """Run the server until it is told to stop; return the exit status.

    Args:
        config: What it starts with.
        build_rooms: Makes the rooms below.
        read_config: Reads the configuration again, for a reload.

    Raises:
        ConfigError: A certificate, key or directory cannot be used.
    """
    shutdown = Shutdown()
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, shutdown.ask, number.name)
    gevent.signal_handler(signal.SIGQUIT, leave_at_once)
    reload = Reload(config, read_config)
    gevent.signal_handler(signal.SIGHUP, reload.ask)
    _raise_descriptor_limit()
    data_directory = DataDirectory(config.data_dir)
    tls = _tls(config)
    secret = _secret(config)
    registry = Registry()
    rooms = build_rooms(config, registry)
    gate = Gate(places(config), config.users, config.rate_limit, shutdown.refuse)
    reception = Reception(
        startup=StartupServices(
            tls_context=tls.context,
            end_point=tls.end_point,
            users=_users(config, secret),
            cancel=registry.cancel,
        ),
        gate=gate,
        registry=registry,
        authentication_timeout=config.authentication_timeout,
        open_session=rooms.open_session,
        numbers=itertools.count(1),
        proxies=config.proxy_protocol.networks,
    )
    try:
        listener = Listener(config.host, config.port, reception.receive, gate.make_room)
    except ListenError as error:
        sys.stderr.write(f"duckgres: {error}\n")
        close_all([("databases", rooms.close)])
        return FAILED
    listener.start()
    sweeper = gevent.spawn(_sweep, gate)
    announce(config, listener.port)
    reloading = reload.start(lambda new: _prepare_change(new, secret, reception, rooms))
    shutdown.wait()
    reloading.kill()
    sweeper.kill()
    timeout = reload.config.shutdown_timeout
    ended = shutdown.end_sessions(registry, listener.connections, timeout)
    well = close_all([("listener", listener.close), ("databases", rooms.close)])
    data_directory.close()
    log.info("stopped")
    status = OK if well else FAILED
    if not ended:
        # A thread is still inside DuckDB: Python's own end would wait for it, or abort.
        os._exit(status)
    return status


def places(config: Config) -> Places:
    """Return how many connections there may be."""
    return Places(
        sessions=config.max_connections,
        reserved=config.superuser_reserved_connections,
        guests=config.max_unauthenticated_connections,
        per_source=config.rate_limit.max_connections_per_ip,
    )


def _prepare_change(
    config: Config, secret: bytes, reception: Reception, rooms: Rooms
) -> Callable[[], None]:
    """Make what a changed configuration asks for; return what puts it in force.

    Raises:
        ConfigError: It cannot be made; nothing has changed.
    """
    try:
        tls = load_pair(config.tls.cert, config.tls.key)
    except TlsError as error:
        raise ConfigError([Problem("", str(error))]) from error
    users = _users(config, secret)

    def put_in_force() -> None:
        # The context and its certificate's hash change at once: channel binding needs both.
        reception.startup = replace(
            reception.startup, tls_context=tls.context, end_point=tls.end_point, users=users
        )
        reception.authentication_timeout = config.authentication_timeout
        reception.proxies = config.proxy_protocol.networks
        reception.gate.use(places(config), config.users, config.rate_limit)
        rooms.reconfigure(config)
        configure(config.log.level, config.log.format, sys.stderr)

    return put_in_force


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


def _sweep(gate: Gate) -> None:
    while True:
        gevent.sleep(SWEEP_SECONDS)
        gate.sweep()


def _tls(config: Config) -> ServerTls:
    try:
        tls, made = prepare(config.tls.cert, config.tls.key)
    except TlsError as error:
        raise ConfigError([Problem("", str(error))]) from error
    if made:
        log.info("certificate made", cert=str(config.tls.cert), key=str(config.tls.key))
    return tls


def _secret(config: Config) -> bytes:
    try:
        return load_secret(config.data_dir)
    except OSError as error:
        reason = f"cannot use {error.filename or config.data_dir}: {error.strerror}"
        raise ConfigError([Problem("data_dir", reason)]) from error
    except ValueError as error:
        raise ConfigError([Problem("data_dir", str(error))]) from error


def _users(config: Config, secret: bytes) -> Users:
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
