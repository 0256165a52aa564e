"""Builds the rooms below the session: threads, databases, the plan cache, the row kernels."""

from __future__ import annotations

import gc
import time
from functools import partial

import gevent

from duckgres.config.model import Config
from duckgres.config.problems import ConfigError, Problem
from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.databases import Databases
from duckgres.engine.extensions import missing
from duckgres.engine.pool import Pools
from duckgres.observability.logging import log
from duckgres.rows.arrow_rows import warm_up
from duckgres.server.application import Rooms
from duckgres.session.registry import BackendKey, Registry
from duckgres.session.services import Services
from duckgres.session.session import Session
from duckgres.session.startup import Login
from duckgres.session.transport import Transport
from duckgres.sql.plan import Planner
from duckgres.wire.framer import Framer

SWEEP_SECONDS = 5.0  # between looks for databases nobody uses any more


def build(config: Config, registry: Registry) -> Rooms:
    """Make everything a session needs.

    Raises:
        ConfigError: An extension cannot be had.
    """
    absent = missing(config.extensions)
    if absent:
        raise ConfigError(
            [Problem("extensions", f'extension "{name}" is not installed') for name in absent]
        )
    begin = time.monotonic()
    log.info("preparing row kernels; the first start compiles them, for ten to twenty seconds")
    warm_up()
    log.info("row kernels ready", seconds=round(time.monotonic() - begin, 3))
    _spare_the_collector()
    pools = Pools(
        statements=config.statement_workers,
        cap=partial(_most_statements, config),
        queue_timeout=config.statement_queue_timeout,
    )
    options = InstanceOptions(
        threads=config.threads,
        memory_limit=config.memory_limit,
        max_temp_directory_size=config.max_temp_directory_size,
        extensions=config.extensions,
    )
    databases = Databases(
        config.data_dir, pools, lambda user: options, config.instance_idle_timeout
    )
    services = Services(
        databases=databases,
        planner=Planner(),
        slow_statement_seconds=config.slow_statement,
        refuse_unknown_databases=config.unknown_database == "refuse",
    )
    sweeper = gevent.spawn(_sweep, databases)

    def open_session(
        transport: Transport, framer: Framer, login: Login, key: BackendKey
    ) -> Session:
        return Session(transport, framer, login, key, services)

    def close() -> None:
        sweeper.kill()
        databases.close_all()
        pools.close()

    return Rooms(open_session, close)


def _most_statements(config: Config, user: str) -> int | None:
    found = config.users.get(user)
    return None if found is None else found.limits.max_running_statements


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
