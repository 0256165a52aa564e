"""The lists of functions are whole: DuckDB has none that nobody has looked at."""

import re

import duckdb

from duckgres.catalog import registry
from duckgres.engine import extensions
from duckgres.sql.gate import functions


def test_every_function_of_duckdb_s_is_in_a_list():
    with duckdb.connect() as connection:
        extensions.load(connection, ("ducklake",))
        found = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions()")
        names = [name for (name,) in found.fetchall() if re.fullmatch(r"[a-z]\w*", name)]
    assert functions.unlisted(names) == frozenset()


def test_no_function_is_in_two_lists():
    assert functions.allowed().isdisjoint(functions.REFUSED)


def test_the_catalog_of_the_server_s_own_is_refused():
    assert registry.CATALOG in functions.CATALOGS


def test_what_a_later_version_has_is_refused_until_it_is_listed(monkeypatch):
    monkeypatch.setattr(functions, "REFUSED", set(functions.REFUSED))
    assert functions.unlisted(["Read_Anything", "lower", "read_csv"]) == {"read_anything"}
    functions.refuse_unlisted(["read_anything", "lower"])
    assert "read_anything" in functions.REFUSED
    assert "lower" not in functions.REFUSED
