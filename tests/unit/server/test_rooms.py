"""What the configuration says reaches the rooms below the session."""

import gevent
import pytest

from duckgres.config.model import Config
from duckgres.config.problems import ConfigError
from duckgres.engine.request import Request
from duckgres.server import rooms
from duckgres.session.registry import BackendKey, Registry
from duckgres.session.startup import Login
from duckgres.sql.plan import plan
from duckgres.wire.framer import Framer
from duckgres.wire.state import ConnectionState, State
from tests.fixtures.fix_session import FakeTransport


@pytest.fixture
def started(monkeypatch):
    """Leave out what is done once a process, and say that it was asked for."""
    asked = []
    monkeypatch.setattr(rooms, "warm_up", lambda: asked.append("kernels"))
    monkeypatch.setattr(rooms.gc, "collect", lambda: asked.append("collect"))
    monkeypatch.setattr(rooms.gc, "freeze", lambda: asked.append("freeze"))
    return asked


@pytest.fixture
def build(tmp_path, started):
    """Build rooms; they are closed at the end."""
    made = []

    def build(**settings):
        config = Config(**{"data_dir": tmp_path, "extensions": (), "threads": 1, **settings})
        made.append(rooms.build(config, Registry()))
        return made[-1]

    yield build
    for found in made:
        found.close()


def session(found):
    """Open a session whose client says nothing and goes."""
    transport = FakeTransport()
    framer = Framer(ConnectionState(State.READY))
    login = Login("ann", "ann", {}, (3, 0), "10.0.0.1", "TLSv1.3")
    return found.open_session(transport, framer, login, BackendKey(1, b"s" * 4))


def ask(services, text):
    connection = services.databases.connect("ann", {})
    try:
        ((value,),) = connection.rows(Request(plan(text, None)[0]))
        return value
    finally:
        connection.close()


def test_an_extension_that_is_not_installed_stops_the_start(tmp_path, started):
    with pytest.raises(ConfigError) as refusal:
        rooms.build(Config(data_dir=tmp_path, extensions=("icu", "nosuch")), Registry())
    assert [problem.message for problem in refusal.value.problems] == [
        'extension "nosuch" is not installed'
    ]
    assert started == []


def test_kernels_are_ready_and_the_collector_is_spared_before_anyone_comes(build, started):
    build()
    assert started == ["kernels", "collect", "freeze"]


@pytest.mark.parametrize(("setting", "refuses"), [("accept", False), ("refuse", True)])
def test_sessions_are_told_what_was_set(build, setting, refuses):
    services = session(build(slow_statement=2.5, unknown_database=setting)).services
    assert services.slow_statement_seconds == 2.5
    assert services.refuse_unknown_databases is refuses


def test_all_sessions_share_planner_and_databases(build):
    found = build()
    one, other = session(found).services, session(found).services
    assert one.planner is other.planner
    assert one.databases is other.databases


@pytest.mark.slow
def test_an_instance_is_granted_what_was_set(build):
    services = session(build(threads=1, memory_limit=64 * 2**20)).services
    assert ask(services, "select system.main.current_setting('threads')") == 1
    assert ask(services, "select system.main.current_setting('memory_limit')") == "64.0 MiB"


@pytest.mark.slow
def test_a_session_runs_from_greeting_to_good_bye(build, tmp_path):
    found = session(build())
    found.run()
    assert found.transport.heard.endswith(b"Z\0\0\0\5I")
    assert (tmp_path / "ann.db").exists()


@pytest.mark.slow
def test_databases_nobody_uses_are_closed(build, monkeypatch):
    monkeypatch.setattr(rooms, "SWEEP_SECONDS", 0.01)
    services = session(build(instance_idle_timeout=0.0)).services
    first = services.databases.connect("ann", {})
    database = first.database
    gevent.sleep(0.05)
    assert services.databases._open == {"ann": database}
    first.close()
    for _ in range(100):
        if not services.databases._open:
            break
        gevent.sleep(0.01)
    assert services.databases._open == {}


@pytest.mark.slow
def test_closing_closes_every_database(build):
    found = build()
    services = session(found).services
    ask(services, "select 1")
    found.close()
    assert services.databases._open == {}


def test_a_catalog_that_cannot_be_made_stops_the_start(tmp_path):
    (tmp_path / "catalog").write_text("")
    with pytest.raises(ConfigError, match="cannot make the system catalog: File exists"):
        rooms.build(Config(data_dir=tmp_path, extensions=(), threads=1), Registry())
