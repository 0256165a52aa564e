"""Arrays in DuckDB."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    return connection


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("""_pg_array('{a,"b c",NULL}')""", ["a", "b c", None]),
        ("_pg_array_of_arrays('{{1,2},{3,4}}')", [["1", "2"], ["3", "4"]]),
        ("_pg_array_shape([[1, 2], [3, 4]])", [2, 2]),
        ("_pg_array_shape([]::INTEGER[])", []),
        ("_pg_array_to_string([1.5, NULL], ',', '*', 'DECIMAL(2,1)[]')", "1.5,*"),
        ("_pg_array_to_string([[1], [2]], '-', NULL, 'INTEGER[][]')", "1-2"),
        ("_pg_array_to_string([true], ',', NULL, 'BOOLEAN[]')", "t"),
        ("_pg_contains([1, 2], [2], 'INTEGER[]')", True),
        ("_pg_contains([1, NULL], [NULL::INTEGER], 'INTEGER[]')", False),
        ("""_pg_contains('{"a": 1}', '{}', 'JSON')""", True),
        ("_pg_constant('{1,NULL}', 'INTEGER[]')", '["1", NULL]'),
        ("_pg_constant('{{1},{2}}', 'INTEGER[][]')", '[["1"], ["2"]]'),
        ("""_pg_constant('{"b":1,"a":2}', 'JSON')""", '{"a": 2, "b": 1}'),
        ("_pg_constant('\\xDEAD', 'BLOB')", "\\xDE\\xAD"),
        ("_pg_constant('{x}', 'VARCHAR')", "{x}"),
    ],
)
def test_value(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)


def test_a_constant_is_read_into_any_list(root):
    text = r"""'{"a\"b","c\\d","e,f",g''h,"[]"}'"""
    query = f"select CAST(_pg_constant({text}, 'VARCHAR[]') AS VARCHAR[])"
    assert root.sql(query).fetchone() == (['a"b', "c\\d", "e,f", "g'h", "[]"],)


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("_pg_array('{1')", "22P02"),
        ("_pg_array('{{1}}')", "0A000"),
        ("_pg_array_of_arrays('{1}')", "0A000"),
    ],
)
def test_refusals(root, expression, sqlstate):
    with pytest.raises(duckdb.InvalidInputException, match=f"pg_error:{sqlstate}:"):
        root.sql(f"select {expression}").fetchall()
