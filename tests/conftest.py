"""Loads the plug-ins: every ``tests/fixtures/fix_*.py`` is one subject's fixtures."""

from pathlib import Path

pytest_plugins = [
    f"tests.fixtures.{path.stem}"
    for path in sorted((Path(__file__).parent / "fixtures").glob("fix_*.py"))
]
