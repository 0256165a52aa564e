"""The order of the sources, and everything that is wrong at once."""

from pathlib import Path

import pytest

from duckgres.config.flags import parse_command_line
from duckgres.config.load import load
from duckgres.config.model import SETTINGS, Config
from duckgres.config.problems import ConfigError


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def load_with(*arguments, yaml=None, **environ):
    if yaml is not None:
        Path("duckgres.yaml").write_text(yaml)
    return load(parse_command_line(arguments), environ)


def problems_with(*arguments, **sources):
    with pytest.raises(ConfigError) as caught:
        load_with(*arguments, **sources)
    return [str(problem) for problem in caught.value.problems]


def test_without_any_source_all_is_default():
    loaded = load_with()
    assert loaded.config == Config()
    assert loaded.given == {}


def test_flag_over_environment_over_yaml_over_default():
    yaml = "port: 1\nhost: yaml\nmax_connections: 7\n"
    config = load_with("--port", "3", yaml=yaml, DUCKGRES_PORT="2", DUCKGRES_HOST="env").config
    assert (config.port, config.host, config.max_connections) == (3, "env", 7)
    assert config.threads == Config().threads


# A value of each kind that is no default, as text.
OTHER = {"allowed_directories": "/srv,/mnt", "allowed_urls": "s3://bucket/prefix/",
         "rate_limit.exempt": "10.0.0.0/8,::1", "proxy_protocol.networks": "192.0.2.1",
         "port": "1", "threads": "3", "log.level": "debug", "log.format": "json",
         "auth_method": "md5", "unknown_database": "refuse", "ducklake.s3_use_ssl": "false",
         "ducklake.s3_provider": "credential_chain", "ducklake.s3_url_style": "vhost"}  # fmt: skip
SETTABLE = [setting for setting in SETTINGS if setting.path != "ducklake.metadata_store"]


def value_of(config, path):
    for name in path.split("."):
        config = getattr(config, name)
    return config


@pytest.mark.parametrize("setting", SETTABLE, ids=lambda setting: setting.path)
def test_every_setting_reaches_its_field_from_every_source(setting):
    text = OTHER.get(setting.path, "12")
    want = setting.kind.parse(text)
    section, _, name = setting.path.rpartition(".")
    yaml = f"{section}:\n  {name}: '{text}'\n" if section else f"{name}: '{text}'\n"
    assert value_of(load_with(setting.flag, text).config, setting.path) == want
    assert value_of(load_with(**{setting.env: text}).config, setting.path) == want
    assert value_of(load_with(yaml=yaml).config, setting.path) == want
    assert value_of(Config(), setting.path) != want


def test_the_file_is_named_by_flag_then_variable_then_found():
    for name, port in (("a", 1), ("b", 2), ("duckgres", 3)):
        Path(f"{name}.yaml").write_text(f"port: {port}\n")
    assert load_with("--config", "a.yaml", DUCKGRES_CONFIG="b.yaml").config.port == 1
    assert load_with(DUCKGRES_CONFIG="b.yaml").config.port == 2
    found = load_with().config
    assert (found.port, found.source_file) == (3, Path("duckgres.yaml"))


def test_a_named_file_must_exist():
    assert problems_with("--config", "no.yaml") == [
        "no.yaml: cannot be read: No such file or directory"
    ]
    assert problems_with(DUCKGRES_CONFIG="no.yaml")


def test_an_empty_variable_counts_as_not_set():
    assert load_with(yaml="port: 1\n", DUCKGRES_PORT="", DUCKGRES_CONFIG="").config.port == 1


def test_all_problems_are_told_at_once_with_their_places():
    yaml = "prot: 1\nport: 70000\ntls:\n  certificate: x\nmax_connection: 5\nlog: 5\n"
    assert problems_with("--threads", "x", "--bogus", yaml=yaml, DUCKGRES_MEMORY_LIMIT="much") == [
        'unknown flag "--bogus"',
        'DUCKGRES_MEMORY_LIMIT: expected a size such as 512MB or 2GiB, got "much"',
        '--threads: expected a whole number from 1 to 1024, got "x"',
        'duckgres.yaml:1: unknown setting "prot" (did you mean "port"?)',
        'duckgres.yaml:2: port: expected a whole number from 0 to 65535, got "70000"',
        'duckgres.yaml:4: unknown setting "tls.certificate" (did you mean "tls.cert"?)',
        'duckgres.yaml:5: unknown setting "max_connection" (did you mean "max_connections"?)',
        'duckgres.yaml:6: log: expected a section, got "5"',
    ]


@pytest.mark.parametrize(
    "yaml",
    ["port: x\n", "port: true\n", "port: 1.5\n", "port:\n", "port: [1]\n", "host: 5\n",
     "tls: x\n", "tls: {cert: 5}\n", "shutdown_timeout: soon\n", "memory_limit: 80%\n",
     "extensions: 5\n", "log: {level: loud}\n", "ducklake: {s3_use_ssl: 1}\n", "users: x\n"],
)  # fmt: skip
def test_a_wrong_type_is_one_problem(yaml):
    assert len(problems_with(yaml=yaml)) == 1


def test_an_empty_section_sets_nothing():
    assert load_with(yaml="tls:\nlog:\n").config == Config(source_file=Path("duckgres.yaml"))


def test_users_come_from_the_file_only():
    config = load_with(yaml="users:\n  a: x\n").config
    assert list(config.users) == ["a"]
    assert not config.users_defaulted
    assert load_with(yaml="port: 1\n").config.users_defaulted
    assert problems_with(DUCKGRES_USERS="a:x") == [
        "DUCKGRES_USERS: users are set in the YAML file only"
    ]


def test_a_setting_not_in_force_warns_when_it_is_set():
    yaml = "rate_limit:\n  max_connections_per_ip: 5\n"
    assert load_with("--ducklake-s3-region", "x", yaml=yaml).config.warnings == (
        "setting ducklake.s3_region is accepted but not in force yet",
    )


def test_a_lake_stops_the_start():
    dsn = "postgres:host=db password=hidden"
    problems = problems_with(DUCKGRES_DUCKLAKE_METADATA_STORE=dsn)
    assert len(problems) == 1
    assert problems[0].startswith("DUCKGRES_DUCKLAKE_METADATA_STORE: ducklake.metadata_store: ")
    assert "hidden" not in problems[0]


def test_a_secret_of_the_wrong_kind_is_not_shown():
    problems = problems_with(yaml="ducklake:\n  s3_secret_key: 987654321\n")
    assert problems == ["duckgres.yaml:2: ducklake.s3_secret_key: expected text"]


def test_an_unknown_variable_is_a_warning():
    # Kubernetes sets these for a service that is called duckgres.
    config = load_with(DUCKGRES_PORT_5432_TCP="x", DUCKGRES_MAX_CONECTIONS="5", OTHER="x").config
    assert config.warnings[0].startswith("environment variable DUCKGRES_PORT_5432_TCP is no set")
    assert config.warnings[1] == (
        "environment variable DUCKGRES_MAX_CONECTIONS is no setting"
        ' (did you mean "DUCKGRES_MAX_CONNECTIONS"?)'
    )
