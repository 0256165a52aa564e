"""Loads the plug-ins: every ``tests/fixtures/fix_*.py`` is one subject's fixtures."""

import os
from pathlib import Path

from hypothesis import settings

pytest_plugins = [
    f"tests.fixtures.{path.stem}"
    for path in sorted((Path(__file__).parent / "fixtures").glob("fix_*.py"))
]

# A change is judged by the same examples each time; at a desk they are new ones each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
