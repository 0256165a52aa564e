"""The session settings of users in the configuration: are they what a session takes?

Only the session room knows its settings, and the configuration's room knows no session; here is
where both are known. Cheap to import: neither DuckDB nor the row kernels are needed.
"""

from __future__ import annotations

from collections.abc import Mapping

from duckgres.config.flags import CommandLine
from duckgres.config.load import Loaded, load
from duckgres.config.problems import ConfigError, Given, Problem, did_you_mean
from duckgres.errors import PgError
from duckgres.session.setting_table import SETTINGS
from duckgres.session.settings import Settings

UNKNOWN = "42704"


def load_checked(command_line: CommandLine, environ: Mapping[str, str]) -> Loaded:
    """Return the configuration, users' settings looked at.

    Raises:
        ConfigError: With every problem found.
    """
    loaded = load(command_line, environ)
    found = problems(loaded)
    if found:
        raise ConfigError(found)
    return loaded


def problems(loaded: Loaded) -> list[Problem]:
    """Return what is wrong with users' settings: a line for each that a session would refuse."""
    found = []
    for user in loaded.config.users.values():
        for name, text in user.settings.items():
            try:
                Settings({}, user.name, defaults={name: text})
            except PgError as error:
                said = error.message
                if error.sqlstate == UNKNOWN:
                    said += did_you_mean(name.lower(), SETTINGS)
                elif error.fields.hint:
                    said += f" ({error.fields.hint})"
                where = _where(loaded.given["users"], user.name, "settings", name)
                found.append(Problem(where, f"users.{user.name}.settings.{name}: {said}"))
    return found


def _where(given: Given, *path: str) -> str:
    """Return the place in the file of what ``path`` leads to."""
    for name in path:
        assert isinstance(given.value, dict), "it was read from there"
        given = given.value[name]
    return given.where
