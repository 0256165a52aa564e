"""What is installed is what was tested, and the two commands say what they should."""

import os
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def requirements():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    texts = [parser["options"]["install_requires"], *parser["options.extras_require"].values()]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    found = [Requirement(line) for line in lines if line]
    return [requirement for requirement in found if requirement.name != "duckgres"]


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_requirement_is_pinned_at_a_version_it_allows(requirement):
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


def test_the_build_backend_is_pinned():
    assert "setuptools" in pins()


def dry_run(*arguments):
    make = shutil.which("make")
    assert make is not None, "make is needed to build the project at all"
    # What an outer `make test` was told is none of this one's business.
    told = ("MAKE", "MFLAGS", "PORT", "ARGS", "PYTHON", "VENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(told)}
    done = subprocess.run(
        [make, "--dry-run", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_make_run_becomes_the_server_and_hands_on_the_port():
    assert "exec .venv/bin/duckgres --port 5433 --log-level debug\n" in dry_run(
        "run", "PORT=5433", "ARGS=--log-level debug"
    )


def test_make_run_without_a_port_leaves_it_to_the_configuration():
    assert "--port" not in dry_run("run")


def test_another_python_makes_another_environment():
    assert "/no/such/python -m venv .venv" in dry_run("run", "PYTHON=/no/such/python")


def test_everything_is_installed_by_the_pins():
    installs = [line for line in dry_run("check", "--always-make").splitlines() if " pip " in line]
    assert len(installs) == 4
    assert all("--constraint constraints.txt" in line for line in installs)


def test_ci_runs_make_test_first_and_is_executable():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "for target in test lint types contracts; do" in script.read_text()
