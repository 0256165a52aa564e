"""pgx and lib/pq: one pytest test for every test of ``*_test.go``."""

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
TEXT = "".join(path.read_text() for path in sorted(HERE.glob("*_test.go")))
NAMES = re.findall(r"^func (Test\w+)\(", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def suite(target, tool, build, outcomes):
    settings = {name: value for name, value in os.environ.items() if name.startswith("GO")}
    environment = target.environment(**settings)
    go = tool("go")
    build([go, "vet", "./..."], HERE, environment)
    command = [go, "test", "-count=1", "-v", "-timeout=120s", "./..."]
    return outcomes(command, HERE, environment, r"^--- PASS: (\w+)", r"^--- FAIL: (\w+)")


@pytest.mark.parametrize("name", NAMES)
def test_go(suite, name):
    found, report = suite
    assert found.get(name) is True, report
