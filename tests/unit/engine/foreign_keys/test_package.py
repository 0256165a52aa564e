"""The page that says why is there."""

from pathlib import Path

from duckgres.engine import foreign_keys


def test_the_decision_is_written_down():
    assert foreign_keys.__doc__ is not None
    named = next(word for word in foreign_keys.__doc__.split() if word.startswith("docs/"))
    assert Path(named).is_file()
