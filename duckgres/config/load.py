"""The four sources in their order: flags, environment, YAML, defaults.

Collects everything that is wrong before it gives up, so that one ``duckgres check`` shows it all.
An empty environment variable counts as not set: that is what compose files and unit files hand on
for a variable nobody filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duckgres.config.document import Section, read_document
from duckgres.config.flags import CommandLine
from duckgres.config.model import (
    BY_PATH,
    SETTINGS,
    Config,
    DuckLake,
    Log,
    ProxyProtocol,
    RateLimit,
    Setting,
    TlsFiles,
)
from duckgres.config.problems import ConfigError, Given, Problem, did_you_mean, quoted
from duckgres.config.users import Users, parse_users
from duckgres.config.validate import problems_together

DEFAULT_FILE = Path("duckgres.yaml")
_SECTIONS = {setting.path.rpartition(".")[0] for setting in SETTINGS} - {""}
_ENVIRONMENT = {setting.env: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, and by path what was given and where."""

    config: Config
    given: Mapping[str, Given]


@dataclass
class _Sources:
    """What the sources say, strongest last written."""

    given: dict[str, Given] = field(default_factory=dict)
    users: Users | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def load(command_line: CommandLine, environ: Mapping[str, str]) -> Loaded:
    """Return the configuration.

    Raises:
        ConfigError: With every problem found.
    """
    sources = _Sources(problems=list(command_line.problems))
    file = _config_file(command_line, environ)
    if file is not None:
        _read_file(file, sources)
    _read_environment(environ, sources)
    sources.given.update(command_line.given)
    values = _values(sources)
    config = _config(values, sources, None if file is None else Path(str(file.value)))
    sources.problems += problems_together(config, sources.given)
    if sources.problems:
        raise ConfigError(sorted(sources.problems, key=_line))
    return Loaded(config, sources.given)


def _line(problem: Problem) -> int:
    """Return the line in the file; 0 for flags and variables, which so come first."""
    line = problem.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def _config_file(command_line: CommandLine, environ: Mapping[str, str]) -> Given | None:
    if command_line.config_file is not None:
        return command_line.config_file
    if environ.get("DUCKGRES_CONFIG"):
        return Given(environ["DUCKGRES_CONFIG"], "DUCKGRES_CONFIG")
    return Given(str(DEFAULT_FILE), "") if DEFAULT_FILE.exists() else None


def _read_file(file: Given, sources: _Sources) -> None:
    path = Path(str(file.value)).expanduser()
    try:
        section, problems = read_document(path, str(file.value))
    except ConfigError as error:
        sources.problems += error.problems
        return
    sources.problems += problems
    _flatten("", section, sources)


def _flatten(prefix: str, section: Section, sources: _Sources) -> None:
    for name, entry in section.items():
        path = prefix + name
        if path in BY_PATH:
            sources.given[path] = entry
        elif path == "users":
            sources.users = parse_users(entry)
            sources.problems += sources.users.problems
            sources.given["users"] = entry
        elif path not in _SECTIONS:
            nearest = did_you_mean(path, [*BY_PATH, *_SECTIONS, "users"])
            sources.problems.append(Problem(entry.where, f'unknown setting "{path}"{nearest}'))
        elif isinstance(entry.value, dict):
            _flatten(f"{path}.", entry.value, sources)
        elif entry.value is not None:
            message = f"{path}: expected a section, got {quoted(entry.value)}"
            sources.problems.append(Problem(entry.where, message))


def _read_environment(environ: Mapping[str, str], sources: _Sources) -> None:
    for name, value in environ.items():
        if not name.startswith("DUCKGRES_") or not value or name == "DUCKGRES_CONFIG":
            continue
        if name in _ENVIRONMENT:
            sources.given[_ENVIRONMENT[name].path] = Given(value, name)
        elif name == "DUCKGRES_USERS":
            sources.problems.append(Problem(name, "users are set in the YAML file only"))
        else:
            # No error: Kubernetes puts such variables there for a service that is called duckgres.
            nearest = did_you_mean(name, _ENVIRONMENT, "DUCKGRES_")
            sources.warnings.append(f"environment variable {name} is no setting{nearest}")


def _values(sources: _Sources) -> dict[str, Any]:  # each setting's own type
    values = {}
    for setting in SETTINGS:
        value = setting.default_value()
        if setting.path in sources.given:
            try:
                value = setting.kind.parse(sources.given[setting.path].value)
            except ValueError:
                sources.problems.append(_wrong_value(setting, sources.given[setting.path]))
        values[setting.path] = value
    return values


def _wrong_value(setting: Setting, given: Given) -> Problem:
    got = "" if setting.secret else f", got {quoted(given.value)}"
    name = f"{setting.path}: " if given.where not in (setting.env, setting.flag) else ""
    return Problem(given.where, f"{name}expected {setting.kind.wants}{got}")


def _config(values: dict[str, Any], sources: _Sources, source_file: Path | None) -> Config:
    def section(name: str) -> dict[str, Any]:
        return {
            path.removeprefix(name): value
            for path, value in values.items()
            if path.startswith(name)
        }

    plain = {path: value for path, value in values.items() if "." not in path}
    if plain["threads"] is None:
        del plain["threads"]  # the dataclass counts the cores
    if sources.users is not None:
        plain |= {"users": sources.users.by_name, "users_defaulted": False}
    return Config(
        tls=TlsFiles(**section("tls.")),
        ducklake=DuckLake(**section("ducklake.")),
        rate_limit=RateLimit(**section("rate_limit.")),
        proxy_protocol=ProxyProtocol(**section("proxy_protocol.")),
        log=Log(**section("log.")),
        source_file=source_file,
        warnings=(*sources.warnings, *_not_in_force(sources)),
        **plain,
    )


def _not_in_force(sources: _Sources) -> list[str]:
    paths = [path for path in sources.given if path in BY_PATH and not BY_PATH[path].in_force]
    return [f"setting {path} is accepted but not in force yet" for path in paths]
