"""Users' session settings are looked at before the server starts."""

import pytest

from duckgres.config.flags import parse_command_line
from duckgres.config.problems import ConfigError
from duckgres.server.user_settings import load_checked


def load(tmp_path, *lines):
    file = tmp_path / "d.yaml"
    settings = "".join(f"      {line}\n" for line in lines)
    file.write_text(f"users:\n  bob: x\n  ann:\n    password: x\n    settings:\n{settings}")
    return load_checked(parse_command_line(["--config", str(file)]), {})


def test_right_ones_come_through(tmp_path):
    loaded = load(tmp_path, "statement_timeout: 30s", "search_path: [a, b]", "my.own: 1")
    assert loaded.config.users["ann"].settings == {
        "statement_timeout": "30s",
        "search_path": "a, b",
        "my.own": "1",
    }
    assert load_checked(parse_command_line([]), {}).config.users_defaulted


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("statement_timeout: abc", 'invalid value for parameter "statement_timeout": "abc"'),
        (
            "statement_timeout: 25d",
            'invalid value for parameter "statement_timeout": "25d" (Value exceeds',
        ),
        (
            "statement_timeuot: 1s",
            'unrecognized configuration parameter "statement_timeuot"'
            ' (did you mean "statement_timeout"?)',
        ),
        (
            "shared_buffers: 1GB",
            'parameter "shared_buffers" cannot be changed without restarting the server',
        ),
        ("log_statement: all", 'permission denied to set parameter "log_statement"'),
        (
            "transaction_read_only: on",
            "SET TRANSACTION mode must be called before any query",
        ),
        ("DateStyle: German", 'DateStyle "German, DMY" is not supported (Only the ISO style'),
    ],
)
def test_a_wrong_one_stops_the_start_with_its_place(tmp_path, line, said):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "application_name: x", line)
    name = line.partition(":")[0]
    assert str(caught.value).startswith(f"{tmp_path}/d.yaml:7: users.ann.settings.{name}: {said}")


def test_several_are_all_told(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "nosuch: x", "lock_timeout: -1", "work_mem: 4MB")
    assert len(caught.value.problems) == 2
