"""The command line: one flag for every setting, and the words that are commands.

One dash is as good as two (``-port 5432``), ``--port=5432`` as good as ``--port 5432``. Values
stay text; all mistakes are collected, which is why this is not argparse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from duckgres.config.model import SETTINGS
from duckgres.config.problems import Given, Problem, did_you_mean

COMMANDS = {
    "serve": "start the server; what is done without a command",
    "check": "look at the configuration, name everything wrong with it, start nothing",
    "verifier": "read a password, print a SCRAM verifier to put under users",
}
_BY_FLAG = {setting.flag: setting for setting in SETTINGS}
_SWITCHES = ("--help", "--version")


@dataclass
class CommandLine:
    """What the command line says; ``given`` is by the settings' paths."""

    command: str = "serve"
    given: dict[str, Given] = field(default_factory=dict)
    config_file: Given | None = None
    help: bool = False
    version: bool = False
    problems: list[Problem] = field(default_factory=list)


def parse_command_line(arguments: Sequence[str]) -> CommandLine:
    """Return what the arguments say, mistakes included."""
    line = CommandLine()
    words: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument in ("-h", "-?"):
            line.help = True
        elif not argument.startswith("-") or argument == "-":
            words.append(argument)
        else:
            _flag(line, argument, rest)
    _command(line, words)
    return line


def _flag(line: CommandLine, argument: str, rest: list[str]) -> None:
    name, equals, value = argument.partition("=")
    name = "--" + name.lstrip("-").lower()
    if name in _SWITCHES and not equals:
        setattr(line, name[2:], True)
    elif name != "--config" and name not in _BY_FLAG:
        nearest = did_you_mean(name, [*_BY_FLAG, "--config", *_SWITCHES], "--")
        line.problems.append(Problem("", f'unknown flag "{argument.partition("=")[0]}"{nearest}'))
        if not equals and rest and not rest[0].startswith("-") and rest[0] not in COMMANDS:
            rest.pop(0)  # most likely its value; no need to complain twice
    elif not equals and not rest:
        line.problems.append(Problem(name, "expected a value behind it"))
    else:
        given = Given(value if equals else rest.pop(0), name)
        if name == "--config":
            line.config_file = given
        else:
            line.given[_BY_FLAG[name].path] = given


def _command(line: CommandLine, words: list[str]) -> None:
    if len(words) > 1:
        line.problems.append(Problem("", f'one command at a time, not "{" ".join(words)}"'))
    if words and words[0] not in COMMANDS:
        nearest = did_you_mean(words[0], COMMANDS)
        line.problems.append(Problem("", f'unknown command "{words[0]}"{nearest}'))
    elif words:
        line.command = words[0]


def usage() -> str:
    """Return the text of ``--help``."""
    lines = [
        "duckgres - PostgreSQL's wire protocol in front of DuckDB",
        "",
        "usage: duckgres [command] [--flag value …]",
        "",
        "commands:",
        *(f"  {name:<10}{text}" for name, text in COMMANDS.items()),
        "",
        "flags (each wins over its environment variable, that over the YAML file):",
        "  --config FILE  [DUCKGRES_CONFIG]",
        "      YAML file; default: duckgres.yaml in the working directory, if there is one",
    ]
    for setting in SETTINGS:
        lines.append(f"  {setting.flag} {_placeholder(setting.kind.wants)}  [{setting.env}]")
        notes = [setting.help]
        if setting.default:
            notes.append(f"default: {setting.default}")
        if not setting.in_force:
            notes.append("not in force yet")
        lines.append(f"      {'; '.join(notes)}")
    lines += ["  --version", "  --help", "", "users are set in the YAML file only."]
    return "\n".join(lines) + "\n"


def _placeholder(wants: str) -> str:
    for word in ("number", "duration", "size", "path", "list"):
        if word in wants:
            return word.upper()
    if " or " in wants:
        return wants.replace(", ", "|").replace(" or ", "|")
    return "TEXT"
