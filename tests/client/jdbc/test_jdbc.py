"""pgjdbc: one pytest test for every test of ``Suite.java``."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
NAMES = re.findall(r'^ +test\("([^"]+)"', (HERE / "Suite.java").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def suite(target, tool, build, outcomes):
    environment = target.environment()
    java, javac, maven = tool("java"), tool("javac"), tool("mvn")
    copy = ["dependency:copy-dependencies", "-DoutputDirectory=target/lib"]
    build([maven, "-q", "-B", *copy], HERE, environment)
    path = "target/classes:target/lib/*"
    build(
        [javac, "-encoding", "UTF-8", "-cp", path, "-d", "target/classes", "Suite.java"],
        HERE,
        environment,
    )
    command = [java, "-Dfile.encoding=UTF-8", "-cp", path, "Suite"]
    return outcomes(command, HERE, environment, r"^ok (.+)$", r"^not ok (.+)$")


@pytest.mark.parametrize("name", NAMES)
def test_jdbc(suite, name):
    found, report = suite
    assert found.get(name) is True, report
