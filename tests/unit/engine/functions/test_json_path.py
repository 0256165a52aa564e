"""Paths of SQL/JSON in DuckDB, and IS JSON."""

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
        ("""_pg_jsonb_path_list('{"a": [1, 2]}', '$.a[*]', '{}', false)""", ["1", "2"]),
        ("""_pg_jsonb_path_list('[1, "x"]', '$[*].double()', '{}', true)""", ["1"]),
        ("""_pg_jsonb_path_list('[3]', '$[*] ? (@ > $x)', '{"x": 2}', false)""", ["3"]),
        ("""_pg_jsonb_path_first('[3, 4]', '$[*]', '{}', false)""", "3"),
        ("""_pg_jsonb_path_first('[]', '$[*]', '{}', false)""", None),
        ("""_pg_jsonb_path_exists('{"a": 1}', '$.a', '{}', false)""", True),
        ("""_pg_jsonb_path_exists('{}', 'strict $.a', '{}', true)""", None),
        ("""_pg_jsonb_path_match('{"a": 1}', '$.a == 1', '{}', false)""", True),
        ("""_pg_jsonb_path_match('{"a": 1}', '$.a', '{}', true)""", None),
        ("""_pg_is_json('{"a":1}', 'object', false)""", True),
        ("""_pg_is_json('{', 'value', false)""", False),
    ],
)
def test_value(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("""_pg_jsonb_path_list('{}', 'strict $.a', '{}', false)""", "2203A"),
        ("""_pg_jsonb_path_exists('{}', 'strict $.a', '{}', false)""", "2203A"),
        ("""_pg_jsonb_path_match('1', '$', '{}', false)""", "22038"),
        ("""_pg_jsonb_path_list('1', '$', '[]', false)""", "22023"),
    ],
)
def test_refusals(root, expression, sqlstate):
    with pytest.raises(duckdb.InvalidInputException, match=f"pg_error:{sqlstate}:"):
        root.sql(f"select {expression}").fetchall()
