"""The command line."""

import pytest

from duckgres.config.flags import parse_command_line, usage
from duckgres.config.model import SETTINGS


def given_of(*arguments):
    line = parse_command_line(arguments)
    assert line.problems == []
    return {path: (given.value, given.where) for path, given in line.given.items()}


@pytest.mark.parametrize(
    "arguments",
    [("--port", "5433"), ("-port", "5433"), ("--port=5433",), ("-port=5433",), ("--PORT", "5433")],
)
def test_one_dash_or_two_and_equals_or_not(arguments):
    assert given_of(*arguments) == {"port": ("5433", "--port")}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.path)
def test_every_setting_has_a_flag(setting):
    assert given_of(setting.flag, "x") == {setting.path: ("x", setting.flag)}
    assert f"  {setting.flag} " in usage()
    assert f"[{setting.env}]" in usage()


def test_the_last_of_two_wins():
    assert given_of("--port", "1", "--port", "2") == {"port": ("2", "--port")}


def test_a_value_may_begin_with_a_dash_or_hold_an_equals_sign():
    assert given_of("--host", "-x")["host"] == ("-x", "--host")
    assert given_of("--ducklake-s3-chain=a=b")["ducklake.s3_chain"][0] == "a=b"


@pytest.mark.parametrize("arguments", [("check", "--port", "1"), ("--port", "1", "check")])
def test_a_command_before_or_after_the_flags(arguments):
    line = parse_command_line(arguments)
    assert (line.command, line.problems) == ("check", [])


def test_serve_is_what_is_done_without_a_command():
    assert parse_command_line([]).command == "serve"


def test_config_help_and_version():
    line = parse_command_line(["-config", "f.yaml", "--help", "-version"])
    assert (line.config_file.value, line.help, line.version) == ("f.yaml", True, True)
    assert parse_command_line(["-h"]).help


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--prot", "5"), ['unknown flag "--prot" (did you mean "--port"?)']),
        (("--xx=5", "--x"), ['unknown flag "--xx"', 'unknown flag "--x"']),
        (("--port",), ["--port: expected a value behind it"]),
        (("chekc",), ['unknown command "chekc" (did you mean "check"?)']),
        (("check", "serve"), ['one command at a time, not "check serve"']),
        (("--help=1",), ['unknown flag "--help" (did you mean "--help"?)']),
    ],
)  # fmt: skip
def test_mistakes_are_collected(arguments, said):
    assert [str(problem) for problem in parse_command_line(arguments).problems] == said


def test_a_wrong_flag_leaves_the_command_alone():
    assert parse_command_line(["check", "--prot", "5"]).command == "check"
    assert parse_command_line(["--prot", "check"]).command == "check"
