"""SIGHUP: configuration and certificate are read again, and put in force whole or not at all.

Sessions stay as they are; a login takes what is there when it begins. What is wrong leaves
everything as it was and one line in the log. Which settings change is said by the table of
settings: ``Setting.reloads``. Source: PostgreSQL manual, 20.1.2 "Parameter Interaction via the
Configuration File".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import gevent
from gevent.event import Event

from duckgres.config.model import SETTINGS, Config, Setting
from duckgres.config.problems import ConfigError
from duckgres.engine.pool import Pool
from duckgres.observability.logging import log

Change = Callable[[], None]


class Reload:
    """Asked for by the signal, done by a greenlet of its own, one after the other.

    Attributes:
        config: The configuration in force; for settings that need a restart, what the files say.
    """

    def __init__(self, config: Config, read: Callable[[], Config]) -> None:
        """Take note of what the server starts with.

        Args:
            config: That.
            read: Reads the sources again; raises ConfigError.
        """
        self.config = config
        self._started_with = config
        self._read = read
        self._asked = Event()
        self._thread = Pool(1)

    def ask(self) -> None:
        """Ask for it; before the server listens, it is done as soon as that does."""
        self._asked.set()

    def start(self, prepare: Callable[[Config], Change]) -> gevent.Greenlet:
        """Begin to listen to whoever asks.

        Args:
            prepare: Makes everything new, off the loop, and returns what puts it in force, which
                cannot fail; raises ConfigError.
        """
        return gevent.spawn(self._serve, prepare)

    def _serve(self, prepare: Callable[[Config], Change]) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            try:
                self._reload(prepare)
            except ConfigError as error:
                log.error("configuration not reloaded", reason=str(error))
            except Exception:  # noqa: BLE001 - the next SIGHUP must find somebody
                log.exception("configuration not reloaded")

    def _reload(self, prepare: Callable[[Config], Change]) -> None:
        def make() -> tuple[Config, Change]:
            config = self._read()
            return config, prepare(config)

        # A password in plain text takes a millisecond, and there may be a thousand.
        config, put_in_force = self._thread.run(make)
        before, self.config = self.config, config
        put_in_force()
        for warning in config.warnings:
            log.warning(warning)
        told = [row.path for row in _differences(before, config) if row.reloads]
        log.info("configuration reloaded", changed=told, **_users(before, config))
        restart = [row.path for row in _differences(self._started_with, config) if not row.reloads]
        if restart:
            log.warning("changed settings need a restart", settings=restart)


def _differences(before: Config, after: Config) -> Iterable[Setting]:
    return [row for row in SETTINGS if before.value(row.path) != after.value(row.path)]


def _users(before: Config, after: Config) -> dict[str, list[str]]:
    """Return which users came, went and are not as they were; no passwords."""
    old, new = before.users, after.users
    return {
        "users_added": sorted(new.keys() - old.keys()),
        "users_removed": sorted(old.keys() - new.keys()),
        "users_changed": sorted(n for n in old.keys() & new.keys() if old[n] != new[n]),
    }
