"""The table of functions, and their registration."""

import duckdb

from duckgres.engine import functions


def test_names_are_ours_and_no_name_is_there_twice():
    names = [function.name for function in functions.functions()]
    assert len(names) == len(set(names))
    assert all(name.startswith("_pg_") for name in names)


def test_all_functions_are_registered_with_the_types_of_the_table():
    root = duckdb.connect(":memory:")
    functions.register(root)
    known = {
        name: (types, varargs, result)
        for name, types, varargs, result in root.sql(
            "select function_name, parameter_types, varargs, return_type from duckdb_functions()"
        ).fetchall()
    }
    for function in functions.functions():
        types, varargs, result = known[function.name]
        assert result == str(root.sqltype(function.result))
        if function.arguments is None:
            assert varargs == "ANY"
        else:
            assert types == [str(root.sqltype(name)) for name in function.arguments]
