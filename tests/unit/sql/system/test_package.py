"""The package itself."""

from duckgres.sql import system


def test_it_says_what_comes_before_the_rules():
    assert "before the rules" in (system.__doc__ or "")
