"""The package itself."""

from duckgres.sql import shown


def test_it_says_where_it_is_from():
    assert "ruleutils.c" in (shown.__doc__ or "")
