"""The package has a docstring and nothing else; its parts have their own tests."""

from duckgres.engine import explain


def test_the_package_says_what_it_is_for():
    assert "PostgreSQL" in explain.__doc__
