"""The command line: flags to a Config, a Config to a running server.

What is wrong with the configuration is one line on stderr and exit status 2, never a traceback.
Knows nothing of the server but ``serve``, imported late: ``--help`` and ``check`` stay quick.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Sequence

from duckgres import __version__
from duckgres.config.flags import CommandLine, parse_command_line, usage
from duckgres.config.load import Loaded
from duckgres.config.model import SETTINGS, Config
from duckgres.config.problems import ConfigError
from duckgres.observability.logging import configure, log

OK = 0
BAD_CONFIGURATION = 2
INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    line = parse_command_line(sys.argv[1:] if argv is None else argv)
    if line.help:
        sys.stdout.write(usage())
        return OK
    if line.version:
        sys.stdout.write(f"duckgres {__version__}\n")
        return OK
    return _COMMANDS[line.command](line)


def _serve(line: CommandLine) -> int:
    try:
        config = _load(line).config
        configure(config.log.level, config.log.format, sys.stderr)
        for warning in config.warnings:
            log.warning(warning)
        return _run_server(config, lambda: _load(line).config)
    except ConfigError as error:
        return _refuse(error)


def _load(line: CommandLine) -> Loaded:
    from duckgres.server.user_settings import load_checked

    return load_checked(line, os.environ)


def _run_server(config: Config, read_again: Callable[[], Config]) -> int:
    from duckgres.server.application import serve
    from duckgres.server.rooms import build

    return serve(config, build, read_again)


def _check(line: CommandLine) -> int:
    try:
        loaded = _load(line)
    except ConfigError as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
        count = len(error.problems)
        sys.stderr.write(f"duckgres: {count} problem{'s' if count > 1 else ''}\n")
        return BAD_CONFIGURATION
    sys.stdout.write(_report(loaded))
    for warning in loaded.config.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    return OK


def _report(loaded: Loaded) -> str:
    config = loaded.config
    lines = [f"configuration file: {config.source_file or 'none'}"]
    for setting in SETTINGS:
        value = config.value(setting.path)
        given = loaded.given.get(setting.path)
        shown = "DuckDB's own" if value is None else setting.kind.show(value)
        if setting.secret and value:
            shown = "********"
        lines.append(f"{setting.path} = {shown}  ({given.where if given else 'default'})")
    names = ", ".join(sorted(config.users))
    lines.append(f"users = {names}  ({'default' if config.users_defaulted else 'set'})")
    lines.append("duckgres: the configuration is right")
    return "\n".join(lines) + "\n"


def _verifier(line: CommandLine) -> int:
    from duckgres.auth.verifier import make_verifier

    if line.problems:
        return _refuse(ConfigError(line.problems))
    try:
        password = _read_password()
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\n")
        return INTERRUPTED
    if not password:
        sys.stderr.write("duckgres: no password, or not twice the same\n")
        return BAD_CONFIGURATION
    sys.stdout.write(make_verifier(password) + "\n")
    return OK


def _read_password() -> str:
    """Return the password, empty when the two that were typed differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    return password if getpass.getpass("Again: ") == password else ""


def _refuse(error: ConfigError) -> int:
    sys.stderr.write(f"duckgres: {error}\n")
    return BAD_CONFIGURATION


_COMMANDS = {"serve": _serve, "check": _check, "verifier": _verifier}
