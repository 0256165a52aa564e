"""A user's own settings: PostgreSQL's ALTER ROLE … SET beside ``users.<name>.settings``."""

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
import yaml

from tests.faults.talks import duckgres, hold, postgresql
from tests.fixtures.fix_server import ROOT
from tests.fixtures.raw_session import RawSession, rows

pytestmark = pytest.mark.slow

OWN = {
    "statement_timeout": "30s",
    "lock_timeout": "2s",
    "idle_session_timeout": "10min",
    "idle_in_transaction_session_timeout": "5min",
    "search_path": "sales, public",
    "TimeZone": "Europe/Berlin",
    "work_mem": "64MB",
    "application_name": "ann's",
    "my.own": "x",
    "tcp_keepalives_idle": "33",
}
SHOW_ALL = [f"show {name}" for name in OWN]


def shown(heard):
    return [line.removeprefix("row ") for line in heard if line.startswith("row ")]


@pytest.fixture(scope="module")
def own_server(tmp_path_factory):
    from tests.fixtures.fix_server import _factory

    servers = _factory(tmp_path_factory, "duckgres")
    users = {
        "test": "secret",
        "ann": {"password": "secret", "settings": OWN},
        "hasty": {"password": "secret", "settings": {"statement_timeout": 300}},
    }
    yield next(servers)(users=users)
    for _ in servers:
        pass


@pytest.fixture(scope="module")
def own_role(judge):
    """The same on PostgreSQL."""
    with RawSession(judge) as session:
        session.query("drop role if exists ann; drop role if exists hasty")
        session.query("create role ann login password 'secret'")
        session.query("create role hasty login password 'secret'")
        session.query("alter role hasty set statement_timeout = 300")
        for name, value in OWN.items():
            # A list stands without quotes.
            text = value if name == "search_path" else "'" + value.replace("'", "''") + "'"
            session.query(f"alter role ann set {name} = {text}")
    yield judge
    with RawSession(judge) as session:
        session.query("drop role ann; drop role hasty")


@pytest.fixture(params=["postgresql", "duckgres"])
def target(request):
    """The server, with the login of ``ann``."""
    if request.param == "duckgres":
        server = request.getfixturevalue("own_server")
        found = duckgres(server)
        tls, database = True, "ann"
    else:
        server = request.getfixturevalue("own_role")
        found = postgresql(server)
        tls, database = False, server.database
    address = SimpleNamespace(
        host=server.host, port=server.port, user="ann", password="secret", database=database,
        tls=tls,
    )  # fmt: skip
    return replace(found, address=address)


def as_user(target, name):
    address = SimpleNamespace(**{**vars(target.address), "user": name})
    return replace(target, address=address)


def test_a_session_begins_with_them(target):
    assert shown(hold(target, SHOW_ALL)) == list(OWN.values())


def test_what_the_client_asks_for_wins_and_is_what_reset_returns_to(target):
    given = {
        "statement_timeout": "5s",
        "application_name": "mine",
        "options": "-c search_path=other -c tcp_keepalives_idle=44",
    }
    changed = ["set statement_timeout = 1", "set search_path = x", "set my.own = 'y'",
               "set work_mem = '1MB'", "set tcp_keepalives_idle = 55"]  # fmt: skip
    names = ("statement_timeout", "application_name", "search_path", "tcp_keepalives_idle",
             "my.own", "work_mem")  # fmt: skip
    shows = [f"show {name}" for name in names]
    begun = ["5s", "mine", "other", "44", "x", "64MB"]
    heard = shown(hold(target, [*shows, *changed, *shows, "reset all", *shows], **given))
    assert heard == [*begun, "1ms", "mine", "x", "55", "y", "1MB", *begun]


@pytest.mark.parametrize(
    "back", ["reset statement_timeout", "set statement_timeout to default", "discard all"]
)
def test_every_way_back_leads_to_them(target, back):
    heard = hold(target, ["set statement_timeout = 9999", back, "show statement_timeout"])
    assert shown(heard) == ["30s"]


def test_set_local_and_rollback_lead_back_to_them(target):
    steps = ["begin; set local lock_timeout = 7", "show lock_timeout", "commit",
             "show lock_timeout", "begin; set lock_timeout = 8", "rollback",
             "show lock_timeout"]  # fmt: skip
    assert shown(hold(target, steps)) == ["7ms", "2s", "2s"]


def test_they_are_in_force(target):
    heard = hold(as_user(target, "hasty"), ["{endless}", "select 1"])
    assert heard[0] == "ERROR 57014: canceling statement due to statement timeout"
    assert shown(heard) == ["1"]


def test_they_are_reported_at_login(target):
    with target.session() as session:
        told = {m.name: m.value for m in session.greeting if hasattr(m, "value")}
    assert told["application_name"] == "ann's"
    assert told["TimeZone"] == "Europe/Berlin"


def test_nobody_else_has_them(own_server):
    with RawSession(own_server) as session:
        assert rows(session.query("show statement_timeout")) == [(b"0",)]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"statement_timeout": "abc"}, 'invalid value for parameter "statement_timeout": "abc"'),
        ({"lock_timeuot": "1s"}, 'unrecognized configuration parameter "lock_timeuot"'),
        ({"max_connections": 5}, 'parameter "max_connections" cannot be changed without'),
    ],
)
@pytest.mark.parametrize("command", [[], ["check"]])
def test_a_wrong_one_stops_the_start_with_one_line(tmp_path, settings, said, command):
    file = tmp_path / "duckgres.yaml"
    users = {"ann": {"password": "x", "settings": settings}}
    file.write_text(yaml.safe_dump({"port": 0, "data_dir": str(tmp_path), "users": users}))
    done = subprocess.run(
        [sys.executable, "-m", "duckgres", *command, "--config", str(file)],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    (name,) = settings
    assert done.returncode == 2
    assert f"duckgres.yaml:7: users.ann.settings.{name}: {said}" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
