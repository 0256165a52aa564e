"""Builds the rooms below the session: threads, databases, the plan cache, the row kernels."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence

import gevent

from duckgres.config.model import Config, User
from duckgres.config.problems import ConfigError, Problem
from duckgres.engine import catalog_file
from duckgres.engine.bootstrap import InstanceOptions, function_names
from duckgres.engine.databases import Databases
from duckgres.engine.extensions import missing
from duckgres.engine.pool import Pools
from duckgres.observability.logging import log
from duckgres.rows.arrow_rows import warm_up
from duckgres.server import capacity
from duckgres.server.application import Rooms
from duckgres.session import client_watch
from duckgres.session.registry import BackendKey, Registry
from duckgres.session.rights import Rights
from duckgres.session.services import Services
from duckgres.session.session import Session
from duckgres.session.startup import Login
from duckgres.session.transport import Transport
from duckgres.sql.gate.functions import refuse_unlisted
from duckgres.sql.planner import Planner
from duckgres.wire.framer import Framer

SWEEP_SECONDS = 5.0  # between looks for databases nobody uses any more


def build(config: Config, registry: Registry) -> Rooms:
    """Make everything a session needs.

    Raises:
        ConfigError: An extension cannot be had; the data directory cannot be written.
    """
    _check_extensions(config)
    begin = time.monotonic()
    log.info("preparing row kernels; the first start compiles them, for half a minute")
    warm_up()
    log.info("row kernels ready", seconds=round(time.monotonic() - begin, 3))
    refuse_unlisted(function_names(config.extensions))
    _make_catalog(config)
    _spare_the_collector()
    in_force = config  # as of the last reload
    pools = Pools(
        statements=config.statement_workers,
        cap=lambda user: _most_statements(in_force, user),
        queue_timeout=config.statement_queue_timeout,
    )
    databases = Databases(
        config.data_dir,
        pools,
        lambda user: _instance_options(in_force, config.extensions, user),
        config.instance_idle_timeout,
    )
    services = Services(databases=databases, planner=Planner(), registry=registry)
    sweepers = [gevent.spawn(_sweep, databases), gevent.spawn(_watch_clients, registry)]

    def open_session(
        transport: Transport, framer: Framer, login: Login, key: BackendKey
    ) -> Session:
        return Session(transport, framer, login, key, services)

    def close() -> None:
        gevent.killall(sweepers)
        databases.close_all()
        pools.close()

    def reconfigure(new: Config) -> None:
        nonlocal in_force
        in_force = new
        for warning in capacity.warnings(new):
            log.warning(warning)
        databases.idle_timeout_seconds = new.instance_idle_timeout
        services.slow_statement_seconds = new.slow_statement
        services.refuse_unknown_databases = new.unknown_database == "refuse"
        pools.statements.queue_timeout = new.statement_queue_timeout
        services.rights = lambda user: _rights(new, user)
        services.user_settings = lambda user: new.users[user].settings if user in new.users else {}

    reconfigure(config)
    return Rooms(open_session, close, reconfigure)


def _check_extensions(config: Config) -> None:
    absent = missing(config.extensions)
    if absent:
        raise ConfigError(
            [Problem("extensions", f'extension "{name}" is not installed') for name in absent]
        )


def _instance_options(config: Config, extensions: Sequence[str], name: str) -> InstanceOptions:
    """Return what a user's instance is granted at its opening; his own limits go first."""
    user = config.users.get(name, User(name, ""))
    limits = user.limits
    return InstanceOptions(
        threads=limits.threads or config.threads,
        memory_limit=limits.memory_limit or config.memory_limit,
        max_temp_directory_size=limits.max_temp_directory_size or config.max_temp_directory_size,
        extensions=extensions,
        allowed=(*config.allowed_directories, *config.allowed_urls) if user.trusted else (),
    )


def _rights(config: Config, name: str) -> Rights:
    user = config.users.get(name, User(name, ""))
    return Rights(
        trusted=user.trusted,
        read_only=user.read_only,
        statement_timeout=user.limits.statement_timeout or 0.0,
        directories=config.allowed_directories if user.trusted else (),
    )


def _most_statements(config: Config, user: str) -> int | None:
    found = config.users.get(user)
    return None if found is None else found.limits.max_running_statements


def _make_catalog(config: Config) -> None:
    """Make the file with PostgreSQL's catalog before the first login needs it."""
    try:
        catalog_file.path(config.data_dir)
    except OSError as error:
        reason = f"cannot make the system catalog: {error.strerror or error}"
        raise ConfigError([Problem("data_dir", reason)]) from error


def _spare_the_collector() -> None:
    """Leave what start-up made out of every later collection.

    Compiled kernels and imported modules are some hundred thousand objects that live as long as
    the process; looking at them again and again made statements dearer the longer it ran.
    """
    gc.collect()
    gc.freeze()


def _sweep(databases: Databases) -> None:
    while True:
        gevent.sleep(SWEEP_SECONDS)
        databases.close_idle()
        databases.catch_up_checkpoints()


def _watch_clients(registry: Registry) -> None:
    while True:
        gevent.sleep(client_watch.SWEEP_SECONDS)
        try:
            client_watch.sweep(registry)
        except Exception:  # noqa: BLE001 - one session must not end the watch over all others
            log.exception("client watch failed")
