"""node-postgres: one pytest test for every test of ``suite.test.mjs``."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SUITE = "suite.test.mjs"
NAMES = re.findall(r"^test\('([^']+)'", (HERE / SUITE).read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def suite(target, tool, build, outcomes):
    environment = target.environment()
    node = tool("node")
    build([tool("npm"), "ci", "--ignore-scripts"], HERE, environment)
    # A test that waits for what never comes fails alone, not with all the others.
    command = [node, "--test", "--test-timeout=30000", "--test-reporter=tap", SUITE]
    return outcomes(command, HERE, environment, r"^ *ok \d+ - (.+)$", r"^ *not ok \d+ - (.+)$")


@pytest.mark.parametrize("name", NAMES)
def test_node(suite, name):
    found, report = suite
    assert found.get(name) is True, report
