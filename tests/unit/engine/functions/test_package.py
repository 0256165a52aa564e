"""The table of functions, and their registration."""

import duckdb

from duckgres.engine import functions


def test_names_are_ours_and_no_name_is_there_twice():
    names = [function.name for function in functions.functions()]
    assert len(names) == len(set(names))
    assert all(name.startswith("_pg_") for name in names)


def test_all_functions_are_registered():
    root = duckdb.connect(":memory:")
    functions.register(root)
    known = {row[0] for row in root.sql("select function_name from duckdb_functions()").fetchall()}
    assert {function.name for function in functions.functions()} <= known
