"""Running psql as a script does."""

import subprocess

import pytest

SECONDS = 30  # more than anything here takes


@pytest.fixture
def psql(target, tool):
    """Feed a script to psql and return the finished process."""
    path = tool("psql")

    def feed(script="", *options, environment=None):
        return subprocess.run(
            [path, "-X", "-q", "-P", "pager=off", *options],
            input=script,
            env=environment or target.environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    return feed


@pytest.fixture
def answer(psql):
    """Run a script that must not fail and return its rows, unaligned, without headers."""

    def rows(script, *options):
        done = psql(script, "-A", "-t", *options)
        assert done.stderr == ""
        assert done.returncode == 0
        return done.stdout.splitlines()

    return rows
