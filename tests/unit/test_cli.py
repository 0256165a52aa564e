"""The commands, as a shell meets them."""

import io
import sys

import pytest

from duckgres import __version__, cli
from duckgres.config.problems import ConfigError, Problem
from duckgres.server import application, rooms


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in cli.os.environ if name.startswith("DUCKGRES_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def started(monkeypatch):
    """Stand in for the server; lists the configurations it was started with."""
    configs = []

    def serve(config, build_rooms, read_config):
        assert build_rooms is rooms.build
        configs.append(config)
        return 7

    monkeypatch.setattr(application, "serve", serve)
    monkeypatch.setattr(cli, "configure", lambda *arguments: configs.append(arguments[:2]))
    return configs


def test_help_and_version(capsys, started):
    assert cli.main(["--help"]) == 0
    assert "--port NUMBER  [DUCKGRES_PORT]" in capsys.readouterr().out
    assert cli.main(["-version"]) == 0
    assert capsys.readouterr().out == f"duckgres {__version__}\n"
    assert started == []


def test_without_a_command_the_server_runs_and_gives_its_status(started, monkeypatch):
    monkeypatch.setenv("DUCKGRES_HOST", "127.0.0.1")
    assert cli.main(["-port", "5433", "--log-level", "debug"]) == 7
    log_settings, config = started
    assert log_settings == ("debug", "auto")
    assert (config.host, config.port) == ("127.0.0.1", 5433)


def test_a_wrong_setting_is_one_line_and_status_2(capsys, started):
    assert cli.main(["--port", "x"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == 'duckgres: --port: expected a whole number from 0 to 65535, got "x"\n'
    assert started == []


def test_several_wrong_settings_are_one_line_too(capsys, started):
    assert cli.main(["--port", "x", "--bogus"]) == 2
    assert capsys.readouterr().err == (
        'duckgres: unknown flag "--bogus" (and 1 more: see duckgres check)\n'
    )


def test_what_the_server_finds_wrong_is_one_line_and_status_2(capsys, started, monkeypatch):
    def serve(config, build_rooms, read_config):
        raise ConfigError([Problem("data_dir", "cannot be made")])

    monkeypatch.setattr(application, "serve", serve)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "duckgres: data_dir: cannot be made\n"


def test_warnings_are_logged_once_at_the_start(started, monkeypatch):
    said = []
    monkeypatch.setattr(cli.log, "warning", said.append)
    cli.main(["--ducklake-s3-region", "x"])
    assert said == ["setting ducklake.s3_region is accepted but not in force yet"]


def test_check_names_every_problem(capsys, started):
    assert cli.main(["check", "--port", "x", "--bogus"]) == 2
    assert capsys.readouterr().err == (
        'unknown flag "--bogus"\n'
        '--port: expected a whole number from 0 to 65535, got "x"\n'
        "duckgres: 2 problems\n"
    )
    assert started == []


def test_check_shows_values_and_where_they_are_from_but_no_secret(capsys, tmp_path, started):
    (tmp_path / "duckgres.yaml").write_text(
        "port: 5\nusers:\n  bob: hidden1\nducklake:\n  s3_secret_key: hidden2\n"
    )
    assert cli.main(["check", "--host", "::1", "--memory-limit", "2GiB"]) == 0
    out, err = capsys.readouterr()
    assert "configuration file: duckgres.yaml\n" in out
    assert "port = 5  (duckgres.yaml:1)\n" in out
    assert "host = ::1  (--host)\n" in out
    assert "memory_limit = 2GiB  (--memory-limit)\n" in out
    assert "max_temp_directory_size = DuckDB's own  (default)\n" in out
    assert "ducklake.s3_secret_key = ********  (duckgres.yaml:5)\n" in out
    assert "users = bob  (set)\n" in out
    assert "hidden" not in out + err
    assert err == "warning: setting ducklake.s3_secret_key is accepted but not in force yet\n"
    assert started == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def verifies(password, line):
    from duckgres.auth.verifier import parse_verifier

    verifier = parse_verifier(line.strip())
    assert verifier is not None
    assert password not in line
    return True


def test_verifier_reads_a_pipe(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("se cret\nmore\n"))
    assert cli.main(["verifier"]) == 0
    assert verifies("se cret", capsys.readouterr().out)


def test_verifier_asks_a_terminal_twice(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(cli.getpass, "getpass", lambda prompt: asked.append(prompt) or "secret")
    assert cli.main(["verifier"]) == 0
    assert verifies("secret", capsys.readouterr().out)
    assert asked == ["Password: ", "Again: "]


def test_verifier_refuses_two_different_passwords(monkeypatch, capsys):
    answers = iter(["one", "two"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(cli.getpass, "getpass", lambda prompt: next(answers))
    assert cli.main(["verifier"]) == 2
    assert capsys.readouterr() == ("", "duckgres: no password, or not twice the same\n")


def test_verifier_refuses_an_empty_password(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert cli.main(["verifier"]) == 2


def test_verifier_stops_at_ctrl_c(monkeypatch):
    def interrupted(prompt):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(cli.getpass, "getpass", interrupted)
    assert cli.main(["verifier"]) == 130
