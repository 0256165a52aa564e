"""All or nothing, one after the other, and what needs a restart is named."""

from dataclasses import replace

import gevent
import pytest

from duckgres.config.model import Config, RateLimit, User
from duckgres.config.problems import ConfigError, Problem
from duckgres.server import reload as module
from duckgres.server.reload import Reload


@pytest.fixture
def logged(monkeypatch):
    lines = []
    for level in ("info", "warning", "error", "exception"):

        def write(event, level=level, **fields):
            lines.append((level, event, fields))

        monkeypatch.setattr(module.log, level, write)
    return lines


@pytest.fixture
def make():
    """Make a Reload that reads what the test put there; ends its greenlet."""
    running = []

    def make(config, read, prepare):
        reload = Reload(config, read)
        running.append(reload.start(prepare))
        return reload

    yield make
    gevent.killall(running)


def settle(condition):
    for _ in range(500):
        if condition():
            return
        gevent.sleep(0.01)
    raise AssertionError("not settled")


BEFORE = Config(users={"ann": User("ann", "x"), "bob": User("bob", "y")})


def test_what_changed_is_in_force_and_told(make, logged):
    in_force = []
    after = replace(
        BEFORE,
        port=1,
        max_connections=3,
        rate_limit=RateLimit(max_connections_per_ip=7),
        users={"bob": User("bob", "z"), "eve": User("eve", "y")},
        warnings=("beware",),
    )
    reload = make(BEFORE, lambda: after, lambda config: lambda: in_force.append(config))
    reload.ask()
    settle(lambda: len(logged) == 3)
    assert in_force == [after]
    assert reload.config is after
    assert logged == [
        ("warning", "beware", {}),
        (
            "info",
            "configuration reloaded",
            {
                "changed": ["rate_limit.max_connections_per_ip", "max_connections"],
                "users_added": ["eve"],
                "users_removed": ["ann"],
                "users_changed": ["bob"],
            },
        ),
        ("warning", "changed settings need a restart", {"settings": ["port"]}),
    ]


def refuse(*_):
    raise ConfigError([Problem("here", "wrong")])


def fail(*_):
    raise RuntimeError("a fault of ours")


@pytest.mark.parametrize("step", ["read", "prepare"])
@pytest.mark.parametrize(("fault", "level"), [(refuse, "error"), (fail, "exception")])
def test_what_is_wrong_changes_nothing_and_the_next_time_it_may_be_right(
    make, logged, step, fault, level
):
    in_force = []
    faults = {"read": lambda: BEFORE, "prepare": lambda config: lambda: in_force.append(config)}
    right = dict(faults)
    faults[step] = fault
    reload = make(BEFORE, lambda: faults["read"](), lambda config: faults["prepare"](config))
    reload.ask()
    settle(lambda: logged)
    assert [line[:2] for line in logged] == [(level, "configuration not reloaded")]
    assert in_force == []
    faults.update(right)
    reload.ask()
    settle(lambda: in_force == [BEFORE])


def test_who_asks_before_anyone_listens_is_heard(make, logged):
    in_force = []
    reload = Reload(BEFORE, lambda: BEFORE)
    reload.ask()
    greenlet = reload.start(lambda config: lambda: in_force.append(config))
    settle(lambda: in_force)
    greenlet.kill()
